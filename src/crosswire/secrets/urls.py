"""Credentials in URLs, wherever a URL stands: the user and password, parameters, an account's name."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from crosswire.secrets.forms import Found
from crosswire.secrets.names import tells_in_url
from crosswire.secrets.values import is_placeholder

_CREDENTIALS = re.compile(r"(?<=://)(?P<user>[^/@\s:\"'<>\\]*)(?P<colon>:)?(?P<password>[^/@\s\"'<>\\]*)(?=@[\w.\[$-])")
_USER = re.compile(r"://[^/@\s\"'<>\\]*@[\w.\[$-]")
"""What each text has with credentials before a host. It begins with letters, to which `re` skips."""
_PARAMETER = re.compile(r"[?&#;](?P<name>[\w.\[\]%-]{1,60})=(?P<value>[^&\s\"'#<>\\;]+)")
_ACCOUNTS = (
    re.compile(
        r"(?i)://(?P<name>[\w-]+)(?=\.(?:openai\.azure|services\.ai\.azure|cognitiveservices\.azure|snowflakecomputing"
        r"|cloud\.databricks)\.com\b)"
    ),
    re.compile(
        r"(?i)/(?:(?<=://)gateway\.ai\.cloudflare\.com/v1|accounts|organizations|orgs|tenants)/(?P<name>[\w.-]*\w)"
    ),
    re.compile(r"/projects/(?P<name>[\w.-]*\w)(?=/)"),
)


def urls_in(text: str) -> Iterator[Found]:
    """Yield the credentials in the URLs of a text."""
    if "@" in text and _USER.search(text):
        for found in _CREDENTIALS.finditer(text):
            yield from _credentials(found)
    if "=" in text:
        for found in _PARAMETER.finditer(text):
            name, value = unquote(found["name"]), found["value"]
            if tells_in_url(name, value) and not is_placeholder(name, value) and _is_of_url(found):
                yield Found(f"{name!r} in a URL", *found.span("value"))
    if "://" in text or text.startswith("/"):
        for pattern in _ACCOUNTS:
            for found in pattern.finditer(text):
                yield Found("an account in a URL", *found.span("name"))


def _credentials(found: re.Match[str]) -> Iterator[Found]:
    """Yield the password; the user where it is a token without a password, or no common name."""
    user, password = found["user"], found["password"]
    if password and not is_placeholder("password", password):
        yield Found("credentials in a URL", *found.span("password"))
    is_token = bool(user) and not found["colon"]
    if (is_token or (password and len(user) > 3)) and not _PLAIN_USER.fullmatch(user):
        yield Found("credentials in a URL", *found.span("user"))


_PLAIN_USER = re.compile(r"(?i)git|user|username|root|admin|anonymous|x-access-token|oauth2?|token|\$.*|\{.*|%.*")
_URL_BEFORE = re.compile(r"(?:://|/)[^\s\"'<>]*$|^[^\s\"'<>]*$")


def _is_of_url(found: re.Match[str]) -> bool:
    begins = found.start("name")
    return bool(_URL_BEFORE.search(found.string[max(0, begins - 2000) : begins]))
