"""What a client's ask becomes before it is committed: the same fields and items, in our own short words.

Long texts of a vendor are replaced by ours, and what is new in each run (ids, times, folders) by what is the same each
time. Names, types, settings and the order of everything stay.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from crosswire.facts import Json
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.leaves import map_leaves

LONGEST = 120
"""Texts up to this length are kept; those of our own programs are shorter."""
LONGEST_DESCRIPTION = 24
"""Likewise of descriptions of tools and their parameters."""
UNNAMED = ("function", "parameters", "properties", "items", "tools", "anyOf", "schema", "input", "text", "format")
"""Fields that name nothing: what is in them is called after what holds them."""
GRAMMAR = "start: /(.|\\n)+/"
METADATA = '{"turn":"1"}'
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VOLATILE: Mapping[str, str] = {
    r"Chunk ID: \w+": "Chunk ID: 000000",
    r"Wall time:? [\d.]+ seconds": "Wall time: 0.0000 seconds",
    r"/tmp/crosswire-asking-\w+/work": "/work",
}
"""What a client's own tools print that is new each time, and what stands for it."""
_BASE = re.compile(r"http://127\.0\.0\.1:\d+/v1")


class Words:
    """The words of one conversation: the same text becomes the same text in each of its turns."""

    SENTENCES: ClassVar = (
        "You work in a terminal.",
        "Ask before you delete.",
        "You may write in this folder.",
        "The folder is /work.",
        "Keep your answers short.",
        "Other agents may be at work.",
        "Today is a workday.",
        "Plan before you act.",
    )
    """What stands for a client's long texts, in the order in which they first come."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._sentences: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def call(self, call: HttpCall) -> HttpCall:
        """Return a call with a request in our words, as it would have gone to the vendor."""
        return replace(
            call,
            uri=_BASE.sub("https://api.openai.com/v1", call.uri),
            request_headers={"content-type": ["application/json"]},
            request_body=sent(self.request(json.loads(call.request_body))).encode(),
        )

    def request(self, body: Any) -> Any:
        """Return a request in our words."""
        if "client_metadata" in body:
            body = {**body, "client_metadata": dict(sorted(body["client_metadata"].items()))}
        return map_leaves(self._described(body), self._leaf)

    def _described(self, value: Any, name: str = "") -> Any:
        """Replace long descriptions; what they describe is named by a tool's or a property's name."""
        match value:
            case dict():
                own = value["name"] if isinstance(value.get("name"), str) else name
                return {key: self._entry(key, entry, own) for key, entry in value.items()}
            case list():
                return [self._described(entry, name) for entry in value]
            case _:
                return value

    def _entry(self, key: str, entry: Any, own: str) -> Any:
        if key == "description" and isinstance(entry, str) and len(entry) > LONGEST_DESCRIPTION:
            return f"The {own}."
        return self._described(entry, own if key in UNNAMED else key)

    def _leaf(self, key: str, leaf: Json) -> Json:
        if not isinstance(leaf, str):
            return leaf
        if key == "definition" and len(leaf) > LONGEST:
            return GRAMMAR
        if key.endswith("-metadata"):
            return METADATA
        if (len(leaf) > LONGEST or leaf.startswith("<")) and key in ("text", "content", "instructions"):
            return self._sentences.setdefault(leaf, self.SENTENCES[len(self._sentences) % len(self.SENTENCES)])
        for pattern, steady in _VOLATILE.items():
            leaf = re.sub(pattern, steady, leaf)
        return _UUID.sub(lambda found: self._id(found[0]), leaf)

    def _id(self, found: str) -> str:
        """Return the steady id for one that is new each time."""
        digest = hashlib.sha256(f"{self._seed} {len(self._ids)}".encode()).hexdigest()
        parts = (digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])
        return self._ids.setdefault(found, "-".join(parts))
