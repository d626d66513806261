"""Leaves of payloads that are no facts: defaults, what an adapter says of its own, what the description lacks.

Source: the API description, and what genuine hosts leave out.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Literal

from crosswire.facts import Json, ShapeName

Side = Literal["request", "answer"]


@dataclass(frozen=True, slots=True)
class Silent:
    """Leaves that are no facts."""

    why: str
    positions: Sequence[str]
    """Patterns of where they stand; in an event, within it."""
    values: Sequence[Json] = ()
    """What they say; anything, unless given."""
    unless_asked: bool = False
    """Whether they are silent only where the client did not set them."""

    def covers(self, leaf: Json) -> bool:
        """Tell whether a leaf in these places is silent."""
        return not self.values or leaf in map(as_leaf, self.values)


DEFAULTS = (
    Silent("default is what auto stands for, and auto the default", ("*service_tier",), ("auto", "default")),
    Silent("auto is the default", ("*tool_choice",), ("auto",)),
    Silent("true is the default", ("*parallel_tool_calls",), (True,)),
    Silent("false is the default of Chat; Responses makes a function strict itself", ("*tools.*.strict",), (False,)),
    Silent("text is the default", ("*text.format.type", "*tools.*.format.type", "response_format.type"), ("text",)),
    Silent("details of 0 and no details are one", ("*_tokens_details.*",), (0,)),
)
OF_REQUESTS = (
    Silent("auto is the default", ("messages.*.image_url.detail", "input.*.detail"), ("auto",)),
    Silent("how the upstream is to answer: its answer shows it", ("stream", "stream_options.*")),
    *DEFAULTS,
)
OF_ANSWERS = (Silent("padding", ("*obfuscation",)), *DEFAULTS)

SILENT: Mapping[tuple[Side, ShapeName], Sequence[Silent]] = {
    ("request", "chat"): (*OF_REQUESTS, Silent("false is the default", ("store",), (False,))),
    ("request", "responses"): (
        *OF_REQUESTS,
        Silent("true is the default", ("store",), (True,)),
        Silent("an earlier answer gave it, and no client has to repeat it", ("input.*.id", "input.*.status")),
        Silent("a message needs no type", ("input.*.type",), ("message",)),
    ),
    ("answer", "chat"): (
        *OF_ANSWERS,
        Silent("the answer's own", ("id*", "created*", "system_fingerprint*")),
        Silent("the shape itself", ("object", "choices.*.index", "choices.*.message.role", "choices.*.delta.role")),
        Silent("the description has no field for it", ("choices.*.images.*", "*_tokens_details.text_tokens")),
    ),
    ("answer", "responses"): (
        *OF_ANSWERS,
        Silent("the answer's own", ("id", "*.id", "*created_at", "*completed_at", "*.item_id")),
        Silent("the shape itself", ("object", "*.object", "sequence_number")),
        Silent("false is the default", ("*background",), (False,)),
        Silent("true is the default", ("*store",), (True,)),
        Silent("1 is the default", ("*temperature", "*top_p"), (1,)),
        Silent("0 is the default", ("*top_logprobs", "*frequency_penalty", "*presence_penalty"), (0,)),
        Silent("disabled is the default", ("*truncation",), ("disabled",)),
        Silent(
            "what stands for nothing is the model's or the host's own",
            ("*reasoning.effort", "*reasoning.context", "*prompt_cache_retention", "*store"),
            unless_asked=True,
        ),
        Silent(
            "the description has no field for it",
            tuple(f"*_tokens_details.{name}_tokens" for name in ("audio", "image", "text", "*_prediction")),
        ),
    ),
}


@cache
def silent(side: Side, shape: ShapeName, where: str) -> Sequence[Silent]:
    """Return the rules about a place."""
    return [
        rule
        for rule in SILENT[side, shape]
        if any(re.fullmatch(translate(pattern), where) for pattern in rule.positions)
    ]


def as_leaf(value: Json) -> Json:
    """Return a leaf to be compared: JSON has one kind of number; a boolean is none, though Python says True is 1."""
    if isinstance(value, bool):
        return f"the boolean {value}"
    return value if isinstance(value, str) else float(value)
