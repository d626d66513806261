"""What a requirement can compare, as the annotations of its function say: `served: Answer`, `upstream: Failure`."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_args

from crosswire.facts import Answer, Ask, Failure

NAMES: Mapping[type, str] = {Answer: "an answer", Failure: "an error", Ask: "a request", type(None): "nothing"}


def misfit(check: Callable[..., None], point: str, value: object) -> str | None:
    """Return what came by at a point, where the function of a requirement cannot compare it.

    Its annotation names facts of another kind, such as an answer where an error was served.
    """
    kinds = _kinds(check, point)
    return None if kinds is None or isinstance(value, kinds) else NAMES.get(type(value), "something else")


@cache
def _kinds(check: Callable[..., None], point: str) -> tuple[type, ...] | None:
    """Return the facts that a function can compare at a point; nothing where it can compare anything."""
    annotation: Any = inspect.get_annotations(check).get(point)
    kinds = get_args(annotation) or (annotation,)
    return None if annotation is None or not all(kind in NAMES for kind in kinds) else kinds
