"""The texts that the deltas of a stream add up to: a secret may be cut by them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from crosswire.facts import Json
from crosswire.secrets.lazy import regex
from crosswire.secrets.tokens import adjusted
from crosswire.wire.event_streams import DONE
from crosswire.wire.exact_json import Number, Object, end_of_json, in_one_line, parse_exactly

_BLANK_LINES = regex(r"((?>\r\n|\r|\n){2,})")
_LINE_END = regex(r"(\r\n|\r|\n)")
_PIECES = regex(
    r"delta|content|arguments|text|refusal|reasoning(?:_content|_text)?|thinking|input|partial_json|code|output"
    r"|summary_text|transcript|token"
)
"""The fields whose texts are pieces of a longer one."""
_NUMBERS = regex(r"\w*index")
_IDS = regex(r"(?:item|output|content|call)_id|type")
"""The fields that tell of which text a piece is: no id where there is a number, since some hosts make ids anew."""


@lru_cache(4096)
def _roles(keys: tuple[str, ...]) -> tuple[Sequence[int], Collection[int]]:
    """Return the positions of an object's keys that tell which text it is of, and of those that have pieces of one."""
    numbers = [at for at, key in enumerate(keys) if _NUMBERS.fullmatch(key)]
    return (
        numbers or [at for at, key in enumerate(keys) if _IDS.fullmatch(key)],
        {at for at, key in enumerate(keys) if _PIECES.fullmatch(key)},
    )


class Piece(NamedTuple):
    """A piece of a text: in which event it stands, counted from 0, and the positions that lead to it."""

    event: int
    keys: tuple[int, ...]
    text: str


@lru_cache(8)
def events_in(body: str) -> Sequence[tuple[str, Json | None]]:
    """Return the data of each event of a stream, and its exactly parsed JSON; None where it is not JSON.

    Redaction and the scan read a body several times, so that the last ones are remembered. Nobody changes them.
    """
    return [(data, _parsed(data)) for data in _data_in(body)]


def _data_in(body: str) -> Iterator[str]:
    """Yield the data of each event of a stream."""
    for block in _with_line_feeds(body).split("\n\n"):
        yield from _events_of([line[5:] for line in block.split("\n") if line.startswith("data:")])


def _with_line_feeds(body: str) -> str:
    """Return a stream whose lines end in LF: they may end in CR, or in both."""
    return body.replace("\r\n", "\n").replace("\r", "\n") if "\r" in body else body


def _events_of(lines: Sequence[str]) -> Sequence[str]:
    """Return the data of the events in a block: of as many of its lines of data as are JSON together, else of one."""
    if len(lines) < 2:
        return lines
    text = "\n".join(lines)
    events: list[str] = []
    begin = 0
    while begin <= len(text):
        end = _end_of_json_lines(text, begin)
        events.append(text[begin:end])
        begin = end + 1
    return events


def _end_of_json_lines(text: str, begin: int) -> int:
    """Return where the lines end that begin somewhere in a text and are JSON together, else where the line ends."""
    end = end_of_json(text, begin)
    line = _end_of_line(text, begin)
    lines = line if end is None else _end_of_line(text, end)
    return lines if lines > line and _parsed(text[begin:lines]) is not None else line


def _end_of_line(text: str, begin: int) -> int:
    end = text.find("\n", begin)
    return len(text) if end < 0 else end


def _parsed(text: str) -> Json | None:
    try:
        return parse_exactly(text)
    except ValueError:
        return None


@dataclass(slots=True)
class Strings:
    """All strings of a stream's events. Of its values, the pieces of one text stand together."""

    names: set[tuple[str, ...]] = field(default_factory=set)
    """The keys of each object: those of most events are the same."""
    values: set[str] = field(default_factory=set)
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    """By what the pieces of one text have in common."""
    is_json: bool = True
    """Whether every event is JSON, or the end of a stream."""

    @property
    def keys(self) -> set[str]:
        """All keys."""
        return {key for names in self.names for key in names}

    def add(self, value: Json, event: int, channel: str = "", keys: tuple[int, ...] = ()) -> None:
        """Add the strings of an event. `channel` and `keys` are how it was reached: in words, and by positions."""
        kind = type(value)
        if kind is Object and value:
            self._add_object(value, event, channel, keys)
        elif kind is list:
            for number, entry in enumerate(value):
                self.add(entry, event, channel, (*keys, number))
        elif kind is str:
            self.values.add(value)

    def _add_object(self, value: Object, event: int, channel: str, keys: tuple[int, ...]) -> None:
        names, entries = zip(*value, strict=True)
        self.names.add(names)
        indexes, pieces = _roles(names)
        for at in indexes:
            if isinstance(entries[at], str):
                channel += f" {names[at]}={entries[at]}"
        for number, entry in enumerate(entries):
            kind = type(entry)
            if kind is str and number in pieces:
                piece = Piece(event, (*keys, number), entry)
                self.pieces.setdefault(f"{channel}/{names[number]}", []).append(piece)
            elif kind is str:
                self.values.add(entry)
            elif kind in _CONTAINERS:
                self.add(entry, event, f"{channel}/{names[number]}", (*keys, number))

    def join_single_pieces(self) -> None:
        """Join the pieces that are alone under their number or id: hosts that count each piece cut a text all the same.

        What is JSON by itself is whole.
        """
        alone = [
            (channel, pieces[0])
            for channel, pieces in self.pieces.items()
            if len(pieces) == 1 and _parsed(pieces[0].text) is None
        ]
        for channel, piece in alone:
            del self.pieces[channel]
            self.pieces.setdefault(_NUMBER.sub("", channel), []).append(piece)


_NUMBER = regex(r" \w+=[^/]*")
_CONTAINERS = (Object, list)


@lru_cache(8)
def strings_in(body: str) -> Strings:
    """Return the strings of the events of a stream. What is the only piece of a text is one of the other values."""
    strings = Strings()
    # Event by event, without `events_in`: thousands of containers at once keep Python's garbage collector busy.
    for event, data in enumerate(_data_in(body)):
        value = _parsed(data)
        strings.is_json &= value is not None or data.strip() == DONE
        strings.add(value, event)
    strings.join_single_pieces()
    strings.values.update(pieces[0].text for pieces in strings.pieces.values() if len(pieces) == 1)
    strings.pieces = {channel: pieces for channel, pieces in strings.pieces.items() if len(pieces) > 1}
    return strings


def joined(body: str) -> Mapping[str, Sequence[Piece]]:
    """Return the pieces of each text of an event stream that has several, by what they have in common."""
    return strings_in(body).pieces


def events_without_pieces(body: str) -> Iterator[tuple[int, Json]]:
    """Yield the number and the JSON of each event, without the pieces of joined texts: they are judged as a whole."""
    blank = _by_event(joined(body))
    for event, (_, value) in enumerate(events_in(body)):
        if value is not None:
            yield event, _blanked(value, blank.get(event, []))


def beside_events(body: str) -> str:
    """Return the lines of a stream that hold no data, such as the names of events, each once."""
    lines = _with_line_feeds(body).split("\n")
    return "\n".join(dict.fromkeys([line for line in lines if not line.startswith("data:")]))


def without_json(body: str) -> str:
    """Return the lines of a stream that hold no data, then the data that is not JSON."""
    return "\n".join([beside_events(body), *(data for data, value in events_in(body) if value is None)])


def with_events(body: str, change: Callable[[str], str], change_json: Callable[[Json], Json]) -> str:
    """Return an event stream with its JSON, its joined texts, and all else of it changed.

    Each piece of a joined text stays at its place. Where the length of such a text does not stay, the text stays as it
    was. JSON that takes several lines takes one where it is changed.
    """
    instead = _by_event({channel: _changed(pieces, change) for channel, pieces in joined(body).items()})
    events = enumerate(events_in(body))

    def changed_block(block: str) -> str:
        lines = _LINE_END.split(block)  # every other one is the end of a line
        for at in range(0, len(lines), 2):
            if lines[at] and not lines[at].startswith("data:"):
                lines[at] = change(lines[at])
        places = iter([at for at in range(0, len(lines), 2) if lines[at].startswith("data:")])
        for first in places:
            number, (data, value) = next(events)
            others = list(islice(places, data.count("\n")))
            if (after := changed_data(number, data, value)) != data:
                lines[first] = f"data:{after}"
                for at in others:
                    lines[at - 1 : at + 1] = "", ""
        return "".join(lines)

    def changed_data(number: int, data: str, before: Json | None) -> str:
        if before is None:
            return change(data)
        pieces = instead.get(number, [])
        after = change_json(_blanked(before, pieces))
        for piece in pieces:
            after = _with(after, piece.keys, piece.text)
        return data if after == before else _written(data, adjusted(before, after))

    blocks = _BLANK_LINES.split(body)  # every other one is blank lines
    return "".join(block if at % 2 else changed_block(block) for at, block in enumerate(blocks))


def _written(data: str, value: Json) -> str:
    return f"{' ' if data.startswith(' ') else ''}{in_one_line(value)}"


def _by_event(channels: Mapping[str, Sequence[Piece]]) -> dict[int, list[Piece]]:
    by_event: dict[int, list[Piece]] = {}
    for pieces in channels.values():
        for piece in pieces:
            by_event.setdefault(piece.event, []).append(piece)
    return by_event


def _changed(pieces: Sequence[Piece], change: Callable[[str], str]) -> Sequence[Piece]:
    before = "".join(piece.text for piece in pieces)
    after = change(before)
    if len(after) != len(before):
        return pieces
    ends = list(accumulate(len(piece.text) for piece in pieces))
    return [piece._replace(text=after[end - len(piece.text) : end]) for piece, end in zip(pieces, ends, strict=True)]


def _blanked(value: Json, pieces: list[Piece]) -> Json:
    for piece in pieces:
        value = _with(value, piece.keys, Number("0"))
    return value


def _with(value: Json, keys: tuple[int, ...], text: Json) -> Json:
    """Return exactly parsed JSON with another text at the place to which the positions `keys` lead."""
    if not keys:
        return text
    first = keys[0]
    if isinstance(value, Object):
        return Object(
            (key, _with(entry, keys[1:], text) if number == first else entry)
            for number, (key, entry) in enumerate(value)
        )
    return [_with(entry, keys[1:], text) if number == first else entry for number, entry in enumerate(value)]
