"""Cassettes as other projects have them, and genuine exchanges to put into them."""

import gzip
import json
from pathlib import Path
from typing import Any, cast

import yaml

from crosswire.facts import Mode, ShapeName
from crosswire.scenarios import load_scenarios

CORPUS = Path(__file__).parents[1].parent / "shared" / "wire-corpus"
KEY = "sk-proj-a1B2c3D4e5F6g7H8i9J0"
COOKIE = "__cf_bm=wRXRjCm3I3nNR2CUqEWySAcOyu67W6H3v67mSwS3LG4"

REQUEST_HEADERS = {
    "Authorization": [f"Bearer {KEY}"],
    "OpenAI-Organization": ["org-a1B2c3D4e5F6g7H8"],
    "Cookie": [COOKIE],
    "User-Agent": ["OpenAI/Python 2.54.0"],
    "Content-Type": ["application/json"],
}
ANSWER_HEADERS = {
    "Set-Cookie": [COOKIE, "_cfuvid=xau91q4tZIXrfZ2jODgK"],
    "openai-organization": ["mine-a1b2c3"],
    "openai-project": ["proj_a1B2c3D4e5F6g7H8"],
    "x-request-id": ["req_b1a2c3d4e5f6"],
    "Content-Encoding": ["gzip"],
    "Transfer-Encoding": ["chunked"],
    "Date": ["Wed, 10 Jun 2026 14:12:31 GMT"],
}
SECRETS = (KEY, "org-a1B2", COOKIE, "_cfuvid", "mine-a1b2c3", "proj_a1B2", "req_b1a2c3d4e5f6")

Interaction = dict[str, Any]


def interaction(path: str, asked: Any, answer: Any, status: int = 200, method: str = "POST") -> Interaction:
    """Return a call as vcrpy records it by default: the answer compressed, its JSON on one line, all headers."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    kind = "text/event-stream; charset=utf-8" if isinstance(answer, str) else "application/json"
    return {
        "request": {
            "method": method,
            "uri": f"https://api.openai.com/v1{path}",
            "headers": dict(REQUEST_HEADERS),
            "body": None if asked is None else json.dumps(asked),
        },
        "response": {
            "status": {"code": status, "message": "OK"},
            "headers": {"Content-Type": [kind], **ANSWER_HEADERS},
            "body": {"string": gzip.compress(body.encode(), mtime=0)},
        },
    }


def responses_answer(number: int, text: str) -> dict[str, Any]:
    """Return a whole answer of Responses."""
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": 1_781_000_000,
        "status": "completed",
        "model": "gpt-5",
        "output": [
            {
                "id": f"msg_{number}",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}],
            }
        ],
    }


def write(path: Path, *interactions: Interaction) -> Path:
    """Write a cassette as vcrpy writes it."""
    path.write_text(yaml.dump({"interactions": list(interactions), "version": 1}), encoding="utf-8")
    return path


def genuine(name: str) -> Interaction:
    """Return an exchange of the corpus, as vcrpy would have recorded it."""
    held = json.loads((CORPUS / name).read_text(encoding="utf-8"))
    answer = held["response"]
    body = answer["body"] if "body" in answer else answer["text"]
    return interaction(held["request"]["path"], held["request"]["body"], body, answer["status"])


def recorded(scenario: str, recording: str) -> list[Interaction]:
    """Return the turns of a recording under cassettes/, as vcrpy would have recorded them."""
    shape, _, mode = recording.partition(".")
    turns = load_scenarios()[scenario].turns[cast("ShapeName", shape), cast("Mode", mode)]
    path = {"chat": "/chat/completions", "responses": "/responses"}[shape]
    return [
        interaction(
            path,
            turn.asked_body,
            turn.response["body"]["string"].decode() if turn.streams else turn.answer_body,
            turn.status,
        )
        for turn in turns
    ]


def files(folder: Path) -> dict[str, bytes]:
    """Return everything in a folder, also hidden folders."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
