"""What the official Python SDK has to read in what was served.

What it does not find is absent, and an exception is a result, too.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.util import find_spec
from typing import Any, TypeVar

import pytest

from crosswire.clients.bodies import as_answer
from crosswire.clients.openai_python import shared
from crosswire.clients.views import Unread
from crosswire.facts import Answer, Json, ToolCall
from crosswire.losses import Difference
from crosswire.requirements import Loss, Wire

Test = TypeVar("Test", bound=Callable[..., None])
Reading = Mapping[str, Json]
"""What the SDK reads: `text`, `refusal`, `tool_calls` (id, name, arguments), and `finish`."""

NOT_INSTALLED = "the official SDK is not installed, so that nothing is said of it: pip install 'crosswire[sdk]'"


def needs_sdk(test: Test) -> Test:
    """Skip a test where the SDK is not installed. Where it is, the test has no mark, and costs what any other does."""
    return test if find_spec("openai") else pytest.mark.skip(reason=NOT_INSTALLED)(test)


def read(wire: Wire, stands: Reading, *, how: str) -> Reading:
    """Read what was served with `create` (`created`), `create` with a stream (`events`), or an accumulator.

    Where it was read before, and just what `stands` in it was found, it is not read again.

    Raises:
        Loss: the SDK raises an exception.
    """
    answer = as_answer(wire.served)
    timeless = replace(answer, body=_TIME.sub(r"\1 0", answer.body))
    key = json.dumps([wire.serves, wire.mode, how, asdict(timeless), stands])
    if shared().right_readings.get(key) is not None:
        return stands
    view = shared().read(wire.serves, wire.mode, answer, how)
    if isinstance(view, Unread):
        raise Loss([Difference("validity", "altered", "what the official SDK reads", view.error, {"served": [""]})])
    calls = [[call.id, call.name, call.arguments] for call in view.calls]
    found = _reading(view.text, view.refusal, calls, view.finish)
    if found == stands:
        shared().right_readings.add(key, b"")
    return found


_TIME = re.compile(r'("(?:created|created_at|completed_at)":) [1-9]\d{9}(?=[,}])')
"""When it was answered: another second is another body, and reads the same."""


def expected_reading(served: Answer, wire: Wire) -> Reading:
    """Return the reading that the SDK has to give of a served answer. A search for tools is no call to it."""
    calls = [_call(call, wire) for call in served.tool_calls if wire.serves == "chat" or not call.searches]
    end = served.stated_finish if wire.serves == "chat" else served.status
    return _reading(served.text, served.refusal, calls, end)


def _call(call: ToolCall, wire: Wire) -> list[str | None]:
    """Return a call as the SDK has it. Its chunks have no type for custom calls."""
    if call.kind == "custom" and wire.serves == "chat" and wire.mode == "stream":
        return [call.id, None, None]
    return [call.id, call.name, call.arguments]


def _reading(text: Any, refusal: Any, calls: Sequence[Sequence[Json]], end: Any) -> Reading:
    named = [[word or "" for word in call] for call in calls]
    return {"text": text or "", "refusal": refusal or "", "tool_calls": named, "finish": end}
