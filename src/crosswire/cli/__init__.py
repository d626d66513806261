"""The command `crosswire`: a module for each kind of command; they parse and print, what they do stands elsewhere."""

import click

from crosswire import __version__
from crosswire.cli import adapters, journal, live, proving, reports, scenarios
from crosswire.cli.telling import TellingGroup


@click.group(cls=TellingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Scenarios for judging adapters between the Responses and the Chat Completions API, and reports on them.

    To judge an adapter: pytest suites --adapter TARGET
    """


for group in (adapters, scenarios, reports, live, journal, proving):
    for command in group.COMMANDS:
        main.add_command(command)
