"""An upstream's error reaches the client as the same error.

Source: the API reference's error codes. The official SDK retries by status, so that another class is another behaviour.
"""

from crosswire.facts import Answer, Failure
from crosswire.requirements import all_of, kept, must, of_failure

from .conditions import streamed, whole

status_must_stay = of_failure(lambda failure: failure.status in (400, 404, 429))


@must("ERROR-1", given=all_of(whole, status_must_stay))
def test_status_stays(upstream: Failure, served: Answer | Failure) -> None:
    """400, 404 and 429 stay what they are; a library's exception carries them as `status_code`."""
    kept("status", upstream.status, served.status if isinstance(served, Failure) else None)


@must("ERROR-18", given=all_of(streamed, status_must_stay))
def test_status_stays_before_a_stream(upstream: Failure, served: Answer | Failure) -> None:
    """A streamed request refused before its first byte fails with the same status as a plain one."""
    kept("status", upstream.status, served.status if isinstance(served, Failure) else None)
