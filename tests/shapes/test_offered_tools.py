"""Every tool of a request is found, and a call is matched to its tool by name."""

from collections.abc import Sequence
from typing import Literal

import pytest

from crosswire.facts import Ask, Json, ToolCall
from crosswire.shapes import chat, responses
from crosswire.shapes.offered_tools import OfferedTool, called_tool, offered_tools, was_offered
from tests.typed import as_type

ToolKind = Literal["function", "custom"]
FullName = tuple[str | None, str | None]
"""The namespace and the name of a tool."""


def function(name: str) -> Json:
    return {"type": "function", "name": name}


def custom(name: str) -> Json:
    return {"type": "custom", "name": name}


def namespace(name: str, *tools: Json) -> Json:
    return {"type": "namespace", "name": name, "tools": list(tools)}


def asked(*tools: Json, **containers: Json) -> Ask:
    """Return a request with these tools at its top, and others in input items by their type."""
    items = [{"type": kind, "tools": held} for kind, held in containers.items()]
    return responses.read_request({"tools": list(tools), "input": items})


def called(
    name: str | None, tools: Sequence[OfferedTool], kind: ToolKind = "function", space: str | None = None
) -> FullName | None:
    """Return namespace and name of the tool that is called."""
    tool = called_tool(ToolCall("call_1", name, "{}", kind, space), tools)
    return (tool.namespace, tool.name) if tool else None


def test_tools_stand_in_many_places() -> None:
    """Tools are found at the top, in namespaces, in `additional_tools`, and in the output of a tool search."""
    ask = asked(
        function("top"),
        namespace("crm", function("find"), custom("note")),
        additional_tools=[function("more"), namespace("desk", custom("run"))],
        tool_search_output=[namespace("mail", function("send"))],
    )

    assert [
        ("function", None, "top", None),
        ("function", "crm", "find", None),
        ("custom", "crm", "note", None),
        ("function", None, "more", "additional_tools"),
        ("custom", "desk", "run", "additional_tools"),
        ("function", "mail", "send", "tool_search_output"),
    ] == [(tool.kind, tool.namespace, tool.name, tool.container) for tool in offered_tools(ask)]


def test_chat_has_its_tools_at_the_top() -> None:
    """A Chat request offers nested tools, and the deprecated `functions`."""
    tools = [{"type": "custom", "custom": {"name": "note"}}]
    ask = chat.read_request({"tools": tools, "functions": [{"name": "find"}]})

    assert [("custom", "note"), ("function", "find")] == [(tool.kind, tool.name) for tool in offered_tools(ask)]


@pytest.mark.parametrize("tools", [None, 7, "find", {}, [None, 7, [], {"type": 7, "name": []}]])
def test_what_holds_no_tools_is_read_as_none(tools: Json) -> None:
    """A `tools` value of any wrong type offers no tools and never raises."""
    names = [tool.name for tool in offered_tools(asked(namespace("a"), additional_tools=tools))]

    assert {None} >= set(names)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("find", (None, "find")),
        ("crm__list", ("crm", "list")),
        ("crm.list", ("crm", "list")),
        ("crm_list", ("crm", "list")),
        ("list", ("crm", "list")),
        ("gateway-list", ("crm", "list")),
        ("crm__find", ("crm", "find")),
        ("send", None),
        ("mylist", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tool_is_known_by_its_names(name: str | None, found: FullName | None) -> None:
    """A tool is called by its bare name, with its namespace in front, or with a prefix; a tool at the top wins."""
    tools = offered_tools(
        asked(
            function("find"),
            namespace("crm", function("find"), function("list")),
            namespace("a", function("send")),
            namespace("b", function("send")),
        )
    )

    assert found == called(name, tools)


@pytest.mark.parametrize(
    ("name", "offered", "found"),
    [
        ("run_sql", "run_sql_722e427e4974", True),
        ("find_customer", "crm_find_customer_c1d82fb934cf", True),
        ("crm__find_customer", "crm_find_customer_c1d82fb934cf", True),
        ("run_sql", "run_sql_facade00", True),
        ("run_sql", "run_sql_as_admin", False),
        ("run_sql", "run_sql_facadeed", False),
        ("run_sql", "run_sql_20241231", False),
        ("sql", "run_722e427e4974_sql2", False),
    ],
)
def test_a_digest_behind_a_name_tells_no_tools_apart(name: str, offered: str, found: bool) -> None:
    """A call is of the tool that was offered under its name with a digest, hexadecimal digits of both kinds, behind."""
    assert ((None, offered) if found else None) == called(name, offered_tools(asked(function(offered))))


def test_a_call_by_a_name_with_a_digest_is_of_the_clients_tool() -> None:
    """The client's tool is known by the name, with a digest behind, that an adapter gave it; its namespace counts."""
    tools = offered_tools(asked(custom("run_sql"), namespace("a", function("send")), namespace("b", function("send"))))

    assert (None, "run_sql") == called("run_sql_722e427e4974", tools)
    assert ("b", "send") == called("b_send_c1d82fb934cf", tools)


def test_the_longest_name_and_the_own_kind_count() -> None:
    """Of several tools that fit a call, the longest name wins, then the tool of the call's kind."""
    tools = offered_tools(asked(function("orders"), function("list_orders"), custom("run"), function("run")))

    assert (None, "list_orders") == called("crm-list_orders", tools)
    kinds: tuple[ToolKind, ...] = ("custom", "function")
    assert ["custom", "function"] == [
        as_type(OfferedTool, called_tool(ToolCall("call_1", "run", "", kind), tools)).kind for kind in kinds
    ]


def test_a_call_in_a_namespace_is_of_the_tool_there() -> None:
    """A call that states a namespace is a call of the tool in that namespace."""
    tools = offered_tools(asked(namespace("a", function("send")), namespace("b", function("send"))))

    assert ("b", "send") == called("send", tools, space="b")


@pytest.mark.parametrize(
    ("name", "forwarded", "offered"),
    [("find", [function("find")], True), ("find", [custom("find")], True), ("find", [], False), ("other", [], True)],
)
def test_a_tool_of_the_client_may_be_left_out(name: str, forwarded: list[Json], offered: bool) -> None:
    """A called tool counts as left out only if the client had offered it."""
    call = ToolCall("call_1", name, "{}")

    assert offered is was_offered(call, asked(function("find")), asked(*forwarded))


def test_a_full_name_has_the_namespace_in_front() -> None:
    """A full name is `namespace__name`, or the name alone without a namespace."""
    names = [OfferedTool("function", "find", {}, space).full_name for space in ("crm", None)]

    assert ["crm__find", "find"] == names
