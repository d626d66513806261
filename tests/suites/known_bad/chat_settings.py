"""Known-bad adapters: each breaks a requirement of `suites/test_chat_settings.py`."""

from crosswire.reference import declares
from tests.suites.breaking import bad
from tests.suites.item_mutations import with_items
from tests.suites.mutations import Body, Change, changed, where, without


def within(field: str, change: Change) -> Change:
    """Change an object in a field of the request; drop the field where the object is then empty."""

    def request(body: Body) -> Body:
        inner = change(body[field])
        return body | {field: inner} if inner else without(field)(body)

    return where(lambda body: isinstance(body.get(field), dict), request)


def without_breakpoints(body: Body) -> Body:
    for item in body["input"]:
        if isinstance(item.get("content"), list):
            item["content"] = [without("prompt_cache_breakpoint")(part) for part in item["content"]]
    return body


def nested_format(text: Body) -> Body:
    form = text.get("format", {})
    inner = {name: value for name, value in form.items() if name != "type"}
    return text | ({"format": {"type": form["type"], form["type"]: inner}} if inner else {})


def format_at_the_top(body: Body) -> Body:
    return without("text")(body) | {"response_format": body["text"]["format"]}


def effort_as_a_word(body: Body) -> Body:
    return body | {"reasoning": body["reasoning"]["effort"]}


def thinking_of_calls(items: list[Body]) -> list[Body]:
    """Say before each call that it was thought of."""
    thought = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "tool call"}]}
    return [one for item in items for one in ([thought, item] if item.get("type") == "function_call" else [item])]


def a_bare_reasoning_id(body: Body) -> Body:
    return body | {"input": [*body["input"], {"type": "item_reference", "id": "rs_0"}]}


with_metadata = changed(metadata={"gateway": "invented"})
formatted = where(lambda body: "format" in body.get("text", {}), format_at_the_top)
besides = where(lambda text: "verbosity" in text, without("format"))
stored_by_default = where(lambda body: body.get("store") is None, changed(store=True))


def looking_less_closely(body: Body) -> Body:
    """Ask for images of high detail where they are to be looked at as they are."""
    items = [
        item | {"content": [_less(part) for part in parts(item)]} if parts(item) else item for item in body["input"]
    ]
    return body | {"input": items}


def parts(item: Body) -> list[Body]:
    """Return the parts of an item; none where its content is a text, or it has none."""
    return item["content"] if isinstance(item.get("content"), list) else []


def _less(part: Body) -> Body:
    return part | {"detail": "high"} if part.get("detail") == "original" else part


KNOWN_BAD = [
    bad("forgets_the_limit", "chat", "CHATREQ-17 CHATREQ-18", forwarded=without("max_output_tokens")),
    bad("overlooks_max_tokens", "chat", "CHATREQ-17", asked=without("max_tokens")),
    bad(
        "forwards_a_limit_below_the_floor",
        "chat",
        "CHATREQ-17 CHATREQ-18",
        forwarded=where(lambda body: body.get("max_output_tokens", 99) < 99, changed(max_output_tokens=8)),
    ),
    bad(
        "forgets_a_temperature_of_zero",
        "chat",
        "CHATREQ-19",
        forwarded=where(lambda body: not body.get("temperature"), without("temperature")),
    ),
    bad("lets_tools_be_called_together", "chat", "CHATREQ-19", forwarded=without("parallel_tool_calls")),
    bad(
        "drops_who_the_user_is",
        "chat",
        "CHATREQ-20",
        bugs="metadata-echo",
        forwarded=without("user", "safety_identifier"),
    ),
    bad(
        "gives_each_request_a_cache_key",
        "chat",
        "CHATREQ-20 CHATREQ-21",
        bugs="prompt-cache-key",
        forwarded=changed(prompt_cache_key="req-0001"),
    ),
    bad(
        "drops_the_cache_settings",
        "chat",
        "CHATREQ-20",
        bugs="prompt-cache-key",
        forwarded=without("prompt_cache_key", "prompt_cache_retention"),
    ),
    bad("forgets_cache_breakpoints", "chat", "CHATREQ-20", forwarded=without_breakpoints),
    bad(
        "asks_for_a_summary",
        "chat",
        "CHATREQ-21",
        bugs="effort-and-verbosity",
        forwarded=within("reasoning", changed(summary="auto")),
    ),
    bad(
        "makes_a_temperature_up",
        "chat",
        "CHATREQ-21",
        forwarded=where(lambda body: "temperature" not in body, changed(temperature=1)),
    ),
    bad(
        "sends_ids_of_what_was_not_stored",
        "chat",
        "CHATREQ-21",
        bugs="encrypted-reasoning",
        forwarded=a_bare_reasoning_id,
    ),
    bad(
        "loses_the_format_for_the_verbosity",
        "chat",
        "CHATREQ-22",
        bugs="response-format-to-text-format",
        forwarded=within("text", besides),
    ),
    bad(
        "sends_the_format_nested",
        "chat",
        "CHATREQ-22 CHATREQ-36",
        bugs="response-format-to-text-format",
        forwarded=within("text", nested_format),
    ),
    bad(
        "sends_the_format_at_the_top",
        "chat",
        "CHATREQ-22 CHATREQ-24 CHATREQ-34",
        bugs="response-format-to-text-format",
        forwarded=formatted,
    ),
    bad("forgets_the_effort", "chat", "CHATREQ-23", bugs="effort-and-verbosity", forwarded=without("reasoning")),
    bad(
        "sends_the_effort_as_a_word",
        "chat",
        "CHATREQ-23 CHATREQ-36",
        bugs="effort-and-verbosity",
        forwarded=where(lambda body: "reasoning" in body, effort_as_a_word),
    ),
    bad(
        "drops_the_verbosity",
        "chat",
        "CHATREQ-24",
        bugs="effort-and-verbosity",
        forwarded=within("text", without("verbosity")),
    ),
    bad("includes_no_logprobs", "chat", "CHATREQ-25", bugs="logprobs", forwarded=without("include")),
    bad("asks_for_no_alternatives", "chat", "CHATREQ-25", forwarded=without("top_logprobs")),
    bad("stores_unless_told", "chat", "CHATREQ-26", bugs="store-flag", asked=stored_by_default),
    bad("says_nothing_of_storing", "chat", "CHATREQ-26 CHATREQ-27", bugs="store-flag", forwarded=without("store")),
    bad("stores_nothing", "chat", "CHATREQ-27", bugs="store-flag", forwarded=changed(store=False)),
    bad("gives_one_choice_of_several", "chat", "CHATREQ-28", bugs="n-choices", asked=without("n")),
    bad("does_not_stop", "chat", "CHATREQ-29", asked=without("stop")),
    bad("stays_silent", "chat", "CHATREQ-30", asked=without("modalities", "audio")),
    bad("does_not_search", "chat", "CHATREQ-31", asked=without("web_search_options")),
    bad("drops_the_bias", "chat", "CHATREQ-32", asked=without("logit_bias")),
    bad(
        "drops_hints_undeclared",
        "chat",
        "CHATREQ-33",
        # The reference adapter drops the hints, too; a harmless setting makes the two requests differ.
        forwarded=changed(truncation="disabled"),
        declares={name: reason for name, reason in declares.items() if name != "CHATREQ-33"},
    ),
    bad(
        "drops_what_nobody_knows_undeclared",
        "chat",
        "CHATREQ-43",
        forwarded=changed(truncation="disabled"),
        declares={name: reason for name, reason in declares.items() if name != "CHATREQ-43"},
    ),
    bad("looks_at_images_less_closely", "chat", "CHATREQ-44", forwarded=looking_less_closely),
    bad("asks_another_model", "chat", "CHATREQ-39", forwarded=changed(model=lambda name: f"{name}-mini")),
    bad("thinks_of_each_call_for_responses", "chat", "CHATREQ-21 CHATREQ-42", forwarded=with_items(thinking_of_calls)),
    bad("invents_metadata", "chat", "CHATREQ-21", forwarded=where(lambda body: "metadata" not in body, with_metadata)),
    bad("asks_for_whole_answers_only", "chat", "CHATREQ-38", forwarded=changed(stream=None)),
]
