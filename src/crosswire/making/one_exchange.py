"""Making a scenario from one exchange: a JSON file with a request and its response, or a cassette."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crosswire.errors import ExchangeUnreadable
from crosswire.facts import Json, ShapeName
from crosswire.making.calls import interaction
from crosswire.making.conversations import Conversation
from crosswire.making.drafts import Draft, draft, save
from crosswire.making.foreign import foreign, foreign_address, is_answer
from crosswire.making.importing import read_conversations, source_of
from crosswire.making.names import checked_name
from crosswire.quoting import quoted
from crosswire.shapes import SHAPES, opposite
from crosswire.shapes.lenient import mapping, string
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.plain_cassettes import checked_url, headers_of, status_of
from crosswire.wire.reading import Malformed, Unreadable, read_json


def make_scenario(
    name: str, shape: ShapeName, file: Path, into: Path, *, force: bool = False, allowed: Collection[str] = ()
) -> tuple[Path, Draft]:
    """Make and save a scenario of the one exchange, or the one conversation, in a file.

    Raises:
        CrosswireError: there is none in it; see `draft_of`. Or it may not be saved; see `save`.
    """
    made = draft_of(name, shape, file, allowed)
    return save([made], into, force=force, allowed=allowed)[0], made


def draft_of(name: str, shape: ShapeName, file: Path, allowed: Collection[str] = ()) -> Draft:
    """Make a scenario of the one exchange, or the one conversation, in a file; derive the other recordings.

    Raises:
        ExchangeUnreadable: there is none in the file, or several, or one of the other API.
    """
    checked_name(name)
    exchange = _exchange(file)
    given = _one_conversation(file, shape) if exchange is None else _conversation(exchange, file, shape)
    # An exchange without a host may be written by hand: it does not count as recorded.
    is_recorded = exchange is None or bool(exchange.get("host"))
    return draft(given, name, source_of(file, given), "made", is_recorded=is_recorded, allowed=allowed)


def _exchange(file: Path) -> Mapping[str, Json] | None:
    """Return the content of a JSON file; `None` for a file that may be a cassette."""
    try:
        held = read_json(file)
    except Malformed:
        return None
    except (OSError, Unreadable) as error:
        raise ExchangeUnreadable(f"{file} cannot be read: {error}") from None
    return mapping(held) if "interactions" not in mapping(held) else None


def _one_conversation(file: Path, shape: ShapeName) -> Conversation:
    found, _ = read_conversations(file)
    fitting = [conversation for conversation in found if conversation.shape == shape]
    if len(fitting) != 1:
        others = f" and {len(found) - len(fitting)} of the other API" if len(found) > len(fitting) else ""
        raise ExchangeUnreadable(
            f"{file} holds {len(fitting)} conversations over {shape}{others}; one is due here; "
            f"crosswire import {file} makes a scenario of each"
        )
    return fitting[0]


def _conversation(exchange: Mapping[str, Json], file: Path, shape: ShapeName) -> Conversation:
    asked, answered = mapping(exchange.get("request")), mapping(exchange.get("response"))
    if not asked or not answered:
        raise ExchangeUnreadable(
            f'{file} is no exchange: {{"request": …, "response": …}}, each the API\'s JSON or an object with `body`'
        )
    address = string(asked.get("uri")) or string(asked.get("url"))
    if "body" in asked:  # a call as a recorder describes it, and not the API's request alone
        given = address or string(asked.get("path"))
        if why := foreign_address(string(asked.get("method")) or "POST", given):
            raise ExchangeUnreadable(f"{file} holds an exchange of another API: {why}")
    host = string(exchange.get("host")) or "api.openai.com"
    try:
        call = HttpCall(
            method="POST",
            uri=checked_url(address or f"https://{host}/v1{SHAPES[shape].PATH}"),
            request_headers={**headers_of(asked.get("headers")), "content-type": ["application/json"]},
            request_body=sent(asked.get("body", dict(asked))).encode(),
            **_answer(answered, shape),
        )
    except ValueError as error:
        raise ExchangeUnreadable(f"{file} is no exchange: {error}") from None
    turn = interaction(shape, call)
    if not isinstance(turn.asked_body, dict):
        raise ExchangeUnreadable(f"{file} holds no request: its body is {quoted(turn.asked_body)}, not an object")
    _check_shape(call, address or string(asked.get("path")), file, shape)
    if why := foreign(call):
        raise ExchangeUnreadable(f"{file}: {why}; give `response` the API's own JSON, or its event stream as `text`")
    return Conversation(shape, "stream" if turn.asked.stream else "json", (call,))


def _answer(answered: Mapping[str, Json], shape: ShapeName) -> dict[str, Any]:
    """Return the parts of a call that are its answer: the response as a recorder describes it, or the JSON alone.

    Raises ValueError where its status is none.
    """
    stream = answered.get("text")
    body = answered.get("body", stream if isinstance(stream, str) else None)
    if body is None or is_answer(shape, answered):  # a Responses answer has a `text` and a `status` of its own
        return {"status": 200, "reason": "OK", "headers": {}, "body": sent(dict(answered)).encode()}
    status = status_of(answered.get("status", 200))
    return {
        "status": status,
        "reason": _PHRASES.get(status, ""),
        "headers": headers_of(answered.get("headers")),
        # Half of a surrogate pair becomes the escape that JSON has for it.
        "body": (body if isinstance(body, str) else sent(body)).encode(errors="backslashreplace"),
    }


_PHRASES: Mapping[int, str] = {status.value: status.phrase for status in HTTPStatus}


def _check_shape(call: HttpCall, address: str, file: Path, shape: ShapeName) -> None:
    """Refuse a request of the other API.

    Raises:
        ExchangeUnreadable: the request is of the other API.
    """
    path = urlsplit(address).path.rstrip("/")
    of_path = next((name for name, other_shape in SHAPES.items() if path.endswith(other_shape.PATH)), shape)
    asks = interaction(shape, call).asked.history or not interaction(opposite(shape), call).asked.history
    if of_path != shape or not asks:
        raise ExchangeUnreadable(f"{file} holds an exchange over {opposite(shape)}; give it with --{opposite(shape)}")
