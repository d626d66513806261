"""Changing JSON: the pieces that known-bad adapters are made of."""

import marshal
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]
Frames = list[Body]

Change = Callable[[Body], Body]
"""Makes another body of a body."""
MaybeChange = Callable[[Body], Body | None]
"""Makes another body of a body, or None to drop it."""
ListChange = Callable[[list[Body]], list[Body]]
"""Makes another list of bodies of a list: of messages, items, calls or tools."""
FramesChange = Callable[[Frames], Frames]
"""Makes other frames of the frames of a stream."""


def copied(value: Any) -> Any:
    """Copy JSON, many times as fast as `copy.deepcopy`."""
    return marshal.loads(marshal.dumps(value))


def choice_of(body: Body) -> Body:
    """Return the first choice of a completion or a chunk."""
    choice: Body = body["choices"][0]
    return choice


def message_of(body: Body) -> Body:
    """Return the message of a completion."""
    message: Body = choice_of(body)["message"]
    return message


def with_content(change: Callable[[str], str]) -> Change:
    """Change the content of a completion that has some."""

    def whole(body: Body) -> Body:
        message = message_of(body)
        if message["content"]:
            message["content"] = change(message["content"])
        return body

    return whole


def changed(**fields: Any) -> Change:
    """Give fields of a body other values; a callable is given the old value."""

    def whole(body: Body) -> Body:
        return body | {name: value(body.get(name)) if callable(value) else value for name, value in fields.items()}

    return whole


def without(*names: str) -> Change:
    """Leave fields out of a body."""
    return lambda body: {name: value for name, value in body.items() if name not in names}


def every(change: Change) -> FramesChange:
    """Change every frame of a stream."""
    return lambda frames: [change(frame) for frame in frames]


def in_snapshots(change: Change) -> FramesChange:
    """Change the response in every event that has one."""
    return every(lambda event: event | {"response": change(event["response"])} if "response" in event else event)


def where(condition: Callable[[Body], object], then: Change) -> Change:
    """Change a body only where a condition holds."""
    return lambda body: then(body) if condition(body) else body


def with_message(change: Change) -> Change:
    """Change the message of a completion."""

    def whole(body: Body) -> Body:
        choice_of(body)["message"] = change(message_of(body))
        return body

    return whole


def with_choice(**fields: Any) -> Change:
    """Give fields of every choice other values."""

    def whole(body: Body) -> Body:
        for choice in body.get("choices") or []:
            choice.update(fields)
        return body

    return whole


def with_usage(change: Change) -> Change:
    """Change the usage of a body that has some."""
    return lambda body: body | {"usage": change(copied(body["usage"]))} if body.get("usage") else body


def with_output(change: Change) -> Change:
    """Change every item of a response's output."""
    return lambda body: body | {"output": [change(item) for item in body["output"]]}


def with_delta_text(change: Callable[[str], str]) -> FramesChange:
    """Change the text of every delta that has some."""

    def frame(body: Body) -> Body:
        for choice in body.get("choices") or []:
            if choice["delta"].get("content"):
                choice["delta"]["content"] = change(choice["delta"]["content"])
        return body

    return every(frame)


def finish_index(frames: Frames) -> int:
    """Return the index of the chunk that has the finish reason."""
    return next(index for index, frame in enumerate(frames) if frame["choices"] and choice_of(frame)["finish_reason"])


def with_items(change: MaybeChange) -> Change:
    """Change every output item in a Responses payload; one for which `change` returns None is left out."""

    def changed_payload(payload: Body) -> Body:
        if "output" in payload:
            payload = payload | {"output": [item for item in map(change, payload["output"] or []) if item]}
        if isinstance(payload.get("response"), dict):
            payload = payload | {"response": changed_payload(payload["response"])}
        if isinstance(payload.get("item"), dict):
            payload = payload | {"item": change(payload["item"]) or {}}
        return payload

    return changed_payload


def with_calls(change: ListChange) -> Change:
    """Change the list of calls of a completion that has some."""

    def changed_calls(message: Body) -> Body:
        return message | {"tool_calls": change(message["tool_calls"])} if message.get("tool_calls") else message

    return with_message(changed_calls)


def every_call(change: Change) -> Change:
    """Change the called function or custom tool of every call of a completion."""

    def called(call: Body) -> Body:
        return call | {kind: change(call[kind]) for kind in ("function", "custom") if kind in call}

    return with_calls(lambda calls: [called(call) for call in calls])


def every_delta(change: Change) -> Change:
    """Change the delta of every choice of a chunk, or the message of every choice of a completion."""

    def payload(body: Body) -> Body:
        for choice in body.get("choices") or []:
            for name in ("delta", "message"):
                if choice.get(name):
                    choice[name] = change(choice[name])
        return body

    return payload


def where_finished(change: FramesChange) -> FramesChange:
    """Change the frames of a Chat stream that has a finish reason."""

    def finished(frames: Frames) -> Frames:
        ends = any(choice.get("finish_reason") for frame in frames for choice in frame.get("choices") or [])
        return change(frames) if ends else frames

    return finished
