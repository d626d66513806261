"""A process that an adapter forks does not go on as the judge."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from crosswire.adapters.calling import Caller
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("https://x.upstream.invalid/v1")
RETURNS: dict[str, Callable[[], Any]] = {"an answer": dict, "nothing": lambda: None, "an exception": lambda: 1 / 0}


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.close()


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("name", RETURNS)
def test_a_forked_process_ends_where_it_returns(name: str, caller: Caller) -> None:
    """Whatever it returns or raises, its parent alone answers."""

    def chat(*_: object) -> Any:
        child = os.fork()
        return {"ended": os.waitpid(child, 0)[0] == child} if child else RETURNS[name]()

    assert {"ended": True} == caller.call(chat, {}, UPSTREAM, "json").body
