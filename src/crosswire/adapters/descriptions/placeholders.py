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
    """Return a Jinja template filled in, in Jinja's sandbox. `models` is called when the template uses `models`.

    Raises:
        TemplateUnusable: it asks for what a template may not have, such as an object's class, or does not end well.
    """
    from jinja2 import StrictUndefined, meta  # few descriptions have a template
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    used = meta.find_undeclared_variables(jinja.parse(template))
    more = {"models": models()} if "models" in used else {}
    try:
        return jinja.from_string(template).render({**values, **more})
    except Exception as error:  # a template can raise what its filters and operators raise
        raise TemplateUnusable(f"{type(error).__name__}: {error}") from None


class TemplateUnusable(ValueError):
    """A template cannot be filled in; the text says why."""
