"""The adapter answers."""

from crosswire.exchange import Case
from crosswire.losses import Difference
from crosswire.requirements import Loss, must


def always(_: Case) -> bool:
    """Every exchange is to be answered."""
    return True


@must("ANSWER-1", given=always)
def test_the_adapter_answers(trouble: str | None) -> None:
    """The adapter answers: it neither crashes nor hangs, nor refuses what both shapes can say.

    An error that the upstream answers with is answered as an error: an exception with a `status_code`.
    """
    if trouble:
        raise Loss([Difference("answer", "lost", "an answer", trouble)])
