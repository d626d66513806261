"""Scenarios and their recordings, as `cassettes/` holds them. Each file is read once, when it is first needed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, get_args

from crosswire.data import data_folder
from crosswire.errors import ScenarioInvalid
from crosswire.facts import Mode, ShapeName
from crosswire.files import sweep
from crosswire.interactions import Interaction
from crosswire.quoting import joined
from crosswire.scenario_toml import RECORDINGS, problems
from crosswire.shapes import SHAPES
from crosswire.wire.exact_json import sent
from crosswire.wire.reading import YAML, Unreadable, load_json, read_text, read_toml


@dataclass(frozen=True)
class Recording:
    """One of a scenario's four recordings: the conversation over one API, whole or streamed."""

    path: Path
    shape: ShapeName
    mode: Mode

    @cached_property
    def turns(self) -> tuple[Interaction, ...]:
        """The interactions, one for each turn.

        Raises:
            ScenarioInvalid: there is no such cassette, or nothing in it.
        """
        try:
            text = read_text(self.path)
            if self.path.suffix == ".json":
                return tuple(_asks(text, self.shape, self.mode))
            turns = tuple(_interactions(text, self.shape))
        except FileNotFoundError:
            cassettes = ", ".join(f"{name}.yaml" for name in RECORDINGS)
            raise ScenarioInvalid(f"{self.path} is missing; a scenario has {cassettes}") from None
        except OSError as error:
            raise ScenarioInvalid(f"{self.path} cannot be read: {error.strerror}") from None
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ScenarioInvalid(
                f"{self.path} is not a vcrpy cassette (version 1), which lists under `interactions` each `request` and "
                f"its `response`: {_named(error)}"
            ) from error
        if not turns:
            raise ScenarioInvalid(f"{self.path} holds no interaction; one for each turn is due")
        return turns


def _named(error: Exception) -> str:
    """Return the text of an error, with its type where that is part of what is wrong."""
    text = " ".join(str(error).split())
    return text if isinstance(error, Unreadable) else f"{type(error).__name__}: {text}"


def _interactions(cassette: str, shape: ShapeName) -> Iterator[Interaction]:
    if not cassette.strip():
        return
    from vcr.serialize import deserialize  # type: ignore[import-untyped]  # it loads all that vcrpy intercepts

    requests, responses, *_ = deserialize(cassette, YAML)
    for request, response in zip(requests, responses, strict=True):
        turn = Interaction(shape, request, response)
        if not isinstance(response["body"]["string"], bytes):  # met here, not when it is played
            raise TypeError(f"the body of the answer {turn.status} {turn.headers} is not a text")
        yield turn


def _asks(text: str, shape: ShapeName, mode: Mode) -> Iterator[Interaction]:
    """Yield the interactions of requests without answers.

    The file holds one request, or a list with one for each turn. Their own `stream` does not count: `mode` does.
    """
    from vcr.request import Request  # type: ignore[import-untyped]  # likewise

    asked = load_json(text)
    for body in asked if isinstance(asked, list) else [asked]:
        request = {**body, "stream": True}
        if mode == "json":
            request = {key: value for key, value in request.items() if key not in ("stream", "stream_options")}
        yield Interaction(
            shape, Request("POST", f"https://api.openai.com/v1{SHAPES[shape].PATH}", sent(request), {}), {}
        )


@dataclass(frozen=True)
class Scenario:
    """One folder under `cassettes/`."""

    folder: Path
    title: str
    proves: str
    tags: tuple[str, ...]
    provenance: Mapping[str, Mapping[str, Any]]
    """By recording (`chat.json`, …): where it comes from, as scenario.toml says it (`provenance`, `from`, …)."""
    only: Mapping[ShapeName, tuple[str, ...]] = field(default_factory=dict)
    """By shape: the names of the request facts that only its requests have."""
    refusable: str | None = None
    """Why an adapter may refuse the request with a 4xx instead: one of the APIs cannot say it. `None` if it may not."""
    deviations: Mapping[str, str] = field(default_factory=dict)
    """The recordings that break the API description on purpose: as which upstream or client, and how."""
    partial: Mapping[str, str] = field(default_factory=dict)
    """The recordings that say less than the others, or break off, and how."""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def is_ours(self) -> bool:
        """Whether it is one of Crosswire's own."""
        return self.folder.parent.resolve() == data_folder("cassettes").resolve()

    @cached_property
    def recordings(self) -> Mapping[tuple[ShapeName, Mode], Recording]:
        """The recordings by shape and mode. Their files are not read yet."""
        return {
            (shape, mode): Recording(self.folder / self._file(shape, mode), shape, mode)
            for shape in SHAPES
            for mode in get_args(Mode)
        }

    def _file(self, shape: ShapeName, mode: Mode) -> str:
        return f"{shape}.request.json" if f"{shape}.request" in self.provenance else f"{shape}.{mode}.yaml"

    @cached_property
    def turns(self) -> Mapping[tuple[ShapeName, Mode], tuple[Interaction, ...]]:
        """The interactions of each recording; all recordings have the same number of turns.

        Raises:
            ScenarioInvalid: a recording cannot be read, or they differ in their number of turns.
        """
        turns = {key: recording.turns for key, recording in self.recordings.items()}
        if len({len(recorded) for recorded in turns.values()}) > 1:
            counts = ", ".join(
                f"{recording.path.name} {len(recording.turns)}" for recording in self.recordings.values()
            )
            raise ScenarioInvalid(
                f"{self.folder}: the recordings differ in turns: {counts}; each holds every turn once"
            )
        return turns


def load_scenario(folder: Path) -> Scenario:
    """Read the scenario in a folder.

    Raises:
        ScenarioInvalid: it has no `scenario.toml`, or one that lacks something.
    """
    path = folder / "scenario.toml"
    try:
        fields = read_toml(path)
    except FileNotFoundError:
        raise ScenarioInvalid(f"{folder} has no scenario.toml; every folder in {folder.parent} is a scenario") from None
    except OSError as error:
        raise ScenarioInvalid(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ScenarioInvalid(f"{path} is not TOML: {error}") from error
    if found := list(problems(fields)):
        raise ScenarioInvalid(f"{path}: {joined(found)}")
    return Scenario(
        folder=folder,
        title=fields["title"],
        proves=fields["proves"],
        tags=tuple(fields["tags"]),
        provenance=fields["recordings"],
        only={shape: tuple(names) for shape, names in fields.get("only", {}).items()},
        refusable=fields.get("refusable"),
        deviations=fields.get("odd", {}),
        partial=fields.get("partial", {}),
    )


OURS = "crosswire"
"""The word that stands for Crosswire's own scenarios."""


def folders_of(names: Iterable[str | Path], base: Path | None = None) -> tuple[Path, ...]:
    """Return folders as absolute paths, below `base` or else the working directory; `crosswire` is Crosswire's own."""
    ours = data_folder("cassettes")
    return tuple(ours if str(name) == OURS else ((base or Path()) / name).resolve() for name in names)


@cache
def load_scenarios(*folders: Path) -> Mapping[str, Scenario]:
    """Return all scenarios of some folders (`cassettes/` where none is given) by name, in order of the names.

    Raises:
        ScenarioInvalid: there is no such folder, a scenario in it is invalid, or two have one name.
    """
    if len(folders) == 1:
        return {scenario.name: scenario for scenario in _scenarios_in(*folders)}
    found: dict[str, Scenario] = {}
    for folder in dict.fromkeys(folders or [data_folder("cassettes")]):
        for scenario in load_scenarios(folder).values():  # each folder is read once, alone or beside others
            if scenario.name in found:
                raise ScenarioInvalid(
                    f"there are two scenarios {scenario.name}: {found[scenario.name].folder} and {scenario.folder}; "
                    "rename one of the folders"
                )
            found[scenario.name] = scenario
    return dict(sorted(found.items()))


def _scenarios_in(root: Path) -> Iterator[Scenario]:
    if not root.is_dir():
        raise ScenarioInvalid(f"there is no folder {root}; it holds one folder for each scenario")
    if (root / "scenario.toml").exists():
        raise ScenarioInvalid(f"{root} is one scenario; give the folder that holds it: {root.parent}")
    sweep(root)  # what a killed command was about to replace is put back
    entries = sorted(entry for entry in root.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    for entry in entries:
        sweep(entry)
        yield load_scenario(entry)
