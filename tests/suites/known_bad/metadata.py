"""Known-bad adapters: each breaks a requirement of `suites/test_metadata.py`."""

from typing import Any

from crosswire.reference import declares
from tests.suites.breaking import bad
from tests.suites.mutations import Body, Change, ListChange, changed, every, in_snapshots, with_output, without


def another_prefix(item: Body) -> Body:
    return item | {"id": "item_" + item["id"].partition("_")[2]}


def echoing_the_asked_tier(request: Body, answer: Any) -> Any:
    return answer | {"service_tier": request.get("service_tier", "auto")} if isinstance(answer, dict) else answer


def putting_the_asked_metadata_on(request: Body, answer: Any) -> Any:
    echo = {"metadata": request.get("metadata", {})}
    if isinstance(answer, dict):
        return answer | echo
    return [event | {"response": event["response"] | echo} if "response" in event else event for event in answer]


def repeating_store_as_false(request: Body, answer: Any) -> Any:
    return answer | {"store": False} if isinstance(answer, dict) and request.get("store") else answer


def repeating_a_temperature(request: Body, answer: Any) -> Any:
    is_unset = isinstance(answer, dict) and request.get("temperature") is None
    return answer | {"temperature": 0.3} if is_unset else answer


NOT_MODERATED = {"type": "error", "code": "server_error", "message": "The moderation failed."}


def repeating_tools(change: ListChange) -> Change:
    """Change the tools that a response repeats."""
    return lambda body: body | {"tools": change(body.get("tools") or [])}


def in_namespaces(tools: list[Body]) -> list[Body]:
    """Give every tool within a namespace another description."""
    return [
        tool | {"tools": [inner | {"description": "Another."} for inner in tool["tools"]]} if "tools" in tool else tool
        for tool in tools
    ]


def elsewhere(tools: list[Body]) -> list[Body]:
    """Search from another location than the client's."""
    return [
        tool | {"user_location": {"type": "approximate", "city": "Oslo"}} if tool.get("user_location") else tool
        for tool in tools
    ]


def wordless_searches(tools: list[Body]) -> list[Body]:
    """Repeat the client's search for tools without its description and its parameters."""
    return [{"type": "tool_search"} if tool["type"] == "tool_search" else tool for tool in tools]


def searching_widely(tools: list[Body]) -> list[Body]:
    """Search with more context than the client asked for."""
    return [
        tool | {"search_context_size": "high"}
        if tool["type"] == "web_search" and not tool.get("search_context_size")
        else tool
        for tool in tools
    ]


def searching_unasked(tools: list[Body]) -> list[Body]:
    """Offer the model a web search."""
    return tools if any(tool["type"] == "web_search" for tool in tools) else [*tools, {"type": "web_search"}]


def another_clients(metadata: Body | None) -> Body:
    """Add metadata of another client."""
    return {**(metadata or {}), "customer": "of the exchange before"}


KNOWN_BAD = [
    bad("repeats_store_as_false", "responses", "METADATA-7", with_request=repeating_store_as_false),
    bad("repeats_a_temperature_of_its_own", "responses", "METADATA-17", with_request=repeating_a_temperature),
    bad(
        "serves_another_clients_metadata",
        "chat",
        "METADATA-15",
        whole=changed(metadata=another_clients),
    ),
    bad(
        "moderates_of_its_own",
        "chat",
        "METADATA-15",
        whole=lambda body: {"moderation": {"input": NOT_MODERATED, "output": NOT_MODERATED}} | body,
    ),
    bad(
        "serves_a_tier_of_its_own",
        "responses",
        "METADATA-15",
        whole=changed(service_tier=lambda tier: tier or "flex"),
    ),
    bad(
        "streams_other_metadata",
        "chat",
        "METADATA-9 METADATA-16",
        frames=every(lambda chunk: chunk | {"metadata": dict.fromkeys(chunk.get("metadata") or {}, "another")}),
    ),
    bad("drops_metadata", "chat", "METADATA-1", bugs="metadata-echo", whole=changed(metadata=None)),
    bad(
        "drops_asked_metadata",
        "responses",
        "METADATA-1",
        bugs="metadata-echo",
        whole=changed(metadata={}),
        frames=in_snapshots(changed(metadata={})),
    ),
    bad("does_not_forward_metadata", "chat", "METADATA-2", bugs="metadata-echo", forwarded=without("metadata")),
    bad("names_another_model", "chat", "METADATA-3", whole=changed(model="gpt-3.5-turbo")),
    bad("names_no_model", "responses", "METADATA-3", whole=changed(model="")),
    bad("serves_an_empty_id", "chat", "METADATA-4", whole=changed(id="")),
    bad("serves_every_answer_under_one_id", "responses", "METADATA-4", whole=changed(id="resp_1")),
    bad(
        "counts_time_in_milliseconds",
        "chat",
        "METADATA-5",
        bugs="id-and-created",
        whole=changed(created=lambda seconds: seconds * 1000),
    ),
    bad("serves_created_as_a_float", "chat", "METADATA-5", bugs="id-and-created", whole=changed(created=float)),
    bad("serves_the_asked_tier", "chat", "METADATA-6", with_request=echoing_the_asked_tier),
    bad("echoes_no_instructions", "responses", "METADATA-7", whole=changed(instructions=None)),
    bad("repeats_namespaces_otherwise", "responses", "METADATA-7", whole=repeating_tools(in_namespaces)),
    bad("repeats_tools_twice", "responses", "METADATA-17", whole=repeating_tools(lambda tools: [*tools, *tools])),
    bad("repeats_searches_without_words", "responses", "METADATA-7", whole=repeating_tools(wordless_searches)),
    bad("repeats_a_penalty_of_its_own", "responses", "METADATA-17", whole=changed(presence_penalty=0.5)),
    bad("repeats_a_wider_search", "responses", "METADATA-7", whole=repeating_tools(searching_widely)),
    bad("repeats_another_place_to_search_from", "responses", "METADATA-7", whole=repeating_tools(elsewhere)),
    bad("repeats_a_search_that_nobody_asked_for", "responses", "METADATA-17", whole=repeating_tools(searching_unasked)),
    bad("streams_no_metadata", "chat", "METADATA-9", frames=every(without("metadata"))),
    bad(
        "forwards_no_metadata",
        "responses",
        "METADATA-10",
        forwarded=without("metadata"),
        with_request=putting_the_asked_metadata_on,
    ),
    bad(
        "drops_what_nobody_knows_from_answers",
        "chat",
        "METADATA-18",
        # The reference adapter drops it, too; a harmless field makes the two answers differ.
        whole=changed(x_served_by="an adapter"),
        declares={name: reason for name, reason in declares.items() if name != "METADATA-18"},
    ),
    bad("makes_its_answers_now", "responses", "METADATA-12", whole=changed(created_at=lambda seconds: seconds + 1)),
    bad(
        "gives_items_another_prefix",
        "responses",
        "METADATA-13",
        bugs="item-id-prefix",
        whole=with_output(another_prefix),
    ),
]
