"""Scenarios: one ask, recorded on both APIs. `cassettes/` is read lazily, each file once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

from vcr.persisters.filesystem import CassetteDecodeError, CassetteNotFoundError, FilesystemPersister
from vcr.request import Request
from vcr.serializers import yamlserializer

from crosswire.data import data_folder
from crosswire.errors import ScenarioInvalid
from crosswire.facts import Answer, Ask, Failure, Json, Mode, ShapeName
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.json_text import parse

PROVENANCES = ("recorded", "derived", "authored")


@dataclass(frozen=True)
class Interaction:
    """One request of a recording and its answer, as bytes and as facts."""

    shape: ShapeName
    request: Request
    response: Mapping[str, Any]

    @cached_property
    def asked_body(self) -> Json:
        """The request's JSON."""
        return parse(self.request.body)

    @cached_property
    def asked(self) -> Ask:
        """What the request says."""
        return SHAPES[self.shape].read_request(self.asked_body)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return int(self.response["status"]["code"])

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers, the first value of each."""
        return {name.lower(): values[0] for name, values in self.response["headers"].items()}

    @property
    def streams(self) -> bool:
        """Whether the answer is an event stream."""
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @cached_property
    def answer_body(self) -> Json:
        """The answer's JSON; of a stream, the JSON of its frames."""
        body = self.response["body"]["string"]
        if not self.streams:
            return parse(body)
        return [parse(data) for data in read_events(body.decode()) if data != DONE]

    @cached_property
    def answer(self) -> Answer | Failure:
        """What the answer says."""
        shape = SHAPES[self.shape]
        if self.status >= 400:
            return read_error(self.status, self.headers, self.answer_body)
        return shape.read_stream(self.answer_body) if self.streams else shape.read_answer(self.answer_body)


@dataclass(frozen=True)
class Recording:
    """One of a scenario's four cassettes: the turns of the conversation over one API, whole or streamed."""

    path: Path
    shape: ShapeName
    mode: Mode

    @cached_property
    def turns(self) -> tuple[Interaction, ...]:
        """The interactions, in order."""
        try:
            requests, responses, *_ = FilesystemPersister.load_cassette(self.path, yamlserializer)
        except CassetteNotFoundError:
            raise ScenarioInvalid(f"{self.path}: there is no cassette, or it is empty") from None
        except (CassetteDecodeError, ValueError, KeyError, TypeError) as error:
            raise ScenarioInvalid(f"{self.path} is not a vcrpy cassette (version 1): {error}") from error
        return tuple(
            Interaction(self.shape, request, response) for request, response in zip(requests, responses, strict=True)
        )


@dataclass(frozen=True)
class Scenario:
    """One folder under `cassettes/`."""

    folder: Path
    title: str
    proves: str
    tags: tuple[str, ...]
    provenance: Mapping[str, Mapping[str, Any]]
    """For each recording (`chat.json`, …) where it comes from: `provenance`, `from`, and more as scenario.toml has it."""
    only: Mapping[ShapeName, tuple[str, ...]] = field(default_factory=dict)
    """Names of request facts that only this shape's request says."""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def recordings(self) -> Mapping[tuple[ShapeName, Mode], Recording]:
        """The recordings by shape and mode; nothing is read yet."""
        return {
            (shape, mode): Recording(self.folder / f"{shape}.{mode}.yaml", shape, mode)
            for shape in SHAPES
            for mode in get_args(Mode)
        }


def load_scenario(folder: Path) -> Scenario:
    """Read `scenario.toml` of a folder."""
    path = folder / "scenario.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        scenario = Scenario(
            folder=folder,
            title=said["title"],
            proves=said["proves"],
            tags=tuple(said["tags"]),
            provenance=said["recordings"],
            only={shape: tuple(names) for shape, names in said.get("only", {}).items()},
        )
    except FileNotFoundError:
        raise ScenarioInvalid(f"{folder} has no scenario.toml") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioInvalid(f"{path}: {error}") from error
    except KeyError as error:
        raise ScenarioInvalid(f"{path}: {error} is missing; needed are title, proves, tags and recordings") from error
    return scenario


@cache
def load_scenarios(folder: Path | None = None) -> Mapping[str, Scenario]:
    """Return all scenarios of a folder (`cassettes/` unless told) by name, in order of the names."""
    root = folder or data_folder("cassettes")
    scenarios = [load_scenario(entry) for entry in sorted(root.iterdir()) if entry.is_dir()]
    return {scenario.name: scenario for scenario in scenarios}
