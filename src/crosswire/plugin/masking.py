"""The text of a snapshot: ids, times and the like are masked, so that only real changes show."""

import json
import os
from collections.abc import Collection, Mapping, Sequence

from crosswire.exchange import Exchange
from crosswire.facts import Json
from crosswire.recording.volatile import ID_KEYS, PADDING
from crosswire.secrets.environment import secrets_of_environment
from crosswire.secrets.patterns import Clearing
from crosswire.wire.exact_json import in_one_line, parse_exactly
from crosswire.wire.leaves import leaves, map_leaves

ID = "id"
WORDS: Mapping[str, str] = {
    **dict.fromkeys(ID_KEYS, ID),
    **dict.fromkeys(("created", "created_at", "completed_at", "expires_at"), "time"),
    "system_fingerprint": "fingerprint",
    PADDING: "padding",
}
"""The fields that may differ from run to run, and the words of their masks."""


def snapshot_text(exchange: Exchange, losses: Mapping[str, Sequence[str]], secrets: Collection[str] = ()) -> str:
    """Return what was served in every turn, and what was lost, as JSON for a person to read in a diff.

    `losses` has the facts that were not kept, by requirement; `secrets` are those of the adapter. A stream is the list
    of its frames.

    Ids, times and the like are masked, unless the recording has them: an id that an adapter passes on stays, so that
    its loss would show. The same id has the same mask everywhere.
    """
    content: dict[str, Json] = {
        "losses": {requirement: [*facts] for requirement, facts in losses.items()},
        "served": [turn.payloads["served"] for turn in exchange.turns],
    }
    if exchange.trouble:
        content["trouble"] = exchange.trouble
    recordings = [[turn.case.client.asked_body, turn.payloads["upstream"]] for turn in exchange.turns]
    recorded = {leaf for _, leaf in leaves(recordings)}
    shown = masked(_without_secrets(content, secrets), recorded)
    text = json.dumps(shown, ensure_ascii=False, indent=1, sort_keys=True)
    # Half of a surrogate pair, which an adapter may serve, is written as JSON writes it.
    return text.encode(errors="backslashreplace").decode() + "\n"


def _without_secrets(content: Json, secrets: Collection[str]) -> Json:
    """Return what an adapter served without secrets, also those of this process."""
    clearing = Clearing(secrets=secrets_of_environment(os.environ).union(secrets))
    text = json.dumps(content)
    cleared = clearing.clear_json(parse_exactly(text))
    return json.loads(in_one_line(cleared))


def masked(served: Json, recorded: set[Json]) -> Json:
    """Return a payload with masks for what may differ from run to run and is not in the recording."""
    masks: dict[Json, str] = {}
    for key, leaf in leaves(served):
        if WORDS.get(key) == ID and leaf and isinstance(leaf, str) and leaf not in recorded:
            masks.setdefault(leaf, f"<id {len(masks) + 1}>")

    def mask(key: str, leaf: Json) -> Json:
        if isinstance(leaf, str) and leaf in masks:
            return masks[leaf]
        if key not in WORDS or WORDS[key] == ID or not leaf or leaf in recorded:
            return leaf
        return f"<{type(leaf).__name__}: {WORDS[key]}>"

    return map_leaves(served, mask)
