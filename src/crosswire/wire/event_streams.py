"""Event streams as text: the `data` of each event, and back. Source: the WHATWG standard, section 9.2."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence

from crosswire.wire.json_text import parse

DONE = "[DONE]"

_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\n|\r\r")


def read_events(text: str) -> Iterator[str]:
    """Yield the data of every event, in order; comments, event names and ids are left out."""
    yield from _data(_LINE_END.split(text.removeprefix("\ufeff")))


def read_event_bytes(body: bytes) -> Iterator[str]:
    """Yield the data of every event of a stream's bytes. They are decoded block by block: some hold 50 megabytes."""
    blocks = (block.decode() for block in event_blocks(body.removeprefix(BOM_UTF8)))
    yield from _data(line for block in blocks for line in _LINE_END.split(block))


def event_blocks(body: bytes) -> Iterator[bytes]:
    """Yield the bytes of a stream, cut after every blank line."""
    start = 0
    for end in _blank_lines(body):
        yield body[start:end]
        start = end
    if start < len(body):
        yield body[start:]


def _blank_lines(body: bytes) -> Iterator[int]:
    """Yield where each blank line of a stream ends."""
    if b"\r" in body:
        yield from (found.end() for found in _BLANK_LINE.finditer(body))
        return
    # Searching is five times as fast as matching, and most streams have no other line ends.
    end = 0
    while (end := body.find(b"\n\n", end) + 2) > 1:
        yield end


def _data(lines: Iterable[str]) -> Iterator[str]:
    data: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
    if data:
        # Strictly, an event that no blank line ends is not one; recorded streams do end so, and clients read it.
        yield "\n".join(data)


def write_events(events: Iterable[str]) -> str:
    """Write the data of events as a stream without event names, as Chat Completions does."""
    return "".join(f"data: {data}\n\n" for data in events)


_EVENT = re.compile(r".*?(?:\r\n\r\n|\n\n|\r\r|\Z)", re.DOTALL)
_DATA_LINE = re.compile(r"^(\ufeff?)data:[^\r\n]*(\r\n|\n|\r|\Z)", re.MULTILINE)
_NAME_LINE = re.compile(r"^(\ufeff?event: ?)([^\r\n]*)", re.MULTILINE)


def replace_events(text: str, written: Sequence[str]) -> str:
    """Return a stream with other data in its events, as many as `read_events` yields; all else stays as it is.

    An event that is named after the `type` of its data has the name of the new one.
    """
    data = iter(written)
    return "".join(_replaced(block, data) for block in _EVENT.findall(text))


def _replaced(block: str, written: Iterator[str]) -> str:
    before = next(read_events(block), None)
    after = before if before is None else next(written)
    if before is None or after is None or before == after:
        return block
    lines = [f"data: {line}" for line in after.split("\n")]
    first = True

    def line(found: re.Match[str]) -> str:
        nonlocal first
        whole = f"{found[1]}{(found[2] or chr(10)).join(lines)}{found[2]}" if first else ""
        first = False
        return whole

    def name(found: re.Match[str]) -> str:
        return found[1] + (_type(after) or found[2]) if found[2] == _type(before) else found[0]

    return _NAME_LINE.sub(name, _DATA_LINE.sub(line, block))


def _type(data: str) -> str | None:
    value = parse(data)
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else None
