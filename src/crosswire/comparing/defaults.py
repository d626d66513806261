"""The defaults of the settings of each API. A default that is given means the same as one that is left out.

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
"""Without sampling and effort: hosts have their own defaults for both, and reasoning models refuse any temperature."""

OF_THE_CONNECTION = ("include_obfuscation",)
"""Settings that change neither the answer nor its cost: "normalize payload sizes"."""


def given(name: str, expected: Json, settings: Mapping[str, Json], api: ShapeName) -> Json:
    """Return the value of a setting in a request to `api`: the expected one, where it is the default and left out."""
    value, defaults = number(settings.get(name)), DEFAULTS[api]
    is_default = name in defaults and same(number(expected), number(defaults[name]))
    return expected if value is None and is_default else value


def number(value: Json) -> Json:
    """Return an integer as a float, anything else as it is: 1 and 1.0 are the same in JSON."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def added(asked: Mapping[str, Json], forwarded: Mapping[str, Json]) -> dict[str, Json]:
    """Return the settings that only the forwarded request gives, without defaults."""
    return {
        name: value
        for name, value in forwarded.items()
        if name not in asked and name not in OF_THE_CONNECTION and not _is_default(name, value)
    }


def _is_default(name: str, value: Json) -> bool:
    return any(name in defaults and same(number(value), number(defaults[name])) for defaults in DEFAULTS.values())
