"""The adapter answers."""

from crosswire.requirements import Case, Loss, must


def always(_: Case) -> bool:
    """Every exchange is to be answered."""
    return True


@must("ANSWER-1", given=always)
def test_the_adapter_answers(trouble: str | None) -> None:
    """The adapter answers: it neither crashes nor hangs, nor refuses what both shapes can say.

    An error that the upstream answers with is answered as an error: an exception with a `status_code`.
    """
    if trouble:
        raise Loss("answer", "an answer", trouble, "lost")
