"""Secrets in code that no sign of assignment tells: arguments of calls, defaults, `#define`, lists of Lisp."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import is_a_word, is_like_a_password, is_mixed
from crosswire.secrets.names import telling
from crosswire.secrets.stems import QUOTE, Name
from crosswire.secrets.values import is_plain_in_text, is_secret_in_text

_OR = r"(?:or\b|\|\||\?\?)"
_OPTIONS = r"(?:[\w-]{1,20}[ \t]*=[ \t]*[\w.\"']{1,20}[ \t]*,\s*){0,3}"
_BEHIND = regex(
    rf"(?i)(?P<call>(?:\.(?:equals\w*|compare\w*))?\([ \t]*(?:[bru]|some\([ \t]*)?{QUOTE})"
    rf"|(?P<beside>,?[ \t]+[bru]?{QUOTE})"
    rf"|(?P<other>{QUOTE}?[\])]{{0,2}}[ \t]*(?:{_OR}|\?:|:-|\{{)[ \t]*{QUOTE}?)"
    rf"|(?P<typed>[\w\]\"'`\\ ]{{0,8}}\)[ \t]*\.(?:type|send_?keys|fill|set_?value|press_?sequentially)\([ \t]*{QUOTE})"
    rf"|(?P<default>{QUOTE}[ \t]*,\s*{_OPTIONS}(?:default[ \t]*=[ \t]*)?{QUOTE})"
    rf"|(?P<field>[ \t]*[:=][ \t]*[\w.$]{{1,40}}"
    rf"[(\[]{QUOTE}[\w.-]{{1,40}}{QUOTE}[)\]][ \t]*{_OR}[ \t]*{QUOTE}"
    rf"|[ \t]*:[ \t]*[\w.]{{1,20}}[ \t]*=[ \t]*[\w.]{{1,20}}\((?:default[ \t]*=[ \t]*)?{QUOTE}"
    rf"|[ \t]*=[ \t]*[\w.]{{1,20}}\({QUOTE})"
)
"""What stands between a name and its value in quotes, by what it is: a call, a default, a type with a value."""
_REST = regex(r"(?P<value>[^\s\"'`\\|}]{3,200})(?P<end>\\*[\"'`]|\})")

_GETS = r"get|fetch|read|load|find|look_?up|resolve|list|delete|remove|describe|from|by|create|has|is|parse|on|use|ref"
_GETTER = regex(
    rf"(?i)(?:.*[.:])?_?(?:{_GETS})(?-i:(?![a-z])).*|.*[._](?:get|fetch|read|load|find|from)(?:_?\w+)?"
    r"|.*(?:Field|Input|Name|Label|Error|Exception|Header|Page|Form)"
)
"""Calls with a telling name that are given the name of a secret."""
_OF_SETTINGS = regex(
    r"(?i)(?:define|getenv|get_env|env|setenv|putenv|setproperty|getproperty|setitem|set_env|environ\.get|fetch|getordefault)$"
)
"""Functions whose first argument is the name of a setting, and whose second is its value."""


def in_code(names: Sequence[Name]) -> Iterator[Found]:
    """Yield the values in code that the name of a call, of a variable or of a setting before it tells."""
    for name in names:
        behind = _BEHIND.match(name.text, name.end)
        if behind and (found := _REST.match(name.text, behind.end())):
            yield from _values_of(name, behind, found)


def _values_of(written: Name, behind: re.Match[str], found: re.Match[str]) -> Iterator[Found]:
    name, value, kind = written.alone, found["value"], behind.lastgroup
    if kind == "call" and telling(name) != "any":
        name = name.removesuffix("Auth")  # ApiKeyAuth(…)
    if not telling(name) or not is_secret_in_text(name, value):
        return
    is_default_of_shell = behind[0].endswith(":-")
    if is_default_of_shell != (found["end"] == "}") or (kind == "call" and _GETTER.fullmatch(name)):
        return
    function = _CALL_BEFORE.search(written.before(40)) if kind == "default" else None
    is_setting = bool(function and _OF_SETTINGS.search(function[1]))
    if kind == "default" and not function and telling(name) != "any":
        return  # a list of names
    is_of_call = bool(function) and is_like_a_password(value) and not _RULE.fullmatch(value)
    if is_mixed(value) or is_of_call or ((is_setting or is_default_of_shell) and is_a_word(value)):
        yield Found(f"a value of {name!r}", *found.span("value"))


_CALL_BEFORE = regex(r"([\w.]+)[ \t]*\(\s*\\*[\"'`]\Z")
_RULE = regex(r"[\w|]+:.*|\d+")
"""What a field must be like, and not what it has: `validate('password', 'min:8')`."""


class Function(NamedTuple):
    """A function that is given a secret."""

    name: str
    """How its name ends, in small letters."""
    argument: int
    """Which of its arguments is the secret, from 0."""
    least: int = 1
    """How many arguments it has then, at least."""


_FUNCTIONS: Sequence[Function] = (
    *(
        Function(name, 1, 2)
        for name in ("login", "logon", "basicauth", "basic_auth", "auth", "networkcredential", "authenticate")
    ),
    *(Function(name, 1, 2) for name in ("passwordcredentials", "passwordauthentication", "passwordauthenticator")),
    *(Function(name, 1, 2) for name in ("jwt.sign", "jwt.encode", "jwt.verify", "jwt.decode", "createhmac")),
    *(Function(name, 1, 2) for name in ("createcipheriv", "createdecipheriv")),
    Function("hmac.new", 0),
    Function("fernet", 0),
    Function("plainauth", 2, 4),
    Function("dbi->connect", 2, 3),
    *(Function(name, 2, 3) for name in ("getconnection", "mysqli_connect", "mysqli", "pdo", ".connect")),
)
_ROOTS = (
    "logi",
    "logo",
    "auth",
    "jwt",
    "hmac",
    "cipheriv",
    "dential",
    "connect",
    "mysqli",
    "pdo",
    "fernet",
    "plaina",
    "dbi",
)
"""Parts of their names: a text that has none of them is looked at for no function."""
_OPEN = r"[ \t]*(?:[:=][ \t]*)?(?:[(\[][ \t]*|(?<=[ \t])(?=[\"']))"


@cache
def _opened(function: Function) -> re.Pattern[str]:
    return re.compile(re.escape(function.name) + _OPEN)


_ARGUMENT = regex(
    r"(?i)\s*(?:[a-z_]\w{0,20}[ \t]*=[ \t]*)?"
    r"(?:(?:[bru]|some\()?(?P<quote>\\*[\"'`])(?P<text>[^\"'`\\\n]{0,200})(?P=quote)\)?"
    r"|\{[^{}]{0,200}\}|[^\"'`,()\[\]{}\n]{1,60})"
    r"\s*(?P<end>[,)]?)"
)


def in_calls(text: str, low: str) -> Iterator[Found]:
    """Yield the arguments of calls that their functions take for secrets: `login('jo', 'X')`."""
    if "'" not in low and '"' not in low:
        return
    for function in [one for root in _ROOTS if root in low for one in _FUNCTIONS if root in one.name]:
        for opened in _opened(function).finditer(low) if function.name in low else ():
            yield from _of_call(text, function, opened.end())


def _of_call(text: str, function: Function, at: int) -> Iterator[Found]:
    number, secret = 0, None
    while number < 6 and (argument := _ARGUMENT.match(text, at)):
        if number == function.argument and argument["text"]:
            secret = argument
        at, number = argument.end(), number + 1
        if argument["end"] != ",":
            break
    if (
        secret
        and number >= function.least
        and is_mixed(secret["text"])
        and not is_plain_in_text("password", secret["text"])
    ):
        yield Found(f"an argument of {function.name!r}", *secret.span("text"))
