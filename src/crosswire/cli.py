"""The command `crosswire`: it parses and prints; what it does stands elsewhere."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crosswire import __version__
from crosswire.data import data_folder
from crosswire.errors import ConfigurationError, CrosswireError

if TYPE_CHECKING:
    from crosswire.drafts import Draft


class _Told(click.ClickException):
    """What a person has to mend, without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print it."""
        click.echo(f"error: {self.message}", err=True, file=file)


class _Group(click.Group):
    """A group whose commands tell what went wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (CrosswireError, OSError) as error:
            raise _Told(str(error)) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Scenarios for judging adapters between the Responses and the Chat Completions API.

    To judge an adapter: pytest suites --adapter TARGET
    """


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


@main.command("import", short_help="Bring in vcrpy cassettes as scenarios.")
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
    from crosswire.importing import import_cassettes

    imported = import_cassettes(files, into, name, force=force, allowed=allow)
    for left in imported.skipped:
        click.echo(f"left aside: {left}")
    for folder, draft in imported.scenarios.items():
        _tell_made(folder, draft)


@main.group()
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
    from crosswire.making import make_scenario

    match chat, responses:
        case Path() as file, None:
            folder, draft = make_scenario(name, "chat", file, into, force=force, allowed=allow)
        case None, Path() as file:
            folder, draft = make_scenario(name, "responses", file, into, force=force, allowed=allow)
        case _:
            raise ConfigurationError("one of --chat FILE and --responses FILE says what the scenario is made of")
    _tell_made(folder, draft)


def _tell_made(folder: Path, draft: "Draft") -> None:
    recordings = ", ".join(f"{name} {told['provenance']}" for name, told in draft.provenance.items())
    click.echo(f"{folder}: {recordings}")
    for note in draft.notes:
        click.echo(f"  look over: {note}")
    judged = f"; pytest suites --adapter reference -k {folder.name}" if _is_ours(folder) else ""
    click.echo(f"  next: say in {folder / 'scenario.toml'} what it proves{judged}")


def _is_ours(folder: Path) -> bool:
    return folder.parent.resolve() == data_folder("cassettes").resolve()


@main.command(short_help="List the scenarios.")
@click.option("--tag", help="Only those with this tag.")
def scenarios(tag: str | None) -> None:
    """List the scenarios: what each proves, its recordings and where they come from, the requirements it exercises."""
    from crosswire.scenario_listing import listed
    from crosswire.scenarios import load_scenarios
    from crosswire.suites_loading import load_requirements

    found = load_scenarios()
    fitting = [each for each in found.values() if tag in (None, *each.tags)]
    if not fitting:
        raise ConfigurationError(_no_such_tag(tag or "", found))
    requirements = load_requirements()
    for place, each in enumerate(fitting):
        click.echo("\n" * bool(place) + "\n".join(listed(each, requirements)))


def _no_such_tag(tag: str, found: Mapping[str, Any]) -> str:
    tags = sorted({each for scenario in found.values() for each in scenario.tags})
    near = get_close_matches(tag, tags, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return f"no scenario has the tag {tag!r}; {meant}there are {', '.join(tags)}"
