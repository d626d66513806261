"""The command that looks for secrets in files."""

from collections.abc import Sequence
from pathlib import Path

import click


@click.command(short_help="Look for secrets in files and folders.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option(
    "--allow", multiple=True, metavar="TEXT", help="This text looks like a secret and is not one; may be repeated."
)
@click.pass_context
def scan(ctx: click.Context, paths: Sequence[Path], allow: Sequence[str]) -> None:
    """Look for secrets in cassettes, reports, documents and any other text, also encoded ones.

    It prints where each one is and of which kind, never the secret. The exit status is 1 if there is one.
    """
    from crosswire.secrets.folders import files_in, leaks_in_files

    leaks = [leak for path in paths for leak in dict.fromkeys(leaks_in_files(path, allow))]
    for leak in leaks:
        click.echo(leak)
    files = sum(1 for path in paths for _ in files_in(path))
    click.echo(f"{len(leaks)} secrets in {files} files" if leaks else f"no secret in {files} files")
    ctx.exit(1 if leaks else 0)


COMMANDS: Sequence[click.Command] = (scan,)
