"""Reading a Chat request."""

from itertools import chain

from crosswire.facts import Ask, Json
from crosswire.shapes.chat.items import asked_items
from crosswire.shapes.chat.settings import read_chat_settings, read_tools
from crosswire.shapes.lenient import at, mapping, objects, word
from crosswire.wire.unknown_fields import unknown_entries


def read_request(body: Json) -> Ask:
    """Read a request."""
    request = mapping(body)
    messages = [tuple(asked_items(message)) for message in objects(request.get("messages"))]
    return Ask(
        model=word(request.get("model")),
        history=tuple(chain.from_iterable(messages)),
        tools=read_tools(request),
        settings=read_chat_settings(request),
        unknown_settings=unknown_entries("chat/request", request),
        metadata=mapping(request.get("metadata")),
        stream=request.get("stream") is True,
        include_usage=at(request, "stream_options", "include_usage") is True,
        messages=tuple(map(len, messages)),
    )
