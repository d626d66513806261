"""The corpus of genuine exchanges, as the tests read it: `../shared/wire-corpus` beside the checkout, no part of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from crosswire.facts import ShapeName

CORPUS = Path(__file__).parents[2].parent / "shared" / "wire-corpus"
WHOLE = 786

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of genuine exchanges is not at {CORPUS}")


@dataclass(frozen=True)
class Exchange:
    """One recorded exchange. `body` is the answer's JSON; of a stream the parsed data of its frames, `[DONE]` apart."""

    name: str
    host: str
    shape: ShapeName
    kind: str
    status: int
    headers: dict[str, str]
    request: Any
    body: Any

    def __str__(self) -> str:
        return f"{self.shape}/{self.kind}/{self.name}"


@cache
def exchanges(shape: ShapeName | None = None, kind: str | None = None) -> tuple[Exchange, ...]:
    """Return the exchanges of a shape (`chat`, `responses`) and kind (`json`, `stream`, `error`), or all of them."""
    if shape is None:
        return tuple(entry for name in ("chat", "responses") for entry in exchanges(name))
    if kind is None:
        return tuple(entry for name in ("json", "stream", "error") for entry in exchanges(shape, name))
    return tuple(_load(path, shape, kind) for path in sorted((CORPUS / shape / kind).glob("*.json")))


def recorded_file(path: Path) -> Any:
    """Read the file of an exchange, with `--` for a dash: so the recorder of some wrote requests, and not answers."""
    return json.loads(path.read_text(encoding="utf-8").replace("—", "--"))


def _load(path: Path, shape: ShapeName, kind: str) -> Exchange:
    recorded = recorded_file(path)
    answer = recorded["response"]
    body = answer["body"] if "body" in answer else list(_frames(answer["text"]))
    request = recorded["request"]["body"]
    return Exchange(path.stem, recorded["host"], shape, kind, answer["status"], answer["headers"], request, body)


def _frames(text: str) -> Iterator[Any]:
    """Yield the frames of a stream, read the plain way: all of the corpus have one line of data each."""
    for line in text.splitlines():
        data = line.removeprefix("data:").strip()
        if line.startswith("data:") and data != "[DONE]":
            yield json.loads(data)
