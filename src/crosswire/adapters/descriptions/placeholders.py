"""Placeholders: the words in braces that the texts and files of a description may use."""

import re
from collections.abc import Mapping

PROGRAM_PLACEHOLDERS = ("workdir", "here", "bin", "python", "version")
"""What every program may use."""

PLACEHOLDERS = ("port", "upstream", "upstream_root", "api_key", "serves", *PROGRAM_PLACEHOLDERS)
"""What a gateway may use. A worker gets its upstream with every request."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in. Words in braces that are no placeholder stay."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
