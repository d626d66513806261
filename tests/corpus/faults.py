"""Payloads with one thing wrong: by the API description, or wherever something can be changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.corpus.described_values import DescribedValue, Steps

Fault = Literal["absent", "null", "mistyped", "misspelt"]

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


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault to put into a payload at `steps`. `name` is its name in the description, `value` what to put there."""

    fault: Fault
    name: str
    steps: Steps
    value: Any = None

    @property
    def pointer(self) -> str:
        """A JSON pointer to the value that is wrong, or to the object that lacks a field."""
        steps = self.steps[:-1] if self.fault == "absent" else self.steps
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def mutations(described: DescribedValue) -> Iterator[Mutation]:
    """Yield every fault that a value can have; the description allows none of them."""
    for field in described.required:
        if field in described.value:
            yield Mutation("absent", f"{described.inside}.{field}", (*described.steps, field))
    allowed = described.kinds | ({"integer"} if "number" in described.kinds else set())
    for kind, value in _VALUES.items() if "any" not in allowed else ():
        if kind not in allowed:
            yield Mutation("null" if value is None else "mistyped", described.name, described.steps, value)
    if described.closed and isinstance(described.value, str) and described.value in described.words:
        for word in (described.value[:-1], described.value.upper()):
            if word not in described.words:
                yield Mutation("misspelt", described.name, described.steps, word)


def mutant(payload: Any, mutation: Mutation) -> Any:
    """Return a copy of `payload` that has the fault."""
    return _mutant(payload, mutation.steps, mutation)


def _mutant(value: Any, steps: Steps, mutation: Mutation) -> Any:
    if not steps:
        return mutation.value
    copy = value.copy()
    if len(steps) == 1 and mutation.fault == "absent":
        del copy[steps[0]]
    else:
        copy[steps[0]] = _mutant(value[steps[0]], steps[1:], mutation)
    return copy


def changed_somewhere(value: Any) -> Iterator[Any]:
    """Yield copies of `value` with one thing changed: a field gone, or a value that is null, or of another type."""
    if isinstance(value, dict):
        for key in value:
            yield {other: value[other] for other in value if other != key}
            yield from ({**value, key: inner} for inner in changed_somewhere(value[key]))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from ([*value[:index], inner, *value[index + 1 :]] for inner in changed_somewhere(entry))
    others: tuple[Any, ...] = (None, 5, "other", [{}])
    yield from (other for other in others if type(other) is not type(value))
