"""Reading JSON of any quality. A value of a wrong type is absent in an answer, and refused in a request."""

from typing import Any

from crosswire.reference.failures import refusal

Json = dict[str, Any]
"""A JSON object."""


def mapping(value: Any) -> Json:
    """Return an object as it is, anything else as `{}`."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Json]:
    """Return the objects of a list, anything else as `[]`."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return a string as it is, anything else as `""`."""
    return value if isinstance(value, str) else ""


def strings(value: Any) -> Json | None:
    """Return the strings of an object, such as metadata; None if it is none."""
    return {name: entry for name, entry in value.items() if isinstance(entry, str)} if isinstance(value, dict) else None


def number(value: Any) -> int | None:
    """Return a whole number (`1.0`, too) as an int, anything else as None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        return None
    return int(value)


def seconds(value: Any) -> int | None:
    """Return whole seconds since 1970; some upstreams send milliseconds, or 0."""
    moment = number(value // 1 if isinstance(value, float) else value)
    if not moment or moment < 0:
        return None
    return moment // 1000 if moment > 10**11 else moment


def without_none(**fields: Any) -> Json:
    """Return the fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def asked_object(value: Any, where: str) -> Json:
    """Return an object of a request. Raises a 400 where it is none."""
    if not isinstance(value, dict):
        raise refusal(where, f"an object is due, not {_kind(value)}")
    return value


def asked_list(value: Any, where: str) -> list[Json]:
    """Return a list of objects of a request; None is an empty one. Raises a 400 where it is none."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise refusal(where, f"a list is due, not {_kind(value)}")
    return [asked_object(entry, f"{where}[{number}]") for number, entry in enumerate(value)]


def asked_text(value: Any, where: str) -> str:
    """Return a string of a request; None is an empty one. Raises a 400 where it is none."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refusal(where, f"a string is due, not {_kind(value)}")
    return value


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a string", type(None): "null"}.get(type(value), repr(value))
