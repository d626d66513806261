"""The calls of a Chat stream: which one a delta goes on with."""

from collections.abc import Mapping
from typing import Any

from crosswire.facts import Json
from crosswire.shapes.chat.items import WRITTEN
from crosswire.shapes.lenient import add_text, has_value, hashable, string


class StreamCalls:
    """The calls of one message as they grow, in the order in which they began.

    A delta belongs to the call with its index, unless it has a new id: then it is another call. Two calls may have the
    same id under different indexes. Calls are looked up in tables, not searched for: a stream may have very many.
    """

    def __init__(self) -> None:
        self.calls: list[dict[str, Json]] = []
        self._by_index: dict[Any, int] = {}
        self._without_id: dict[Any, int] = {}
        self._by_id: dict[Any, int] = {}
        self._by_both: dict[Any, int] = {}

    def add(self, delta: Mapping[str, Json]) -> int:
        """Add a delta to its call, or to a new one, and return the number of that call."""
        number = self._number_of(delta)
        if number is None:
            number = self._begun(delta.get("index"))
        call = self.calls[number]
        for key in ("id", "type"):
            if has_value(delta.get(key)):
                call[key] = delta[key]
        if has_value(call.get("id")):
            self._name(number, call)
        for kind, written in WRITTEN.items():
            if isinstance(words := delta.get(kind), dict):
                add_words(call.setdefault(kind, {}), words, written)
        return number

    def _number_of(self, delta: Mapping[str, Json]) -> int | None:
        """Return the number of the call that a delta belongs to: of several, the last one that began."""
        index, call_id = hashable(delta.get("index")), hashable(delta.get("id"))
        if not has_value(delta.get("id")):
            return self._by_index.get(index) if index is not None else len(self.calls) - 1 if self.calls else None
        if index is None:
            return self._by_id.get(call_id)
        found = (
            self._by_both.get((call_id, index)),
            self._by_both.get((call_id, None)),
            self._without_id.get(index),
        )
        return max((number for number in found if number is not None), default=None)

    def _begun(self, index: Json) -> int:
        number = len(self.calls)
        self.calls.append({"index": index})
        if index is not None:
            self._by_index[hashable(index)] = self._without_id[hashable(index)] = number
        return number

    def _name(self, number: int, call: Mapping[str, Json]) -> None:
        """Note the id of a call."""
        call_id, index = hashable(call["id"]), hashable(call["index"])
        if self._without_id.get(index) == number:
            del self._without_id[index]
        self._by_id[call_id] = max(number, self._by_id.get(call_id, number))
        self._by_both[call_id, index] = number


def add_words(call: dict[str, Json], delta: Mapping[str, Json], written: str) -> None:
    """Add a delta's piece of the arguments, and its name, where the call has none yet."""
    call["name"] = call.get("name") or delta.get("name")
    add_text(call, written, string(delta.get(written)))
