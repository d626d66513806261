"""Reading events: json.loads alone, and what Crosswire and the official Python SDK do beside it.

    python benchmarks/readers.py [--rounds N]

Every recorded stream is read in turn by each, round after round, and the best round of each counts. Ratios are what to
compare; events a second are this machine's.
"""

import argparse
import json
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec

from crosswire.clients.bodies import HttpAnswer
from crosswire.clients.openai_python import WAYS, OpenAIPython
from crosswire.facts import ShapeName
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES
from crosswire.wire.event_streams import DONE, read_event_bytes
from crosswire.wire.json_text import parse
from crosswire.wire.schemas import is_valid

Reading = Callable[[ShapeName, bytes], object]
SCHEMAS: Mapping[ShapeName, str] = {"chat": "chat/chunk", "responses": "responses/event"}


def loaded(_: ShapeName, body: bytes) -> object:
    """Parse the JSON of each event that is in one whole line, and nothing else."""
    return [json.loads(line[6:]) for line in body.split(b"\n") if line.startswith(b"data: {") and line.endswith(b"}")]


def events(body: bytes) -> list[object]:
    """Return the events of a stream as the harness reads them."""
    return [parse(data) for data in read_event_bytes(body) if data != DONE]


def facts(shape: ShapeName, body: bytes) -> object:
    """Read the facts of a stream."""
    return SHAPES[shape].read_stream(events(body))


def validated(shape: ShapeName, body: bytes) -> object:
    """Validate each event."""
    return [is_valid(SCHEMAS[shape], event) for event in events(body)]


def by_sdk() -> Reading:
    """Return the reading of the official SDK, event by event and to what it accumulates."""
    client = OpenAIPython()

    def read(shape: ShapeName, body: bytes) -> object:
        client._read.cache_clear()  # noqa: SLF001 - a run keeps its readings
        return [client.read(shape, "stream", HttpAnswer(body.decode(errors="replace")), way) for way in WAYS["stream"]]

    return read


def readings() -> Mapping[str, Reading]:
    """Return who reads, by name; the SDK where it is installed."""
    found: dict[str, Reading] = {"json.loads alone": loaded, "facts": facts, "validation": validated}
    return found | ({"the official SDK, in its two ways": by_sdk()} if find_spec("openai") else {})


def measured(rounds: int = 3) -> Mapping[str, float]:
    """Return events a second, by who reads."""
    bodies = [
        (interaction.shape, interaction.response["body"]["string"])
        for scenario in load_scenarios().values()
        for turns in scenario.turns.values()
        for interaction in turns
        if interaction.response and interaction.streams
    ]
    number = sum(len(events(body)) for _, body in bodies)
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, read in readings().items():
            began = time.process_time()
            for shape, body in bodies:
                read(shape, body)
            best[name] = min(best.get(name, float("inf")), time.process_time() - began)
    return {name: number / seconds for name, seconds in best.items()}


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    for name, rate in measured(parser.parse_args().rounds).items():
        print(f"{name:34} {rate:10,.0f} events a second")


if __name__ == "__main__":
    main()
