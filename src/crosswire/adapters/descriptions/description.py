"""A description: how to run an adapter that is no Python module. It is read from a TOML file.

The same tables may be a mapping in Python: `gateway = {"name": "mine", "gateway": {"command": [...], ...}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crosswire.adapters.descriptions.checks import KINDS, SHAPE_NAMES, problems
from crosswire.adapters.descriptions.placeholders import filled
from crosswire.errors import AdapterNotFound, DescriptionInvalid
from crosswire.facts import ShapeName
from crosswire.files import nothing_to_read
from crosswire.quoting import joined
from crosswire.spelling import did_you_mean
from crosswire.wire.reading import read_toml

PATHS: Mapping[ShapeName, str] = {"chat": "/v1/chat/completions", "responses": "/v1/responses"}
"""Where a gateway serves each API, when its description names no other path."""


@dataclass(frozen=True, slots=True)
class Install:
    """The packages that an adapter needs, with their versions: `litellm==1.80.8`, `@langchain/openai@1.5.8`."""

    python: tuple[str, ...] = ()
    node: tuple[str, ...] = ()
    scripts: bool = True
    """Whether npm runs the install scripts of the packages."""

    def __bool__(self) -> bool:
        return bool(self.python or self.node)


@dataclass(frozen=True, slots=True)
class GatewayDescription:
    """The table `[gateway]`: a server. It runs once for each API that it serves."""

    command: tuple[str, ...] = ()
    url: str | None = None
    """The address, without a path, of a gateway that already runs. Then there is no command."""
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    """Path in the working directory → a Jinja template."""
    ready: Mapping[str, str] = field(default_factory=dict)
    """`url` or `log`, which show that the gateway is ready. With neither, it is ready when its port is open."""
    seconds: float = 60
    """Seconds that the gateway may take until it is ready."""
    paths: Mapping[ShapeName, str] = field(default_factory=lambda: PATHS)
    headers: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[ShapeName, str] = field(default_factory=dict)
    """What the client calls the scenario's `{model}`."""


@dataclass(frozen=True, slots=True)
class WorkerDescription:
    """The table `[worker]`: a process that reads requests from stdin and writes answers to stdout, as JSON lines."""

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Description:
    """A whole description. Exactly one of `gateway`, `worker` and `python_file` is set."""

    name: str
    here: Path
    """The folder of the TOML file."""
    serves: tuple[ShapeName, ...] = SHAPE_NAMES
    version: str | None = None
    released: str | None = None
    """When the version came out: the month, or the day."""
    language: str = "unknown"
    source: str | None = None
    notes: str | None = None
    install: Install = field(default_factory=Install)
    declares: Mapping[str, str] = field(default_factory=dict)
    gateway: GatewayDescription | None = None
    worker: WorkerDescription | None = None
    python_file: Path | None = None
    """A Python adapter file, which runs with its packages in an environment of its own."""
    scenarios: tuple[Path, ...] = ()
    """Folders of scenarios beside Crosswire's own, whose models its program has to know."""


def read_description(path: Path, target: str, version: str = "") -> Description:
    """Read a TOML file. `version` replaces the version that the file names.

    Raises:
        AdapterNotFound: there is no such file, or it cannot be opened.
        DescriptionInvalid: the file is not TOML or not a description. The text names all problems.
    """
    try:
        tables = read_toml(path)
    except OSError as error:
        why = nothing_to_read(path) if not path.is_file() else f"{path} cannot be read ({error.strerror})"
        neighbours = [file.name for file in path.parent.glob("*.toml") if file.is_file() and file != path]
        meant = did_you_mean(path.name, neighbours, lambda name: f"--adapter {path.with_name(name)}")
        raise AdapterNotFound(f"--adapter {target}: {why}{meant or '; docs/gateways.md shows one'}") from None
    except ValueError as error:
        raise DescriptionInvalid(f"{path} is not TOML: {error}") from None
    if version:
        tables = {**tables, "version": version}
        tables.pop("released", None)
    return as_description(tables, path.resolve().parent, str(path))


def as_description(tables: Mapping[str, Any], here: Path, source: str) -> Description:
    """Return the description that a TOML file's tables, or a mapping in Python, make. `source` names them in errors.

    Raises:
        DescriptionInvalid: they are no description. The text names all problems.
    """
    if wrong := list(problems(tables)):
        raise DescriptionInvalid(f"{source}: {joined(wrong)}")
    values = {"version": tables.get("version") or "", "here": str(here)}
    install = tables.get("install", {})
    packages = {
        manager: tuple(filled(package, values) for package in install[manager])
        for manager in ("python", "node")
        if manager in install
    }
    gateway, worker, python = (tables.get(kind) for kind in KINDS)
    if python and not (here / python["file"]).is_file():
        raise DescriptionInvalid(f"{source}: python.file: {nothing_to_read(here / python['file'])}")
    plain = ("name", "version", "released", "language", "source", "notes", "declares")
    return Description(
        here=here,
        install=Install(**packages, scripts=install.get("scripts", True)),
        gateway=_gateway(gateway) if gateway else None,
        worker=WorkerDescription(**_with_command(worker)) if worker else None,
        python_file=here / python["file"] if python else None,
        serves=tuple(tables.get("serves", SHAPE_NAMES)),
        **{key: tables[key] for key in plain if key in tables},
    )


def _gateway(table: Mapping[str, Any]) -> GatewayDescription:
    return GatewayDescription(**{**_with_command(table), "paths": {**PATHS, **table.get("paths", {})}})


def _with_command(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "command": tuple(table.get("command", ()))}
