"""Text as TOML has it."""

from crosswire.wire.exact_json import sent


def quoted(text: str) -> str:
    """Write a string, which in TOML is one of JSON; half of a surrogate pair, which no TOML holds, becomes `?`."""
    return sent(text.encode(errors="replace").decode())
