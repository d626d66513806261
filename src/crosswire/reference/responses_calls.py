"""The tool calls of a chat stream as they grow, however poorly their deltas are labelled, and their items."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from crosswire.reference.call_forms import as_arguments, as_input, written
from crosswire.reference.chat_answer import unique_call_id
from crosswire.reference.failures import bad_gateway
from crosswire.reference.lenient import Json, mapping, number, text
from crosswire.reference.offered import CLIENT, SEARCH, Offered, client_name, client_type
from crosswire.reference.responses_items import Item, Output, is_whole
from crosswire.reference.signatures import sealed


@dataclass(eq=False, slots=True)
class _Call:
    """A call as it grows: `words` are its pieces, `served` how many of them the client has.

    `extra` is what the host wants back with the call.
    """

    custom: bool
    index: int | None = None
    id: str = ""
    name: str = ""
    call_id: str = ""
    words: list[str] = field(default_factory=list)
    length: int = 0
    served: int = 0
    item: Item | None = None
    extra: Json = field(default_factory=dict)
    sealed: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it cannot grow."""
        last = next((words for words in reversed(self.words) if words.strip()), "")
        return not self.custom and last.rstrip().endswith("}") and is_whole("".join(self.words))

    def repeats(self, words: str) -> bool:
        """Return whether a delta is all that a whole call has written: some upstreams end with the calls once more."""
        return len(words) == self.length and self.is_whole and words == "".join(self.words)


class Calls:
    """The calls of one answer, served one after the other.

    A call waits while one before it may still grow: upstreams begin several before they send the first one's arguments.
    A call without arguments gets its `{}` before the next begins: clients add late pieces to the wrong call.
    """

    def __init__(self, output: Output, offered: list[Offered]) -> None:
        self._output = output
        self._offered = offered
        self._calls: list[_Call] = []
        self._by_index: dict[int | None, list[_Call]] = {}
        self._current = 0
        self._call_ids: list[str] = []

    def take(self, delta: Json) -> Iterator[Json]:
        """Yield the events for an entry of `delta.tool_calls`.

        Raises:
            UpstreamError: it continues a call that has ended.
        """
        custom = delta.get("type") == "custom" or ("custom" in delta and "function" not in delta)
        inner = mapping(delta.get("custom" if custom else "function"))
        call = self._call(number(delta.get("index")), text(delta.get("id")), text(inner.get("name")))
        if call is None:
            call = _Call(custom, number(delta.get("index")))
            self._calls.append(call)
            self._by_index.setdefault(call.index, []).append(call)
        call.id = call.id or text(delta.get("id"))
        call.name = call.name or text(inner.get("name"))
        call.extra |= mapping(delta.get("extra_content"))
        words = written(inner.get("input" if custom else "arguments"))
        if words and not call.repeats(words):
            self._grow(call, words)
        yield from self._advance()

    @property
    def may_grow(self) -> bool:
        """Whether a call has not ended, and is not whole yet."""
        return not all((call.item and call.item.ended) or call.is_whole for call in self._calls)

    def rest(self, *, cut: bool, followed: bool = False) -> Iterator[Json]:
        """Serve the rest when the answer ends. A call without arguments gets `{}`, unless the answer was cut.

        All calls but the last one end, and that one, too, where it is `followed` by words.
        """
        for index in range(self._current, len(self._calls)):
            call = self._calls[index]
            if not (call.custom or call.words or cut):
                call.words.append("{}")
            item = yield from self._serve(call, ended=True)
            if followed or index + 1 < len(self._calls):
                is_cut = cut and not (call.custom or call.is_whole)
                yield from self._output.end(item, "incomplete" if is_cut else "completed")
        self._current = len(self._calls)
        for call in self._calls:
            yield from self._seal(call)

    def _grow(self, call: _Call, words: str) -> None:
        if call.item is None or call.item.ended is None:
            call.words.append(words)
            call.length += len(words)
        elif words.strip():
            raise bad_gateway(f"the upstream went on with the call {call.id!r} behind its end")

    def _call(self, index: int | None, call_id: str, name: str) -> _Call | None:
        """Return the call that an entry belongs to; `None` if it begins one.

        Its index may be missing, or another call's: then it has a name and a new id. Ids and names may be repeated.
        """
        if index is not None:
            found = self._by_index.get(index, [])
            found = [call for call in found if call_id and call.id == call_id] or found
        elif call_id:
            found = [call for call in self._calls if call.id in (call_id, "")]
        else:
            found = self._calls
        if not found or not (name and found[-1].name):
            return found[-1] if found else None
        call = found[-1]
        if call_id:
            return call if call.id in (call_id, "") else None
        return call if index is not None and name == call.name else None

    def _advance(self) -> Iterator[Json]:
        """Serve the current call as far as it goes, and the next ones where it is whole."""
        for index in range(self._current, len(self._calls)):
            call = self._calls[index]
            if not (call.item or (call.id and call.name)):
                return
            self._current = index
            is_last = index + 1 == len(self._calls)
            is_ended = not is_last and call.is_whole
            item = yield from self._serve(call, ended=is_ended)
            if not is_ended:
                return
            yield from self._output.end(item, "completed")

    def _serve(self, call: _Call, *, ended: bool) -> Generator[Json, None, Item]:
        """Serve the call's item, and its new pieces; those of a call in another form only once it has `ended`."""
        offered_type = client_type(self._offered, call.name)
        custom = call.custom if offered_type is None else offered_type == "custom"
        if call.item is None:
            call.call_id = unique_call_id(call.id, self._call_ids, self._output.answer_id)
            self._call_ids.append(call.call_id)
            yield from self._seal(call)
            kind = "custom_tool_call" if custom else "function_call"
            label = {"call_id": call.call_id, **client_name(self._offered, call.name)}
            if offered_type == SEARCH:
                kind, label = "tool_search_call", {"call_id": call.call_id, "execution": CLIENT}
            call.item = yield from self._output.open(kind, label)
        if custom == call.custom:
            words = "".join(call.words[call.served :])
        elif ended and not call.served:
            words = (as_input if custom else as_arguments)("".join(call.words))
        else:
            return call.item
        call.served = len(call.words)
        if words:
            yield from self._output.write(call.item, words)
        return call.item

    def _seal(self, call: _Call) -> Iterator[Json]:
        if call.extra and not call.sealed:
            call.sealed = True
            yield from self._output.seal(sealed(call.call_id, call.extra))
