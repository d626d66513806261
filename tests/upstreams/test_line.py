"""A line: gates and meetings between the threads of the upstream and of the client."""

import asyncio
from typing import Any

import pytest

from crosswire.upstreams.line import Line
from crosswire.upstreams.replay import Replay
from tests.upstreams.lines import LONG


@pytest.fixture
def line() -> Line:
    return Line(Replay("http://127.0.0.1/v1", []), patience=LONG)


def test_a_gate_that_was_opened_before_does_not_hold(line: Line) -> None:
    """A gate that is opened before the upstream reaches it does not wait."""
    line.open()
    asyncio.run(line.hold())

    assert line.held


def test_a_gate_is_opened_from_another_thread(line: Line) -> None:
    """The client's thread opens a gate at which the upstream waits."""

    async def hold() -> bool:
        holding = asyncio.ensure_future(line.hold())
        await asyncio.sleep(0)
        before = holding.done()
        await asyncio.to_thread(line.open)
        await holding
        return before

    assert not asyncio.run(hold())
    assert line.held


def test_a_gate_without_patience_opens_by_itself(line: Line) -> None:
    """A gate whose patience runs out opens, and notes that nobody opened it."""
    line.patience = 0
    asyncio.run(line.hold())

    assert not line.held


def test_calls_meet(line: Line) -> None:
    """No call goes on before all have arrived."""
    line.together = 3

    async def meet() -> tuple[bool, bool]:
        first, second = (asyncio.ensure_future(line.meet()) for _ in range(2))
        await asyncio.sleep(0)
        before = first.done(), second.done()
        await line.meet()
        await asyncio.gather(first, second)
        return before

    assert (False, False) == asyncio.run(meet())


def test_who_waited_in_vain_lets_the_others_go_on(line: Line) -> None:
    """Once patience has run out, later calls do not wait: an adapter may make its calls in a row."""
    line.together, line.patience = 3, 0

    async def meet() -> None:
        await line.meet()
        line.patience = LONG
        await line.meet()

    asyncio.run(meet())


def test_its_end_breaks_off_what_is_being_answered(line: Line) -> None:
    """The end of a line cancels the answers that are still waiting."""

    async def end() -> list[Any]:
        line.calls.add(asyncio.ensure_future(line.hold()))
        await asyncio.sleep(0)
        line.end()
        return [*await asyncio.gather(*line.calls, return_exceptions=True)]

    [outcome] = asyncio.run(end())
    assert isinstance(outcome, asyncio.CancelledError)
