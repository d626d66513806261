"""Changing JSON: the pieces that known-bad adapters are made of."""

import marshal
from typing import Any

Body = dict[str, Any]
Frames = list[Body]


def copied(value: Any) -> Any:
    """Copy JSON, many times as fast as `copy.deepcopy`."""
    return marshal.loads(marshal.dumps(value))


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
        for entry in body.get("choices") or []:
            entry.update(fields)
        return body

    return whole


def with_usage(change: Any) -> Any:
    """Change the usage of whatever carries one."""
    return lambda body: body | {"usage": change(copied(body["usage"]))} if body.get("usage") else body


def with_output(change: Any) -> Any:
    """Change every item of a response's output."""
    return lambda body: body | {"output": [change(item) for item in body["output"]]}


def with_delta_text(change: Any) -> Any:
    def frame(body: Body) -> Body:
        for entry in body.get("choices") or []:
            if entry["delta"].get("content"):
                entry["delta"]["content"] = change(entry["delta"]["content"])
        return body

    return every(frame)


def finish_place(frames: Frames) -> int:
    return next(place for place, frame in enumerate(frames) if frame["choices"] and choice(frame)["finish_reason"])


def with_items(change: Any) -> Any:
    """Change every output item that a Responses payload tells of; what becomes None is not there."""

    def body(told: Body) -> Body:
        if "output" in told:
            told = told | {"output": [item for item in map(change, told["output"] or []) if item]}
        if isinstance(told.get("response"), dict):
            told = told | {"response": body(told["response"])}
        if isinstance(told.get("item"), dict):
            told = told | {"item": change(told["item"]) or {}}
        return told

    return body


def with_calls(change: Any) -> Any:
    """Change the list of calls of a completion that has some."""

    def said(told: Body) -> Body:
        return told | {"tool_calls": change(told["tool_calls"])} if told.get("tool_calls") else told

    return with_message(said)


def with_each_call(change: Any) -> Any:
    """Change the function or custom tool that each call of a completion calls."""

    def called(call: Body) -> Body:
        return call | {kind: change(call[kind]) for kind in ("function", "custom") if kind in call}

    return with_calls(lambda calls: [called(call) for call in calls])


def every_delta(change: Any) -> Any:
    """Change the delta of every chunk, or the message of a completion."""

    def payload(body: Body) -> Body:
        for entry in body.get("choices") or []:
            for name in ("delta", "message"):
                if entry.get(name):
                    entry[name] = change(entry[name])
        return body

    return payload


def where_finished(change: Any) -> Any:
    """Change the frames of a stream that has come to its finish."""

    def finished(frames: Frames) -> Frames:
        ends = any(entry.get("finish_reason") for frame in frames for entry in frame.get("choices") or [])
        return change(frames) if ends else frames

    return finished
