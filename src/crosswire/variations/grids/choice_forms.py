"""The forms of a Chat answer with a choice more than was asked for: where the second stands, and in which order.

The second choice says other words. A client is served the first: the one of index 0.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy

from crosswire.variations.grids.field_forms import Form
from crosswire.variations.grids.fields import Body, Field, occurrences


def second_choice(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put the second choice behind the first in each payload."""
    return _placed(payloads, field, lambda first, second: [_joined(first, second)])


def second_choice_first(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put the second choice before the first in each payload."""
    return _placed(payloads, field, lambda first, second: [_joined(second, first)])


def second_choice_by_turns(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a chunk of the second choice behind each chunk of the first."""
    return _placed(payloads, field, lambda first, second: [first, second])


def second_choice_ahead(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a chunk of the second choice before each chunk of the first."""
    return _placed(payloads, field, lambda first, second: [second, first])


def second_choice_behind(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put all chunks of the second choice behind those of the first, which has finished."""
    choosing = [body for body in payloads if body.get("choices")]
    others = [body for body in payloads if not body.get("choices")]
    return [*choosing, *(_second(body, field) for body in choosing), *others]


def _placed(payloads: list[Body], field: Field, placed: Callable[[Body, Body], Sequence[Body]]) -> list[Body] | None:
    return [one for body in payloads for one in (placed(body, _second(body, field)) if body.get("choices") else [body])]


def _joined(body: Body, other: Body) -> Body:
    return {**body, "choices": [*body["choices"], *other["choices"]]}


def _second(body: Body, field: Field) -> Body:
    """Return a payload with a second choice alone, whose text is the first's, read backwards."""
    second = deepcopy(body)
    for choice in second["choices"]:
        choice["index"] = 1
    for one in occurrences([second], field):
        one.holder[one.key] = one.value[::-1]
    return second


CHOICES_WHOLE: Mapping[str, Form] = {"second_choice": second_choice}
"""Of a text of a completion."""
CHOICES: Mapping[str, Form] = {
    **CHOICES_WHOLE,
    "second_choice_first": second_choice_first,
    "second_choice_by_turns": second_choice_by_turns,
    "second_choice_ahead": second_choice_ahead,
    "second_choice_behind": second_choice_behind,
}
"""Of a field of chunks that is a piece of a text."""
