"""Whether an adapter outside of this process can be judged: it answers, and it reaches our upstream."""

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
"""What an adapter's status means, where it never called its upstream."""

UPSTREAM = (
    "is it told {upstream}, or, where somebody else started it, the http://127.0.0.1:PORT/v1 of --upstream-port PORT?"
)

BAREST = "the barest request that the API knows, a model and one text"

CALLED = "refused: "
"""How an exchange's note begins about a call that the upstream refused."""


def examine(candidate: Candidate, serves: ShapeName, exchange: Exchange) -> None:
    """Look at a trivial exchange: whatever the adapter made of the answer, it has to have asked for it.

    Raises:
        AdapterUnusable: it did not reach our upstream; the text says how far it came, with what it printed last.
    """
    turn = exchange.turns[0]
    if turn.played:
        return
    address = getattr(candidate.process, "url", None)  # a worker has none
    # Without the port, which is another in every run.
    at = f" at {urlsplit(address(serves)).path}" if address else ""
    why = _failing(exchange, at)
    log = candidate.process.log(serves) if candidate.process else ""
    tail = f"; it printed last:\n{log}" if log and log not in why else ""
    raise AdapterUnusable(f"{candidate.name}, serving {serves}: {why}{tail}")


def _failing(exchange: Exchange, at: str) -> str:
    received = exchange.turns[0].received
    called = [note for note in exchange.notes if note.startswith(CALLED)]
    if called:
        call = called[0].removeprefix(CALLED).partition(";")[0]
        return f"it called its upstream with {call}, which is not what serves the other API; {UPSTREAM}"
    if received is None:
        return str(exchange.trouble)
    if received.error:
        status, message = received.error.status, getattr(exchange.turns[0].served, "message", "")
        if message and 400 <= status < 500 and status not in CAUSES:
            return f"it answered {status}{at} to {BAREST}: {message}"
        said = f" ({message})" if message else ""
        return f"it answered {status}{at}{said}; {CAUSES.get(status, UPSTREAM)}"
    return f"it answered{at}, and never called our upstream; {UPSTREAM}"
