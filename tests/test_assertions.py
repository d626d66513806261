"""Assertions note every difference while a requirement is judged, and raise at the first anywhere else."""

from collections.abc import Callable
from typing import Any

import pytest

from crosswire.assertions import Loss, Untestable, conforms, has_only_described_fields, held, kept, noting
from crosswire.losses import Difference


def facts(found: Any) -> Any:
    return [(one.fact, one.kind) for one in found]


def test_a_requirement_goes_on_behind_a_difference() -> None:
    """A requirement that compares eight facts reports all that are not kept."""
    with noting() as found:
        kept("usage", {"input": 1, "output": 2, "total": 3}, {"input": 1, "output": 0, "total": None})
        held(False, "finish", "stop", "length")
        kept("model", "m", "m")

    assert [("usage.output", "altered"), ("usage.total", "lost"), ("finish", "altered")] == facts(found)


def test_an_assertion_alone_raises() -> None:
    """Outside of a requirement, an assertion raises at the first difference."""
    with pytest.raises(Loss, match=r"^usage\.total lost: expected 3, received None$"):
        kept("usage", {"total": 3}, {"total": None})


def test_equal_violations_are_gathered_and_hide_no_other() -> None:
    """Twelve chunks without an id are one difference, which counts twelve; another fault stays visible."""
    chunk = {"object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    frames = [chunk] * 12 + [{**chunk, "id": "c", "object": "chunk"}]

    with noting() as found:
        conforms("served", "chat/chunk", frames, exact=True)
    missing, wrong = Loss(found).differences

    assert ("validity[*].'id' is missing", 12) == (missing.fact.replace("[0]", "[*]"), missing.times)
    assert [f"/{index}" for index in range(10)] == missing.pointers["served"]
    assert ({"served": ["/12/object"]}, 1) == (wrong.pointers, wrong.times)


@pytest.mark.parametrize(("exact", "kinds"), [(True, 1), (False, 0)])
def test_null_is_absent_in_objects_and_not_in_bytes(exact: bool, kinds: int) -> None:
    """`null` counts as absent in a library's objects, but not in HTTP bodies."""
    with noting() as found:
        conforms("forwarded", "chat/request", {"model": "m", "messages": [], "tools": None}, exact=exact)

    assert kinds == len([one for one in found if "tools" in one.fact])


def test_what_did_not_come_by_is_untestable() -> None:
    """Without a payload to judge, a requirement is untestable."""
    judges: tuple[Callable[[], None], ...] = (
        lambda: conforms("forwarded", "chat/request", None, exact=True),
        lambda: has_only_described_fields("forwarded", "chat/request", None),
    )
    for judge in judges:
        with pytest.raises(Untestable, match=r"^nothing was forwarded$"):
            judge()


def test_a_loss_is_as_grave_as_its_gravest_difference() -> None:
    """The kind of a loss is its gravest: lost before altered before invented."""
    one, other = Difference("a", "invented", None, 1), Difference("b", "lost", 1, None)

    assert "lost" == Loss([one, other]).kind
