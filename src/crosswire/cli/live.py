"""Commands that speak with a live API: compare its answers with recordings, and record what passes through."""

import json
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crosswire.errors import ConfigurationError

if TYPE_CHECKING:
    from crosswire.recording.verifying import Verified
    from crosswire.scenarios import Scenario

_OPENAI = "https://api.openai.com/v1"
_base_url = click.option(
    "--base-url", envvar="OPENAI_BASE_URL", default=_OPENAI, metavar="URL", help=f"[OPENAI_BASE_URL, else {_OPENAI}]"
)

_allow = click.option(
    "--allow", multiple=True, metavar="TEXT", help="This text looks like a secret and is none; may be repeated."
)


@click.command(short_help="Compare recordings with what a live source answers.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_base_url
@click.option("--model", metavar="M", help="Ask for this model, not for the recordings' own.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(ctx: click.Context, names: Sequence[str], base_url: str, model: str | None, form: str) -> None:
    """Ask a live source what the scenarios' recordings asked, and tell how the structure of its answers differs.

    The key is in OPENAI_API_KEY. Values are aside, and nothing is written. Exit status 1 if a difference is breaking.
    docs/drift.md says what is.
    """
    from crosswire.recording.sources import source_from
    from crosswire.recording.verifying import counted, told, verified
    from crosswire.scenarios import load_scenarios
    from crosswire.secrets.known import Clearing

    known = load_scenarios()
    chosen = [_scenario(name, known) for name in dict.fromkeys(names)]
    results: list[Verified] = []
    source = source_from(os.environ, base_url)
    for scenario in chosen:
        found = list(verified(scenario, source, model))
        results += found
        if form == "text":
            click.echo("\n".join(told(scenario.name, found)))
    counts, shown_url = counted(results), Clearing().clear("", base_url)
    if form == "json":
        recordings = [result.to_json() for result in results]
        said = {"base_url": shown_url, "model": model, "counts": counts, "recordings": recordings}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        compared = sum(result.left_aside is None for result in results)
        told_counts = ", ".join(f"{count} {severity}" for severity, count in counts.items())
        click.echo(f"{compared} of {len(results)} recordings compared with {shown_url}: {told_counts}")
    ctx.exit(1 if counts["breaking"] else 0)


def _scenario(name: str, known: "Mapping[str, Scenario]") -> "Scenario":
    if name not in known:
        near = get_close_matches(name, known, n=1)
        meant = f"; did you mean {near[0]!r}?" if near else ""
        raise ConfigurationError(f"scenario {name!r} is not in cassettes/{meant}; crosswire scenarios lists them")
    return known[name]


@click.command(short_help="Record what a client asks of a live API.")
@_base_url
@click.option(
    "--into", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.yaml", help="The cassette."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port on 127.0.0.1; a free one unless given."
)
@click.option("--force", is_flag=True, help="Replace the file.")
@_allow
@click.pass_context
def proxy(ctx: click.Context, base_url: str, into: Path, port: int, force: bool, allow: Sequence[str]) -> None:
    """Forward what a client asks on 127.0.0.1 to a live API, and keep it as a vcrpy cassette, without secrets.

    For clients that are not Python. Answers are passed on as they come; the client's own key is forwarded and never
    stored. Each exchange is kept when it is complete; Ctrl-C ends it. Then: crosswire import FILE.yaml
    """
    from crosswire.recording.proxy import RecordingProxy, listening, url_of
    from crosswire.recording.tapes import Tape

    recorder = RecordingProxy(base_url, Tape(into, allow, force=force), click.echo)
    with listening(port) as listens:
        click.echo(f"listening on {url_of(listens)} for {recorder.shown_url}; Ctrl-C ends it")
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, it says what it kept, too
        with suppress(KeyboardInterrupt):  # uvicorn ends in order, and then hands it on
            recorder.server().run(sockets=[listens])
    kept = len(recorder.tape)
    click.echo(f"{kept} kept in {into}; crosswire import {into}" if kept else "nothing kept; nothing written")
    if recorder.refused:
        click.echo(f"{recorder.refused} not kept, as said above", err=True)
    ctx.exit(1 if recorder.refused else 0)


COMMANDS: Sequence[click.Command] = (verify, proxy)
