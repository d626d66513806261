"""Reading files that anybody may have written: JSON, YAML and TOML, within bounds.

A small file can be a large value: by an alias that repeats another, by packing, by depth, by digits. Each bound below
is far from what recordings, reports and descriptions are. What is beyond it is `Unreadable`, a `ValueError` whose text
says why, for whoever names the file.
"""

import json
import os
import re
import select
import stat
import time
import tomllib
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import yaml

from crosswire.facts import Json
from crosswire.wire.unpacking import GZIP, TooLong, unpacked
from crosswire.wire.yaml_loader import CassetteLoader

LONGEST = 128 * 2**20
"""Bytes of a file, also where it is packed and then is unpacked: five times the longest report that is published."""

LONGEST_TOML = 8 * 2**20
"""Bytes of a TOML file: they are written by hand, or list the causes of a report."""

DEEPEST = 160
"""How many levels a file may nest: an answer has 128 at most, and stands some levels deep in a report."""

MOST_VALUES = 10_000_000
"""Values of a JSON file, or of a YAML file whose aliases are written out."""

MOST_PARTS = 64
"""Parts of a dotted key of TOML: reading more takes the square of their number."""

LONGEST_WAIT = 10.0
"""Seconds within which a pipe has to end: `<(command)` in a shell is one, and so is one that nobody writes to."""


class Unreadable(ValueError):
    """What a file holds is not to be read; the text says why."""


class Malformed(Unreadable):
    """A text is not of the form that it is read as."""


class NotText(Unreadable):
    """A file is not text in UTF-8."""


def read_text(path: Path, longest: int = LONGEST, otherwise: str | None = None) -> str:
    """Return the text of a file. What is packed by gzip is unpacked, whatever its name is, up to `LONGEST`.

    What is in no encoding of Unicode, and has no zero byte, is read in the encoding `otherwise`, where that is given.

    Raises:
        Unreadable: it is longer than `longest` bytes, is no text (`NotText`), or is packed and not whole; or it is a
            pipe that does not end.
        OSError: it cannot be opened.
    """
    content = _content(path, longest + 1)
    if len(content) > longest:
        raise Unreadable(f"it is longer than {longest:,} bytes, all that is read of a file")
    try:
        content = unpacked(content, min(longest, LONGEST)) if content.startswith(GZIP) else content
        return content.decode(json.detect_encoding(content))
    except TooLong as error:
        raise Unreadable(str(error)) from None
    except zlib.error as error:
        raise Unreadable(f"it is not whole ({error})") from None
    except UnicodeDecodeError as error:
        if otherwise and b"\0" not in content:
            return content.decode(otherwise)
        raise NotText(str(error)) from None


def _content(path: Path, most: int) -> bytes:
    """Return up to `most` bytes of a file. Opening a pipe and reading it do not wait; what waits here has an end."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
        about = os.fstat(file.fileno())
        if stat.S_ISREG(about.st_mode):
            # Python makes room for all that may be read. A file may grow, or have no size, as those of /proc.
            whole = file.read(min(most, about.st_size + 1))
            return whole if len(whole) <= about.st_size else whole + file.read(most - len(whole))
        until = time.monotonic() + LONGEST_WAIT
        content = bytearray()
        poll = select.poll()
        poll.register(file, select.POLLIN)
        while poll.poll(max(0.0, until - time.monotonic()) * 1000):
            piece = os.read(file.fileno(), min(2**20, most - len(content)))
            content += piece
            if not piece or len(content) == most:
                return bytes(content)
    raise Unreadable(f"it is a pipe that did not end within {LONGEST_WAIT:g} s; write what it gives to a file")


def read_json(path: Path) -> Json:
    """Return the JSON in a file.

    Raises:
        Unreadable: it is none, or beyond a bound.
        OSError: it cannot be opened.
    """
    return load_json(read_text(path))


def load_json(text: str) -> Json:
    """Return the JSON that a text is.

    Raises:
        Unreadable: it is none, or beyond a bound.
    """
    # Each value but the first has one of these before it. In texts they stand, too: it is a bound, not a count.
    if sum(map(text.count, ",[{")) > MOST_VALUES:
        raise Unreadable(f"it holds more than {MOST_VALUES:,} values, all that are read of a file")
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_number)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        raise Malformed(f"it is not JSON ({error})") from None
    except Unreadable:
        raise
    except ValueError:
        raise _too_many_digits() from None
    return _shallow(value)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises:
        Unreadable: it is none, or beyond a bound.
        OSError: it cannot be opened.
    """
    return load_toml(read_text(path, LONGEST_TOML))


def load_toml(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises:
        Unreadable: it is none, or beyond a bound.
    """
    may_have_one = text.count(".") >= MOST_PARTS and _DOTTED.search(text)
    if may_have_one and any(found["dotted"] for found in _TOKEN.finditer(text)):
        raise Unreadable(f"a key of it has more than {MOST_PARTS} parts")
    try:
        tables = tomllib.loads(text)
    except RecursionError:
        raise _too_deep() from None
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(str(error)) from None
    except ValueError:
        raise _too_many_digits() from None
    _shallow(tables)
    return tables


def load_yaml(text: str) -> Any:
    """Return what a YAML text holds, as vcrpy reads it.

    Raises:
        Unreadable: it is none, or beyond a bound.
    """
    try:
        if _ALIAS.search(text) and _written_out(text) > MOST_VALUES:
            raise Unreadable(f"its aliases stand for more than {MOST_VALUES:,} values, all that are read of a file")
        return _shallow(yaml.load(text, Loader=CassetteLoader))
    except RecursionError:
        raise _too_deep() from None
    except yaml.YAMLError as error:
        raise Unreadable(f"{type(error).__name__}: {' '.join(str(error).split())}") from None
    except Unreadable:
        raise
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as error:  # `!!int ""`, `!!timestamp x`
        raise (_too_many_digits() if "digits" in str(error) else Unreadable(f"it is not YAML ({error})")) from None


def _written(cassette: Any) -> str:
    from vcr.serializers import yamlserializer  # type: ignore[import-untyped]  # it loads all that vcrpy intercepts

    return str(yamlserializer.serialize(cassette))


YAML = SimpleNamespace(deserialize=load_yaml, serialize=_written)
"""A serializer for vcrpy that reads within the bounds."""


def _written_out(text: str) -> float:
    """Return how many values a YAML text holds where each alias is what it stands for."""
    anchors: dict[str, float] = {}
    open_nodes: list[tuple[str | None, float]] = [(None, 0)]
    for event in yaml.parse(text, Loader=CassetteLoader):
        match event:
            case yaml.AliasEvent():
                # An alias within its own anchor never ends.
                size = anchors.get(event.anchor or "", float("inf"))
                open_nodes[-1] = (open_nodes[-1][0], open_nodes[-1][1] + size)
            case yaml.ScalarEvent():
                anchors |= {event.anchor: 1} if event.anchor else {}
                open_nodes[-1] = (open_nodes[-1][0], open_nodes[-1][1] + 1)
            case yaml.CollectionStartEvent():
                anchors.pop(event.anchor or "", None)
                open_nodes.append((event.anchor, 1))
            case yaml.CollectionEndEvent():
                anchor, size = open_nodes.pop()
                anchors |= {anchor: size} if anchor else {}
                open_nodes[-1] = (open_nodes[-1][0], open_nodes[-1][1] + size)
    return open_nodes[0][1]


_ALIAS = re.compile(r"(?<![^\s\[{,:-])\*[^\s,\[\]{}]")
_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DOTTED = re.compile(rf"(?<![\w\"'-])(?:{_PART}){{{MOST_PARTS}}}")
_TEXTS = r"""\"{3}(?:\\.|(?!\"{3})[^\\])*+\"{3}|'{3}(?:(?!'{3}).)*+'{3}|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+'"""
_TOKEN = re.compile(rf"(?P<dotted>(?:{_PART}){{{MOST_PARTS}}})|{_TEXTS}|#[^\n]*+|[\w-]++|.", re.DOTALL)
"""A dotted key that is too long, or what such a key may only seem to stand in: a text, a comment, a word."""


def _shallow(value: Any) -> Any:
    """Return a value that is nested no deeper than it may be. It goes level by level, so that depth costs no stack."""
    level: Sequence[Any] = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(DEEPEST):
        if not level:
            return value
        inner = [entry for one in level for entry in (one.values() if isinstance(one, dict) else one)]
        level = [entry for entry in inner if isinstance(entry, _CONTAINERS)]
    if level:
        raise _too_deep()
    return value


_CONTAINERS = (dict, list, tuple)


def _too_deep() -> Unreadable:
    return Unreadable(f"it is nested deeper than {DEEPEST} levels")


def _too_many_digits() -> Unreadable:
    return Unreadable("it holds an integer of thousands of digits")


def _refuse(word: str) -> NoReturn:
    raise Unreadable(f"it is not JSON (it holds {word})")


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise Unreadable("it holds a number beyond 1.8e308, the largest that a double holds")
    return number
