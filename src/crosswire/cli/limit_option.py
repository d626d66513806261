"""The option `--limit` of the commands that read a live API's answers."""

import click

limit_option = click.option(
    "--limit",
    "limits",
    multiple=True,
    metavar="NAME=N",
    help="How much is read of an answer, as docs/faults.md lists (recorded-bytes=1000000); may be repeated.",
)
