"""Requests at the limits of the API description, of several sizes, and with settings that hosts take only apart."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from crosswire.exchange import Case
from crosswire.facts import Ask, Item, Json, Message, ShapeName, Text, Tool
from crosswire.shapes import SHAPES
from crosswire.wire.exact_json import sent

Rephrase = Callable[[ShapeName, Json], Json]
"""Returns the client's request in another form, given its API and the recorded one."""
Change = Callable[[Ask], Ask]

A_TOOL = Tool(
    "function", "get_tide", {"description": "Tells the tide.", "parameters": {"type": "object", "properties": {}}}
)
A_FORMAT: Json = {"type": "json_schema", "name": "tide", "schema": {"type": "object", "properties": {}}}


def rephrased(case: Case, rephrase: Rephrase) -> Case:
    """Return a turn whose client asks otherwise. The replay answers it as it answers the recorded request."""
    from vcr.request import Request  # type: ignore[import-untyped]  # it loads all that vcrpy intercepts

    recorded = case.client.request
    body = sent(rephrase(case.serves, case.client.asked_body)).encode()
    return replace(case, client=replace(case.client, request=Request(recorded.method, recorded.uri, body, {})))


def by_facts(change: Change) -> Rephrase:
    """Return the rephrasing that writes changed facts."""

    def rephrase(shape: ShapeName, request: Json) -> Json:
        return SHAPES[shape].write_request(change(SHAPES[shape].read_request(request)))

    return rephrase


def of_model(model: str) -> Rephrase:
    """Return the rephrasing that asks for a model."""
    return lambda _, request: {**request, "model": model}


def _with(**settings: Json) -> Change:
    return lambda ask: replace(ask, settings={**ask.settings, **settings})


def _with_metadata(pairs: int, key: int, value: int) -> Change:
    """Return the change that gives so many pairs of metadata, with keys and values of so many characters."""
    metadata = {f"{number:02}".ljust(key, "k"): "v" * value for number in range(pairs)}
    return lambda ask: replace(ask, metadata=metadata)


def _with_tools(change: Change) -> Change:
    return lambda ask: change(replace(ask, tools=(A_TOOL,)))


def _of_size(size: int) -> Change:
    """Return the change that gives the last message of the user so many characters."""

    def change(ask: Ask) -> Ask:
        *others, last = ask.history
        return replace(ask, history=(*others, _resized(last, size)))

    return change


def _resized(item: Item, size: int) -> Item:
    words = "Tell me more. "
    return (
        replace(item, parts=(Text((words * (size // len(words) + 1))[:size]),)) if isinstance(item, Message) else item
    )


LIMITS: Mapping[str, tuple[Json, Json]] = {"temperature": (0, 2), "top_p": (0, 1)}
"""By setting: the least and the greatest value that both descriptions allow."""
LONGEST: Mapping[str, int] = {"safety_identifier": 64}
"""By setting: how many characters it may have in both."""

Wording = tuple[str, Change]
"""What the client's request has, in the words of reports, and the change that gives it that."""

AT_LIMITS: Mapping[str, Wording] = {
    **{f"{name}_at_least": (f"the least {name}", _with(**{name: least})) for name, (least, _) in LIMITS.items()},
    **{f"{name}_at_most": (f"the greatest {name}", _with(**{name: most})) for name, (_, most) in LIMITS.items()},
    **{f"{name}_at_most": (f"the longest {name}", _with(**{name: "x" * most})) for name, most in LONGEST.items()},
    "max_output_tokens_at_least": ("the least max_output_tokens", _with(max_output_tokens=16)),
    "metadata_at_most": ("the most and the longest metadata", _with_metadata(16, 64, 512)),
}
"""What the description just allows."""
BEYOND_LIMITS: Mapping[str, Wording] = {
    **{f"{name}_below": (f"too small a {name}", _with(**{name: least - 1})) for name, (least, _) in LIMITS.items()},
    **{f"{name}_above": (f"too great a {name}", _with(**{name: most + 1})) for name, (_, most) in LIMITS.items()},
    **{f"{name}_above": (f"too long a {name}", _with(**{name: "x" * (most + 1)})) for name, most in LONGEST.items()},
    "metadata_above": ("too much metadata", _with_metadata(17, 64, 513)),
}
"""What it just does not allow."""
PAIRS: Mapping[str, Wording] = {
    "temperature_and_top_p": ("a temperature and a top_p", _with(temperature=0.5, top_p=0.5)),
    "temperature_and_effort": ("a temperature and an effort", _with(temperature=0.5, reasoning_effort="low")),
    "format_and_tools": ("a format and tools", _with_tools(_with(format=A_FORMAT))),
    "choice_and_one_call": (
        "the choice of a tool, and one call at a time",
        _with_tools(_with(tool_choice="required", parallel_tool_calls=False)),
    ),
    "effort_and_tools": ("an effort and tools", _with_tools(_with(reasoning_effort="low"))),
}
"""Settings of which hosts take one or the other: whether its upstream does, an adapter does not know."""
SIZES: Mapping[str, Wording] = {
    "message_of_one_character": ("a message of one character", _of_size(1)),
    "message_of_64_kib": ("a message of 64 KiB", _of_size(64 * 1024)),
    "message_of_1_mib": ("a message of 1 MiB", _of_size(1024 * 1024)),
    "message_of_4_mib": ("a message of 4 MiB", _of_size(4 * 1024 * 1024)),
}
"""How long the user's message is."""
