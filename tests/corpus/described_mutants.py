"""Payloads with one thing wrong by the API description: a required field gone, another JSON type, a misspelt word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from described_values import Place, Steps

Fault = Literal["missing", "mistyped", "misspelt"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault to put into a payload, at `steps`; `name` says where in the description, `value` what to put there."""

    fault: Fault
    name: str
    steps: Steps
    value: Any = None

    @property
    def pointer(self) -> str:
        """Where the fault is: the value that is wrong, or the object that lacks a field."""
        steps = self.steps[:-1] if self.fault == "missing" else self.steps
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


# A value of each JSON type.
_VALUES: Mapping[str, Any] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "number": 0.5,
    "string": "?",
    "array": [],
    "object": {},
}


def mutations(place: Place) -> Iterator[Mutation]:
    """Yield every fault that `place` can have: each is one that the description does not allow there."""
    for field in place.required:
        if field in place.value:
            yield Mutation("missing", f"{place.inside}.{field}", (*place.steps, field))
    allowed = place.kinds | ({"integer"} if "number" in place.kinds else set())
    for kind in _VALUES if "any" not in allowed else ():
        if kind not in allowed:
            yield Mutation("mistyped", place.name, place.steps, _VALUES[kind])
    if isinstance(place.value, str) and place.value in place.words:
        for word in (place.value[:-1], place.value.upper()):
            if word not in place.words:
                yield Mutation("misspelt", place.name, place.steps, word)


def broken(payload: Any, mutation: Mutation) -> Any:
    """Return a copy of `payload` that has the fault."""
    return _broken(payload, mutation.steps, mutation)


def _broken(value: Any, steps: Steps, mutation: Mutation) -> Any:
    if not steps:
        return mutation.value
    copy = value.copy()
    if len(steps) == 1 and mutation.fault == "missing":
        del copy[steps[0]]
    else:
        copy[steps[0]] = _broken(value[steps[0]], steps[1:], mutation)
    return copy
