"""A recorded answer of Responses, changed to what a host would answer to another request.

The calls take the form in which that request offered the tools, and the answer names the model that it asks for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crosswire.facts import Json
from crosswire.shapes.call_forms import Form, Forms, in_pieces
from crosswire.shapes.lenient import at, mapping, objects, position, string

Object = dict[str, Any]

TYPES: Mapping[str, tuple[str, str, str]] = {
    "function": ("function_call", "arguments", "response.function_call_arguments"),
    "custom": ("custom_tool_call", "input", "response.custom_tool_call_input"),
}
"""By kind of call: the type of its item, the field of its arguments, and the prefix of its events' types."""

KINDS = {item_type: kind for kind, (item_type, _, _) in TYPES.items()}


def answer_in_form(response: Object, forms: Forms) -> None:
    """Change the calls of a response."""
    for item in objects(response.get("output")):
        _change_item(item, forms, begins=False)


def stream_in_form(events: Sequence[Json], forms: Forms) -> None:
    """Change the calls of a stream; a call keeps its number of deltas."""
    frames = [event for event in events if isinstance(event, dict)]
    calls = _calls(frames, forms)
    for index, (kind, form) in calls.items():
        _change_events([event for event in frames if _index(event) == index], kind, form)
    for event in frames:
        if isinstance(event.get("item"), dict):
            _change_item(event["item"], forms, begins=event.get("type") == "response.output_item.added")
        if isinstance(event.get("response"), dict):
            answer_in_form(event["response"], forms)


def name_model(payloads: Sequence[Json], recorded: str, asked: str) -> None:
    """Name the asked model wherever a response, or the events of one, name the recorded one."""
    for payload in payloads:
        for holder in (payload, mapping(payload).get("response")):
            if isinstance(holder, dict) and holder.get("model") == recorded:
                holder["model"] = asked


def stream_as_asked(body: bytes, _: Json) -> bytes:
    """Return a stream as a request gets it: every stream of Responses says its usage."""
    return body


def _calls(events: Sequence[Object], forms: Forms) -> dict[int, tuple[str, Form]]:
    """Return kind and new form of the calls to change, by output index."""
    calls = {}
    for event in events:
        items = enumerate(objects(at(event, "response", "output")))
        for index, item in [(_index(event), mapping(event.get("item"))), *items]:
            kind = KINDS.get(string(item.get("type")), "")
            if form := forms.get((kind, string(item.get("name")))):
                calls[index] = kind, form
    return calls


def _index(event: Object) -> int:
    return position(event.get("output_index"), otherwise=-1)


def _change_events(events: Sequence[Object], kind: str, form: Form) -> None:
    """Change the events of what one call writes."""
    _, field, begin = TYPES[kind]
    _, new_field, new_begin = TYPES[form.kind]
    deltas = [event for event in events if event.get("type") == f"{begin}.delta"]
    written = [string(event.get("delta")) for event in deltas]
    for event, piece in zip(deltas, in_pieces(form.arguments(kind, "".join(written)), written), strict=True):
        event |= {"type": f"{new_begin}.delta", "delta": piece}
    for event in events:
        if event.get("type") == f"{begin}.done":
            whole = form.arguments(kind, string(event.pop(field, None)))
            event.pop("name", None)
            named = {"name": form.name} if form.kind == "function" else {}
            event |= {"type": f"{new_begin}.done", new_field: whole, **named}


def _change_item(item: Json, forms: Forms, *, begins: bool) -> None:
    """Change an item that is a call. One that `begins` has no arguments yet."""
    kind = KINDS.get(string(item.get("type")), "")
    form = forms.get((kind, string(item.get("name"))))
    if form is None:
        return
    _, field, _ = TYPES[kind]
    item_type, new_field, _ = TYPES[form.kind]
    written = string(item.pop(field, None))
    item.pop("namespace", None)
    spaced = {"namespace": form.namespace} if form.namespace else {}
    item |= {"type": item_type, "name": form.name, **spaced}
    item[new_field] = written if begins and not written else form.arguments(kind, written)
    if form.kind == "function":
        item.setdefault("status", "in_progress" if begins else "completed")
