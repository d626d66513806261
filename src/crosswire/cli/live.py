"""Commands that call a live API: compare its answers with recordings, and record a client's calls."""

import json
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crosswire.cli.limit_option import limit_option
from crosswire.cli.printing import say
from crosswire.errors import ConfigurationError
from crosswire.limits import with_limits
from crosswire.spelling import did_you_mean

if TYPE_CHECKING:
    from crosswire.recording.verifying import Verified
    from crosswire.scenarios import Scenario

_OPENAI = "https://api.openai.com/v1"
_base_url = click.option(
    "--base-url", envvar="OPENAI_BASE_URL", default=_OPENAI, metavar="URL", help=f"[OPENAI_BASE_URL, else {_OPENAI}]"
)

_allow = click.option(
    "--allow", multiple=True, metavar="TEXT", help="This text looks like a secret and is not one; may be repeated."
)


@click.command(short_help="Compare recordings with the answers of a live API.")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_base_url
@click.option(
    "--scenarios",
    "folders",
    multiple=True,
    metavar="DIR",
    help="Look in this folder; may be repeated  [default: cassettes of the working directory, then Crosswire's own].",
)
@click.option("--model", metavar="M", help="Ask for this model, not for the recordings' own.")
@limit_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def verify(
    ctx: click.Context,
    names: Sequence[str],
    base_url: str,
    folders: Sequence[str],
    model: str | None,
    limits: Sequence[str],
    form: str,
) -> None:
    """Send the requests of the scenarios' recordings to a live API, and print how the structure of its answers differs.

    The key is in OPENAI_API_KEY. Values are not compared, and nothing is written. The exit status is 1 if a difference
    is breaking. docs/drift.md says which ones are.
    """
    from crosswire.recording.sources import source_from
    from crosswire.recording.verifying import counted, summary_lines, verified
    from crosswire.scenarios import folders_of, load_scenarios
    from crosswire.secrets.patterns import Clearing
    from crosswire.wire.exact_json import visible

    scenarios = load_scenarios(*folders_of(folders))
    chosen = [_scenario(name, scenarios, folders) for name in dict.fromkeys(names)]
    results: list[Verified] = []
    source = source_from(os.environ, base_url, with_limits(limits))
    for scenario in chosen:
        found = list(verified(scenario, source, model))
        results += found
        if form == "text":
            for line in summary_lines(scenario.name, found):
                say(line)
    counts, shown_url = counted(results), Clearing().clear("", base_url)
    if form == "json":
        recordings = [result.to_json() for result in results]
        body = {"base_url": shown_url, "model": model, "counts": counts, "recordings": recordings}
        click.echo(visible(json.dumps(body, ensure_ascii=False, indent=1)))
    else:
        compared = sum(result.left_aside is None for result in results)
        by_severity = ", ".join(f"{count} {severity}" for severity, count in counts.items())
        say(f"{compared} of {len(results)} recordings compared with {shown_url}: {by_severity}")
    ctx.exit(1 if counts["breaking"] else 0)


def _scenario(name: str, scenarios: "Mapping[str, Scenario]", folders: Sequence[str]) -> "Scenario":
    from crosswire.making.folders import default_folder
    from crosswire.scenarios import load_scenario

    own = default_folder() / name
    if not folders and (own / "scenario.toml").is_file():
        return load_scenario(own)
    if name not in scenarios:
        meant = did_you_mean(name, scenarios)
        where = ", ".join(folders) or "cassettes/"
        raise ConfigurationError(f"scenario {name!r} is not in {where}{meant}; crosswire scenarios lists them")
    return scenarios[name]


@click.command(short_help="Record a client's calls of a live API.")
@_base_url
@click.option(
    "--into", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.yaml", help="The cassette."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port on 127.0.0.1; a free one unless given."
)
@click.option("--force", is_flag=True, help="Replace the file.")
@_allow
@limit_option
@click.pass_context
def proxy(
    ctx: click.Context,
    base_url: str,
    into: Path,
    port: int,
    force: bool,
    allow: Sequence[str],
    limits: Sequence[str],
) -> None:
    """Forward a client's calls on 127.0.0.1 to a live API, and record them as a vcrpy cassette, without secrets.

    For clients that are not Python. Answers are passed on as they come. The client's own key is forwarded and never
    stored. A call is stored when it is complete; Ctrl-C ends the command. Then: crosswire import FILE.yaml
    """
    from crosswire.recording.proxy import RecordingProxy, listening, url_of
    from crosswire.recording.tapes import Tape

    bounds = with_limits(limits)
    recorder = RecordingProxy(base_url, Tape(into, allow, force=force), say, bounds)
    with listening(port) as listens:
        say(f"listening on {url_of(listens)} for {recorder.shown_url}; Ctrl-C ends it")
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # SIGTERM, too, ends with the summary
        with suppress(KeyboardInterrupt):  # uvicorn ends in order, and then raises it
            recorder.server().run(sockets=[listens])
    stored = len(recorder.tape)
    for kind, times in recorder.tape.replaced.items():
        say(f"replaced: {kind}, in {times} call{'s' if times > 1 else ''}")
    say(f"{stored} stored in {into}; crosswire import {into}" if stored else "no call stored; nothing written")
    if recorder.refused:
        say(f"{recorder.refused} not stored, for the reasons above", err=True)
    ctx.exit(1 if recorder.refused else 0)


COMMANDS: Sequence[click.Command] = (verify, proxy)
