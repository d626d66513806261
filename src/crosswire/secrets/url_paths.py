"""Credentials in the hosts and paths of URLs: the names of accounts, and what a path was generated with."""

import re
from collections.abc import Iterator

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import looks_random

_HOSTS = regex(
    r"(?i)://(?:(?P<name>[\w-]+)(?=\.(?:openai\.azure|services\.ai\.azure|cognitiveservices\.azure|snowflakecomputing"
    r"|cloud\.databricks)\.com\b)|gateway\.ai\.cloudflare\.com/v1/(?P<gateway>[\w.-]*\w))"
)
"""Hosts of which the name of an account is a part, or begins the path."""
_ACCOUNT = regex(
    r"/(?:(?:accounts|organizations|orgs|tenants)/(?P<name>[\w.-]*\w)|projects/(?P<project>[\w.-]*\w)(?=/))"
)
_VENDORS = regex(
    r"(?i)://(?:[\w-]+\.)*(?:openai|anthropic|azure|googleapis|google|cloudflare|fireworks|databricks|snowflakecomputing"
    r"|mistral|groq|openrouter|together|cohere|replicate|amazonaws|nvidia|x|deepseek|perplexity|langchain|langfuse"
    r"|scaleway|ovh|vercel|portkey|helicone|baseten|modal|runpod|deepinfra|cerebras|sambanova|nebius|ibm)"
    r"\.(?:ai|com|net|xyz|co|run|us|dev|io|cloud)(?=[/:])"
)
_OF_A_CALL = regex(
    r"(?i)(?:://.*|/v\d.*)/(?:completions|responses|messages|embeddings)\Z|:\w*(?:generatecontent|predict)\Z"
    r"|/projects/[\w.-]+/locations(?:/|\Z)|/client/v4/accounts/"
)
"""What the path of a call has, on any host."""
_BEFORE = regex(r"(?:https?|wss?)(?P<host>://[^/\s\"'<>?#]*)/?[^\s\"'<>?#]*\Z|\A/[^\s\"'<>?#]*\Z|\A\Z")
_BEHIND = regex(r"[^\s\"'<>?#]*")
_LONGEST = 1_000

_NAMED = regex(
    r"/(?:(?:key|token|secret|reset|(?:reset|set|forgot)-password|password[-/]reset|invit(?:e|es|ations?)|join|verify"
    r"|verify-email|confirm|confirmation|activate|activation|magic|magic-?link|unsubscribe|accept-invite|recover|recovery"
    r"|one-?time)/|bot\d{6,12}:)(?P<value>[\w.~=-]{10,300})"
)
_MCP = regex(r"/(?P<value>[\w-]{10,300})/(?:sse|mcp)(?![\w/-])")
_OF_URL = regex(r"://[^\s\"'<>]*\Z|\A/?[^\s\"'<>]*\Z")
_MIXED = regex(r"(?=.*[a-z])(?=.*[A-Z])(?=\w*[A-Za-z]\d+[A-Za-z])\w{10,}")


def paths_in(text: str) -> Iterator[Found]:
    """Yield the credentials in the hosts and paths of the URLs of a text."""
    if "://" in text:
        for found in _HOSTS.finditer(text):
            yield Found("an account in a URL", *found.span("name" if found["name"] else "gateway"))
    for found in _ACCOUNT.finditer(text):
        if _is_called(found):
            yield Found("an account in a URL", *found.span("name" if found["name"] else "project"))
    for pattern in (_NAMED, _MCP):
        for found in pattern.finditer(text):
            if _is_generated(found["value"]) and _OF_URL.search(text[max(0, found.start() - _LONGEST) : found.start()]):
                yield Found("a generated part of a URL", *found.span("value"))


def _is_called(found: re.Match[str]) -> bool:
    """Return whether a URL is one of a vendor, or has the path of a call to a model."""
    start, end = found.span()
    before = _BEFORE.search(found.string[max(0, start - _LONGEST) : start])
    if not before:
        return False
    behind = _BEHIND.match(found.string, end)
    path = found.string[max(0, start - _LONGEST) : behind.end() if behind else end]
    host = before["host"]
    return bool(host and _VENDORS.match(f"{host}/")) or bool(_OF_A_CALL.search(path))


def _is_generated(value: str) -> bool:
    """Return whether a segment has letters and digits as no name of a page has them."""
    return looks_random(value) or bool(_MIXED.fullmatch(value))
