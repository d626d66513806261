"""The official SDK reads what is served, whole, event by event, and added up.

Source: the official SDK (`crosswire[sdk]`). Where it is not installed these are skipped, and give no verdict.
"""

from crosswire.exchange import Case
from crosswire.facts import Answer
from crosswire.requirements import Wire, all_of, kept, must, of_answer

from .conditions import answered, has_custom_call, is_sayable, serves_chat, streamed, whole
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
