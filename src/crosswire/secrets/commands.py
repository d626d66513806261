"""Secrets in commands and in files of settings, which what stands before them tells: `curl -u jo:X`, `.netrc`."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from crosswire.secrets.forms import Found
from crosswire.secrets.values import PLACEHOLDER

SHORTEST = 3
"""Characters of a value in running text: `--password X` only describes an option."""


class Syntax(NamedTuple):
    """How a command or a file gives a secret."""

    kind: str
    hint: str
    """What each text has in which it stands, in small letters."""
    starts: str
    """How it begins, in small letters."""
    pattern: str

    @property
    def has_option(self) -> bool:
        """Whether the command has one, with a blank before it."""
        return _ON in self.pattern


_ON = r"[^\n|;]{0,500}?"
_VALUE = r"\\*[\"']?(?P<value>[^\s\"'\\|;&]+)"
_SYNTAXES = (
    Syntax("a bearer token", "bearer", "bearer", r"(?i)\bbearer[ \t]+(?=[^\s\"']*\d)(?P<value>[\w.~+/=*-]{8,})"),
    Syntax(
        "basic credentials",
        "basic",
        "basic",
        r"\b[Bb](?:asic|ASIC)[ \t]+(?=\S*[A-Z\d=])(?P<value>[A-Za-z0-9+/]{8,}={0,2})(?![\w-])",
    ),
    Syntax(
        "a user and a password",
        "-",
        "-u|-a|--user|--proxy-user|--auth",
        r"(?<![\w-])(?:-u|-U|--user|--proxy-user|--auth|-a)(?:[ \t]+|=)?\\*[\"']?[\w.@+-]+:(?!//)"
        r"(?P<value>[^\s\"'`\\]*[^\s\"'`\\\d][^\s\"'`\\]*)",
    ),
    Syntax(
        "a password",
        "password",
        "login|user|account",
        r"(?i)\b(?:login\s+\S+\s+password\s+|(?:user(?:name)?|account)\s+\S+\s+password\s+(?=\S*\d))"
        r"\\*[\"']?(?P<value>[^\s\"'\\]+)",
    ),
    Syntax(
        "a password",
        " login",
        "docker|podman|helm|skopeo|oras",
        rf"(?i)\b(?:docker|podman|helm|skopeo|oras)\b{_ON} login\b{_ON}\s-p\s+{_VALUE}",
    ),
    Syntax("a password", " -w", "ldap", rf"(?i)\bldap\w+\b{_ON}\s-w\s+{_VALUE}"),
    Syntax("a password", "zip -", "zip", rf"\bzip\b{_ON}\s-P\s*{_VALUE}"),
    Syntax("a password", "7z", "7z", rf"\b7za?\b{_ON}\s-p{_VALUE}"),
    Syntax("a password", "smbclient", "smbclient", rf"\bsmbclient\b{_ON}\s-U\s*[^\s%]+%{_VALUE}"),
    Syntax("a password", "openssl enc", "openssl enc", rf"\bopenssl enc\b{_ON}\s-(?:k|K)\s+{_VALUE}"),
    Syntax("a password", "htpasswd", "htpasswd", rf"\bhtpasswd\b{_ON}\s-\w*b\w*\s+\S+\s+\S+\s+{_VALUE}"),
    Syntax("a token", "vault login", "vault login", rf"\bvault login\s+(?!-){_VALUE}"),
    Syntax("a password", "| sudo", "echo", rf"\becho\s+{_VALUE}[\"']?\s*\|\s*sudo\b{_ON}\s-\w*S"),
    Syntax("a password", "-stdin", "echo", rf"\becho\s+(?:-n\s+)?{_VALUE}[\"']?\s*\|{_ON}--password-stdin"),
    Syntax(
        "a password",
        "securestring",
        "convertto-securestring",
        rf"(?i)\bconvertto-securestring\s+(?:-string\s+)?(?![-$]){_VALUE}",
    ),
    Syntax("a password", "pass ", "pass ", rf"(?m)^PASS (?=\S*[a-z\d])(?=\S*[A-Z\d]){_VALUE}\\*[\"']?\r?$"),
    Syntax("a password", "auth ", "auth ", rf"\bAUTH (?:PLAIN|LOGIN) (?=\S{{8}}){_VALUE}"),
    Syntax("a password", " login ", " login ", rf"(?m)(?<=\w) LOGIN [\w.@-]+ (?=\S*[\d]){_VALUE}\\*[\"']?\r?$"),
    Syntax("a cookie", "curl", "curl", rf"\bcurl\b{_ON}\s(?:-b|--cookie)[ =]*\\*[\"']?[\w.-]+={_VALUE}"),
    Syntax(
        "a password",
        "machine",
        "machine",
        r"(?i)\bmachine\s+\S+[\s\S]{0,80}?\bpassword\s+\\*[\"']?(?P<value>[^\s\"'\\]+)",
    ),
    Syntax("a password", "sshpass", "sshpass", r"(?i)\bsshpass\s+-p\s*\\*[\"']?(?P<value>[^\s\"'\\]+)"),
    Syntax("a password", "mysql", "mysql", rf"(?i)\bmysql(?:dump|admin)?\b{_ON}\s-p(?P<value>[^\s\"'\\]+)"),
    Syntax("a password", "mariadb", "mariadb", rf"(?i)\bmariadb\b{_ON}\s-p(?P<value>[^\s\"'\\]+)"),
    Syntax("a password", "redis-cli", "redis-cli", rf"(?i)\bredis-cli\b{_ON}\s-a\s+\\*[\"']?(?P<value>[^\s\"'\\]+)"),
    Syntax("a password", "-pass", "-pass", r"(?i)-(?:passin|passout|pass)\s+pass:(?P<value>[^\s\"'\\]+)"),
    Syntax("a password", "identified", "identified", r"(?i)\bidentified\s+by\s+\\*[\"'](?P<value>[^\"'\\]+)"),
    Syntax("a password", "password", "with", r"(?i)\bwith\s+(?:encrypted\s+)?password\s+\\*'(?P<value>[^'\\]+)"),
    Syntax("a hash of a password", "$", r"\$", r"(?P<value>\$(?:apr1|2[abxy]|5|6|y|argon2\w*)\$[\w./$=,+-]{20,})"),
)
_PORT = re.compile(r":(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:")
_LINE_OF_PGPASS = re.compile(r"(?m)^[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^\s:]+)$")
_LONGEST_HOST = 255


def in_commands(text: str, low: str) -> Iterator[Found]:
    """Yield the secrets in a text as commands and files give them; `low` is the text in small letters."""
    for kind, found in (*_of_syntaxes(text, low), *_of_pgpass(text)):
        if len(found["value"]) >= SHORTEST and not PLACEHOLDER.fullmatch(found["value"]):
            yield Found(kind, *found.span("value"))


def _of_syntaxes(text: str, low: str) -> Iterator[tuple[str, re.Match[str]]]:
    has_options = " -" in low
    for syntax in _SYNTAXES:
        if (has_options or not syntax.has_option) and syntax.hint in low:
            starts, pattern = _compiled(syntax)
            yield from ((syntax.kind, found) for found in beginning(starts, pattern, text, low))


def _of_pgpass(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for port in _PORT.finditer(text):
        before = text.rfind("\n", max(0, port.start() - _LONGEST_HOST - 1), port.start())
        if found := _LINE_OF_PGPASS.match(text, before + 1):
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
