"""How a command tells what a person has to mend: one line, no traceback, exit status 2."""

from typing import Any

import click

from crosswire.errors import CrosswireError


class Told(click.ClickException):
    """What a person has to mend, without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print it."""
        click.echo(f"error: {self.message}", err=True, file=file)


class TellingGroup(click.Group):
    """A group whose commands tell what went wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (CrosswireError, OSError) as error:
            raise Told(str(error)) from None
