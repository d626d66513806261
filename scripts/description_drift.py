"""Hold the cassettes and schemas/ against a newer OpenAPI description of the API; nothing is written.

    python scripts/description_drift.py PATH_TO_OPENAPI.json [NAME...]

Lists the fields that are new or gone, the waivers and additions that become useless, and the parts of recordings that
are valid today and would not be any more; NAME chooses the scenarios. Exit status 1 if a recording is no longer valid,
a field is gone, or a waiver or an addition is useless; 2 if the description cannot be read.
"""

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from additions import load_additions, useful
from derive_schemas import ROOTS, Schema, derived
from jsonschema_rs import Draft202012Validator
from openapi_components import DescriptionError, components
from waivers import WAIVERS, UselessWaiverError, Waiver, waived

from crosswire.interactions import Interaction
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.shapes import SHAPES
from crosswire.specification.described_fields import described_fields, fields_described_by
from crosswire.spelling import did_you_mean
from crosswire.wire.schemas import is_valid

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Drift:
    """What a newer description changes: fields by schema, waivers and additions, and why recordings are invalid."""

    new: Mapping[str, Sequence[str]]
    gone: Mapping[str, Sequence[str]]
    useless: Sequence[str]
    invalid: Sequence[str]


def drift(description: Schema, scenarios: Collection[Scenario]) -> Drift:
    """Return what a description changes."""
    useless = dict(_useless(description))
    additions, caught_up = useful(components(description, list(ROOTS.values())), load_additions())
    schemas = derived(description, tuple(waiver for waiver in WAIVERS if waiver not in useless), additions)
    old = {name: dict.fromkeys(described_fields(name)) for name in ROOTS}
    new = {name: dict.fromkeys(fields_described_by(schemas[name], name)) for name in ROOTS}
    validators = {name: Draft202012Validator(schema) for name, schema in schemas.items()}
    return Drift(
        new={name: [pointer for pointer in new[name] if pointer not in old[name]] for name in ROOTS},
        gone={name: [pointer for pointer in old[name] if pointer not in new[name]] for name in ROOTS},
        useless=[*useless.values(), *caught_up],
        invalid=[line for scenario in scenarios for line in _no_longer_valid(scenario, validators)],
    )


def _useless(description: Schema) -> Iterator[tuple[Waiver, str]]:
    reached = components(description, list(ROOTS.values()))
    for waiver in WAIVERS:
        try:
            waived(reached, (waiver,))
        except UselessWaiverError as problem:
            yield waiver, str(problem)


def _no_longer_valid(scenario: Scenario, validators: Mapping[str, Draft202012Validator]) -> Iterator[str]:
    for (shape, mode), turns in scenario.turns.items():
        for number, turn in enumerate(turns, start=1):
            for part, schema, payload in _payloads(turn):
                if is_valid(schema, payload):
                    for error in validators[schema].iter_errors(payload):
                        pointer = "".join(f"/{step}" for step in error.instance_path)
                        where = f"{scenario.name} {shape}.{mode} turn {number}, {part} {pointer}".rstrip()
                        yield f"{where}: {_short(error.message)}"


def _payloads(turn: Interaction) -> Iterator[tuple[str, str, Any]]:
    """Yield each part of a turn: what it is, the name of its schema, and its payload."""
    shape = SHAPES[turn.shape]
    yield "request", shape.REQUEST, turn.asked_body
    if turn.response and turn.streams and turn.status < 400:
        yield from ((f"event {number}", shape.FRAME, frame) for number, frame in enumerate(turn.answer_body))
    elif turn.response:
        yield "answer", shape.ERROR if turn.status >= 400 else shape.ANSWER, turn.answer_body


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _lines(found: Drift) -> Iterator[str]:
    for words, fields in (("new", found.new), ("gone", found.gone)):
        yield f"fields that are {words}: {sum(map(len, fields.values()))}"
        yield from (f"  {name} {pointer}" for name, pointers in fields.items() for pointer in pointers)
    yield f"waivers and additions that are useless: {len(found.useless)}"
    yield from (f"  {waiver}" for waiver in found.useless)
    yield f"recordings' parts that are no longer valid: {len(found.invalid)}"
    yield from (f"  {part}" for part in found.invalid)


def _chosen(names: Sequence[str]) -> list[Scenario]:
    scenarios = load_scenarios()
    for name in names:
        if name not in scenarios:
            raise ValueError(f"scenario {name!r} is not in cassettes/{did_you_mean(name, list(scenarios))}")
    return [scenarios[name] for name in names or scenarios]


def main(arguments: list[str] | None = None) -> int:
    """Print what changes; return 2 and name the reason where the description cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("description", type=Path, help="the OpenAPI 3.1 description, as JSON")
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios (default: all)")
    options = parser.parse_args(arguments)
    try:
        description = json.loads(options.description.read_text(encoding="utf-8"))
        found = drift(description, _chosen(options.names))
    except (OSError, ValueError, KeyError, AttributeError, DescriptionError) as problem:
        print(f"{options.description}: {problem}", file=sys.stderr)
        return 2
    print("\n".join(_lines(found)))
    return 1 if found.invalid or found.useless or any(found.gone.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
