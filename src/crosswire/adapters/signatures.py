"""Which arguments a function of an adapter takes, and what that says of it."""

import inspect
from typing import Any


def unfit_signature(function: Any, arguments: tuple[str, ...]) -> inspect.Signature | None:
    """Return the parameters of a function that cannot be called with these arguments; None when it can."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some callables have no signature
        return None
    try:
        signature.bind(*arguments)
    except TypeError:
        return signature
    return None


def is_asgi(found: Any) -> bool:
    """Return whether an object is an ASGI 3 application: a callable of `scope`, `receive` and `send`."""
    if not callable(found) or inspect.isclass(found):
        return False
    try:
        return [*inspect.signature(found).parameters] == ["scope", "receive", "send"]
    except (TypeError, ValueError):  # some callables have no signature
        return False
