"""Errors on the terminal: what the user has to correct is one line without a traceback, and exit status 2."""

from typing import Any

import click

from crosswire.errors import CrosswireError


class OneLineError(click.ClickException):
    """An error that the user corrects: one line, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"error: {self.message}", err=True, file=file)


class OneLineErrorGroup(click.Group):
    """A group whose commands print Crosswire's errors, and the system's, as one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn its error into one line."""
        try:
            return super().invoke(ctx)
        except (CrosswireError, OSError) as error:
            raise OneLineError(str(error)) from None
