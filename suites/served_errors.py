"""The error that an adapter served: its status and its message."""

from crosswire.comparing.failures import has_the_message
from crosswire.facts import Answer, Failure
from crosswire.requirements import held


def status_of(served: Answer | Failure) -> int | None:
    """Return the HTTP status of an error; of an answer none."""
    return served.status if isinstance(served, Failure) else None


def class_of(served: Answer | Failure) -> str | None:
    """Return the class of an error's status, as `5xx`; of an answer none."""
    return f"{served.status // 100}xx" if isinstance(served, Failure) else None


def check_message(served: Failure, upstream: Failure) -> None:
    """Note the upstream's message as lost where the served one does not contain it."""
    has_it = has_the_message(served.message, upstream.message)
    held(has_it, "error.message", upstream.message, served.message, "lost")
