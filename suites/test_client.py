"""Clients read what is served: the official SDK finds what stands in it, and each client sees what it sees direct.

Source: the clients themselves, in the versions that docs/clients.md lists. Where the official SDK is not installed,
CLIENT-1 to CLIENT-3 are skipped, and give no verdict. The others are judged by the clients of the run: `--clients`.
"""

from collections.abc import Callable, Iterator, Mapping

from crosswire.clients.bodies import recorded_answer, served_answer
from crosswire.clients.catalogue import CLIENTS
from crosswire.clients.comparison import FORMS, Seen, seen_otherwise
from crosswire.clients.running import client_of
from crosswire.clients.views import Views
from crosswire.comparing.words import commentary
from crosswire.exchange import Case, Exchange
from crosswire.facts import Answer, Failure
from crosswire.requirements import Condition, Untestable, Wire, all_of, held, kept, must, of_answer, should

from .conditions import (
    BAD_REQUEST,
    answered,
    can_carry_usage,
    has_custom_call,
    is_sayable,
    serves_chat,
    streamed,
    whole,
)
from .official_sdk import expected_reading, needs_sdk, read

completed = of_answer(lambda answer: answer.finish in ("stop", "tool_calls"))


def reads(wire: Wire, served: Answer, *, how: str) -> None:
    """Raise `Loss` unless the SDK reads what was served."""
    stands = expected_reading(served, wire)
    found = read(wire, stands, how=how)
    for fact, value in stands.items():
        kept(fact, value, found[fact])


@needs_sdk
@must("CLIENT-1", given=all_of(whole, answered, is_sayable))
def test_create_reads_it(wire: Wire, served: Answer) -> None:
    """The official SDK's `create` finds the text, refusal, calls and finish that stand in what is served."""
    reads(wire, served, how="created")


@needs_sdk
@must("CLIENT-2", given=all_of(streamed, answered, is_sayable))
def test_create_with_stream_reads_it(wire: Wire, served: Answer) -> None:
    """The official SDK's `create` with `stream`, read event by event, finds them, too."""
    reads(wire, served, how="events")


def _accumulated(case: Case) -> bool:
    """The SDK's accumulators raise for cut answers, and for custom calls in chunks."""
    return completed(case) and not (serves_chat(case) and has_custom_call(case))


@needs_sdk
@must("CLIENT-3", given=all_of(streamed, _accumulated))
def test_accumulators_end_in_the_same_facts(wire: Wire, served: Answer) -> None:
    """The official SDK's accumulators end in the same text, refusal, calls and finish, for completed answers."""
    reads(wire, served, how="accumulated")


def _is_measured(case: Case) -> bool:
    """The client's own recording is right by the API description: what a client sees of it is the measure.

    Both recordings answer, or both fail.
    """
    recorded, upstream = case.client.response and case.client.answer, case.upstream
    if case.deviates or isinstance(upstream, Answer) != isinstance(recorded, Answer):
        return False
    return isinstance(recorded, Failure) or (isinstance(upstream, Answer) and not upstream.unsayable)


def judging(client: str) -> Condition:
    """Return the condition under which a client judges a turn: it reads such answers, and does not leave them out."""
    reads, leaves_out = CLIENTS[client].reads, CLIENTS[client].leaves_out
    return lambda case: (case.serves, case.mode) in reads and leaves_out.isdisjoint(case.tags) and _is_measured(case)


def free_facts(case: Case, served: object) -> Mapping[str, str]:
    """Return the facts that a client may see otherwise here, and why: an adapter has a choice."""
    free = {} if can_carry_usage(case) else {"usage": "the client asks for no usage in a stream"}
    if not (serves_chat(case) or (case.client.asked_body.get("reasoning") or {}).get("summary")):
        why = "reasoning is shown as text or as a summary, where the client asks for no summary"
        free |= dict.fromkeys(("reasoning", "order", "sends.reasoning"), why)
    if isinstance(case.upstream, Answer) and commentary(case.upstream):
        why = "commentary is in the text or in the reasoning"
        free |= dict.fromkeys(("text", "reasoning", "order", "sends.text", "sends.reasoning"), why)
    if isinstance(case.client.answer, Failure) and case.client.answer.status < BAD_REQUEST:
        free |= dict.fromkeys(("error.name", "error.type", "error.retryable"), FORMS)
        if not serves_chat(case):
            free |= dict.fromkeys(("error.code", "error.words"), FORMS)
    if isinstance(case.upstream, Failure) and isinstance(served, Failure) and served.message != case.upstream.message:
        free["error.words"] = "an error in other words is ERROR-3's and ERROR-19's, and may be declared"
    return free


def views_of(client: str, wire: Wire, case: Case, served: object) -> tuple[Views, Views]:
    """Return what a client sees direct, in the recording of its own API, and through the adapter.

    Raises:
        Untestable: an error was served instead of an answer, which other requirements judge.
    """
    recorded = case.client.answer
    if isinstance(recorded, Answer) and isinstance(served, Failure):
        raise Untestable("an error was served")
    calls = recorded.tool_calls if isinstance(recorded, Answer) else ()
    tools = sorted({call.name for call in calls if call.name and call.kind == "function"})
    asked = client_of(client)
    direct = asked.see(wire.serves, wire.mode, recorded_answer(case.client), tools, recorded=True)
    return direct, asked.see(wire.serves, wire.mode, served_answer(wire, served), tools)


def otherwise(views: tuple[Views, Views], case: Case, upstream: Answer | Failure, served: object) -> Iterator[Seen]:
    """Yield what a client sees otherwise through the adapter than direct."""
    yield from seen_otherwise(*views, case.client.answer, upstream, free_facts(case, served))


JUDGES: Mapping[str, str] = {
    "CLIENT-4": "openai-python",
    "CLIENT-5": "openai-node",
    "CLIENT-6": "ai-sdk",
    "CLIENT-7": "langchain-openai",
    "CLIENT-8": "openai-agents",
    "CLIENT-9": "pydantic-ai",
    "CLIENT-10": "langchain-js",
    "CLIENT-11": "openai-agents-js",
    "CLIENT-12": "llama-index",
    "CLIENT-13": "instructor",
    "CLIENT-14": "codex",
}
"""The client that judges, by the requirement's id."""
NEEDED = ("codex",)
"""Clients for which most adapters of their API are made: what they lose, the adapter's users lose."""


def requirement_of(identifier: str, client: str) -> Callable[[Exchange], None]:
    """Make the requirement that a client sees through the adapter what it sees direct."""

    def check(wire: Wire, case: Case, upstream: Answer | Failure, served: Answer | Failure) -> None:
        for seen in otherwise(views_of(client, wire, case, served), case, upstream, served):
            held(bool(seen.free), seen.fact, seen.direct, seen.through)

    judge = CLIENTS[client]
    check.__doc__ = f"{judge.title} sees through the adapter what it sees direct: {SEEN[judge.keeps_history]}."
    check.__name__ = check.__qualname__ = f"test_{client.replace('-', '_')}_sees_the_same"
    level = must if client in NEEDED else should
    return level(identifier, given=judging(client), client=client)(check)


SEEN = {
    False: "text, reasoning, calls, finish, usage, order, and the error it raises",
    True: "text, reasoning, calls, finish, usage, order, the error it raises, and what it asks next",
}
globals().update({f"test_{client}": requirement_of(identifier, client) for identifier, client in JUDGES.items()})
