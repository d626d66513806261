"""What each API does where a request leaves a setting out: spelt out or left out, a default asks for the same.

Source: `default` and the descriptions of `CreateChatCompletionRequest` and `CreateResponse`, version 2.3.0.
"""

from collections.abc import Mapping

from crosswire.facts import Json, ShapeName
from crosswire.losses import same

BOTH: Mapping[str, Json] = {
    "parallel_tool_calls": True,
    "service_tier": "auto",
    "verbosity": "medium",
    "tool_choice": "auto",  # "`auto` is the default if tools are present"
    "format": {"type": "text"},  # "The default format is `{ \"type\": \"text\" }`"
    "top_logprobs": 0,  # "the number of most likely tokens to return"
}

DEFAULTS: Mapping[ShapeName, Mapping[str, Json]] = {
    "chat": {
        **BOTH,
        "store": False,
        "n": 1,
        "logprobs": False,
        "frequency_penalty": 0,
        "presence_penalty": 0,
        "modalities": ["text"],  # "Most models are capable of generating text, which is the default"
    },
    "responses": {
        **BOTH,
        "store": True,
        "background": False,
        "truncation": "disabled",
    },
}
"""Sampling and effort are not among them. Hosts have defaults of their own for both, and reasoning models refuse a
temperature, whichever it is."""

OF_THE_CONNECTION = ("include_obfuscation",)
"""What changes neither the answer nor its cost: "normalize payload sizes", between the adapter and its upstream."""


def given(name: str, expected: Json, settings: Mapping[str, Json], api: ShapeName) -> Json:
    """Return what a request to `api` gives for a setting; where it leaves out an expected default, that."""
    value, defaults = number(settings.get(name)), DEFAULTS[api]
    is_default = name in defaults and same(number(expected), number(defaults[name]))
    return expected if value is None and is_default else value


def number(value: Json) -> Json:
    """Return a number as a fraction, anything else as it is: JSON does not tell 1 from 1.0."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def added(asked: Mapping[str, Json], forwarded: Mapping[str, Json]) -> dict[str, Json]:
    """Return the settings that only the forwarded request gives, the defaults of either API apart."""
    return {
        name: value
        for name, value in forwarded.items()
        if name not in asked and name not in OF_THE_CONNECTION and not _is_default(name, value)
    }


def _is_default(name: str, value: Json) -> bool:
    return any(name in defaults and same(number(value), number(defaults[name])) for defaults in DEFAULTS.values())
