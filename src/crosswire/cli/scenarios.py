"""Commands that import, make, record and list scenarios."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from crosswire.cli.limit_option import limit_option
from crosswire.cli.printing import say
from crosswire.data import data_folder
from crosswire.errors import ConfigurationError
from crosswire.facts import ShapeName
from crosswire.making.folders import default_folder
from crosswire.spelling import did_you_mean

if TYPE_CHECKING:
    from crosswire.making.drafts import Draft

_into = click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=default_folder,
    metavar="DIR",
    help="The folder of scenarios  [default: cassettes, here or of the checkout that you are in].",
)
_force = click.option("--force", is_flag=True, help="Replace a scenario of that name.")
_allow = click.option(
    "--allow", multiple=True, metavar="TEXT", help="This text looks like a secret and is not one; may be repeated."
)
_dry_run = click.option("--dry-run", is_flag=True, help="List what would be made and left out, and write nothing.")
_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import", short_help="Import vcrpy cassettes as scenarios.")
@click.argument("files", nargs=-1, required=True, type=_file, metavar="FILE...")
@click.option("--name", help="The scenario's name; several get a number  [default: the file's name].")
@_into
@_force
@_allow
@_dry_run
def import_(
    files: Sequence[Path], name: str | None, into: Path, force: bool, allow: Sequence[str], dry_run: bool
) -> None:
    """Import vcrpy cassettes: one scenario for each conversation in them.

    Bodies may be compressed, in base64, or on one line. Secrets are replaced, and bodies made readable. What was
    recorded does not change. The recordings that are missing (the other API, whole or streamed) are written from its
    facts, and marked `authored`. Calls of other endpoints are left aside.
    """
    from crosswire.making.importing import drafts_of

    drafted = drafts_of(files, name, allow)
    lines = [f"left aside: {skipped}" for skipped in drafted.skipped]
    _save(drafted.drafts, into, lines, force=force, allow=allow, dry_run=dry_run)


@click.group()
def scenario() -> None:
    """Make or check a scenario."""


@scenario.command("new", short_help="Make a scenario of one exchange.")
@click.argument("name")
@click.option("--chat", type=_file, metavar="FILE", help="An exchange over Chat Completions.")
@click.option("--responses", type=_file, metavar="FILE", help="An exchange over Responses.")
@_into
@_force
@_allow
@_dry_run
def new(
    name: str,
    chat: Path | None,
    responses: Path | None,
    into: Path,
    force: bool,
    allow: Sequence[str],
    dry_run: bool,
) -> None:
    """Make a scenario of one exchange. Look it over afterwards.

    FILE is JSON, {"request": ..., "response": ...}, or a cassette with one conversation. The other recordings (the
    other API, whole or streamed) are written from its facts and marked `authored`.
    """
    from crosswire.making.one_exchange import draft_of

    match chat, responses:
        case Path() as file, None:
            draft = draft_of(name, "chat", file, allow)
        case None, Path() as file:
            draft = draft_of(name, "responses", file, allow)
        case _:
            raise ConfigurationError(
                "give one of --chat FILE and --responses FILE: the exchange that the scenario is made of"
            )
    _save([draft], into, force=force, allow=allow, dry_run=dry_run)


@scenario.command("check", short_help="Check scenarios as Crosswire checks its own.")
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR..."
)
@_allow
@click.pass_context
def check(ctx: click.Context, folders: Sequence[Path], allow: Sequence[str]) -> None:
    """Check the scenarios of a folder, or one scenario's folder, as Crosswire checks its own.

    A recording is valid by the API description, and readable; the four say the same, but for what scenario.toml names;
    no file holds a secret, or is left over. The exit status is 1 if anything is wrong.
    """
    from crosswire.making.checks import check_folder

    checked, wrong = 0, 0
    for folder in folders:
        for path, found in check_folder(folder, allow):
            checked, wrong = checked + 1, wrong + bool(found)
            for fault in found:
                say(f"{path}: {fault}")
    if not checked:
        raise ConfigurationError(f"{', '.join(map(str, folders))}: no scenario; crosswire scenario new NAME makes one")
    number = f"{checked} scenario{'' if checked == 1 else 's'}"
    say(f"{number}: {wrong} to correct" if wrong else f"{number}: nothing to correct")
    ctx.exit(1 if wrong else 0)


@click.command(short_help="Make a scenario of a client's request, recorded from a live API.")
@click.argument("name")
@click.option("--request", "file", type=_file, required=True, metavar="FILE", help="The JSON that a client sends.")
@click.option("--shape", type=click.Choice(get_args(ShapeName)), help="Its API, where the request could be of either.")
@click.option("--base-url", metavar="URL", help="The API  [default: OPENAI_BASE_URL, or else the vendor's own].")
@click.option("--model", metavar="M", help="The model to ask, instead of the request's.")
@limit_option
@_into
@_force
@_allow
@_dry_run
def record(
    name: str,
    file: Path,
    shape: ShapeName | None,
    base_url: str | None,
    model: str | None,
    limits: Sequence[str],
    into: Path,
    force: bool,
    allow: Sequence[str],
    dry_run: bool,
) -> None:
    """Make a scenario of a client's request, recorded from a live API with the key in OPENAI_API_KEY.

    The request is sent as it is, and translated for the other API, each whole and streamed, all at once. Secrets are
    replaced. What the API cannot answer is written from the facts of what it answers, and marked `authored`.
    """
    from crosswire.limits import with_limits
    from crosswire.making.drafts import refuse_taken
    from crosswire.recording.new_scenarios import record_scenario
    from crosswire.recording.sources import source_from

    refuse_taken([name], into, force=force)  # before anything is asked, which may cost something
    source = source_from(os.environ, base_url, with_limits(limits))
    made = record_scenario(name, file, source, into, shape=shape, model=model, allowed=allow)
    lines = [f"not recorded: {recording}: {why}" for recording, why in made.missing.items()]
    _save([made.draft], into, lines, force=force, allow=allow, dry_run=dry_run)


def _save(
    drafts: "Sequence[Draft]",
    into: Path,
    lines: Sequence[str] = (),
    *,
    force: bool,
    allow: Sequence[str],
    dry_run: bool,
) -> None:
    """List scenarios, what was replaced in them, and what is left out of them; then move them to their places."""
    from crosswire.making.drafts import being_saved, refuse_unsavable

    refuse_unsavable(drafts, into, force=force, allowed=allow)
    for line in lines:
        say(line)
    with being_saved(drafts, into, dry_run=dry_run) as folders:
        for draft, folder in zip(drafts, folders, strict=True):
            _print_made(into / draft.name, draft, folder)
            if not dry_run:
                _print_next(into / draft.name)
    if dry_run:
        say("nothing was written (--dry-run)")


def _print_made(target: Path, draft: "Draft", folder: Path) -> None:
    """Print what is in a scenario, which stands in a temporary folder."""
    from crosswire.making.checks import faults
    from crosswire.scenarios import load_scenario

    recordings = ", ".join(f"{name} {entry['provenance']}" for name, entry in draft.provenance.items())
    say(f"{target}: {recordings}")
    for kind in draft.replaced:
        say(f"  replaced: {kind}")
    for note in draft.notes:
        say(f"  look over: {note}")
    for fault in faults(load_scenario(folder)):
        say(f"  to decide: {fault}")


def _print_next(folder: Path) -> None:
    suites = "suites" if data_folder("suites") == Path("suites").resolve() else "--pyargs crosswire.suites"
    is_ours = folder.parent.resolve() == data_folder("cassettes").resolve()
    own = "" if is_ours else f" --scenarios {folder.parent}"
    say(
        f"  next: write in {folder / 'scenario.toml'} what it proves; "
        f"pytest {suites} --adapter reference{own} -k {folder.name}"
    )


@click.command(short_help="List the scenarios.")
@click.option("--tag", help="Only those with this tag.")
@click.option(
    "--scenarios",
    "folders",
    multiple=True,
    metavar="DIR",
    help="Those of this folder; may be repeated, and crosswire stands for Crosswire's own  [default: its own].",
)
def scenarios(tag: str | None, folders: Sequence[str]) -> None:
    """List the scenarios: what each proves, its recordings and where they come from, the requirements it exercises."""
    from crosswire.scenarios import folders_of, load_scenarios
    from crosswire.specification.orphans import orphans
    from crosswire.specification.scenario_listing import lines
    from crosswire.specification.suites import load_requirements

    chosen_folders = folders_of(folders) or (data_folder("cassettes"),)
    found = load_scenarios(*chosen_folders)
    chosen = [scenario for scenario in found.values() if tag in (None, *scenario.tags)]
    if not chosen:
        raise ConfigurationError(_no_such_tag(tag or "", found))
    requirements = load_requirements()
    for number, scenario in enumerate(chosen):
        for line in ([""] if number else []) + [*lines(scenario, requirements)]:
            say(line)
    if tag is None:
        for orphan in (orphan for folder in chosen_folders for orphan in orphans(folder, requirements)):
            say(f"not used: {orphan}", err=True)


def _no_such_tag(tag: str, found: Mapping[str, Any]) -> str:
    tags = sorted({name for scenario in found.values() for name in scenario.tags})
    meant = did_you_mean(tag, tags) or ";"
    return f"no scenario has the tag {tag!r}{meant} there are {', '.join(tags)}"


COMMANDS: Sequence[click.Command] = (import_, scenario, record, scenarios)
