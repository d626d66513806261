"""The items that this adapter served, so that a client's references to them can be resolved.

Clients that leave `store` out, as the AI SDK does, send an `item_reference` in place of an item that they were served.
"""

import copy
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from crosswire.reference.http import Upstream
from crosswire.reference.lenient import Json, mapping, objects, text

MOST, LONGEST = 1_000, 1_000_000
"""How many items are remembered, and how many characters of JSON all of them have; the oldest are forgotten first."""

Key = tuple[str, str, str]
"""The upstream's address and key, and the id of an item: nobody is given what another upstream's client was served."""


class Remembered:
    """The served items of clients that did not ask for `store: false`."""

    def __init__(self) -> None:
        self._items: OrderedDict[Key, Json] = OrderedDict()
        self._lengths: dict[Key, int] = {}
        self._lock = threading.Lock()

    def resolved(self, request: Any, upstream: Upstream) -> Any:
        """Return a request with the items that its references name; unknown references stay."""
        items = mapping(request).get("input")
        if not isinstance(items, list):
            return request
        return {**request, "input": [self._item(item, upstream) for item in items]}

    def whole(self, response: Json, request: Json, upstream: Upstream) -> Json:
        """Remember the items of a whole answer, and return the answer."""
        for item in objects(response.get("output")):
            self._remember(item, request, upstream)
        return response

    def events(self, events: Iterator[Json], request: Json, upstream: Upstream) -> Iterator[Json]:
        """Pass a stream on, and remember its items as they are done."""
        for event in events:
            if event["type"] == "response.output_item.done":
                self._remember(event["item"], request, upstream)
            yield event

    def _item(self, item: Any, upstream: Upstream) -> Any:
        fields = mapping(item)
        # A reference may have no type: an id alone is one, by the description.
        if fields.get("type", "item_reference") != "item_reference" or "role" in fields:
            return item
        with self._lock:
            return copy.deepcopy(self._items.get(_key(upstream, text(fields.get("id"))), item))

    def _remember(self, item: Json, request: Json, upstream: Upstream) -> None:
        if request.get("store") is False:
            return
        key, length = _key(upstream, item["id"]), len(json.dumps(item))
        with self._lock:
            self._items[key], self._lengths[key] = item, length
            while len(self._items) > MOST or sum(self._lengths.values()) > LONGEST:
                forgotten, _ = self._items.popitem(last=False)
                del self._lengths[forgotten]


def _key(upstream: Upstream, item_id: str) -> Key:
    return upstream.base_url, upstream.api_key, item_id
