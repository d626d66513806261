"""Changing JSON: the pieces that known-bad adapters are made of."""

import copy
from typing import Any

Body = dict[str, Any]
Frames = list[Body]


def choice(body: Body) -> Body:
    return body["choices"][0]


def message(body: Body) -> Body:
    return choice(body)["message"]


def with_content(change: Any) -> Any:
    """Change the content of a completion that has some."""

    def whole(body: Body) -> Body:
        if message(body)["content"]:
            message(body)["content"] = change(message(body)["content"])
        return body

    return whole


def changed(**fields: Any) -> Any:
    """Give fields of a body other values; a callable is given the old value."""

    def whole(body: Body) -> Body:
        return body | {name: value(body.get(name)) if callable(value) else value for name, value in fields.items()}

    return whole


def without(*names: str) -> Any:
    return lambda body: {name: value for name, value in body.items() if name not in names}


def every(change: Any) -> Any:
    """Change every frame of a stream."""
    return lambda frames: [change(frame) for frame in frames]


def in_snapshots(change: Any) -> Any:
    """Change the response in every event that carries one."""
    return every(lambda event: event | {"response": change(event["response"])} if "response" in event else event)


def where(said: Any, then: Any) -> Any:
    """Change a body only where it says something."""
    return lambda body: then(body) if said(body) else body


def with_message(change: Any) -> Any:
    def whole(body: Body) -> Body:
        choice(body)["message"] = change(message(body))
        return body

    return whole


def with_choice(**fields: Any) -> Any:
    def whole(body: Body) -> Body:
        for entry in body["choices"]:
            entry.update(fields)
        return body

    return whole


def with_usage(change: Any) -> Any:
    """Change the usage of whatever carries one."""
    return lambda body: body | {"usage": change(copy.deepcopy(body["usage"]))} if body.get("usage") else body


def with_output(change: Any) -> Any:
    """Change every item of a response's output."""
    return lambda body: body | {"output": [change(item) for item in body["output"]]}


def with_delta_text(change: Any) -> Any:
    def frame(body: Body) -> Body:
        for entry in body["choices"]:
            if entry["delta"].get("content"):
                entry["delta"]["content"] = change(entry["delta"]["content"])
        return body

    return every(frame)


def finish_place(frames: Frames) -> int:
    return next(place for place, frame in enumerate(frames) if frame["choices"] and choice(frame)["finish_reason"])
