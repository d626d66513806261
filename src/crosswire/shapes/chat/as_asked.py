"""A recorded answer of Chat, changed to what a host would answer to another request.

The calls take the form in which that request offered the tools, the answer names the model that it asks for, and a
stream says its usage only if it asks for that.
"""

from collections.abc import Sequence
from typing import Any

from crosswire.facts import Json
from crosswire.shapes.call_forms import Form, Forms, in_pieces
from crosswire.shapes.chat.items import WRITTEN, kind_of_call
from crosswire.shapes.chat.stream_calls import StreamCalls
from crosswire.shapes.lenient import at, has_value, mapping, objects, string
from crosswire.wire.event_streams import read_events, write_events
from crosswire.wire.json_text import dump, parse

Object = dict[str, Any]


def answer_in_form(completion: Object, forms: Forms) -> None:
    """Change the calls of a completion."""
    for choice in objects(completion.get("choices")):
        for call in _calls(choice, "message"):
            kind = kind_of_call(call)
            fields = mapping(call.get(kind))
            if form := forms.get((kind, string(fields.get("name")))):
                written = form.arguments(kind, string(fields.get(WRITTEN[kind])))
                _drop_kinds(call)
                call |= {"type": form.kind, form.kind: {"name": form.name, WRITTEN[form.kind]: written}}


def stream_in_form(chunks: Sequence[Json], forms: Forms) -> None:
    """Change the calls of a stream; a call keeps its number of deltas.

    The type of a custom call is left out: the description of a chunk has functions only.
    """
    calls = StreamCalls()
    deltas: list[list[Object]] = []
    for chunk in chunks:
        for choice in objects(at(chunk, "choices")):
            for delta in _calls(choice, "delta"):
                number = calls.add(delta)
                deltas += [[]] if number == len(deltas) else []
                deltas[number].append(delta)
    for pieces in deltas:
        kind = next((kind_of_call(delta) for delta in pieces if "function" in delta or "custom" in delta), "function")
        name = next(filter(None, (string(at(delta, kind, "name")) for delta in pieces)), "")
        if form := forms.get((kind, name)):
            _rewrite(pieces, kind, form)


def name_model(payloads: Sequence[Json], recorded: str, asked: str) -> None:
    """Name the asked model wherever a completion, or the chunks of one, name the recorded one."""
    for payload in payloads:
        if isinstance(payload, dict) and payload.get("model") == recorded:
            payload["model"] = asked


def stream_as_asked(body: bytes, request: Json) -> bytes:
    """Return a stream as a request gets it: without usage, unless `stream_options.include_usage` asks for it."""
    is_asked = at(request, "stream") is not True or at(request, "stream_options", "include_usage")
    return body if is_asked else without_usage(body.decode()).encode()


def without_usage(stream: str) -> str:
    """Leave the usage chunk out of a stream, and `usage` out of every other chunk."""
    chunks = (_without_usage(data) for data in read_events(stream))
    return write_events(data for data in chunks if data is not None)


def _without_usage(data: str) -> str | None:
    chunk = mapping(parse(data))
    if "usage" not in chunk:
        return data
    if has_value(chunk["usage"]) and not chunk.get("choices"):
        return None
    return dump({key: value for key, value in chunk.items() if key != "usage"})


def _rewrite(deltas: Sequence[Object], kind: str, form: Form) -> None:
    writing = [delta for delta in deltas if isinstance(delta.get(kind), dict)]
    written = [string(delta[kind].get(WRITTEN[kind])) for delta in writing]
    pieces = in_pieces(form.arguments(kind, "".join(written)), written)
    for delta, piece in zip(writing, pieces, strict=True):
        named = {"name": form.name} if delta[kind].get("name") else {}
        _drop_kinds(delta)
        delta[form.kind] = {**named, WRITTEN[form.kind]: piece}
    if writing:
        deltas[0].pop("type", None)
        deltas[0] |= {"type": "function"} if form.kind == "function" else {}


def _drop_kinds(call: Object) -> None:
    for kind in WRITTEN:
        call.pop(kind, None)


def _calls(choice: Json, holder: str) -> list[Object]:
    """Return the calls of a message or a delta themselves, so that they can be changed."""
    calls = at(choice, holder, "tool_calls")
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []
