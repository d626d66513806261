"""References to items that the reference adapter served are resolved."""

from dataclasses import dataclass
from typing import Any

import pytest

from crosswire.facts import Json
from crosswire.reference.remembered import LONGEST, MOST, Remembered

ITEM = {"type": "message", "id": "msg_1", "role": "assistant", "content": [{"type": "output_text", "text": "Seven."}]}
REFERENCE = {"type": "item_reference", "id": "msg_1"}
USER = {"role": "user", "content": "Why?"}


@dataclass(frozen=True)
class Address:
    """An upstream."""

    base_url: str = "http://upstream/v1"
    api_key: str = "secret"


HERE = Address()


def remembering(request: Json, *items: Json) -> Remembered:
    """Return the memory of an adapter that served these items whole."""
    remembered = Remembered()
    remembered.whole({"output": [*items]}, request, HERE)
    return remembered


def resolved(remembered: Remembered, *items: Json, upstream: Address = HERE) -> Any:
    """Return the items of a request, resolved."""
    return remembered.resolved({"model": "m", "input": [*items]}, upstream)["input"]


@pytest.mark.parametrize("reference", [REFERENCE, {"id": "msg_1"}, {"type": "item_reference", "id": "msg_1"}])
def test_a_reference_becomes_the_item(reference: Json) -> None:
    """A reference, with or without its type, becomes the item that was served."""
    assert [ITEM, USER] == resolved(remembering({}, ITEM), reference, USER)


def test_items_of_a_stream_are_remembered_as_they_are_done() -> None:
    """A client that leaves within a stream may refer to the items that it was served."""
    remembered = Remembered()
    done = {"type": "response.output_item.done", "output_index": 0, "item": ITEM}
    next(remembered.events(iter([done, {"type": "response.completed"}]), {}, HERE))

    assert [ITEM] == resolved(remembered, REFERENCE)


@pytest.mark.parametrize(
    ("request_", "upstream"),
    [({"store": False}, HERE), ({}, Address(api_key="another")), ({}, Address(base_url="http://another/v1"))],
)
def test_what_is_nobody_elses_stays_a_reference(request_: Json, upstream: Address) -> None:
    """Nothing is remembered of a client that asks for `store: false`, or given to one of another upstream or key."""
    assert [REFERENCE] == resolved(remembering(request_, ITEM), REFERENCE, upstream=upstream)


def test_the_oldest_are_forgotten() -> None:
    """The memory has a limit."""
    remembered = remembering({}, ITEM, *({**ITEM, "id": f"msg_{number + 2}"} for number in range(MOST)))

    assert [REFERENCE] == resolved(remembered, REFERENCE)
    assert [ITEM | {"id": "msg_9"}] == resolved(remembered, {**REFERENCE, "id": "msg_9"})


def test_large_items_are_forgotten_first() -> None:
    """All items together have a limit, too; one that is larger than it is not remembered."""
    long = [{"type": "output_text", "text": "x" * (LONGEST // 2)}]
    remembered = remembering(
        {}, ITEM, {**ITEM, "id": "msg_2", "content": long}, {**ITEM, "id": "msg_3", "content": long}
    )

    assert [REFERENCE] == resolved(remembered, REFERENCE)
    assert [REFERENCE | {"id": "msg_2"}] == resolved(remembered, {**REFERENCE, "id": "msg_2"})
    assert [ITEM | {"id": "msg_3", "content": long}] == resolved(remembered, {**REFERENCE, "id": "msg_3"})

    huge = {**ITEM, "content": [*long, *long]}
    assert [REFERENCE] == resolved(remembering({}, huge), REFERENCE)


def test_a_request_without_items_stays() -> None:
    """A request whose input is a string, or is no object, is left to what reads it."""
    assert {"input": "hi"} == Remembered().resolved({"input": "hi"}, HERE)
    assert 5 == Remembered().resolved(5, HERE)
