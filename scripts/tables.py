"""Pieces of Markdown that the generated documents share."""

from collections.abc import Iterable, Iterator


def made_by(command: str) -> str:
    """Return the first line of a generated document."""
    return f"<!-- Made by {command}; do not edit -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of a table."""
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|{' --- |' * len(names)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def anchor(name: str) -> str:
    """Return a name that can be linked to."""
    return f'<a id="{name}"></a>{name}'


def links(names: Iterable[str], document: str) -> str:
    """Return names as links to their anchors in a document."""
    return ", ".join(f"[{name}]({document}#{name})" for name in names)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
