"""Commands that bring in, make, record and list scenarios."""

import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from crosswire.data import data_folder
from crosswire.errors import ConfigurationError
from crosswire.facts import ShapeName

if TYPE_CHECKING:
    from crosswire.making.drafts import Draft

_into = click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: data_folder("cassettes"),
    metavar="DIR",
    show_default="cassettes/",
    help="The folder of scenarios.",
)
_force = click.option("--force", is_flag=True, help="Replace a scenario of that name.")
_allow = click.option(
    "--allow", multiple=True, metavar="TEXT", help="This text looks like a secret and is none; may be repeated."
)
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import", short_help="Bring in vcrpy cassettes as scenarios.")
@click.argument("files", nargs=-1, required=True, type=_file, metavar="FILE...")
@click.option("--name", help="What to call the scenario; several get a number. The file's name unless given.")
@_into
@_force
@_allow
def import_(files: Sequence[Path], name: str | None, into: Path, force: bool, allow: Sequence[str]) -> None:
    """Bring in vcrpy cassettes: one scenario for each conversation in them.

    Bodies may be compressed, in base64, or on one line. Secrets are taken out, bodies are made readable. What was
    recorded stays as it was; the recordings that are missing (the other API, whole or streamed) are written from its
    facts and marked `authored`. Calls of other endpoints are left aside.
    """
    from crosswire.making.importing import import_cassettes

    imported = import_cassettes(files, into, name, force=force, allowed=allow)
    for left in imported.skipped:
        click.echo(f"left aside: {left}")
    for folder, draft in imported.scenarios.items():
        _tell_made(folder, draft)


@click.group()
def scenario() -> None:
    """Make a scenario."""


@scenario.command("new", short_help="Make a scenario of one exchange.")
@click.argument("name")
@click.option("--chat", type=_file, metavar="FILE", help="An exchange over Chat Completions.")
@click.option("--responses", type=_file, metavar="FILE", help="An exchange over Responses.")
@_into
@_force
@_allow
def new(name: str, chat: Path | None, responses: Path | None, into: Path, force: bool, allow: Sequence[str]) -> None:
    """Make a scenario of one exchange, to be looked over.

    FILE is JSON, {"request": ..., "response": ...}, or a cassette with one conversation. The other recordings (the
    other API, whole or streamed) are written from its facts and marked `authored`.
    """
    from crosswire.making.one_exchange import make_scenario

    match chat, responses:
        case Path() as file, None:
            folder, draft = make_scenario(name, "chat", file, into, force=force, allowed=allow)
        case None, Path() as file:
            folder, draft = make_scenario(name, "responses", file, into, force=force, allowed=allow)
        case _:
            raise ConfigurationError("one of --chat FILE and --responses FILE says what the scenario is made of")
    _tell_made(folder, draft)


@click.command(short_help="Make a scenario of a client's request, recorded from a live API.")
@click.argument("name")
@click.option("--request", "file", type=_file, required=True, metavar="FILE", help="The JSON that a client sends.")
@click.option("--shape", type=click.Choice(get_args(ShapeName)), help="Its API, where the request does not tell.")
@click.option("--base-url", metavar="URL", help="The source. OPENAI_BASE_URL unless given, else the vendor's own.")
@click.option("--model", metavar="M", help="The model to ask, instead of the request's.")
@_into
@_force
@_allow
def record(
    name: str,
    file: Path,
    shape: ShapeName | None,
    base_url: str | None,
    model: str | None,
    into: Path,
    force: bool,
    allow: Sequence[str],
) -> None:
    """Make a scenario of a client's request, recorded from a live API with the key in OPENAI_API_KEY.

    The request is asked as it is and translated for the other API, whole and streamed, all at once. Secrets are taken
    out. What the source cannot answer is written from the facts of what it can, and marked `authored`.
    """
    from crosswire.recording.new_scenarios import record_scenario
    from crosswire.recording.sources import source_from

    source = source_from(os.environ, base_url)
    made = record_scenario(name, file, source, into, shape=shape, model=model, force=force, allowed=allow)
    for recording, why in made.missing.items():
        click.echo(f"not recorded: {recording}: {why}")
    _tell_made(made.folder, made.draft)


def _tell_made(folder: Path, draft: "Draft") -> None:
    recordings = ", ".join(f"{name} {told['provenance']}" for name, told in draft.provenance.items())
    click.echo(f"{folder}: {recordings}")
    for note in draft.notes:
        click.echo(f"  look over: {note}")
    judged = f"; pytest suites --adapter reference -k {folder.name}" if _is_ours(folder) else ""
    click.echo(f"  next: say in {folder / 'scenario.toml'} what it proves{judged}")


def _is_ours(folder: Path) -> bool:
    return folder.parent.resolve() == data_folder("cassettes").resolve()


@click.command(short_help="List the scenarios.")
@click.option("--tag", help="Only those with this tag.")
def scenarios(tag: str | None) -> None:
    """List the scenarios: what each proves, its recordings and where they come from, the requirements it exercises."""
    from crosswire.scenarios import load_scenarios
    from crosswire.specification.orphans import orphans
    from crosswire.specification.scenario_listing import listed
    from crosswire.specification.suites import load_requirements

    found = load_scenarios()
    fitting = [each for each in found.values() if tag in (None, *each.tags)]
    if not fitting:
        raise ConfigurationError(_no_such_tag(tag or "", found))
    requirements = load_requirements()
    for place, each in enumerate(fitting):
        click.echo("\n" * bool(place) + "\n".join(listed(each, requirements)))
    if tag is None:
        for orphan in orphans(data_folder("cassettes"), requirements):
            click.echo(f"not used: {orphan}", err=True)


def _no_such_tag(tag: str, found: Mapping[str, Any]) -> str:
    tags = sorted({each for scenario in found.values() for each in scenario.tags})
    near = get_close_matches(tag, tags, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"no scenario has the tag {tag!r}; {meant}there are {', '.join(tags)}"


COMMANDS: Sequence[click.Command] = (import_, scenario, record, scenarios)
