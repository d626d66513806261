"""Reading a Responses request."""

from collections.abc import Iterator, Mapping

from crosswire.facts import Ask, Item, Json, Message, Text
from crosswire.shapes.lenient import mapping, objects, string, word
from crosswire.shapes.responses.items import read_item
from crosswire.shapes.responses.settings import UPDATE, read_responses_settings, read_tools, read_updates
from crosswire.wire.unknown_fields import unknown_entries


def read_request(body: Json) -> Ask:
    """Read a request."""
    request = mapping(body)
    instructions = tuple(read_instructions(request))
    updates = read_updates(objects(request.get("input")))
    return Ask(
        model=word(request.get("model")),
        history=(*instructions, *_input(request.get("input"))),
        tools=read_tools(request),
        settings=read_responses_settings(request) | updates,
        unknown_settings=unknown_entries("responses/request", request),
        metadata=mapping(request.get("metadata")),
        stream=request.get("stream") is True,
        updated=frozenset(updates),
        instructions="".join(item.text for item in instructions if isinstance(item, Message)),
    )


def read_instructions(body: Mapping[str, Json]) -> Iterator[Item]:
    """Yield the instructions of a request, or those that an answer repeats: a string, or items in the long form."""
    if text := string(body.get("instructions")):
        yield Message("instructions", (Text(text),))
    for item in objects(body.get("instructions")):
        yield read_item(item)


def _input(asked: Json) -> Iterator[Item]:
    if asked and isinstance(asked, str):
        yield Message("user", (Text(asked),))
    for item in objects(asked):
        if item.get("type") != UPDATE:
            yield read_item(item)
