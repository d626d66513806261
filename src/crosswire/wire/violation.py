"""One way in which a payload breaks its schema."""

import re
from dataclasses import dataclass, field

from crosswire.quoting import quoted


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a payload breaks its schema."""

    pointer: str
    """The JSON pointer of the value at fault; of a missing field, that of the object that lacks it."""
    message: str
    branch: str | None = None
    """The type of the object at fault (`function_call`), where its schema is one of several."""
    is_null: bool = field(default=False, compare=False)
    """Whether it is no violation where null and absent are the same."""

    def __str__(self) -> str:
        where = _dotted(self.pointer) + (f" ({self.branch})" if self.branch else "")
        return f"{where.lstrip()}: {self.message}" if where else self.message


def _dotted(pointer: str) -> str:
    """Return `/output/3/arguments` as a person writes it: `output[3].arguments`."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return "".join(_step(part) for part in parts).removeprefix(".")


def _step(part: str) -> str:
    if part.isdecimal():
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"[\w-]{1,60}", part) else f"[{quoted(part)}]"
