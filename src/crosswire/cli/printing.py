"""What the commands print: line by line, so that nothing that a line quotes ends it, or acts on the terminal."""

import click

from crosswire.printable import printable_line


def say(line: str = "", *, err: bool = False) -> None:
    """Print a line on the standard output, or with `err` on the standard error."""
    click.echo(printable_line(line), err=err)
