"""Where a recording was taken from, and saying so in its scenario.toml, of which nothing else changes."""

import fcntl
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crosswire import __version__
from crosswire.errors import ScenarioInvalid
from crosswire.files import write_whole
from crosswire.making.conversations import Conversation
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.toml_text import quoted

VERSION_HEADER = "openai-version"


def recorded_from(recording: Conversation, api_version: str | None) -> dict[str, str]:
    """Say of a recording, as it will be kept, where and when it was taken, from which model, and what it holds.

    `model` is the one that answered; an error has none.
    """
    models = (getattr(turn.answer, "model", None) for turn in recording.turns)
    told = {
        "provenance": "recorded",
        "host": recording.host,
        "date": datetime.now(UTC).date().isoformat(),
        "model": next(filter(None, models), None),
        "api_version": api_version,
        "recorder": f"crosswire {__version__}",
        "sha256": body_hash(recording.calls),
    }
    return {key: value for key, value in told.items() if value}


def body_hash(calls: Sequence[HttpCall]) -> str:
    """Return the SHA-256 of the answers' bodies as they are kept, joined by line feeds: it tells an edit by hand."""
    return hashlib.sha256(b"\n".join(call.body for call in calls)).hexdigest()


def write_provenance(toml: Path, recording: str, told: Mapping[str, str]) -> None:
    """Say in a scenario.toml where a recording comes from; other processes may do so of others at the same time."""
    with _alone(toml.parent):
        write_whole(toml, with_provenance(toml.read_text(encoding="utf-8"), recording, told, str(toml)))


def with_provenance(text: str, recording: str, told: Mapping[str, str], name: str) -> str:
    """Return a scenario.toml with another table for one recording.

    Raises:
        ScenarioInvalid: the table is written in a way that cannot be replaced without touching the rest.
    """
    table = "\n".join([f'[recordings."{recording}"]', *(f"{key} = {quoted(value)}" for key, value in told.items())])
    header = re.compile(rf"^\[recordings\.(['\"]){re.escape(recording)}\1\][^\n]*(?:\n(?!\[)[^\n]*)*", re.MULTILINE)
    new, count = header.subn(lambda found: table + "\n" * (len(found[0]) - len(found[0].rstrip("\n"))), text)
    if not count:
        new = f"{text.rstrip(chr(10))}\n\n{table}\n"
    if (said := _said(text)) is None or _said(new) != _replaced(said, recording, told):
        raise ScenarioInvalid(
            f'{name}: the table [recordings."{recording}"] cannot be replaced by itself; '
            "write it as that line and one line a key"
        )
    return new


def _said(toml: str) -> Any:
    try:
        return tomllib.loads(toml)
    except tomllib.TOMLDecodeError:
        return None


def _replaced(said: Any, recording: str, told: Mapping[str, str]) -> Any:
    return {**said, "recordings": {**said.get("recordings", {}), recording: dict(told)}}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from changing what is in a folder, as long as they ask, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
