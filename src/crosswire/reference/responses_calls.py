"""The tool calls of a chat stream as they grow, however badly their deltas are told apart, and their items."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crosswire.reference.chat_answer import unique_call_id
from crosswire.reference.lenient import Json, mapping, number, text
from crosswire.reference.offered import Offered, client_name
from crosswire.reference.responses_items import Item, Output


@dataclass(eq=False, slots=True)
class _Call:
    """A call as it grows; `held` is what the client does not know yet, `item` where it is told once it is."""

    custom: bool
    index: int | None = None
    id: str = ""
    name: str = ""
    held: list[str] = field(default_factory=list)
    item: Item | None = None
    written: bool = False


class Calls:
    """The calls of one answer. They are told of in order, each as soon as its id and name are known."""

    def __init__(self, output: Output, offered: list[Offered]) -> None:
        self._output = output
        self._offered = offered
        self._calls: list[_Call] = []
        self._opened: list[str] = []

    def take(self, delta: Json) -> Iterator[Json]:
        """Yield the events that an entry of `delta.tool_calls` becomes."""
        custom = delta.get("type") == "custom" or ("custom" in delta and "function" not in delta)
        told = mapping(delta.get("custom" if custom else "function"))
        call = self._call(number(delta.get("index")), text(delta.get("id")), text(told.get("name")))
        if call is None:
            call = _Call(custom, number(delta.get("index")))
            self._calls.append(call)
        call.id = call.id or text(delta.get("id"))
        call.name = call.name or text(told.get("name"))
        if written := _written(told.get("input" if custom else "arguments")):
            call.held.append(written)
        if call.item is not None:
            yield from self._pass(call)
        else:
            yield from self._open_ready()

    def rest(self, *, cut: bool) -> Iterator[Json]:
        """Yield what is still to be told at the end. A call without arguments has `{}`, unless the answer was cut."""
        for call in self._calls:
            if not (call.custom or call.written or call.held or cut):
                call.held.append("{}")
            yield from self._pass(call)

    def _call(self, index: int | None, call_id: str, name: str) -> _Call | None:
        """Find the call that an entry goes on with; None if it begins one.

        An index may be missing, or another call's, which a name with a new id tells; ids and names may be repeated.
        """
        if index is not None:
            known = [call for call in self._calls if call.index == index]
            known = [call for call in known if call_id and call.id == call_id] or known
        elif call_id:
            known = [call for call in self._calls if call.id in (call_id, "")]
        else:
            known = self._calls
        if not known or not (name and known[-1].name):
            return known[-1] if known else None
        call = known[-1]
        if call_id:
            return call if call.id in (call_id, "") else None
        return call if index is not None and name == call.name else None

    def _open_ready(self) -> Iterator[Json]:
        for call in self._calls[len(self._opened) :]:
            if not (call.id and call.name):
                return
            yield from self._pass(call)

    def _pass(self, call: _Call) -> Iterator[Json]:
        """Tell of what is held; of the call itself first, where it is not known yet."""
        if call.item is None:
            call_id = unique_call_id(call.id, self._opened, self._output.answer_id)
            self._opened.append(call_id)
            kind = "custom_tool_call" if call.custom else "function_call"
            call.item = yield from self._output.open(
                kind, {"call_id": call_id, **client_name(self._offered, call.name)}
            )
        if call.held:
            call.written = True
            yield from self._output.write(call.item, "".join(call.held))
            call.held.clear()


def _written(value: Any) -> str:
    """Arguments are JSON in a string; some upstreams leave the string out."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else text(value)
