"""The command that lists the adapters known by name."""

from collections.abc import Sequence

import click


@click.command(short_help="List the adapters known by a plain name.")
def adapters() -> None:
    """List the adapters known by a plain name: what each serves, its language and version, and how it runs.

    To judge one: pytest suites --adapter NAME. Another version: NAME@VERSION.
    """
    from crosswire.adapters.listing import known_adapters

    lines = [("adapter", "serves", "language", "version", "runs as")]
    lines += [(each.name, ", ".join(each.serves), each.language, each.version, each.runs) for each in known_adapters()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


COMMANDS: Sequence[click.Command] = (adapters,)
