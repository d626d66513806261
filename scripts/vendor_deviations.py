"""List by field where the answers of other hosts deviate from the API description, as docs/vendors.md.

    python scripts/vendor_deviations.py CORPUS_DIR [--out docs/vendors.md]

CORPUS_DIR holds recorded exchanges, one JSON file each: SHAPE/json, SHAPE/stream, SHAPE/error.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.schemas import Violation, violations

# The host that the description is of; what its own answers have against it is in waivers.py.
_DESCRIBED = "api.openai.com"

# Hosts whose first part is the name of a customer.
_ACCOUNTS = re.compile(r"^[^.]+(?=\.(openai\.azure\.com|snowflakecomputing\.com)$)")

_PARTS = {("chat", "json"): "response", ("chat", "stream"): "chunk", ("responses", "json"): "response",
          ("responses", "stream"): "event", ("chat", "error"): "error", ("responses", "error"): "error"}  # fmt: skip

# What a value is called that is not shown: its text may be anything.
_KINDS = {str: "a string", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}

_SHAPES = {"chat": "Chat Completions", "responses": "Responses"}
_KIND_NAMES = {"json": "whole", "stream": "streamed", "error": "error"}

_INTRODUCTION = """\
# Where other hosts' answers deviate from the API description

Many hosts serve the Chat Completions or the Responses API, and their answers are close to what OpenAI describes, not
equal to it. If you write an adapter, these are answers that your upstream may give you: read them without failing. What
you serve is another matter: clients are generated from the description, so leave the deviation behind where you can, and
write `null`, `[]` or a described word in its place.

The table is made from recorded exchanges, each judged by `schemas/`. One line is one field: what stands there, what the
description asks for, and in how many of the host's recordings of that kind it is so. Fields that the description does
not know are allowed everywhere and not listed; nor is what OpenAI's own answers have against their description, which
`schemas/` let pass. Few recordings of a host say little about the rest of its answers. A word at fault is shown as it
was sent.
"""


@dataclass(slots=True)
class Host:
    """What was recorded of a host over one shape, whole, streamed or as an error, and which recordings deviate where."""

    recordings: int = 0
    deviating: dict[tuple[str, str], set[str]] = field(default_factory=dict)


Key = tuple[str, str, str]


def surveyed(corpus: Path) -> dict[Key, Host]:
    """Return by host, shape and kind what all recordings of other hosts have against the description."""
    hosts: dict[Key, Host] = {}
    for file in sorted(corpus.glob("*/*/*.json")):
        shape, kind = file.parts[-3:-1]
        recording = json.loads(file.read_text(encoding="utf-8"))
        if recording["host"] == _DESCRIBED:
            continue
        host = hosts.setdefault((_ACCOUNTS.sub("*", recording["host"]), shape, kind), Host())
        host.recordings += 1
        for payload in _payloads(recording["response"]):
            for violation in violations(f"{shape}/{_PARTS[shape, kind]}", payload):
                host.deviating.setdefault(_deviation(payload, violation), set()).add(file.name)
    return dict(sorted(hosts.items()))


def _payloads(answer: Mapping[str, Any]) -> Iterator[Any]:
    if "text" in answer:
        yield from (json.loads(data) for data in read_events(answer["text"]) if data != DONE)
    else:
        yield answer["body"]
