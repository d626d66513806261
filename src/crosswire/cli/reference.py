"""The command that serves the reference adapter."""

import signal
from collections.abc import Sequence
from contextlib import suppress

import click

from crosswire.cli.printing import say

_OPENAI = "https://api.openai.com/v1"


@click.command(short_help="Serve the reference adapter.")
@click.option("--serves", type=click.Choice(["chat", "responses"]), help="The API to serve; both unless given.")
@click.option(
    "--base-url",
    envvar="OPENAI_BASE_URL",
    default=_OPENAI,
    metavar="URL",
    help=f"The upstream, which has the other API. [OPENAI_BASE_URL, else {_OPENAI}]",
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port on 127.0.0.1; a free one unless given."
)
def reference(serves: str | None, base_url: str, port: int) -> None:
    """Serve the known-good adapter on 127.0.0.1, so that any client or test suite can be tried on it.

    A client of Chat Completions is answered by an upstream's Responses API, and the reverse. The upstream's key is in
    OPENAI_API_KEY. Ctrl-C ends the command.
    """
    import uvicorn

    from crosswire.recording.proxy import listening, url_of
    from crosswire.reference.server import PATHS, Server
    from crosswire.wire.serving import guarded, silent

    served = [serves] if serves else [*PATHS]
    with listening(port) as listens:
        paths = " and ".join(PATHS[api].removeprefix("/v1") for api in served)
        say(f"listening on {url_of(listens)} with {paths}, over {base_url}; Ctrl-C ends it")
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        app = Server(base_url, serves=served)
        with suppress(KeyboardInterrupt):  # uvicorn ends in order, and then raises it
            uvicorn.Server(silent(guarded(app), lifespan="on", timeout_graceful_shutdown=1)).run(sockets=[listens])


COMMANDS: Sequence[click.Command] = (reference,)
