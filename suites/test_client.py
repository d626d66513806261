"""Clients read what is served: the official SDK finds what stands in it, and each client sees what it sees direct.

Source: the clients themselves, in the versions that docs/clients.md lists. Where the official SDK is not installed,
CLIENT-1 to CLIENT-3 are skipped, and give no verdict. The others are judged by the clients of the run: `--clients`.
"""

from collections.abc import Iterator

from crosswire.clients.bodies import recorded_body, served_body
from crosswire.clients.comparison import COMPARED, differing
from crosswire.clients.running import client_of
from crosswire.comparing.words import commentary
from crosswire.exchange import Case
from crosswire.facts import Answer
from crosswire.requirements import Wire, all_of, held, kept, must, of_answer, should

from .conditions import answered, can_carry_usage, has_custom_call, is_sayable, serves_chat, streamed, whole
from .official_sdk import expected_reading, needs_sdk, read

completed = of_answer(lambda answer: answer.finish in ("stop", "tool_calls"))


def reads(wire: Wire, served: Answer, *, how: str) -> None:
    """Raise `Loss` unless the SDK reads what was served."""
    found, stands = read(wire, how=how), expected_reading(served, wire)
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
    """The client's own recording is an answer by the API description: what a client sees of it is the measure."""
    return not case.deviates and bool(case.client.response) and isinstance(case.client.answer, Answer)


seen_direct = all_of(answered, is_sayable, _is_measured)


def _compared(case: Case) -> Iterator[str]:
    """Yield the facts of which an adapter has no choice here.

    Usage is served in a Chat stream where the client asks for it. Reasoning may be served to a Responses client as text
    or as a summary, and many clients show summaries alone: so it has to be a summary where the client asks for one.
    Commentary may be in the text or in the reasoning.
    """
    left = set() if can_carry_usage(case) else {"usage"}
    if not (serves_chat(case) or (case.client.asked_body.get("reasoning") or {}).get("summary")):
        left |= {"reasoning", "order"}
    if isinstance(case.upstream, Answer) and commentary(case.upstream):
        left |= {"text", "reasoning", "order"}
    yield from (fact for fact in COMPARED if fact not in left)


def sees(client: str, wire: Wire, case: Case, upstream: Answer) -> None:
    """Raise `Loss` unless a client sees in what was served what it sees in the recording of its own API."""
    recorded = case.client.answer
    assert isinstance(recorded, Answer)
    asked = client_of(client)
    direct = asked.see(wire.serves, wire.mode, recorded_body(case.client))
    through = asked.see(wire.serves, wire.mode, served_body(wire))
    for seen in differing(direct, through, recorded, upstream, [*_compared(case)]):
        held(False, seen.fact, seen.direct, seen.through)


@should("CLIENT-4", given=seen_direct, client="openai-python")
def test_openai_python_sees_the_same(wire: Wire, case: Case, upstream: Answer, served: Answer) -> None:  # noqa: ARG001
    """The official Python SDK sees through the adapter what it sees direct: text, reasoning, calls, finish, usage."""
    sees("openai-python", wire, case, upstream)


@should("CLIENT-5", given=seen_direct, client="openai-node")
def test_openai_node_sees_the_same(wire: Wire, case: Case, upstream: Answer, served: Answer) -> None:  # noqa: ARG001
    """The official JavaScript SDK sees through the adapter what it sees direct: text, calls, finish, usage and more."""
    sees("openai-node", wire, case, upstream)


@should("CLIENT-6", given=seen_direct, client="ai-sdk")
def test_ai_sdk_sees_the_same(wire: Wire, case: Case, upstream: Answer, served: Answer) -> None:  # noqa: ARG001
    """The AI SDK sees through the adapter what it sees direct: text, reasoning, calls, finish, usage."""
    sees("ai-sdk", wire, case, upstream)


@should("CLIENT-7", given=seen_direct, client="langchain-openai")
def test_langchain_sees_the_same(wire: Wire, case: Case, upstream: Answer, served: Answer) -> None:  # noqa: ARG001
    """LangChain's `ChatOpenAI` sees through the adapter what it sees direct: text, calls, finish, usage."""
    sees("langchain-openai", wire, case, upstream)
