"""Token counts: the same in both shapes, by different names."""

from collections.abc import Mapping
from dataclasses import dataclass

from crosswire.facts import Json, Usage
from crosswire.shapes.lenient import count, mapping


@dataclass(frozen=True, slots=True)
class Names:
    """A shape's names for the counts and their details; the total is `total_tokens` in both."""

    input: str
    output: str
    input_details: str
    output_details: str
    details_required: bool = False
    """Whether the description requires the details, with the cached and the reasoning tokens in them."""


# The details that have a fact of their own, and whether they are details of the input or the output.
DETAILS = {"cached_tokens": "input", "cache_write_tokens": "input", "reasoning_tokens": "output"}


def read_usage(names: Names, value: Json) -> Usage | None:
    """Read token counts, `None` where there are none."""
    usage = mapping(value)
    if not usage:
        return None
    given, made = usage.get(names.input_details), usage.get(names.output_details)
    return Usage(
        input=_tokens(usage.get(names.input)),
        output=_tokens(usage.get(names.output)),
        total=_tokens(usage.get("total_tokens")),
        cached=_tokens(mapping(given).get("cached_tokens")),
        cache_write=_tokens(mapping(given).get("cache_write_tokens")),
        reasoning=_tokens(mapping(made).get("reasoning_tokens")),
        has_input_details=isinstance(given, dict),
        has_output_details=isinstance(made, dict),
        others=_others("input", mapping(given)) | _others("output", mapping(made)),
    )


def _tokens(value: Json) -> float | None:
    """Return a count; `24.0` is 24, since JSON has one kind of number."""
    number = count(value)
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _others(side: str, details: Mapping[str, Json]) -> dict[str, float]:
    return {
        f"{side}.{name}": number
        for name, value in details.items()
        if DETAILS.get(name) != side and (number := _tokens(value)) is not None
    }


def write_usage(names: Names, usage: Usage) -> dict[str, Json]:
    """Write token counts; a missing count is 0 where the description requires one."""
    absent = 0 if names.details_required else None
    given: dict[str, Json] = {
        "cached_tokens": absent if usage.cached is None else usage.cached,
        "cache_write_tokens": usage.cache_write,
    }
    made: dict[str, Json] = {"reasoning_tokens": absent if usage.reasoning is None else usage.reasoning}
    for name, value in usage.others.items():
        side, _, key = name.partition(".")
        (given if side == "input" else made)[key] = value
    written: dict[str, Json] = {
        names.input: usage.input or 0,
        names.output: usage.output or 0,
        "total_tokens": usage.total or 0,
    }
    if usage.has_input_details or names.details_required:
        written[names.input_details] = _without_none(given)
    if usage.has_output_details or names.details_required:
        written[names.output_details] = _without_none(made)
    return written


def _without_none(details: Mapping[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in details.items() if value is not None}
