"""Clients that ask at the same time: their requests, and the answers to them, have the client's number in them."""

import re
from dataclasses import replace

from crosswire.exchange import Answers, Case
from crosswire.facts import Json, Message
from crosswire.interactions import Interaction
from crosswire.variations.larger_answers import numbered
from crosswire.wire.json_text import dump

_MARK = re.compile(r"\[client (\d{1,9})\]")


def mark(number: int) -> str:
    """Return the mark of a client."""
    return f"[client {number}]"


def number_of(forwarded: Json) -> int | None:
    """Return the number of the client whose call reached the upstream."""
    return next(iter(marks(dump(forwarded))), None)


def marks(text: str) -> list[int]:
    """Return the numbers of the clients whose marks are in a text."""
    return [int(number) for number in _MARK.findall(text)]


def asked_by(number: int, case: Case) -> Case:
    """Return a turn with the answers for one of the clients."""
    return replace(case, upstreams=Answers(lambda mode: numbered(case.upstreams[mode], mark(number), number)))


def asks_as(number: int, client: Interaction) -> Json:
    """Return the request of one of the clients: its mark follows the user's last text."""
    texts = [item.text for item in client.asked.history if isinstance(item, Message) and item.role == "user"]
    return _replaced(client.asked_body, texts[-1], f"{texts[-1]} {mark(number)}")


def _replaced(value: Json, text: str, by: str) -> Json:
    match value:
        case dict():
            return {key: _replaced(entry, text, by) for key, entry in value.items()}
        case list():
            return [_replaced(entry, text, by) for entry in value]
        case _:
            return by if value == text else value
