"""The live server that tests record from streams in real time, and every answer is new."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from crosswire.facts import ShapeName
from crosswire.shapes import SHAPES
from crosswire.wire.schemas import violations
from tests.recording.live_server import LiveServer
from tests.recording.recording_live import TLS

ASKED: dict[ShapeName, dict[str, Any]] = {
    "chat": {"model": "m", "messages": [{"role": "user", "content": "Hi"}]},
    "responses": {"model": "m", "input": "Hi"},
}
every_shape = pytest.mark.parametrize("shape", SHAPES)


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


def request_for(live: LiveServer, shape: ShapeName, *, stream: bool) -> dict[str, Any]:
    return {"url": live.base_url + SHAPES[shape].PATH, "json": {**ASKED[shape], "stream": stream}}


@every_shape
def test_an_event_arrives_when_it_is_written(shape: ShapeName, live: LiveServer) -> None:
    """A sync client receives each event while the next ones are still held back."""
    live.gated = True
    with httpx.Client(verify=TLS) as client, client.stream("POST", **request_for(live, shape, stream=True)) as answer:
        arriving = answer.iter_raw()
        for count in (1, 2, 3):
            live.let()
            assert live.written(count)[-1] == next(arriving)
        live.let(1000)
        rest = b"".join(arriving)

    assert b"".join(live.writes[3:]) == rest


@every_shape
def test_an_event_arrives_when_it_is_written_to_async_clients(shape: ShapeName, live: LiveServer) -> None:
    """An async client receives the first event while the next ones are still held back."""
    live.gated = True

    async def first_event() -> bytes:
        asked = request_for(live, shape, stream=True)
        async with httpx.AsyncClient(verify=TLS) as client, client.stream("POST", **asked) as answer:
            live.let()
            return await anext(answer.aiter_raw())

    arrived = asyncio.run(first_event())
    assert [arrived] == live.written(1)


@every_shape
def test_answers_are_valid_and_new_each_time(shape: ShapeName, live: LiveServer) -> None:
    """Answers are valid by the schemas, and have other ids and times each time."""
    with httpx.Client(verify=TLS) as client:
        first, second = (client.post(**request_for(live, shape, stream=False)).json() for _ in range(2))

    assert [[], []] == [violations(SHAPES[shape].ANSWER, answer) for answer in (first, second)]
    time = "created" if shape == "chat" else "created_at"
    assert (True, True) == (first["id"] != second["id"], first[time] != second[time])
    assert json.dumps(first) != json.dumps(second)
