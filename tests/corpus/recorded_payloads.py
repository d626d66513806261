"""Requests, answers, events, chunks and errors as they were recorded, each with the schema that it should meet."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosswire.facts import ShapeName
from crosswire.scenarios import load_scenarios
from crosswire.wire.event_streams import DONE, read_events

CORPUS = Path(__file__).parents[2].parent / "shared" / "wire-corpus"

_FRAMES = {"chat": "chunk", "responses": "event"}


@dataclass(frozen=True, slots=True)
class Payload:
    """One recorded JSON text, and the recording that it is from."""

    schema: str
    recording: str
    text: str

    @property
    def value(self) -> Any:
        """The JSON, a copy of one's own."""
        return json.loads(self.text)


def corpus_payloads(hosts: str = "*") -> Iterator[Payload]:
    """Yield what the corpus recorded from `hosts`, a pattern of file names."""
    for file in sorted(CORPUS.glob(f"*/*/{hosts}.????????.json")):
        recording = json.loads(file.read_text(encoding="utf-8"))
        shape: ShapeName = "chat" if file.parts[-3] == "chat" else "responses"
        kind = file.parts[-2]
        answer = recording["response"]
        texts = [json.dumps(answer["body"])] if "body" in answer else _frames(answer["text"])
        name = f"{shape}/{kind}/{file.name.removesuffix('.json')}"
        yield from _payloads(shape, name, json.dumps(recording["request"]["body"]), texts, kind)


def scenario_payloads() -> Iterator[Payload]:
    """Yield what the scenarios under cassettes/ hold, but for requests and answers that are invalid on purpose."""
    for scenario in load_scenarios().values():
        for (shape, mode), recording in scenario.recordings.items():
            for turn in recording.turns:
                if not turn.response:
                    continue
                kind = "error" if turn.status >= 400 else mode
                body = turn.response["body"]["string"].decode()
                texts = _frames(body) if turn.streams else [body]
                name = f"{scenario.name}/{shape}.{mode}"
                for payload in _payloads(shape, name, json.dumps(turn.asked_body), texts, kind):
                    part = "request" if payload.schema == f"{shape}/request" else mode
                    if f"{shape}.{part}" not in scenario.deviations:
                        yield payload


def _payloads(shape: ShapeName, recording: str, request: str, answers: list[str], kind: str) -> Iterator[Payload]:
    part = {"json": "response", "stream": _FRAMES[shape], "error": "error"}[kind]
    yield Payload(f"{shape}/request", recording, request)
    yield from (Payload(f"{shape}/{part}", recording, text) for text in answers)


def _frames(text: str) -> list[str]:
    return [data for data in read_events(text) if data != DONE]
