"""Errors on the terminal: what the user has to correct is one line without a traceback, and exit status 2."""

import sys
from io import TextIOWrapper
from typing import Any

import click

from crosswire.errors import CrosswireError
from crosswire.printable import printable, printable_line


class OneLineError(click.ClickException):
    """An error that the user corrects: one line, no traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the line."""
        click.echo(f"error: {printable(self.message)}", err=True, file=file)


class OneLineErrorGroup(click.Group):
    """A group whose commands print Crosswire's errors, and the system's, as one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn its error into one line."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # else what a report says could not be printed on every terminal
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # whoever reads the output has seen enough: click ends without a word
        except CrosswireError as error:
            raise OneLineError(str(error)) from None
        except OSError as error:
            raise OneLineError(printable_line(str(error))) from None
        except RecursionError:
            raise OneLineError("what was given is nested too deeply to be worked on") from None
