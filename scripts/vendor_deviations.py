"""List by field where the answers of other hosts deviate from the API description, as docs/vendors.md.

    python scripts/vendor_deviations.py CORPUS_DIR [--out docs/vendors.md]

CORPUS_DIR holds recorded exchanges, one JSON file each, in the folders SHAPE/json, SHAPE/stream and SHAPE/error.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tables import made_by

from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.schemas import violations
from crosswire.wire.violation import Violation

# The host that is described; what its own answers have against the description is in waivers.py.
_DESCRIBED = "api.openai.com"

# The part of a host's name that is a customer's.
_ACCOUNT = re.compile(r"^[^.]+(?=\.(openai\.azure|snowflakecomputing)\.com$)")

_SHAPES = {"chat": "Chat", "responses": "Responses"}
_KINDS = {"error": "error", "json": "whole", "stream": "streamed"}
_SCHEMAS = {
    ("chat", "error"): "chat/error",
    ("chat", "json"): "chat/response",
    ("chat", "stream"): "chat/chunk",
    ("responses", "error"): "responses/error",
    ("responses", "json"): "responses/response",
    ("responses", "stream"): "responses/event",
}

# A value is called by its type; only a short word in place of a described one is shown.
_TYPES = {dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number", float: "a number"}
_MISSING = re.compile(r"'(.+)' is missing")
_WORD = re.compile(r"'[\w.-]{0,30}' is not (one of )?'")
_TYPE = re.compile(r" is not ((?:an? |null|true or false)[a-z ,]*)$")

_INTRODUCTION = """\
# Where other hosts' answers deviate from the API description

Many hosts serve Chat Completions or Responses, and what they answer is close to what OpenAI describes, not equal to it.
If you write an adapter, your upstream may answer like this: read it without failing. What you serve is another matter.
The official clients are generated from the description, so do not pass a deviation on: leave the field out, or write
what is described.

Each line is one field, judged by `schemas/`: what is different there, and in how many of the host's recordings of that
kind. `[]` stands for every item of a list. Fields that are not described are allowed everywhere and not listed; nor is
what OpenAI's own answers have against their description, which `schemas/` let pass. A few recordings say little about
all the answers of a host.
"""


_LEVELS = """
## Requirements that OpenAI's own answers break

OpenAI's recorded answers were judged as if an adapter had served them. They keep every MUST that was there when they
were recorded, and every SHOULD but these.

| requirement | why |
| --- | --- |"""


class Answers(NamedTuple):
    """Answers of one kind by one host: `shape` is chat or responses, `kind` json, stream or error."""

    host: str
    shape: str
    kind: str

    def __str__(self) -> str:
        return f"`{self.host}` | {_SHAPES[self.shape]}, {_KINDS[self.kind]}"


class Deviation(NamedTuple):
    """Which field is different, and how."""

    field: str
    difference: str


@dataclass(slots=True)
class Found:
    """How many recordings there are, and which of them deviate in what."""

    recordings: int = 0
    deviating: dict[Deviation, set[str]] = field(default_factory=dict)


def surveyed(corpus: Path) -> dict[Answers, Found]:
    """Return what the recorded answers of other hosts have against the description, sorted."""
    answers: dict[Answers, Found] = {}
    for file in sorted(corpus.glob("*/*/*.json")):
        shape, kind = file.parts[-3:-1]
        recording = json.loads(file.read_text(encoding="utf-8"))
        if recording["host"] != _DESCRIBED:
            found = answers.setdefault(Answers(_ACCOUNT.sub("*", recording["host"]), shape, kind), Found())
            found.recordings += 1
            for deviation in _deviations(_SCHEMAS[shape, kind], recording["response"]):
                found.deviating.setdefault(deviation, set()).add(file.name)
    return dict(sorted(answers.items()))


def _deviations(schema: str, answer: Mapping[str, Any]) -> Iterator[Deviation]:
    if "text" not in answer:
        yield from (_deviation(answer["body"], violation) for violation in violations(schema, answer["body"]))
        return
    for frame in (json.loads(data) for data in read_events(answer["text"]) if data != DONE):
        if schema == "chat/chunk" and "error" in frame and "choices" not in frame:
            yield Deviation("", "an error object in place of a chunk")
        else:
            yield from (_deviation(frame, violation) for violation in violations(schema, frame))


def _deviation(payload: Any, violation: Violation) -> Deviation:
    value = payload
    name = ""
    for step in violation.pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step.replace("~1", "/").replace("~0", "~")]
        name += "[]" if step.isdecimal() else f".{step}"
    if missing := _MISSING.fullmatch(violation.message):
        return Deviation(f"{name}.{missing[1]}".removeprefix("."), "missing")
    return Deviation(name.removeprefix("."), _difference(value, violation.message))


def _difference(value: object, message: str) -> str:
    if _WORD.match(message):
        return f'`"{value}"`, not a word described'
    if kind := _TYPE.search(message):
        return f"{_TYPES.get(type(value), 'null')} in place of {kind[1]}"
    return message


def _exceptions() -> Mapping[str, Mapping[str, str]]:
    """Return the requirements that the vendor's own answers break."""
    return tomllib.loads(Path(__file__).with_name("vendor_levels.toml").read_text(encoding="utf-8"))


def written(answers: Mapping[Answers, Found]) -> str:
    """Return the document."""
    table = [
        f"| {kind} | {f'`{deviation.field}`' if deviation.field else 'the chunk itself'} | {deviation.difference} | "
        f"{len(files)} of {found.recordings} |"
        for kind, found in answers.items()
        for deviation, files in sorted(found.deviating.items())
    ]
    clean = [f"| {kind} | {found.recordings} |" for kind, found in answers.items() if not found.deviating]
    return "\n".join(
        [
            made_by("scripts/vendor_deviations.py"),
            _INTRODUCTION,
            "| host | answer | field | what is different | recordings |",
            "| --- | --- | --- | --- | --- |",
            *table,
            "\n## Answers without a deviation\n",
            "| host | answer | recordings |",
            "| --- | --- | --- |",
            *clean,
            _LEVELS,
            *(f"| {name} | {exception['reason']} |" for name, exception in _exceptions().items()),
            "",
        ]
    )


def main(arguments: list[str] | None = None) -> int:
    """Write the document; return 1 and name the reason where there is nothing to write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path, help="the folder of recorded exchanges")
    parser.add_argument("--out", type=Path, default=Path("docs/vendors.md"), help="the file to write (docs/vendors.md)")
    options = parser.parse_args(arguments)
    answers = surveyed(options.corpus)
    if not answers:
        print(f"{options.corpus} holds no recorded answers of other hosts, as chat/json/*.json", file=sys.stderr)
        return 1
    options.out.write_text(written(answers), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
