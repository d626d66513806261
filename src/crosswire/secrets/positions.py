"""Positions in JSON that are credentials by themselves, whatever stands there: headers, cookies, an account."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from crosswire.secrets.chance import of_basic
from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import is_harmless_header, telling
from crosswire.secrets.running_text import header_value
from crosswire.secrets.values import is_no_secret

_OF_HEADERS = regex(
    r"(?i:[a-z]+[_-])?(?i:headers)|(?:request|response|http|extra|custom|default|additional|proxy|auth|mcp|server)Headers"
)
_OF_COOKIES = regex(r"(?i)(?:[a-z]+[_-]?)?cookies?(?:[_-]?(?:jar|store|header))?")
_LINE = regex(r"(?m)^[ \t]*(?P<name>[A-Za-z][\w-]*):[ \t]*(?P<value>\S.*?)\r?$")
"""A header as a line, or an entry of a list."""

Held = Literal["headers", "some headers", "cookies", ""]


@lru_cache(1024)
def holds(within: str) -> Held:
    """Return what an object of this name holds, where its place alone tells of credentials.

    Of `some headers` only those count whose names look like one: the header of a page or a table is called so, too.
    """
    if _OF_HEADERS.fullmatch(within):
        return "headers"
    if "header" in within.lower():
        return "some headers"
    return "cookies" if _OF_COOKIES.fullmatch(within) else ""


def at_position(text: str, name: str, within: str) -> Iterator[Found]:
    """Yield what is secret of a text by its position. `name` is that of its field, `within` that of the object."""
    held = holds(within)
    if held == "cookies":
        yield Found("a cookie", 0, len(text))
    elif _is_header(name, held):
        yield from header_value(name, text)
    elif holds(name) in ("headers", "some headers"):
        yield from _of_lines(text)
    elif name == "token" and len(text) > 2 and not _is_no_token(text):
        yield Found("a value of 'token'", 0, len(text))
    elif name == "auth" and any(of_basic(text)):
        yield Found("basic credentials", 0, len(text))


def _is_header(name: str, held: Held) -> bool:
    if held == "headers":
        return not is_harmless_header(name)
    return held == "some headers" and looks_like_a_header(name) and not is_harmless_header(name)


@lru_cache(1024)
def looks_like_a_header(name: str) -> bool:
    """Return whether a name looks like that of a header: it has a hyphen, or tells of a credential."""
    return bool(_HEADER.fullmatch(name)) or bool(telling(name))


_HEADER = regex(r"[A-Za-z]\w*(?:-\w+)+|(?i:authorization)")


def _of_lines(text: str) -> Iterator[Found]:
    for line in _LINE.finditer(text):
        if looks_like_a_header(line["name"]) and not is_harmless_header(line["name"]):
            begin = line.start("value")
            for one in header_value(line["name"], line["value"]):
                yield Found(one.kind, begin + one.start, begin + one.end)


def _is_no_token(text: str) -> bool:
    is_short = len(text) < _SHORTEST_TOKEN and not re.fullmatch(r"[\w-]*\d[A-Za-z][\w-]*", text)
    return is_short or bool(_OF_A_CHAIN.fullmatch(text)) or is_no_secret("token", text)


_SHORTEST_TOKEN = 8
"""Characters of a token by which it is one. Shorter ones are pieces of words, and names of coins."""
_OF_A_CHAIN = regex(r"0x[0-9a-fA-F]{40}")
"""The address of a token that is traded."""
