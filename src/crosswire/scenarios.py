"""Scenarios: one ask, recorded on both APIs. `cassettes/` is read lazily, each file once."""

import json
import re
import tomllib
from codecs import BOM_UTF8
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

import yaml
from vcr.request import Request  # type: ignore[import-untyped]
from vcr.serialize import deserialize  # type: ignore[import-untyped]
from vcr.serializers import yamlserializer  # type: ignore[import-untyped]

from crosswire.data import data_folder
from crosswire.errors import ScenarioInvalid
from crosswire.facts import Answer, Ask, Failure, Json, Mode, ShapeName
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import failed_after, read_error
from crosswire.shapes.lenient import mapping
from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.exact_json import sent
from crosswire.wire.json_text import parse

RECORDINGS = tuple(f"{shape}.{mode}" for shape in SHAPES for mode in get_args(Mode))
"""The names of a scenario's recordings; each is a cassette, `chat.json.yaml` …"""

ASKS = tuple(f"{shape}.request" for shape in SHAPES)
"""Where an API has no answer to what it is asked, its two recordings are one file of JSON: `chat.request.json`."""

PROVENANCES: Mapping[str, tuple[str, ...]] = {
    "recorded": ("host", "date"),
    "derived": ("from",),
    "authored": ("from",),
}
"""How a recording came about, and what scenario.toml must then say of it."""

KEYS: Mapping[str, type] = {
    "title": str,
    "proves": str,
    "tags": list,
    "recordings": dict,
    "only": dict,
    "refusable": str,
    "odd": dict,
    "partial": dict,
}
"""What scenario.toml says; it may leave out `only`, `refusable`, `odd` and `partial`."""


_STREAM_BEGINS = re.compile(rb"(data|event|id|retry)?:")


@dataclass(frozen=True)
class Interaction:
    """One request of a recording and its answer, as bytes and as facts."""

    shape: ShapeName
    request: Request
    response: Mapping[str, Any]
    """Empty where only the ask is there."""

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
        """Whether the answer is an event stream, by how it begins: hosts label one as JSON, and the reverse."""
        if body := self.response["body"]["string"].removeprefix(BOM_UTF8).lstrip():
            return bool(_STREAM_BEGINS.match(body))
        return self.labelled_as_stream

    @property
    def labelled_as_stream(self) -> bool:
        """Whether the answer's `content-type` says that it is an event stream."""
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @property
    def is_done(self) -> bool:
        """Whether the answer is a stream that says `[DONE]`."""
        return self.streams and DONE in read_events(self.response["body"]["string"].decode())

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
        answer = shape.read_stream(self.answer_body) if self.streams else shape.read_answer(self.answer_body)
        if isinstance(answer, Answer) and self._broke_off(answer):
            return failed_after(Failure(200), answer)
        return answer

    def _broke_off(self, answer: Answer) -> bool:
        """Whether this is no answer: a 200 in which nothing is, or a stream that ends without saying that it does."""
        if self.streams and answer.finish == "unfinished":
            return not (self.is_done and answer.items)
        return not answer.items and not (answer.choices if self.shape == "chat" else answer.status)

    @cached_property
    def oddities(self) -> frozenset[str]:
        """How the answer differs from the vendor's own."""
        return SHAPES[self.shape].oddities(self.answer_body)


@dataclass(frozen=True)
class Recording:
    """One of a scenario's four cassettes: the turns of the conversation over one API, whole or streamed."""

    path: Path
    shape: ShapeName
    mode: Mode

    @cached_property
    def turns(self) -> tuple[Interaction, ...]:
        """The interactions, in order.

        Raises:
            ScenarioInvalid: there is no such cassette, or nothing in it.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
            if self.path.suffix == ".json":
                return tuple(_asks(text, self.shape, self.mode))
            turns = tuple(_interactions(text, self.shape))
        except FileNotFoundError:
            cassettes = ", ".join(f"{name}.yaml" for name in RECORDINGS)
            raise ScenarioInvalid(f"{self.path} is missing; a scenario has {cassettes}") from None
        except (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise ScenarioInvalid(
                f"{self.path} is not a vcrpy cassette (version 1), which lists under `interactions` each `request` and "
                f"its `response`: {type(error).__name__}: {' '.join(str(error).split())}"
            ) from error
        if not turns:
            raise ScenarioInvalid(f"{self.path} holds no interaction; one for each turn is due")
        return turns


def _interactions(cassette: str, shape: ShapeName) -> Iterator[Interaction]:
    if not cassette.strip():
        return
    requests, responses, *_ = deserialize(cassette, yamlserializer)
    for request, response in zip(requests, responses, strict=True):
        turn = Interaction(shape, request, response)
        if not isinstance(response["body"]["string"], bytes):  # met here, not when it is played
            raise TypeError(f"the body of the answer {turn.status} {turn.headers} is not a text")
        yield turn


def _asks(text: str, shape: ShapeName, mode: Mode) -> Iterator[Interaction]:
    """Read requests that have no answers: one, or a list with one for each turn, written as a stream's."""
    asked = json.loads(text)
    for body in asked if isinstance(asked, list) else [asked]:
        said = {**body, "stream": True}
        if mode == "json":
            said = {key: value for key, value in said.items() if key not in ("stream", "stream_options")}
        yield Interaction(shape, Request("POST", f"https://api.openai.com/v1{SHAPES[shape].PATH}", sent(said), {}), {})


@dataclass(frozen=True)
class Scenario:
    """One folder under `cassettes/`."""

    folder: Path
    title: str
    proves: str
    tags: tuple[str, ...]
    provenance: Mapping[str, Mapping[str, Any]]
    """For each recording (`chat.json`, …) where it comes from: `provenance`, `from`, and more as scenario.toml says."""
    only: Mapping[ShapeName, tuple[str, ...]] = field(default_factory=dict)
    """Names of request facts that only this shape's request says."""
    refusable: str | None = None
    """Why an adapter may refuse the ask with a clear 4xx instead: one API cannot say it."""
    odd: Mapping[str, str] = field(default_factory=dict)
    """Of recordings that break the API description on purpose: as which upstream, or client, and how."""
    partial: Mapping[str, str] = field(default_factory=dict)
    """Of recordings that say less than the others, or break off: how."""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def recordings(self) -> Mapping[tuple[ShapeName, Mode], Recording]:
        """The recordings by shape and mode; nothing is read yet."""
        return {
            (shape, mode): Recording(self.folder / self._file(shape, mode), shape, mode)
            for shape in SHAPES
            for mode in get_args(Mode)
        }

    def _file(self, shape: ShapeName, mode: Mode) -> str:
        return f"{shape}.request.json" if f"{shape}.request" in self.provenance else f"{shape}.{mode}.yaml"

    @cached_property
    def turns(self) -> Mapping[tuple[ShapeName, Mode], tuple[Interaction, ...]]:
        """The interactions of each recording, as many in one as in the other.

        Raises:
            ScenarioInvalid: a recording cannot be read, or they differ in their number of turns.
        """
        turns = {key: recording.turns for key, recording in self.recordings.items()}
        if len({len(each) for each in turns.values()}) > 1:
            told = ", ".join(f"{recording.path.name} {len(recording.turns)}" for recording in self.recordings.values())
            raise ScenarioInvalid(f"{self.folder}: the recordings differ in turns: {told}; each holds every turn once")
        return turns


def load_scenario(folder: Path) -> Scenario:
    """Read `scenario.toml` of a folder.

    Raises:
        ScenarioInvalid: there is none, or it does not say what it must.
    """
    path = folder / "scenario.toml"
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioInvalid(f"{folder} has no scenario.toml; every folder in {folder.parent} is a scenario") from None
    except ValueError as error:
        raise ScenarioInvalid(f"{path} is not TOML: {error}") from error
    if problems := list(_problems(said)):
        raise ScenarioInvalid(f"{path}: {'; '.join(problems)}")
    return Scenario(
        folder=folder,
        title=said["title"],
        proves=said["proves"],
        tags=tuple(said["tags"]),
        provenance=said["recordings"],
        only={shape: tuple(names) for shape, names in said.get("only", {}).items()},
        refusable=said.get("refusable"),
        odd=said.get("odd", {}),
        partial=said.get("partial", {}),
    )


def _problems(said: Mapping[str, Any]) -> Iterator[str]:
    yield from _misfits("", said, KEYS, due=KEYS.keys() - {"only", "refusable", "odd", "partial"})
    yield from _misfits("only.", mapping(said.get("only")), dict.fromkeys(SHAPES, list))
    for waived, names in (("odd", (*RECORDINGS, *ASKS)), ("partial", RECORDINGS)):
        yield from _misfits(f"{waived}.", mapping(said.get(waived)), dict.fromkeys(names, str))
    if isinstance(recordings := said.get("recordings"), dict):
        asks = [name for name in ASKS if name in recordings]
        due = [*asks, *(name for name in RECORDINGS if f"{name.partition('.')[0]}.request" not in asks)]
        yield from _misfits("recordings.", recordings, dict.fromkeys((*RECORDINGS, *ASKS), dict), due=due)
        if len(asks) > 1:
            yield f"recordings has {' and '.join(asks)}; one API has to answer"
        for name, told in recordings.items():
            yield from _unfounded(f"recordings.{name}", mapping(told))


def _misfits(place: str, given: Json, kinds: Mapping[str, type], due: Collection[str] = ()) -> Iterator[str]:
    """Tell what a table says wrongly: unknown keys, values of another kind, missing keys."""
    for key, value in given.items():
        if key not in kinds:
            near = get_close_matches(key, kinds, n=1)
            meant = f"did you mean {place}{near[0]}?" if near else f"there are {', '.join(kinds)}"
            yield f"{place}{key} is not known; {meant}"
        elif not isinstance(value, kinds[key]):
            yield f"{place}{key} is {value!r}, not {_KINDS[kinds[key]]}"
    for key in kinds:
        if key in due and key not in given:
            yield f"{place}{key} is missing"


_KINDS: Mapping[type, str] = {str: "a text", list: "a list", dict: "a table"}


def _unfounded(place: str, told: Mapping[str, Any]) -> Iterator[str]:
    """Tell where it is not said how a recording came about."""
    provenance = str(told.get("provenance"))
    if provenance not in PROVENANCES:
        yield f"{place}.provenance is {provenance}, not one of {', '.join(PROVENANCES)}"
        return
    for key in PROVENANCES[provenance]:
        if not told.get(key):
            yield f"{place}.{key} is missing; what is {provenance} has {' and '.join(PROVENANCES[provenance])}"


@cache
def load_scenarios(folder: Path | None = None) -> Mapping[str, Scenario]:
    """Return all scenarios of a folder (`cassettes/` unless told) by name, in order of the names.

    Raises:
        ScenarioInvalid: there is no such folder, or a scenario.toml in it is not as it must be.
    """
    root = folder or data_folder("cassettes")
    if not root.is_dir():
        raise ScenarioInvalid(f"there is no folder {root}; it holds one folder for each scenario")
    folders = sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    scenarios = [load_scenario(entry) for entry in folders]
    return {scenario.name: scenario for scenario in scenarios}
