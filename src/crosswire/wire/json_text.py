"""Parsing bytes that may not be JSON, and writing JSON."""

import json

from crosswire.facts import Json


def parse(body: str | bytes | Json) -> Json:
    """Parse a body. A text that is not JSON stays a text; a value that is parsed already stays as it is."""
    if isinstance(body, bytes | bytearray):
        body = body.decode("utf-8", errors="replace")
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def dump(value: Json) -> str:
    """Write JSON in one line, as hosts send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_ascii(value: Json) -> str:
    """Write JSON in one line, with escapes for all that is not ASCII."""
    return json.dumps(value, separators=(",", ":"))
