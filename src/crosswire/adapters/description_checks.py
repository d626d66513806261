"""What may be wrong about a description, each in one clause that says where: see `description.py`."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any, get_args

from jinja2 import Environment as Jinja
from jinja2 import TemplateSyntaxError, meta

from crosswire.facts import ShapeName

SHAPE_NAMES: tuple[ShapeName, ...] = get_args(ShapeName)

OF_A_PROGRAM = ("workdir", "here", "bin", "python", "version")
PLACEHOLDERS = ("port", "upstream", "upstream_root", "api_key", "serves", *OF_A_PROGRAM)
"""What stands for what in braces: the words that texts and files may use; a worker's, only those of a program."""


PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

_Problems = Iterator[str]
_Check = Callable[[str, Any], _Problems]
"""Tells what is wrong about a value: the place where it stands, and the value."""


def _table(checks: Mapping[str, _Check], due: tuple[str, ...] = ()) -> _Check:
    """Check a table of known keys."""

    def check(place: str, value: Any) -> _Problems:
        if not isinstance(value, Mapping):
            yield f"{place} is {value!r}, not a table"
            return
        inside = f"{place}." if place else ""
        for key, entry in value.items():
            if key in checks:
                yield from checks[key](f"{inside}{key}", entry)
            else:
                yield f"{inside}{key} is not known; {_meant(str(key), checks, inside)}"
        yield from (f"{inside}{key} is missing" for key in due if key not in value)

    return check


def _texts_by_name(check: _Check) -> _Check:
    """Check a table of any keys."""

    def check_all(place: str, value: Any) -> _Problems:
        if not isinstance(value, Mapping):
            yield f"{place} is {value!r}, not a table"
            return
        for key, entry in value.items():
            yield from check(f"{place}.{key}", entry)

    return check_all


def _list_of(check: _Check) -> _Check:
    def check_all(place: str, value: Any) -> _Problems:
        if not isinstance(value, list | tuple) or not value:
            yield f"{place} is {value!r}, not a list of texts"
            return
        for each in value:
            yield from check(place, each)

    return check_all


def _text(place: str, value: Any) -> _Problems:
    if not isinstance(value, str):
        yield f"{place} is {value!r}, not a text"


def _number(place: str, value: Any) -> _Problems:
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        yield f"{place} is {value!r}, not a number of seconds"


def _shape(place: str, value: Any) -> _Problems:
    if value not in SHAPE_NAMES:
        yield f"{place} has {value!r}; there are {' and '.join(SHAPE_NAMES)}"


def _filled_with(*allowed: str) -> _Check:
    """Check a text with placeholders."""

    def check(place: str, value: Any) -> _Problems:
        yield from _text(place, value)
        for name in PLACEHOLDER.findall(value) if isinstance(value, str) else ():
            if name not in allowed:
                braced = [f"{{{each}}}" for each in allowed]
                yield f"{place} has {{{name}}}, which stands for nothing; {_meant(f'{{{name}}}', braced)}"

    return check


def _template(*allowed: str) -> _Check:
    """Check a Jinja template."""

    def check(place: str, value: Any) -> _Problems:
        yield from _text(place, value)
        try:
            used = meta.find_undeclared_variables(Jinja().parse(value)) if isinstance(value, str) else set()
        except TemplateSyntaxError as error:
            yield f"{place} is not a Jinja template: {error.message} (line {error.lineno})"
            return
        for name in sorted(used - set(allowed)):
            yield f"{place} has {{{{ {name} }}}}, which stands for nothing; {_meant(name, allowed)}"

    return check


def _path(place: str, value: Any) -> _Problems:
    yield from _text(place, value)
    if isinstance(value, str) and not value.startswith("/"):
        yield f"{place} is {value!r}; it begins with /"


def _pattern(place: str, value: Any) -> _Problems:
    yield from _text(place, value)
    try:
        re.compile(value if isinstance(value, str) else "")
    except re.error as error:
        yield f"{place} is not a regular expression: {error}"


def _ready(place: str, value: Any) -> _Problems:
    yield from _table({"url": _path, "log": _pattern})(place, value)
    if isinstance(value, Mapping) and len(value) > 1:
        yield f"{place} has url and log; one of them says when it is ready"


def _pinned(*pins: str) -> _Check:
    """Check a package: what is kept under a name must not change."""

    def check(place: str, value: Any) -> _Problems:
        yield from _filled_with("version", "here")(place, value)
        if isinstance(value, str) and not any(pin in value[1:] for pin in pins):
            yield f"{place} has {value!r} without a version; write {value}{pins[0]}VERSION"

    return check


def _files(*allowed: str) -> _Check:
    """Check the files of a program."""

    def check(place: str, value: Any) -> _Problems:
        yield from _texts_by_name(_template("models", *allowed))(place, value)
        for name in value if isinstance(value, Mapping) else ():
            if PurePath(name).is_absolute() or ".." in PurePath(name).parts:
                yield f"{place}.{name} is not a path within the working directory"

    return check


def _program(*allowed: str) -> Mapping[str, _Check]:
    """Return the checks of what a program is started with."""
    text = _filled_with(*allowed)
    return {"command": _list_of(text), "environment": _texts_by_name(text), "files": _files(*allowed)}


_run = _program(*PLACEHOLDERS)
_start: Mapping[str, _Check] = {**_run, "ready": _ready, "seconds": _number}
_reach: Mapping[str, _Check] = {
    "paths": _table(dict.fromkeys(SHAPE_NAMES, _path)),
    "headers": _texts_by_name(_text),
    "models": _table(dict.fromkeys(SHAPE_NAMES, _filled_with("model"))),
}


def _gateway(place: str, value: Any) -> _Problems:
    yield from _table({"url": _url, **_start, **_reach})(place, value)
    if not isinstance(value, Mapping):
        return
    if "url" in value:
        yield from (f"{place} has url, where it runs already, and {key}" for key in value if key in _start)
    elif "command" not in value:
        yield f"{place} has neither command, which starts it, nor url, where it runs already"
    else:
        told = str([value.get(key) for key in _run])
        for used, why in _NEEDED.items():
            if not any(re.search(rf"\{{-?\s*{name}\b", told) for name in (used, f"{used}_root")):
                yield f"{place} has no {{{used}}} in its command, environment or files: {why}"


_NEEDED = {
    "port": "it must listen at the port that is picked for it",
    "upstream": "it must call the upstream that plays the recordings",
}


def _url(place: str, value: Any) -> _Problems:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^/\s]+/?", value):
        yield f"{place} is {value!r}, not an address without a path, http://127.0.0.1:4000"


KINDS: Mapping[str, _Check] = {
    "gateway": _gateway,
    "worker": _table(_program(*OF_A_PROGRAM), due=("command",)),
    "python": _table({"file": _text}, due=("file",)),
}
"""How an adapter runs: one of them."""

_description = _table(
    {
        "name": _text,
        "version": _text,
        "serves": _list_of(_shape),
        "language": _text,
        "source": _text,
        "notes": _text,
        "install": _table({"python": _list_of(_pinned("==", " @ ")), "node": _list_of(_pinned("@"))}),
        "declares": _texts_by_name(_text),
        **KINDS,
    },
    due=("name",),
)


def problems(said: Mapping[str, Any]) -> Iterator[str]:
    """Tell all that is wrong about a description."""
    yield from _description("", said)
    kinds = [kind for kind in KINDS if kind in said]
    if len(kinds) != 1:
        given = f"there are [{'] and ['.join(kinds)}]" if kinds else "there is none"
        yield f"one of [{'], ['.join(KINDS)}] says how it runs; {given}"


def _meant(given: str, known: Any, inside: str = "") -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"did you mean {inside}{near[0]}?" if near else f"there are {', '.join(known)}"
