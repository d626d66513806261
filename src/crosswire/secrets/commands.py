"""Secrets in commands and in files of settings, which what stands before them tells: `curl -u jo:X`, `.netrc`."""

import base64
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import telling
from crosswire.secrets.shell_commands import NAMES, SHORTEST, in_shell_commands
from crosswire.secrets.stand_ins import PLACEHOLDER, is_placeholder
from crosswire.secrets.syntaxes import BASIC, HASH, PAIR, SYNTAXES, Syntax

__all__ = ("SHORTEST", "beginning", "in_commands")

_OF_WORDS = frozenset(f"{string.ascii_lowercase}{string.digits}_.-".encode())
_NO_WORD = bytes(code if code in _OF_WORDS else ord(" ") for code in range(256))
_PORT = regex(r":(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:")
_LINE_OF_PGPASS = regex(r"(?m)^[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^\s:]+)$")
_IN_A_SENTENCE = regex(r"[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^\s:\"'`]+)")
_LONGEST_HOST = 255


def in_commands(text: str, low: str, words: str) -> Iterator[Found]:
    """Yield the secrets in a text as commands and files give them.

    `low` is the text in small letters; `words` are its words, each once, one a line.
    """
    own = _HINTS.intersection(words.lower().encode(errors="surrogatepass").translate(_NO_WORD).split())
    names = sorted(map(bytes.decode, own))
    yield from in_shell_commands(text, low, [name for name in names if name in NAMES])
    for kind, found in (*_of_syntaxes(text, low, names), *_of_pgpass(text)):
        value = found["value"]
        is_secret = kind == HASH or (len(value) >= SHORTEST and not PLACEHOLDER.fullmatch(value))
        if is_secret and not (kind in _UNLESS and _UNLESS[kind](found)):
            yield Found(kind, *found.span("value"))
    if "\\" in text:
        yield from _of_continued(text)
    if "values" in names:
        yield from _of_inserted(text, low)


_BY_HINT: Mapping[str, Sequence[Syntax]] = {
    hint: [one for one in SYNTAXES if hint in one.words.split()] for one in SYNTAXES for hint in one.words.split()
}
_HINTS = frozenset(name.encode() for name in (*NAMES, *_BY_HINT, "values"))
_BY_SIGN = tuple(syntax for syntax in SYNTAXES if syntax.sign)


def _of_syntaxes(text: str, low: str, names: Sequence[str]) -> Iterator[tuple[str, re.Match[str]]]:
    hinted = {syntax: None for name in names for syntax in _BY_HINT.get(name, ())}
    for syntax in (*hinted, *(syntax for syntax in _BY_SIGN if syntax.sign in low)):
        starts, pattern = _compiled(syntax)
        yield from ((syntax.kind, found) for found in beginning(starts, pattern, text, low))


def _of_pgpass(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    pattern = _IN_A_SENTENCE if "pgpass" in text else _LINE_OF_PGPASS
    for port in _PORT.finditer(text):
        first = max(0, port.start() - _LONGEST_HOST - 1)
        before = max(text.rfind(blank, first, port.start()) for blank in ("\n", *(" `\"'" if "pgpass" in text else "")))
        if found := pattern.match(text, before + 1):
            yield "a password", found


@cache
def _compiled(syntax: Syntax) -> Sequence[re.Pattern[str]]:
    return re.compile(syntax.starts), re.compile(syntax.pattern)


def beginning(starts: re.Pattern[str], pattern: re.Pattern[str], text: str, low: str) -> Iterator[re.Match[str]]:
    """Yield what `pattern` finds in a text. It begins with what `starts` finds in the text in small letters.

    Python finds a few letters much faster than any pattern.
    """
    done = 0
    for start in starts.finditer(low):
        if start.start() >= done and (found := pattern.match(text, start.start())):
            done = found.end()
            yield found


# What only looks like one


def _is_no_basic(found: re.Match[str]) -> bool:
    """Return whether what stands behind `Basic` is a word: it is no base64 of a user and a password."""
    try:
        content = base64.b64decode(found["value"] + "=" * (-len(found["value"]) % 4), validate=True).decode()
    except ValueError:
        return True
    return ":" not in content or not content.isprintable()


_OF_NO_USER = regex(
    r"\b(?:docker|podman|nerdctl|compose|rsync|chown|install|cp|scp|systemd-run|kubectl|buildah)\b[^\n|;&]*\Z"
)
_OF_HTTP = regex(r"\b(?:curl|wget|https?|xh|etcdctl)\b[^\n|;&]*\Z")
_LONGEST_LINE = 300


def _is_no_pair(found: re.Match[str]) -> bool:
    """Return whether `x:y` is a user and a group, a host and a path, or words: `docker run -u node:node`."""
    start = found.start()
    before = found.string[max(0, start - _LONGEST_LINE) : start].replace("\\\n", " ")
    is_word = found["value"].isalpha() and not _OF_HTTP.search(before)
    is_url = "://" in found["value"]
    return is_word or is_url or found["user"] == found["value"] or bool(_OF_NO_USER.search(before))


_UNLESS = {BASIC: _is_no_basic, PAIR: _is_no_pair}


# Other places

_CONTINUED = regex(
    r"--?(?P<name>[A-Za-z][\w-]*)[ \t]+\\\n[ \t]*\\*(?P<quote>[\"']?)(?P<value>[^\s\"'`<>|;&\\-][^\s\"'`<>|;&\\]*)"
)
_LONGEST_OPTION = 60


def _of_continued(text: str) -> Iterator[Found]:
    """Yield the value of an option that stands in the next line."""
    at = text.find("\\\n")
    while at >= 0:
        before = max(text.rfind(sign, max(0, at - _LONGEST_OPTION), at) for sign in (" -", "\n-"))
        found = _CONTINUED.match(text, before + 1)
        if found and telling(found["name"]) and not is_placeholder(found["name"], found["value"]):
            yield Found(f"a value of {found['name']!r}", *found.span("value"))
        at = text.find("\\\n", at + 1)


_VALUES = regex(r"values\s*\(")
_COLUMNS = regex(r"(?i)\binto\s+[^\s()]{1,200}\s*\((?P<columns>[^()]{1,2000})\)\s*\Z")
_STRING = r"'(?:[^'\\]|\\.|'')*+'"
_ROW = regex(rf"\s*,?\s*\((?P<row>(?:[^'()]|{_STRING}|\([^()]*\)){{1,4000}}+)\)")
_CELL = regex(rf"(?:[^',()]|{_STRING}|\([^()]*\))++")
_TEXT = regex(r"\s*\w?'(?P<value>(?:[^'\\]|\\.|'')*+)'\s*")
_FARTHEST_INTO = 2_300


def _of_inserted(text: str, low: str) -> Iterator[Found]:
    """Yield the values that a statement of SQL inserts into columns whose names tell."""
    for start in _VALUES.finditer(low):
        into = _COLUMNS.search(text[max(0, start.start() - _FARTHEST_INTO) : start.start()])
        names = [name.strip(" \t\n\"'`[]") for name in into["columns"].split(",")] if into else []
        if not any(map(telling, names)):
            continue
        at = start.end() - 1
        while row := _ROW.match(text, at):
            at = row.end()
            for name, cell in zip(names, _CELL.finditer(text, *row.span("row")), strict=False):
                value = _TEXT.fullmatch(cell[0]) if telling(name) else None
                if value and value["value"] and not is_placeholder(name, value["value"]):
                    begins = cell.start() + value.start("value")
                    yield Found(f"a value of {name!r}", begins, begins + len(value["value"]))
