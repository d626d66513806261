"""The command that makes the report of a run that was cut short."""

from collections.abc import Sequence
from pathlib import Path

import click

from crosswire.cli.printing import say


@click.command(short_help="Make the report of a run that was cut short.")
@click.argument("journal", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to write.  [default: the journal's folder]",
)
def report(journal: Path, into: Path | None) -> None:
    """Make the report of a run that was cut short, from its journal.

    JOURNAL is the journal.jsonl, or the folder that holds it. `pytest --report DIR` writes it, and removes it when the
    report is written. This command does not remove it.
    """
    from crosswire.plugin.journal import read_journal
    from crosswire.reporting.files import write_report

    gathered, torn = read_journal(journal)
    made = gathered.report()
    # First of all: whoever reads what is printed may leave at any line.
    paths = write_report(made, into or (journal if journal.is_dir() else journal.parent))
    say(f"the run of {made.adapter_name} ended after {len(made.verdicts)} verdicts")
    for sentence in made.coverage.sentences:
        say(sentence)
    if torn:
        say("the last line is incomplete: its verdict is not in the report")
    for path in paths:
        say(f"wrote {path}")


COMMANDS: Sequence[click.Command] = (report,)
