"""Failures of litellm that were put under a cause by hand, and the causes that the program finds for them.

- `by_hand.toml`: the failures of two draws, the cause of each, and what its payloads show.
- `verdicts.json`: what was not kept in the exchanges of these failures, without the payloads. A difference is its fact,
  its kind, and the side on which it is.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crosswire.losses import Difference
from crosswire.reporting.causes import causes
from crosswire.reporting.model import Verdict

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """A failure that was drawn."""

    draw: str
    """`all`, or `others`: the draw without the largest cause."""
    verdict: Verdict
    by_hand: str
    """The key of the cause; of a missing answer its beginning."""
    shows: str
    """What the payloads show."""
    found: Sequence[str]
    """The keys of the causes that the program has for it."""

    @property
    def agrees(self) -> bool:
        """Whether the program has the cause."""
        is_beginning = self.by_hand.endswith("/")
        return any(key.startswith(self.by_hand) if is_beginning else key == self.by_hand for key in self.found)


@cache
def checked() -> Sequence[Row]:
    """Return the failures in the order of their draws."""
    verdicts = [_verdict(body) for body in json.loads((FOLDER / "verdicts.json").read_text(encoding="utf-8"))]
    found = causes(verdicts)
    by_key = {verdict.key: verdict for verdict in verdicts}
    entries: list[Mapping[str, Any]] = tomllib.loads((FOLDER / "by_hand.toml").read_text(encoding="utf-8"))["row"]
    rows = []
    for entry in entries:
        route = (entry["serves"], entry["mode"], entry["scenario"], entry.get("variation", ""))
        verdict = by_key[entry["requirement"], *route]
        keys = [cause.key for cause in found if verdict in cause.verdicts]
        rows.append(Row(entry["draw"], verdict, entry["cause"], entry["shows"], keys))
    return rows


def _verdict(body: Mapping[str, Any]) -> Verdict:
    differences = [Difference(fact, kind, None, None, {side: []}) for fact, kind, side in body["differences"]]
    return Verdict(**{**body, "differences": differences})
