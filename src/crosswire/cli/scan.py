"""The command that looks for secrets in files."""

from collections.abc import Sequence
from pathlib import Path

import click

from crosswire.cli.printing import say


@click.command(short_help="Look for secrets in files and folders.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option(
    "--allow", multiple=True, metavar="TEXT", help="This text looks like a secret and is not one; may be repeated."
)
@click.pass_context
def scan(ctx: click.Context, paths: Sequence[Path], allow: Sequence[str]) -> None:
    """Look for secrets in cassettes, reports, documents and any other text, also encoded ones.

    It prints where each one is and of which kind, never the secret. The exit status is 1 if there is one, and 2 if a
    file could not be looked into.
    """
    from crosswire.secrets.folders import scan_files

    found = scan_files(paths, allow)
    for leak in found.leaks:
        say(str(leak))
    say(f"{len(found.leaks) or 'no'} secret{'s' * bool(found.leaks)} in {found.files} files")
    for why in found.unread:
        say(f"error: {why}", err=True)
    ctx.exit(2 if found.unread else 1 if found.leaks else 0)


COMMANDS: Sequence[click.Command] = (scan,)
