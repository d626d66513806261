"""Whether a payload is valid by its JSON Schema under `schemas/`, and if not, why.

jsonschema-rs gives the verdict; jsonschema finds the violations. Both are imported when they are first needed: most
payloads are valid, and need the first alone.
"""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from crosswire.wire.schema_files import document
from crosswire.wire.violation import Violation

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator


def violations(schema: str, payload: object, *, null_is_absent: bool = False) -> list[Violation]:
    """Return every way in which `payload` breaks `schema`, such as `responses/event`; none if it is valid.

    With `null_is_absent`, an optional field may be null, and a required field that may be null may be absent.

    Raises ValueError where `schemas/` has no such file.
    """
    if is_valid(schema, payload):  # and so it is with `null_is_absent`, which allows more
        return []
    from crosswire.wire.explanations import explained

    found = explained(schema, payload, null_is_absent=null_is_absent)
    if null_is_absent:
        return found
    real = {violation.pointer for violation in explained(schema, payload, null_is_absent=True)}
    return [replace(violation, is_null=violation.pointer not in real) for violation in found]


def is_valid(schema: str, payload: object) -> bool:
    """Return whether `payload` is valid by `schema`. It takes about as long as parsing the payload did.

    Raises ValueError where `schemas/` has no such file.
    """
    validator = _validator(schema)
    try:
        return validator.is_valid(payload)
    except ValueError:  # jsonschema-rs refuses half a surrogate pair, and subclasses of str
        from crosswire.wire.explanations import explained

        return not explained(schema, payload)


@cache
def _validator(schema: str) -> "Draft202012Validator":
    from jsonschema_rs import Draft202012Validator

    return Draft202012Validator(document(schema))
