"""Finding secrets in what is about to be saved, and refusing to save it.

Redaction replaces what it finds; this looks again, in what would be written. What is left is what can't be replaced,
such as a secret in compressed base64.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosswire.errors import SecretsFound
from crosswire.facts import Json
from crosswire.secrets.deltas import events_without_pieces, joined, without_json
from crosswire.secrets.entries import json_within, name_of_object, named_entries, named_items, options_in
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.quick import is_surely_plain
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import Number, Object, parse_exactly
from crosswire.wire.pointers import escape


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret that would be published."""

    where: str
    kind: str
    length: int

    def __str__(self) -> str:
        return f"{self.where}: {self.kind} ({self.length} characters)"


def refuse_secrets(
    calls: Mapping[str, Sequence[HttpCall]], allowed: Collection[str] = (), secrets: Collection[str] = ()
) -> None:
    """Check the calls of recordings, by the names of these.

    Raises:
        SecretsFound: there is a secret in one.
    """
    clearing = Clearing(allowed, secrets)
    leaks = {
        leak: None
        for recording, recorded in calls.items()
        for number, call in enumerate(recorded, start=1)
        for leak in leaks_in(call, f"{recording}, interaction {number}", clearing)
    }
    if leaks:
        raise SecretsFound([str(leak) for leak in leaks])


def leaks_in(call: HttpCall, where: str, clearing: Clearing) -> Iterator[Leak]:
    """Yield every secret in a call."""
    for part, text in (("URL", call.uri), ("reason", call.reason)):
        yield from leaks_in_text(text, f"{where}: {part}", clearing)
    for part, headers in (("request header", call.request_headers), ("answer header", call.headers)):
        for name, values in headers.items():
            for value in values:
                for kind, secret in clearing.left_at(value, name, ""):
                    yield Leak(f"{where}: {part} {name}", kind, len(secret))
    for part, body in (("request", call.request_body), ("answer", call.body)):
        text = body.decode(json.detect_encoding(body), errors="replace")
        yield from leaks_in_body(text, f"{where}: {part}", clearing)


def leaks_in_text(text: str, where: str, clearing: Clearing, name: str = "") -> Iterator[Leak]:
    """Yield every secret in a text that is not JSON."""
    for kind, secret in clearing.left(name, text):
        yield Leak(where, kind, len(secret))
    if (value := json_within(text)) is not None:
        yield from _leaks(value, f"{where}, JSON in it,", clearing, name=name)


def leaks_in_body(text: str, where: str, clearing: Clearing) -> Iterator[Leak]:
    """Yield every secret in JSON, in an event stream and the texts that its deltas add up to, or in other text."""
    if is_surely_plain(text, clearing):
        return
    try:
        yield from _leaks(parse_exactly(text), where, clearing)
    except ValueError:
        pass
    else:
        return
    yield from leaks_in_text(without_json(text), where, clearing)
    for number, value in events_without_pieces(text):
        yield from _leaks(value, f"{where}, event {number}", clearing)
    for pieces in joined(text).values():
        first = pieces[0]
        whole = "".join(piece.text for piece in pieces)
        yield from leaks_in_text(whole, f"{where}, its deltas joined from event {first.event}", clearing)


def _leaks(
    value: Json, where: str, clearing: Clearing, pointer: str = "", name: str = "", within: str = ""
) -> Iterator[Leak]:
    """Yield the secrets in exactly parsed JSON. `within` is the name of the object in which it stands."""
    match value:
        case Object():
            yield from _leaks_in_object(value, where, clearing, pointer, name)
        case list():
            for kind, secret in clearing.left("", options_in(value) or ""):
                yield Leak(f"{where} {pointer}, its entries together", kind, len(secret))
            for index, (entry, own, around) in enumerate(named_items(value, name, within)):
                yield from _leaks(entry, where, clearing, f"{pointer}/{index}", own, around)
        case Number():
            for kind, secret in clearing.left_number(value, name):
                yield Leak(f"{where} {pointer}".rstrip(), kind, len(secret))
        case str():
            if (inner := json_within(value)) is not None:
                yield from _leaks(inner, f"{where} {pointer}, JSON in it,", clearing, name=name)
            for kind, secret in clearing.left_at(value, name, within):
                yield Leak(f"{where} {pointer}".rstrip(), kind, len(secret))


def _leaks_in_object(value: Object, where: str, clearing: Clearing, pointer: str, name: str) -> Iterator[Leak]:
    around = name_of_object(value, name)
    for key, entry, own in named_entries(value, name):
        for kind, secret in clearing.left("", key):
            yield Leak(f"{where} {pointer or '/'}, a key", kind, len(secret))
        yield from _leaks(entry, where, clearing, f"{pointer}/{escape(key)}", own, around)
