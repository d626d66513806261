"""JSON pointers (RFC 6901): positions in a payload."""

from collections.abc import Iterator, Sequence

from crosswire.facts import Json


def escape(key: str | int) -> str:
    """Write one step of a pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def find(payload: Json, pattern: str) -> Iterator[str]:
    """Yield the pointers in `payload` that match a pattern, in which `*` stands for any step."""
    yield from _find(payload, pattern.split("/")[1:], "")


def _find(value: Json, steps: Sequence[str], pointer: str) -> Iterator[str]:
    if not steps:
        if value is not None:
            yield pointer
        return
    step, rest = steps[0], steps[1:]
    if isinstance(value, dict):
        for key in value if step == "*" else {step} & value.keys():
            yield from _find(value[key], rest, f"{pointer}/{escape(key)}")
    elif isinstance(value, list) and (step == "*" or (step.isdecimal() and int(step) < len(value))):
        for index in range(len(value)) if step == "*" else (int(step),):
            yield from _find(value[index], rest, f"{pointer}/{index}")
