"""Placeholders: the words in braces that the texts and files of a description may use."""

import re
from collections.abc import Callable, Mapping, Sequence

PROGRAM_PLACEHOLDERS = ("workdir", "here", "bin", "python", "version")
"""What every program may use."""

PLACEHOLDERS = ("port", "upstream", "upstream_root", "api_key", "serves", *PROGRAM_PLACEHOLDERS)
"""What a gateway may use. A worker gets its upstream with every request."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in. Words in braces that are no placeholder stay."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def rendered(template: str, values: Mapping[str, str], models: Callable[[], Sequence[str]]) -> str:
    """Return a Jinja template filled in. `models` is called when the template uses `models`."""
    from jinja2 import Environment, StrictUndefined, meta  # few descriptions have a template

    jinja = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    used = meta.find_undeclared_variables(jinja.parse(template))
    more = {"models": models()} if "models" in used else {}
    return jinja.from_string(template).render({**values, **more})
