"""Where a recording comes from, and writing it into scenario.toml without any other change."""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crosswire import __version__
from crosswire.errors import ScenarioInvalid
from crosswire.files import write_together
from crosswire.making.conversations import Conversation
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.reading import Unreadable, load_toml, read_text
from crosswire.wire.toml_text import quoted

VERSION_HEADER = "openai-version"


def recorded_from(recording: Conversation, api_version: str | None) -> dict[str, str]:
    """Return the provenance of a recording: host, date, model, API version, recorder, and the hash of its bodies.

    `model` is the one that answered; an error has none.
    """
    models = (getattr(turn.answer, "model", None) for turn in recording.turns)
    fields = {
        "provenance": "recorded",
        "host": recording.host,
        "date": datetime.now(UTC).date().isoformat(),
        "model": next(filter(None, models), None),
        "api_version": api_version,
        "recorder": f"crosswire {__version__}",
        "sha256": body_hash(recording.calls),
    }
    return {key: value for key, value in fields.items() if value}


def body_hash(calls: Sequence[HttpCall]) -> str:
    """Return the SHA-256 of the recorded bodies, joined by line feeds: an edit by hand changes it."""
    return hashlib.sha256(b"\n".join(call.body for call in calls)).hexdigest()


def write_recording(folder: Path, recording: str, cassette: str, fields: Mapping[str, str]) -> None:
    """Write a recording of a scenario, and its provenance into scenario.toml: both, or none.

    Other processes may write other recordings of the scenario at the same time.
    """
    toml = folder / "scenario.toml"
    with _alone(folder):
        text = with_provenance(read_text(toml), recording, fields, str(toml))
        write_together(folder, {f"{recording}.yaml": cassette, toml.name: text})


def with_provenance(text: str, recording: str, fields: Mapping[str, str], name: str) -> str:
    """Return a scenario.toml with another table for one recording.

    Raises:
        ScenarioInvalid: the table has a form that cannot be replaced alone.
    """
    table = "\n".join([f'[recordings."{recording}"]', *(f"{key} = {quoted(value)}" for key, value in fields.items())])
    header = re.compile(rf"^\[recordings\.(['\"]){re.escape(recording)}\1\][^\n]*(?:\n(?!\[)[^\n]*)*", re.MULTILINE)
    new, count = header.subn(lambda found: table + "\n" * (len(found[0]) - len(found[0].rstrip("\n"))), text)
    if not count:
        new = f"{text.rstrip(chr(10))}\n\n{table}\n"
    if (before := _parsed(text)) is None or _parsed(new) != _replaced(before, recording, fields):
        raise ScenarioInvalid(
            f'{name}: the table [recordings."{recording}"] cannot be replaced by itself; '
            "write it as that line and one line a key"
        )
    return new


def _parsed(toml: str) -> Any:
    try:
        return load_toml(toml)
    except Unreadable:
        return None


def _replaced(toml: Any, recording: str, fields: Mapping[str, str]) -> Any:
    return {**toml, "recordings": {**toml.get("recordings", {}), recording: dict(fields)}}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock a folder against other processes that use this lock."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
