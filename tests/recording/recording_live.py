"""Recording from the live server of `live_server.py`, as the suite and the command do."""

import asyncio
import shutil
import ssl
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from crosswire.data import data_folder
from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.making.conversations import Conversation
from crosswire.recording.rerecording import (
    Asking,
    Recorded,
    conversation,
    expected_conversation,
    have,
    save_recording,
)
from crosswire.recording.sources import Source, blaming_the_source, call_of
from crosswire.scenarios import Scenario, load_scenario
from crosswire.wire.cassettes import HttpCall
from tests.recording.live_server import LiveServer

KEY = "sk-live-a1B2c3D4e5F6g7H8"
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # nothing is encrypted here: reading certificates would be all the work
ROUTES: list[tuple[ShapeName, Mode]] = [
    ("chat", "json"),
    ("chat", "stream"),
    ("responses", "json"),
    ("responses", "stream"),
]


def copied(name: str, into: Path) -> Scenario:
    """Copy a scenario into a folder, where it may be changed, and load it."""
    return load_scenario(Path(shutil.copytree(data_folder("cassettes") / name, into / name)))


def source(server: LiveServer, **options: Any) -> Source:
    return Source(server.base_url, **{"key": KEY, **options})


def asking_for(scenario: Scenario, shape: ShapeName, mode: Mode) -> Asking:
    name = f"{shape}.{mode}"
    return conversation(expected_conversation(scenario, shape, mode), name, deviates=name in scenario.deviations)


def record(scenario: Scenario, given: Source, shape: ShapeName, mode: Mode) -> Recorded:
    """Record one recording anew, with a sync client."""
    with httpx.Client(verify=TLS) as client:

        def ask(body: object) -> HttpCall:
            with blaming_the_source():
                return call_of(client.send(given.request(shape, body)))

        calls = have(asking_for(scenario, shape, mode), ask)
    return save_recording(scenario, Conversation(shape, mode, calls), given.secrets)


async def have_async(asking: Asking, ask: Callable[[Json], Awaitable[HttpCall]]) -> tuple[HttpCall, ...]:
    """Do what `have` does, with an async `ask`."""
    try:
        body = next(asking)
        while True:
            body = asking.send(await ask(body))
    except StopIteration as end:
        return tuple(end.value)


def record_async(scenario: Scenario, given: Source, shape: ShapeName, mode: Mode) -> Recorded:
    """Record one recording anew, with an async client."""

    async def recorded() -> tuple[HttpCall, ...]:
        async with httpx.AsyncClient(verify=TLS) as client:

            async def ask(body: object) -> HttpCall:
                with blaming_the_source():
                    return call_of(await client.send(given.request(shape, body)))

            return await have_async(asking_for(scenario, shape, mode), ask)

    return save_recording(scenario, Conversation(shape, mode, asyncio.run(recorded())), given.secrets)


def record_all(scenario: Scenario, given: Source) -> None:
    """Record all four recordings anew."""
    for route in ROUTES:
        record(scenario, given, *route)


def answer_of(turn: Interaction) -> Answer:
    """Return the answer of a recorded turn, where it is not a failure."""
    assert isinstance(turn.answer, Answer)
    return turn.answer


def on_disk(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder by its path; hidden files are included."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in files(folder)}


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
