"""Text as TOML has it."""

from crosswire.wire.exact_json import sent


def quoted(text: str) -> str:
    """Write a string for TOML, as JSON does; half a surrogate pair, which TOML cannot hold, becomes `?`."""
    return sent(text.encode(errors="replace").decode())
