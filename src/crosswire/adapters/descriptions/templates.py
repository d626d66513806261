"""Filling in the Jinja templates of a description: in Jinja's sandbox, and in a process of its own.

A template can loop for ever, or make a text of gigabytes: that holds and fills only the process.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

TEMPLATE_SECONDS = 5.0
"""Seconds that a template may take."""
MEMORY = 2**30
"""Bytes of memory that it may take."""
LONGEST = 8 * 2**20
"""Characters that it may become."""

_FILL_IN = """
import json, resource, sys
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
template, values, memory, longest = json.load(sys.stdin)
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
try:
    pieces, length = [], 0
    for piece in jinja.from_string(template).generate(values):
        pieces.append(piece)
        length += len(piece)
        if length > longest:
            raise ValueError(f"it becomes longer than {longest:,} characters, all that a file may have")
    result = {"text": "".join(pieces)}
except Exception as error:  # a template can raise what its filters and operators raise
    result = {"error": f"{type(error).__name__}: {error}"}
print(json.dumps(result))
"""
_MARKS = ("{{", "{%", "{#", "\r")
"""What Jinja changes in a text."""


def rendered(template: str, values: Mapping[str, str], models: Callable[[], Sequence[str]]) -> str:
    """Return a Jinja template filled in. `models` is called when the template names `models`.

    Raises:
        TemplateUnusable: it asks for what a template may not have, such as an object's class, or does not end well.
    """
    if not any(mark in template for mark in _MARKS):
        return template
    more = {"models": models()} if re.search(r"\bmodels\b", template) else {}
    given = json.dumps([template, {**values, **more}, MEMORY, LONGEST])
    # -P: no module of the working directory is imported.
    command = [sys.executable, "-P", "-c", _FILL_IN]
    try:
        ran = subprocess.run(
            command, input=given, timeout=TEMPLATE_SECONDS, capture_output=True, text=True, check=False
        )
    except subprocess.TimeoutExpired:
        raise TemplateUnusable(
            f"it took {TEMPLATE_SECONDS:g} s without an end; a loop over `models`, or a short one, is allowed"
        ) from None
    if ran.returncode:
        raise TemplateUnusable(f"it ended its process: {(ran.stderr.splitlines() or ['without a word'])[-1][:200]}")
    result = json.loads(ran.stdout)
    if "error" in result:
        raise TemplateUnusable(result["error"])
    return str(result["text"])


class TemplateUnusable(ValueError):
    """A template cannot be filled in; the text says why."""
