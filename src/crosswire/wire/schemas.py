"""Judge a payload by its JSON Schema under schemas/: jsonschema-rs gives the verdict, jsonschema says where and why.

Neither is imported before it is needed; most payloads are valid, and need no words.
"""

import json
import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from crosswire.data import data_folder

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a payload breaks its schema.

    `pointer` (RFC 6901) leads to the value at fault, for a missing field to the object that lacks it; `branch` is the
    kind of that object (`function_call`), where its schema is one of several.
    """

    pointer: str
    message: str
    branch: str | None = None
    is_null: bool = field(default=False, compare=False)
    """Whether it is no violation where null and absent are one."""

    def __str__(self) -> str:
        place = _dotted(self.pointer) + (f" ({self.branch})" if self.branch else "")
        return f"{place.lstrip()}: {self.message}" if place else self.message


def violations(schema: str, payload: object, *, null_is_absent: bool = False) -> list[Violation]:
    """Return every way in which `payload` breaks `schema`, such as "responses/event"; none if it is valid.

    With `null_is_absent`, an optional field may be null and a required one that may be null may be absent.

    Raises ValueError where schemas/ has no such file.
    """
    if is_valid(schema, payload):  # and then all the more with `null_is_absent`
        return []
    from crosswire.wire.explanations import explained

    found = explained(schema, payload, null_is_absent=null_is_absent)
    if null_is_absent:
        return found
    real = {violation.pointer for violation in explained(schema, payload, null_is_absent=True)}
    return [replace(violation, is_null=violation.pointer not in real) for violation in found]


@cache
def event_types() -> frozenset[str]:
    """Return the types of a Responses stream's events that the description knows."""
    schema = json.loads((data_folder("schemas") / "responses" / "event.json").read_text(encoding="utf-8"))
    event = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    return frozenset(event["properties"]["type"]["enum"])


def is_valid(schema: str, payload: object) -> bool:
    """Return whether `payload` breaks nothing of `schema`, about as fast as its text was parsed.

    Raises ValueError where schemas/ has no such file.
    """
    validator = _validator(schema)
    try:
        return validator.is_valid(payload)
    except ValueError:  # half a surrogate pair, a subclass of str: jsonschema-rs refuses to look at it
        from crosswire.wire.explanations import explained

        return not explained(schema, payload)


@cache
def _validator(schema: str) -> "Draft202012Validator":
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(document(schema))


@cache
def document(schema: str) -> Any:
    """Return a schema as its file has it.

    Raises ValueError where schemas/ has no such file.
    """
    folder = data_folder("schemas")
    file = folder / f"{schema}.json"
    if not file.is_file():
        names = sorted(found.relative_to(folder).with_suffix("").as_posix() for found in folder.rglob("*.json"))
        raise ValueError(
            f"{schema!r} is not in {folder.name}/{did_you_mean(schema, names)}; there are {', '.join(names)}"
        )
    return json.loads(file.read_text(encoding="utf-8"))


LONGEST_GUESS = 100
"""Characters of a word that may have been meant to be another."""


def did_you_mean(given: object, choices: list[str]) -> str:
    """Return a guess at which of `choices` was meant, as the end of a message; nothing where none comes close."""
    # What is much longer than any choice is like none, and takes long to compare.
    close = get_close_matches(given, choices, n=1) if isinstance(given, str) and len(given) <= LONGEST_GUESS else []
    return f"; did you mean {close[0]!r}?" if close else ""


def _dotted(pointer: str) -> str:
    """Return `/output/3/arguments` as a person writes it: `output[3].arguments`."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return "".join(_step(part) for part in parts).removeprefix(".")


def _step(part: str) -> str:
    if part.isdecimal():
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"[\w-]+", part) else f"[{part!r}]"
