"""Clients that ask at the same time: what each says, and what each is to get, has its number in it."""

import re
from dataclasses import replace

from crosswire.exchange import Case
from crosswire.facts import Json, Message
from crosswire.scenarios import Interaction
from crosswire.variations.larger_answers import numbered
from crosswire.wire.json_text import dump

_MARK = re.compile(r"\[client (\d{1,9})\]")


def mark(number: int) -> str:
    """Return what tells a client from the others."""
    return f"[client {number}]"


def number_of(forwarded: Json) -> int | None:
    """Tell which client's call reached the upstream."""
    return next(iter(marks(dump(forwarded))), None)


def marks(text: str) -> list[int]:
    """Return the numbers of the clients whose marks a text has."""
    return [int(number) for number in _MARK.findall(text)]


def asked_by(number: int, case: Case) -> Case:
    """Return a turn with answers of its own for one of the clients."""
    return replace(
        case, upstreams={mode: numbered(said, mark(number), number) for mode, said in case.upstreams.items()}
    )


def asks_as(number: int, client: Interaction) -> Json:
    """Return the request of one of the clients: its mark stands behind the last words of the user."""
    said = [item.text for item in client.asked.history if isinstance(item, Message) and item.role == "user"]
    return _replaced(client.asked_body, said[-1], f"{said[-1]} {mark(number)}")


def _replaced(value: Json, text: str, by: str) -> Json:
    match value:
        case dict():
            return {key: _replaced(entry, text, by) for key, entry in value.items()}
        case list():
            return [_replaced(entry, text, by) for entry in value]
        case _:
            return by if value == text else value
