"""Why a payload breaks a schema, in plain words: jsonschema finds the errors, this module words them."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import accumulate, islice
from typing import Any

from jsonschema import Draft202012Validator, TypeChecker, ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]

from crosswire.spelling import did_you_mean
from crosswire.wire.decisions import DECISION, Decision, decided
from crosswire.wire.schema_files import document
from crosswire.wire.violation import Violation

# How many characters of a value, and of a list of choices, a message shows.
_SHOWN_VALUE = 80
_SHOWN_CHOICES = 120

# The most violations of one list or object that are returned.
_MOST = 1_000


def explained(schema: str, payload: object, *, null_is_absent: bool = False) -> list[Violation]:
    """Return every way in which `payload` breaks `schema`. Use `violations`, which is fast for valid payloads."""
    errors: list[ValidationError] = list(_validator(schema, null_is_absent).iter_errors(payload))
    mistyped = {tuple(error.absolute_path) for error in errors if error.validator == "type"}
    return [
        found
        for error in errors
        # A value of a wrong type is not one of the allowed values either: it is one violation.
        if error.validator not in ("enum", "const") or tuple(error.absolute_path) not in mistyped
        for found in _violations(error)
    ]


@cache
def _validator(schema: str, null_is_absent: bool) -> Any:  # jsonschema's own protocol for a validator is private
    return (_LenientValidator if null_is_absent else _Validator)(decided(document(schema)))


def _required(_: Any, fields: list[str], instance: object, __: object) -> Iterator[ValidationError]:
    # jsonschema's own names the missing field in its text only.
    if isinstance(instance, dict):
        yield from (ValidationError(f"{field!r} is missing") for field in fields if field not in instance)


def _branch(validator: Any, decision: Decision, instance: object, _: object) -> Iterator[ValidationError]:
    if isinstance(instance, dict) and decision.field in instance:
        value = instance[decision.field]
        if value is None or isinstance(value, str):
            branch = decision.branches.get(value, True)  # an unknown value breaks the field's own `enum`
            yield from validator.descend(instance, branch, schema_path="null" if value is None else value)


def _required_unless_null(
    validator: Any, fields: list[str], instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    described = schema.get("properties", {})
    required = [
        field
        for field in fields
        if field not in described or not validator.evolve(schema=described[field]).is_valid(None)
    ]
    yield from _required(validator, required, instance, schema)


def _properties_but_null(
    validator: Any, properties: Mapping[str, Any], instance: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        required = schema.get("required", ())
        present = {key: value for key, value in instance.items() if value is not None or key in required}
        yield from Draft202012Validator.VALIDATORS["properties"](validator, properties, present, schema)


def _at_most(keyword: str) -> Any:
    """Return jsonschema's check of a keyword, which stops after `_MOST` errors."""
    check = Draft202012Validator.VALIDATORS[keyword]

    def checked(*given: Any) -> Iterator[ValidationError]:
        yield from islice(check(*given) or (), _MOST)

    return checked


def _pattern(_: Any, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    # In the standard's regular expressions `$` is the very end; in Python's, also what precedes a last line feed.
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield ValidationError("does not match")


def _is_number(_: TypeChecker, value: object) -> bool:
    # Python's json reads and writes NaN and Infinity; JSON does not have them.
    number: bool = Draft202012Validator.TYPE_CHECKER.is_type(value, "number")
    return number and not (isinstance(value, float) and not math.isfinite(value))


_Validator = extend(
    Draft202012Validator,
    {
        "required": _required,
        "pattern": _pattern,
        DECISION: _branch,
        **{keyword: _at_most(keyword) for keyword in ("items", "prefixItems", "additionalProperties", "propertyNames")},
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number),
)
_LenientValidator = extend(_Validator, {"required": _required_unless_null, "properties": _properties_but_null})


# From jsonschema's errors to our words.


def _violations(error: ValidationError) -> Iterator[Violation]:
    if error.validator in ("anyOf", "oneOf") and error.context:
        yield from _nearest(error.context)
        return
    words = _WORDS.get(str(error.validator), _no_words)
    path = [str(part).replace("~", "~0").replace("/", "~1") for part in error.absolute_path]
    name = "its key " if "propertyNames" in error.relative_schema_path else ""
    yield Violation("".join(f"/{part}" for part in path), name + words(error), _branch_of(error))


def _nearest(context: list[ValidationError]) -> Iterator[Violation]:
    """Yield the violations of the alternative that fits best: the one with the fewest."""
    alternatives: dict[object, list[ValidationError]] = {}
    for error in context:
        alternatives.setdefault(error.relative_schema_path[0], []).append(error)
    for error in min(alternatives.values(), key=len):
        yield from _violations(error)


def _branch_of(error: ValidationError) -> str | None:
    """Return the discriminating value of the object at fault; `None` for a value deeper inside of it."""
    path = list(error.absolute_schema_path)
    start = max((index for index, part in enumerate(path) if part == DECISION), default=None)
    if start is None or {"properties", "items", "additionalProperties"} & set(path[start + 2 :]):
        return None
    return str(path[start + 1])


def _type_words(error: ValidationError) -> str:
    allowed = error.validator_value
    names = [_TYPES.get(kind, kind) for kind in ([allowed] if isinstance(allowed, str) else allowed)]
    return f"{_shown(error.instance)} is not {_or(names)}"


def _enum_words(error: ValidationError) -> str:
    choices: list[object] = error.validator_value
    if len(choices) == 1:
        return f"{_shown(error.instance)} is not {_shown(choices[0])}"
    guess = did_you_mean(error.instance, [choice for choice in choices if isinstance(choice, str)])
    return f"{_shown(error.instance)} is not one of {_listed(choices)}{guess}"


def _listed(choices: list[object]) -> str:
    names = [_shown(choice) for choice in choices]
    fitting = sum(length <= _SHOWN_CHOICES for length in accumulate(len(name) + 2 for name in names))
    return ", ".join(names if fitting == len(names) else [*names[:fitting], f"… ({len(names)} in all)"])


def _limit(words: str, measure: Callable[[Any], object] | None = None) -> Callable[[ValidationError], str]:
    """Return a function that words a broken limit; `measure` words the size of a value that is no number."""

    def words_of(error: ValidationError) -> str:
        limit = f"{words} {_shown(error.validator_value)}"
        return f"{_shown(error.instance)} {limit}" if measure is None else f"has {measure(error.instance)}, {limit}"

    return words_of


def _length(value: str) -> str:
    return f"{len(value)} characters"


def _count(value: list[object] | dict[str, object]) -> str:
    return f"{len(value)} {'items' if isinstance(value, list) else 'fields'}"


def _unknown_fields(error: ValidationError) -> str:
    described = set(error.schema.get("properties", {})) if isinstance(error.schema, dict) else set()
    extra = sorted(set(error.instance) - described) if isinstance(error.instance, dict) else []
    return f"{_listed(extra)} {'is' if len(extra) == 1 else 'are'} not known here"


def _no_words(error: ValidationError) -> str:
    broken = f"breaks {error.validator!r}" if error.validator else "is not allowed"  # no keyword: the schema is `false`
    return f"{_shown(error.instance)} {broken}"


_TYPES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}

_WORDS: Mapping[str, Callable[[ValidationError], str]] = {
    "required": lambda error: error.message,
    "type": _type_words,
    "enum": _enum_words,
    "const": lambda error: f"{_shown(error.instance)} is not {_shown(error.validator_value)}",
    "minimum": _limit("is less than"),
    "maximum": _limit("is more than"),
    "exclusiveMinimum": _limit("is not more than"),
    "exclusiveMaximum": _limit("is not less than"),
    "multipleOf": _limit("is not a multiple of"),
    "pattern": _limit("does not match"),
    "format": _limit("is not a valid"),
    "minLength": _limit("fewer than", _length),
    "maxLength": _limit("more than", _length),
    "minItems": _limit("fewer than", _count),
    "maxItems": _limit("more than", _count),
    "minProperties": _limit("fewer than", _count),
    "maxProperties": _limit("more than", _count),
    "uniqueItems": lambda error: f"{_shown(error.instance)} says something twice",
    "additionalProperties": _unknown_fields,
    "unevaluatedProperties": _unknown_fields,
}


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= _SHOWN_VALUE else f"{text[: _SHOWN_VALUE - 1]}…"


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
