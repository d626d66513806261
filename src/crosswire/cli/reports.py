"""Commands that read reports: merge, compare, accept and publish them, and make badges."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from crosswire.cli.printing import say

_report = click.Path(path_type=Path)
_partial = click.option("--partial", is_flag=True, help="Also take a report that lacks verdicts.")
_SHOWN = 10
"""How many entries are printed one by one."""


@click.command(short_help="Combine reports into one, or into a comparison.")
@click.argument("reports", nargs=-1, required=True, type=_report, metavar="REPORT...")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), required=True, metavar="DIR", help="Where to write."
)
def merge(reports: Sequence[Path], into: Path) -> None:
    """Combine reports: parts of one adapter's report become one report, reports of several adapters a comparison.

    REPORT is a report.json, a comparison.json, either packed as .gz, or the folder that holds it. The command writes
    what `pytest --report` writes; of several adapters, comparison.json and comparison.html.
    """
    from crosswire.reporting.files import texts, write_texts
    from crosswire.reporting.merging import merge as merged
    from crosswire.reporting.reading import read_sources

    sources = [source for path in reports for source in read_sources(path)]
    for path in write_texts(texts(merged(sources)), into):
        say(f"wrote {path}")


@click.command(short_help="Print what changed between two reports.")
@click.argument("old", type=_report)
@click.argument("new", type=_report)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "github", "json"]),
    default="text",
    show_default=True,
    help="For a terminal, for the comment on a pull request, for annotations of a GitHub workflow, or for a program.",
)
@click.option("-v", "--verbose", is_flag=True, help="As text, also list every requirement whose verdicts changed.")
@click.pass_context
def diff(context: click.Context, old: Path, new: Path, form: str, *, verbose: bool) -> None:
    """Print what changed between two reports, by cause: new, worse, for another reason, hidden now, gone, better.

    OLD and NEW are each a report.json, or the folder that holds it. The exit status is 1 where something was not
    red and is red now, or is red and loses more, and where a report was cut short or judged nothing. A failure
    counts, whether or not the known-failures file lists it. What a newer requirement set changed says nothing of
    the adapter, and breaks nothing.
    """
    from crosswire.reporting.annotations import annotations
    from crosswire.reporting.cause_changes import compare_causes
    from crosswire.reporting.difference_comment import summarise_difference
    from crosswire.reporting.difference_text import lines
    from crosswire.reporting.diffing import compare
    from crosswire.reporting.reading import read_report

    difference = compare(read_report(old), read_report(new))
    causes = compare_causes(difference)
    match form:
        case "json":
            click.echo(json.dumps({**difference.to_json(), **causes.to_json()}, indent=1))
        case "github":
            for command in annotations(difference, causes):
                click.echo(command)
        case "markdown":
            for line in summarise_difference(difference, causes).rstrip().split("\n"):
                say(line)
        case _:
            for line in lines(difference, causes, verbose=verbose):
                say(line)
    context.exit(int(not difference.is_success))


@click.command(short_help="Write the known-failures file of a report.")
@click.argument("report", type=_report)
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("known_failures.toml"),
    show_default=True,
    metavar="FILE",
    help="The file. Its entries that still fail stay.",
)
@click.option("--reason", metavar="TEXT", help="Why the new ones fail  [default: what happened].")
@click.option("--link", metavar="URL", help="Where the new ones are tracked.")
@click.option(
    "--expires",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day from which the new ones (and expired ones that still fail) are not expected any more.",
)
@_partial
def accept(
    report: Path, into: Path, reason: str | None, link: str | None, expires: datetime | None, partial: bool
) -> None:
    """Write the known-failures file with which the run of a REPORT (a report.json, or its folder) is green.

    The file has an entry for each cause, which lists the verdicts that it covers. Where the file exists, an entry keeps
    its reason, link and date as long as anything of it fails; verdicts that are kept leave it, and an entry without any
    is dropped. Entries about a requirement that somebody wrote stay as they are.
    """
    from crosswire.files import write_whole
    from crosswire.reporting.accepting import Words, accept_report
    from crosswire.reporting.known_failures_file import to_toml
    from crosswire.reporting.reading import read_report
    from crosswire.reporting.wholeness import refuse_partial

    judged = read_report(report)
    if not partial:
        refuse_partial([judged], "accepted")
    accepted = accept_report(judged, into, Words(reason, link, expires.date() if expires else None))
    into.parent.mkdir(parents=True, exist_ok=True)
    causes, failures = accepted.file.causes, accepted.file.failures
    others = f"; {_count(len(failures), 'entry', 'entries')} about requirements" if failures else ""
    times = sum(len(cause.verdicts) for cause in causes)
    numbers = f"{_count(len(causes), 'cause', 'causes')}, {_count(times, 'verdict', 'verdicts')}{others}"
    say(f"wrote {write_whole(into, to_toml(accepted.file))}: {numbers}")
    changes = {
        "added": [f"{cause} ({len(cause.verdicts)})" for cause in accepted.added],
        "wider": [f"{cause} (+{number})" for cause, number in accepted.wider.items()],
        "narrower": [f"{cause} (-{number})" for cause, number in accepted.narrower.items()],
        "dropped": [str(entry) for entry in accepted.dropped],
    }
    for word, entries in changes.items():
        for entry in entries[:_SHOWN]:
            say(f"  {word} {entry}")
        if len(entries) > _SHOWN:
            say(f"  {word} {len(entries) - _SHOWN} more")
    if errors := sum(verdict.verdict == "error" for verdict in judged.verdicts):
        say(f"  {errors} verdicts are errors, which no entry makes green: correct what they name", err=True)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


@click.command(short_help="Make a static site of reports.")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("reports", nargs=-1, required=True, type=_report, metavar="REPORT...")
@click.option(
    "--date",
    "published",
    type=click.DateTime(["%Y-%m-%d"]),
    default=lambda: datetime.now(UTC).strftime("%Y-%m-%d"),
    show_default="today, in UTC",
    metavar="DATE",
    help="The day of publication, for the index.",
)
@_partial
def publish(folder: Path, reports: Sequence[Path], published: datetime, partial: bool) -> None:
    """Make a static site: an index, the comparison, a page, a badge and the packed data of each adapter.

    Its links are relative, so it works on any static host, in any folder, and from a disk. It replaces an older site in
    DIR when it is complete. A folder that holds other files is refused. REPORTs are combined as `crosswire merge` does.
    """
    from crosswire.reporting.merging import merge as merged
    from crosswire.reporting.publishing import publish as publish_site
    from crosswire.reporting.reading import read_sources
    from crosswire.reporting.wholeness import refuse_partial

    combined = merged([source for path in reports for source in read_sources(path)])
    if not partial:
        refuse_partial(combined, "published")
    say(f"wrote {publish_site(combined, folder, published.date())}")


@click.command("badge", short_help="Make the badge of a report, or of one profile.")
@click.argument("report", type=_report)
@click.option("--profile", metavar="NAME", help="What the adapter is for one profile: docs/profiles.md lists them.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where to write badge.svg and badge.json  [default: here].",
)
def make_badge(report: Path, profile: str | None, into: Path) -> None:
    """Write badge.svg and badge.json of a REPORT (a report.json, or its folder), and print the badge's sentence.

    With --profile the files are badge-NAME.svg and badge-NAME.json. The exit status is 1 where the adapter is not ready
    for it, or is not judged.
    """
    from crosswire.reporting.badge import badge, endpoint, profile_badge, svg
    from crosswire.reporting.files import write_texts
    from crosswire.reporting.readiness import readiness_for
    from crosswire.reporting.reading import read_report
    from crosswire.specification.profiles import profile_named

    judged = read_report(report)
    wanted = profile_named(profile, judged.own_scenarios) if profile else None
    found = readiness_for(judged, wanted) if wanted else []
    made = profile_badge(judged, wanted, found) if wanted else badge(judged)
    name = f"badge-{wanted.name}" if wanted else "badge"
    paths = write_texts({f"{name}.svg": svg(made), f"{name}.json": endpoint(made)}, into)
    say(made.title)
    for path in paths:
        say(f"wrote {path}")
    if wanted and not (found and all(one.is_usable for one in found)):
        raise click.exceptions.Exit(1)


COMMANDS: Sequence[click.Command] = (merge, diff, accept, publish, make_badge)
