"""What an exception means that an adapter raised: an error answer, a crash, or that something is not installed."""

import sys

from crosswire.adapters.error_answers import ErrorAnswer, message, read_exception
from crosswire.adapters.origin import origin
from crosswire.errors import AdapterUnusable, Crashed


def error_answer(error: BaseException, harness: str) -> ErrorAnswer:
    """Return the error answer that an exception is; `harness` is the file that called the adapter.

    Raises:
        AdapterUnusable: an import failed inside the adapter.
        Crashed: it is no error answer.
    """
    if missing := import_error(error):
        raise AdapterUnusable(
            f"an import failed inside the adapter: {missing}{origin(missing, harness)}; "
            f"install what it needs for {sys.executable}"
        ) from error
    answer = read_exception(error)
    if answer is None:
        raise crash(error, harness) from error
    return answer


def crash(error: BaseException, harness: str) -> Crashed:
    """Return the crash that an exception is, with where it was raised."""
    raised = f"{type(error).__name__}: {message(error)}".removesuffix(": ")
    return Crashed(f"the adapter raised {raised}{origin(error, harness)}")


def import_error(error: BaseException | None) -> ImportError | None:
    """Find an ImportError among all that a traceback would show."""
    shown: list[BaseException] = []
    while error is not None and error not in shown:  # `raise error from error` is a circle
        if isinstance(error, ImportError):
            return error
        shown.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None
