"""The command `crosswire`. Its modules parse options and print; the work is done elsewhere.

- `adapters`: lists the adapters that are recipes.
- `scenarios`: bring in, make, record and list scenarios.
- `reports`: merge, compare, accept and publish reports.
- `journal`: makes the report of a run that was cut short.
- `live`: compare recordings with a live API; record a client's calls.
- `proving`: proves the judge.
- `scan`: looks for secrets in files.
- `reference`: serves the reference adapter.
- `printing`: lines on the standard output.
- `error_output`: errors as one line.
"""

import click

from crosswire import __version__
from crosswire.cli import adapters, journal, live, proving, reference, reports, scan, scenarios
from crosswire.cli.error_output import OneLineErrorGroup


@click.group(cls=OneLineErrorGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Scenarios for judging adapters between the Responses and the Chat Completions API, and reports on them.

    To judge an adapter: pytest suites --adapter TARGET
    """


for group in (adapters, scenarios, reports, live, journal, scan, proving, reference):
    for command in group.COMMANDS:
        main.add_command(command)
