"""What a TOML file says of an adapter that runs in a process of its own; docs/gateways.md tells every key.

The same tables may be a mapping in Python: `gateway = {"name": "mine", "gateway": {"command": [...], ...}}`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from crosswire.adapters.description_checks import KINDS, PLACEHOLDER, SHAPE_NAMES, problems
from crosswire.adapters.environments import Install
from crosswire.errors import AdapterNotFound, DescriptionInvalid
from crosswire.facts import ShapeName

PATHS: Mapping[ShapeName, str] = {"chat": "/v1/chat/completions", "responses": "/v1/responses"}
"""Where a gateway serves each API, unless told."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A server that is started for a run, once for each direction."""

    command: tuple[str, ...] = ()
    url: str | None = None
    """Where it already runs, without a path; it has no command, then."""
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Path in the working directory → a Jinja template."""
    ready: Mapping[str, str] = field(default_factory=dict)
    """`url` or `log`; with neither, the gateway is ready when its port is open."""
    seconds: float = 60
    """How long it may take until it is ready."""
    paths: Mapping[ShapeName, str] = field(default_factory=lambda: PATHS)
    headers: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[ShapeName, str] = field(default_factory=dict)
    """What the client calls the scenario's `{model}`."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that reads requests from stdin and writes answers to stdout, as JSON lines."""

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Description:
    """An adapter as described: exactly one of `gateway`, `worker` and `python_file` is there."""

    name: str
    here: Path
    """The folder that the description stands in."""
    serves: tuple[ShapeName, ...] = SHAPE_NAMES
    version: str | None = None
    language: str = "unknown"
    source: str | None = None
    notes: str | None = None
    install: Install = field(default_factory=Install)
    declares: Mapping[str, str] = field(default_factory=dict)
    gateway: Gateway | None = None
    worker: Worker | None = None
    python_file: Path | None = None
    """An adapter file as any other, run in an environment of its own."""


def read_description(path: Path, target: str, version: str = "") -> Description:
    """Read a TOML file; `version` is another than the one it names.

    Raises:
        AdapterNotFound: there is no such file.
        DescriptionInvalid: it does not say what it must; all that is wrong is told at once.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        near = get_close_matches(path.name, [each.name for each in path.parent.glob("*.toml")], n=1)
        meant = f"did you mean --adapter {path.with_name(near[0])}?" if near else "docs/gateways.md shows one"
        raise AdapterNotFound(f"--adapter {target}: there is no file {path}; {meant}") from None
    except ValueError as error:
        raise DescriptionInvalid(f"{path} is not TOML: {error}") from None
    return as_description(said | ({"version": version} if version else {}), path.resolve().parent, str(path))


def as_description(said: Mapping[str, Any], here: Path, source: str) -> Description:
    """Make a description of what a TOML file, or a mapping in Python, says.

    Raises:
        DescriptionInvalid: it does not say what it must; all that is wrong is told at once.
    """
    if wrong := list(problems(said)):
        raise DescriptionInvalid(f"{source}: {'; '.join(wrong)}")
    version = said.get("version")
    named = {"version": version or "", "here": str(here)}
    install = {kind: tuple(filled(each, named) for each in each_) for kind, each_ in said.get("install", {}).items()}
    gateway, worker, python = (said.get(kind) for kind in KINDS)
    if python and not (here / python["file"]).is_file():
        raise DescriptionInvalid(f"{source}: python.file is {python['file']!r}; there is no such file in {here}")
    return Description(
        here=here,
        install=Install(**install),
        gateway=Gateway(**_with_tuples(gateway, paths={**PATHS, **gateway.get("paths", {})})) if gateway else None,
        worker=Worker(**_with_tuples(worker)) if worker else None,
        python_file=here / python["file"] if python else None,
        serves=tuple(said.get("serves", SHAPE_NAMES)),
        **{key: said[key] for key in ("name", "version", "language", "source", "notes", "declares") if key in said},
    )


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def _with_tuples(table: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**table, "command": tuple(table.get("command", ())), **more}
