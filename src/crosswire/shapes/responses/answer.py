"""Reading a response."""

from collections.abc import Mapping

from crosswire.facts import Answer, Failure, Finish, Item, Json, Message, OutputItem, ToolCall
from crosswire.shapes.failure import error_object
from crosswire.shapes.lenient import at, has_value, mapping, objects, string, word
from crosswire.shapes.responses.items import read_item
from crosswire.shapes.responses.request import read_instructions
from crosswire.shapes.responses.settings import read_responses_settings, read_tools
from crosswire.shapes.usage import Names, read_usage
from crosswire.wire.unknown_fields import unknown_entries

CUT_REASONS: Mapping[str, Finish] = {"max_output_tokens": "length", "content_filter": "content_filter"}

USAGE = Names("input_tokens", "output_tokens", "input_tokens_details", "output_tokens_details", details_required=True)


def read_answer(body: Json) -> Answer | Failure:
    """Read a whole answer. One with the status `failed`, or with an error and no output, is a failure."""
    response = mapping(body)
    status = word(response.get("status"))
    if status == "failed" or (has_value(response.get("error")) and "output" not in response):
        return error_object(200, response.get("error"))
    items = tuple(read_item(item) for item in objects(response.get("output")))
    finish = _finish(response, items)
    return Answer(
        id=word(response.get("id")),
        created=response.get("created_at"),
        model=word(response.get("model")),
        items=items,
        finish=finish,
        stated_finish=finish,
        usage=read_usage(USAGE, response.get("usage")),
        metadata=mapping(response.get("metadata")),
        service_tier=word(response.get("service_tier")),
        unknown_fields=unknown_entries("responses/response", response),
        moderation={
            side: [results] for side, results in mapping(response.get("moderation")).items() if mapping(results)
        },
        status=status,
        incomplete_reason=word(at(response, "incomplete_details", "reason")),
        has_error=has_value(response.get("error")),
        output=tuple(_label(item) for item in objects(response.get("output"))),
        echoed=_echoed(response),
    )


def _finish(response: Mapping[str, Json], items: tuple[Item, ...]) -> Finish:
    match response.get("status"):
        case "completed":
            return "tool_calls" if any(isinstance(item, ToolCall) for item in items) else "stop"
        case "incomplete":
            return CUT_REASONS.get(string(at(response, "incomplete_details", "reason")), "other")
        case _:
            return "unfinished"


def _label(item: Mapping[str, Json]) -> OutputItem:
    return OutputItem(string(item.get("type")), word(item.get("id")), word(item.get("status")))


# Settings under whose name an answer says something of its own: what came of the moderation, the tier that served.
NO_ECHO = ("moderation", "service_tier")
# Settings that an answer has, and a request cannot.
ONLY_ECHOED = ("frequency_penalty", "presence_penalty")


def _echoed(response: Mapping[str, Json]) -> dict[str, Json]:
    echoed = {name: value for name, value in read_responses_settings(response).items() if name not in NO_ECHO}
    echoed |= {name: response[name] for name in ONLY_ECHOED if response.get(name) is not None}
    if instructions := "".join(item.text for item in read_instructions(response) if isinstance(item, Message)):
        echoed["instructions"] = instructions
    if tools := read_tools(response):
        echoed["tools"] = tools
    return echoed
