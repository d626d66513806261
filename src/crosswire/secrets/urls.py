"""Credentials in URLs, wherever a URL stands: the user and password, parameters, an account's name."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from crosswire.secrets.forms import Found
from crosswire.secrets.names import tells_in_url
from crosswire.secrets.running_text import is_placeholder

_CREDENTIALS = re.compile(r"(?<=://)(?P<user>[^/@\s:\"'<>\\]*)(?P<colon>:)?(?P<password>[^/@\s\"'<>\\]*)(?=@[\w.\[$-])")
_PARAMETER = re.compile(r"(?<=[?&#;])(?P<name>[\w.\[\]%-]{1,60})=(?P<value>[^&\s\"'#<>\\;]+)")
_ACCOUNTS = (
    re.compile(
        r"(?i)(?<=://)[\w-]+(?=\.(?:openai\.azure|services\.ai\.azure|cognitiveservices\.azure|snowflakecomputing"
        r"|cloud\.databricks)\.com\b)"
    ),
    re.compile(
        r"(?i)(?:://gateway\.ai\.cloudflare\.com/v1|/accounts|/organizations|/orgs|/tenants)/(?P<name>[\w.-]*\w)"
    ),
    re.compile(r"/projects/(?P<name>[\w.-]*\w)(?=/)"),
)


def urls_in(text: str) -> Iterator[Found]:
    """Yield the credentials in the URLs of a text."""
    if "://" not in text and "?" not in text and "&" not in text:
        return
    if "://" in text and "@" in text:
        for found in _CREDENTIALS.finditer(text):
            if found["password"] and not is_placeholder("password", found["password"]):
                yield Found("credentials in a URL", *found.span("password"))
            if found["user"] and not found["colon"] or (found["password"] and len(found["user"]) > 3):
                if not _PLAIN_USER.fullmatch(found["user"]):
                    yield Found("credentials in a URL", *found.span("user"))
    for found in _PARAMETER.finditer(text):
        name = unquote(found["name"])
        if tells_in_url(name, found["value"]) and not is_placeholder(name, found["value"]) and _is_of_url(found):
            yield Found(f"{name!r} in a URL", *found.span("value"))
    if "://" in text or text.startswith("/"):
        for pattern in _ACCOUNTS:
            for found in pattern.finditer(text):
                yield Found("an account in a URL", *found.span("name" if "name" in pattern.groupindex else 0))


_PLAIN_USER = re.compile(r"(?i)git|user|username|root|admin|anonymous|x-access-token|oauth2?|token|\$.*|\{.*|%.*")
_URL_BEFORE = re.compile(r"(?:://|/)[^\s\"'<>]*$|^[^\s\"'<>]*$")


def _is_of_url(found: re.Match[str]) -> bool:
    return bool(_URL_BEFORE.search(found.string[max(0, found.start() - 2000) : found.start()]))
