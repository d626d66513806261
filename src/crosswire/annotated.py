"""What a requirement can compare, as the annotations of its function say: `served: Answer`, `upstream: Failure`."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_args

from crosswire.facts import Answer, Ask, Failure

NAMES: Mapping[type, str] = {Answer: "an answer", Failure: "an error", Ask: "a request", type(None): "nothing"}


def misfit(check: Callable[..., None], point: str, value: object) -> str | None:
    """Return what came by at a point, where the function of a requirement cannot compare it.

    Its annotation names facts of another kind, such as an answer where an error was served.
    """
    annotation: Any = inspect.get_annotations(check).get(point)
    kinds = get_args(annotation) or (annotation,)
    if annotation is None or not all(kind in NAMES for kind in kinds) or isinstance(value, kinds):
        return None
    return NAMES.get(type(value), "something else")
