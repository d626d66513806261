"""Finding the conversations in the HTTP calls of a file, each over one API, whole or streamed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from urllib.parse import urlsplit

from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.making.calls import interaction, shape_of
from crosswire.making.foreign import foreign
from crosswire.quoting import named
from crosswire.shapes.lenient import has_value
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.leaves import leaves


@dataclass(frozen=True)
class Conversation:
    """The calls of one conversation, in order, and their numbers in the file, from 1."""

    shape: ShapeName
    mode: Mode
    calls: tuple[HttpCall, ...]
    numbers: tuple[int, ...] = ()

    @property
    def recording(self) -> str:
        """The name of its recording, such as `chat.json`."""
        return f"{self.shape}.{self.mode}"

    @cached_property
    def turns(self) -> tuple[Interaction, ...]:
        """The calls as interactions."""
        return tuple(interaction(self.shape, call) for call in self.calls)

    @property
    def host(self) -> str:
        """The host from which it was recorded."""
        return urlsplit(self.calls[0].uri).netloc.rpartition("@")[2]

    @property
    def date(self) -> str | None:
        """The day of the recording, by the time in the answers, or their `date` header; `None` where both lack it."""
        created = (getattr(turn.answer, "created", None) for turn in self.turns)
        dates = (_day(value) for value in created)
        headers = (_header_day(value) for call in self.calls for value in call.headers.get("date", ()))
        return next((day for days in (dates, headers) for day in days if day), None)


def conversations_in(calls: Sequence[HttpCall]) -> Iterator[Conversation | str]:
    """Yield the conversations in a file's calls, in the order in which they begin, then in words what was skipped.

    A call continues a conversation of the same host, API and mode if it repeats an id or a message of its last answer.
    Otherwise it begins one.
    """
    found: list[Conversation] = []
    skipped: list[str] = []
    for number, call in enumerate(calls, start=1):
        shape, why = shape_of(call), foreign(call)
        if shape is None or why:
            skipped.append(f"interaction {number}, {call.method} {named(urlsplit(call.uri).path)}: {why}")
            continue
        began = _began(shape, call, number)
        before = next((earlier for earlier in reversed(found) if _goes_on(earlier, began)), None)
        if before is None:
            found.append(began)
        else:
            numbers = (*before.numbers, number)
            found[found.index(before)] = replace(before, calls=(*before.calls, began.calls[0]), numbers=numbers)
    yield from found
    yield from skipped


def _began(shape: ShapeName, call: HttpCall, number: int) -> Conversation:
    streams = interaction(shape, call).asked.stream
    return Conversation(shape, "stream" if streams else "json", (call,), (number,))


def _goes_on(before: Conversation, later: Conversation) -> bool:
    if (before.shape, before.mode, before.host) != (later.shape, later.mode, later.host):
        return False
    answer, asked = before.turns[-1].answer, later.turns[0]
    if not isinstance(answer, Answer):
        return False
    ids = {answer.id, *(call.id for call in answer.tool_calls), *(item.id for item in answer.output)} - {None, ""}
    if any(leaf in ids for _, leaf in leaves(asked.asked_body)):
        return True
    return any(has_value(message.text) and message in asked.asked.history for message in answer.messages)


def _day(created: Json) -> str | None:
    """Return the day of a time in seconds; `None` for one before these APIs, or in another unit."""
    is_time = isinstance(created, int | float) and _FIRST <= created < _LAST
    return datetime.fromtimestamp(created, UTC).date().isoformat() if is_time else None


_FIRST, _LAST = 1_600_000_000, 4_000_000_000


def _header_day(value: str) -> str | None:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, OverflowError):  # a year, or an offset, of twenty digits
        return None
