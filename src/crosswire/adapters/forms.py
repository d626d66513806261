"""What an adapter may be: the forms of the word after `--adapter`, and what a Python adapter defines."""

from collections.abc import Mapping

from crosswire.adapters.recipes.catalogue import recipe_names

FORMS: Mapping[str, str] = {
    "my_adapter.py": "a Python file",
    "package.module": "a Python module",
    "my_adapter.py:name": "an object in a file; package.module:name in a module",
    "my_adapter.toml": "a description of a gateway, a worker or a Python file with its own packages",
    "http://127.0.0.1:4000/v1": "the base URL of a gateway that already runs",
    "litellm, litellm@1.80.8": "a recipe, and a recipe in another version",
}
"""How an adapter is written → what it is."""

DEFINITIONS: Mapping[str, str] = {
    "chat(request, upstream)": "serves Chat Completions over Responses",
    "responses(request, upstream)": "serves Responses over Chat Completions",
    "chat_request, chat_answer, …": "the functions of a translator (docs/translators.md)",
    "app(scope, receive, send)": "an ASGI app, named as my_adapter.py:app",
    'gateway = {"command": […], …}': "a mapping like a description, named as my_adapter.py:gateway",
}
"""What a Python file, module or object defines → what that does. One of them is enough."""


def forms() -> str:
    """Return what an adapter may be, as the second sentence of a message: a table of several lines."""
    return f"An adapter is one of:\n{_table(FORMS)}\nThe recipes are {', '.join(recipe_names())}"


def definitions() -> str:
    """Return what a Python adapter defines, as the second sentence of a message: a table of several lines."""
    return f"A Python adapter defines one or more of:\n{_table(DEFINITIONS)}"


def _table(lines: Mapping[str, str]) -> str:
    width = max(map(len, lines))
    return "\n".join(f"  {left.ljust(width)}  {right}" for left, right in lines.items())
