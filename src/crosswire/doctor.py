"""The doctor: whether an adapter can be judged at all. It answers, and its calls reach the upstream of the run."""

from urllib.parse import urlsplit

from crosswire.adapters.candidate import Candidate
from crosswire.errors import AdapterUnusable
from crosswire.exchange import Exchange
from crosswire.facts import ShapeName

CAUSES = {
    401: "it wants a key: its description gives the client's headers, [gateway] headers = {authorization = …}",
    403: "it wants a key: its description gives the client's headers, [gateway] headers = {authorization = …}",
    404: "wrong path, or a model that it does not know: its description gives both, [gateway] paths and models",
    405: "wrong path, or it does not serve this API: its description says both, paths and serves",
}
"""Status of an adapter that never called its upstream → the likely cause, and the keys that fix it."""

UPSTREAM = (
    "is it told {upstream}, or, where somebody else started it, the http://127.0.0.1:PORT/v1 of --upstream-port PORT?"
)

BAREST = "the barest request that the API knows, a model and one text"

CALLED = "refused: "
"""The beginning of an exchange's note about a call that the upstream refused."""

STRAY = "stray: "
"""The beginning of a note about a call that did not show that it is the adapter's."""

KEEPS = (
    "an adapter keeps the path of {upstream} or sends {api_key}; one that can do neither is started by hand, with "
    "--upstream-port PORT: docs/gateways.md, Running already"
)


def examine(candidate: Candidate, serves: ShapeName, exchange: Exchange) -> None:
    """Check, in a trivial exchange, that the adapter called the upstream. Its answer does not matter.

    Raises:
        AdapterUnusable: it did not. The text says how far it came, with the end of its output.
    """
    turn = exchange.turns[0]
    if turn.played:
        return
    address = getattr(candidate.process, "url", None)  # a worker has none
    # The path only: the port is another in every run.
    at = f" at {urlsplit(address(serves)).path}" if address else ""
    why = _failure(exchange, at)
    log = candidate.process.log(serves) if candidate.process else ""
    tail = f"; it printed last:\n{log}" if log and log not in why else ""
    raise AdapterUnusable(f"{candidate.name}, serving {serves}: {why}{tail}")


def _failure(exchange: Exchange, at: str) -> str:
    """Return why no call reached the upstream. `at` is the adapter's path, ` at /v1/responses`, or empty."""
    received = exchange.turns[0].received
    refused = [note for note in exchange.notes if note.startswith(CALLED)]
    if strays := [note for note in exchange.notes if note.startswith(STRAY)]:
        return f"only this came to its upstream: {strays[0].removeprefix(STRAY)}; {KEEPS}"
    if refused:
        call = refused[0].removeprefix(CALLED).partition(";")[0]
        return f"it called its upstream with {call}, which is not what serves the other API; {UPSTREAM}"
    if received is None:
        return str(exchange.trouble)
    if received.error:
        status, message = received.error.status, getattr(exchange.turns[0].served, "message", "")
        if message and 400 <= status < 500 and status not in CAUSES:
            return f"it answered {status}{at} to {BAREST}: {message}"
        quoted = f" ({message})" if message else ""
        return f"it answered {status}{at}{quoted}; {CAUSES.get(status, UPSTREAM)}"
    return f"it answered{at}, and never called our upstream; {UPSTREAM}"
