"""The official SDK as a witness: whether its users read the same in two streams.

It reads text, refusal, calls and how the answer ended, event by event: `suites/official_sdk.py`.
"""

import importlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from crosswire.facts import Json, ShapeName
from crosswire.requirements import Loss, Wire
from crosswire.wire.json_text import dump


def reads_alike(serves: ShapeName, right: Sequence[Json], other: Sequence[Json]) -> bool | None:
    """Tell whether the SDK finds the same in both; nothing where it is not installed, or cannot read the right one."""
    if find_spec("openai") is None:
        return None
    found = _read(serves, dump(right))
    return None if isinstance(found, Loss) else found == _found(serves, other)


@cache
def _read(serves: ShapeName, frames: str) -> Any:
    """Read a right stream, once."""
    return _found(serves, json.loads(frames))


def _found(serves: ShapeName, frames: Sequence[Json]) -> Any:
    sdk = importlib.import_module("crosswire.suites.official_sdk")
    try:
        return sdk.read(Wire(serves, "stream", None, frames, None, False), how="events")
    except Loss as loss:
        return loss
