"""What may be wrong in a description: every key, and what it may hold. A problem is one clause that names its key."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any, get_args

from crosswire.adapters.descriptions.placeholders import PLACEHOLDER, PLACEHOLDERS, PROGRAM_PLACEHOLDERS
from crosswire.facts import ShapeName
from crosswire.quoting import named, quoted
from crosswire.spelling import did_you_mean

SHAPE_NAMES: tuple[ShapeName, ...] = get_args(ShapeName)

_Problems = Iterator[str]
_Check = Callable[[str, Any], _Problems]
"""Finds what is wrong with a value. Called with the value's key, `gateway.command`, and the value."""


def problems(description: Mapping[str, Any]) -> Iterator[str]:
    """Find all that is wrong with a description."""
    yield from _description("", description)
    kinds = [kind for kind in KINDS if kind in description]
    if len(kinds) != 1:
        given = f"there are [{'] and ['.join(kinds)}]" if kinds else "there is none"
        yield f"one of [{'], ['.join(KINDS)}] says how it runs; {given}"


def _table(checks: Mapping[str, _Check], required: tuple[str, ...] = ()) -> _Check:
    """Check a table that may have these keys only."""

    def check(key: str, value: Any) -> _Problems:
        if not isinstance(value, Mapping):
            yield f"{key} is {quoted(value)}, not a table"
            return
        prefix = f"{key}." if key else ""
        for name, inner in value.items():
            if name in checks:
                yield from checks[name](f"{prefix}{name}", inner)
            else:
                yield f"{prefix}{named(name)} is not known{_suggestion(str(name), checks, prefix)}"
        yield from (f"{prefix}{name} is missing" for name in required if name not in value)

    return check


def _values_of(check: _Check) -> _Check:
    """Check a table that may have any keys."""

    def check_all(key: str, value: Any) -> _Problems:
        if not isinstance(value, Mapping):
            yield f"{key} is {quoted(value)}, not a table"
            return
        for name, inner in value.items():
            yield from check(f"{key}.{named(name)}", inner)

    return check_all


def _list_of(check: _Check) -> _Check:
    def check_all(key: str, value: Any) -> _Problems:
        if not isinstance(value, list | tuple) or not value:
            yield f"{key} is {quoted(value)}, not a list of texts"
            return
        for item in value:
            yield from check(key, item)

    return check_all


def _text(key: str, value: Any) -> _Problems:
    if not isinstance(value, str):
        yield f"{key} is {quoted(value)}, not a text"


def _truth(key: str, value: Any) -> _Problems:
    if not isinstance(value, bool):
        yield f"{key} is {quoted(value)}, neither true nor false"


def _date(key: str, value: Any) -> _Problems:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value):
        yield f"{key} is {quoted(value)}, not a date: a text such as '2026-08' or '2026-08-15'"


def _seconds(key: str, value: Any) -> _Problems:
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        yield f"{key} is {quoted(value)}, not a number of seconds"


def _shape(key: str, value: Any) -> _Problems:
    if value not in SHAPE_NAMES:
        yield f"{key} has {quoted(value)}; there are {' and '.join(SHAPE_NAMES)}"


def _filled_with(*allowed: str) -> _Check:
    """Check a text that may use these placeholders."""

    def check(key: str, value: Any) -> _Problems:
        yield from _text(key, value)
        for name in PLACEHOLDER.findall(value) if isinstance(value, str) else ():
            if name not in allowed:
                braced = [f"{{{word}}}" for word in allowed]
                yield f"{key} has {{{named(name)}}}, which stands for nothing{_suggestion(f'{{{name}}}', braced)}"

    return check


def _template(*allowed: str) -> _Check:
    """Check a Jinja template that may use these variables."""

    def check(key: str, value: Any) -> _Problems:
        from jinja2 import TemplateSyntaxError  # few descriptions have a template

        yield from _text(key, value)
        try:
            used = _variables(value) if isinstance(value, str) else set()
        except TemplateSyntaxError as error:
            yield f"{key} is not a Jinja template: {error.message} (line {error.lineno})"
            return
        except RecursionError:
            yield f"{key} is a Jinja template that is nested too deeply"
            return
        for name in sorted(used - set(allowed)):
            yield f"{key} has {{{{ {named(name)} }}}}, which stands for nothing{_suggestion(name, allowed)}"

    return check


def _variables(template: str) -> set[str]:
    """Return the variables that a template reads and does not set. It is parsed alone.

    Jinja's own function for this evaluates what is constant, also `"a" * 10 ** 10`.
    """
    from jinja2 import Environment, nodes

    jinja = Environment(autoescape=False)
    tree = jinja.parse(template)
    names = list(tree.find_all(nodes.Name))
    own = {macro.name for macro in tree.find_all(nodes.Macro)} | {name.name for name in names if name.ctx != "load"}
    return {name.name for name in names} - own - {*jinja.globals} - _OF_A_BLOCK


_OF_A_BLOCK = {"loop", "caller", "varargs", "kwargs"}
"""The variables that Jinja sets within loops and macros."""


def _path(key: str, value: Any) -> _Problems:
    yield from _text(key, value)
    if isinstance(value, str) and not value.startswith("/"):
        yield f"{key} is {quoted(value)}; it begins with /"


def _pattern(key: str, value: Any) -> _Problems:
    yield from _text(key, value)
    try:
        re.compile(value if isinstance(value, str) else "")
    except (re.error, RecursionError, OverflowError) as error:
        yield f"{key} is not a regular expression: {error}"


def _ready(key: str, value: Any) -> _Problems:
    yield from _table({"url": _path, "log": _pattern})(key, value)
    if isinstance(value, Mapping) and len(value) > 1:
        yield f"{key} has url and log; one of them says when it is ready"


def _pinned(*pins: str) -> _Check:
    """Check a package. It has a version, since an environment in the cache never changes."""

    def check(key: str, value: Any) -> _Problems:
        yield from _filled_with("version", "here")(key, value)
        if isinstance(value, str) and not any(pin in value[1:] for pin in pins):
            yield f"{key} has {quoted(value)} without a version; write {named(value)}{pins[0]}VERSION"

    return check


def _files(*allowed: str) -> _Check:
    """Check the config files of a program."""

    def check(key: str, value: Any) -> _Problems:
        yield from _values_of(_template("models", *allowed))(key, value)
        for name in value if isinstance(value, Mapping) else ():
            if PurePath(name).is_absolute() or ".." in PurePath(name).parts:
                yield f"{key}.{named(name)} is not a path within the working directory"

    return check


def _program(*allowed: str) -> Mapping[str, _Check]:
    """Return the checks of the keys that start a program."""
    text = _filled_with(*allowed)
    return {"command": _list_of(text), "environment": _values_of(text), "files": _files(*allowed)}


_PROGRAM = _program(*PLACEHOLDERS)
_START: Mapping[str, _Check] = {**_PROGRAM, "ready": _ready, "seconds": _seconds}
_CLIENT: Mapping[str, _Check] = {
    "paths": _table(dict.fromkeys(SHAPE_NAMES, _path)),
    "headers": _values_of(_text),
    "models": _table(dict.fromkeys(SHAPE_NAMES, _filled_with("model"))),
}
_NEEDED = {
    "port": "it must listen at the port that is picked for it",
    "upstream": "it must call the upstream that plays the recordings",
}
"""Placeholders that a gateway's program must use, and why."""


def _gateway(key: str, value: Any) -> _Problems:
    yield from _table({"url": _url, **_START, **_CLIENT})(key, value)
    if not isinstance(value, Mapping):
        return
    if "url" in value:
        yield from (f"{key} has url, where it runs already, and {name}" for name in value if name in _START)
    elif "command" not in value:
        yield f"{key} has neither command, which starts it, nor url, where it runs already"
    else:
        texts = str([value.get(name) for name in _PROGRAM])
        for placeholder, why in _NEEDED.items():
            if not any(re.search(rf"\{{-?\s*{name}\b", texts) for name in (placeholder, f"{placeholder}_root")):
                yield f"{key} has no {{{placeholder}}} in its command, environment or files: {why}"


def _url(key: str, value: Any) -> _Problems:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^/\s]+/?", value):
        yield f"{key} is {quoted(value)}, not an address without a path, http://127.0.0.1:4000"


KINDS: Mapping[str, _Check] = {
    "gateway": _gateway,
    "worker": _table(_program(*PROGRAM_PLACEHOLDERS), required=("command",)),
    "python": _table({"file": _text}, required=("file",)),
}
"""The tables that say how an adapter runs. A description has one of them."""

_description = _table(
    {
        "name": _text,
        "version": _text,
        "serves": _list_of(_shape),
        "language": _text,
        "released": _date,
        "source": _text,
        "notes": _text,
        "install": _table(
            {"python": _list_of(_pinned("==", " @ ")), "node": _list_of(_pinned("@")), "scripts": _truth}
        ),
        "declares": _values_of(_text),
        **KINDS,
    },
    required=("name",),
)


def _suggestion(given: str, choices: Iterable[str], prefix: str = "") -> str:
    return did_you_mean(given, choices, lambda name: f"{prefix}{name}") or f"; there are {', '.join(choices)}"
