"""The command that lists the adapters that are recipes."""

from collections.abc import Sequence

import click


@click.command(short_help="List the adapters that have a recipe.")
def adapters() -> None:
    """List the adapters that have a recipe: what each serves, its language and version, and how it runs.

    To judge one: pytest suites --adapter NAME. Another version: NAME@VERSION.
    """
    from crosswire.adapters.recipes.catalogue import all_recipes

    lines = [("adapter", "serves", "language", "version", "runs as")]
    lines += [
        (recipe.name, ", ".join(recipe.serves), recipe.language, recipe.version, recipe.runs)
        for recipe in all_recipes()
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        click.echo("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


COMMANDS: Sequence[click.Command] = (adapters,)
