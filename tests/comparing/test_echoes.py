"""What a response echoes of the request is compared after the defaults are filled in."""

import pytest

from crosswire.comparing.echoes import echoed_tools, echoes, has_own_tools, unset_echoes
from crosswire.facts import Answer, Ask, Json, Other, Tool


def same(expected: object, received: object) -> bool:
    return expected == received


def compared(asked: dict[str, Json], echoed: dict[str, Json]) -> bool:
    return same(*echoes(Ask(settings=asked), Answer(echoed=echoed)))


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [
        ({"temperature": 1}, {"temperature": 1.0}),
        ({"temperature": 1}, {}),
        ({"store": True}, {"store": True}),
        ({"tool_choice": "auto"}, {}),
        ({"truncation": "disabled"}, {}),
        ({"max_output_tokens": 16}, {"max_output_tokens": 16}),
        (
            {"format": {"type": "json_schema", "name": "a"}},
            {"format": {"type": "json_schema", "name": "a", "description": None}},
        ),
        ({"reasoning_summary": "auto"}, {"reasoning_summary": "detailed"}),
        ({"include": ["reasoning.encrypted_content"]}, {}),
    ],
)
def test_what_the_vendor_repeats_is_right(asked: dict[str, Json], echoed: dict[str, Json]) -> None:
    """Echoed settings may differ as in genuine answers: defaults, 1 for 1.0, null members, the model's choice."""
    assert compared(asked, echoed)


@pytest.mark.parametrize(
    ("asked", "echoed"),
    [
        ({"store": True}, {"store": False}),
        ({"store": False}, {"store": True}),
        ({"store": False}, {}),
        ({"temperature": 0.3}, {"temperature": 1.0}),
        ({"temperature": 0.3}, {}),
        ({"parallel_tool_calls": False}, {"parallel_tool_calls": True}),
        ({"prompt_cache_key": "a"}, {"prompt_cache_key": "b"}),
        ({"safety_identifier": "a"}, {}),
        ({"reasoning_summary": "auto"}, {}),
    ],
)
def test_another_value_is_a_loss(asked: dict[str, Json], echoed: dict[str, Json]) -> None:
    """An echoed setting with another value than asked is a loss."""
    assert not compared(asked, echoed)


def test_a_setting_that_nobody_set_is_found() -> None:
    """An echoed setting that nobody asked for is found, unless it is a default or the host's own."""
    echoed = {"temperature": 0.3, "top_p": 0.98, "user": "another", "reasoning_effort": "high", "background": False}

    assert {"temperature": 0.3, "user": "another"} == unset_echoes(Ask(), Answer(echoed=echoed))
    assert {} == unset_echoes(Ask(settings={"temperature": 0.3, "user": "another"}), Answer(echoed=echoed))


def test_tools_have_no_order_and_null_says_nothing() -> None:
    """Echoed tools may be reordered, lose nulls, and gain what hosts fill in; the client's values have to stay."""
    asked = (
        Tool("function", "a", {"description": "A.", "strict": None}),
        Tool("web_search", None, {"user": {"city": "B"}}),
    )
    filled = Tool("web_search", None, {"search_context_size": "medium", "user": {"city": "B", "region": "C"}})

    assert same(*echoed_tools(asked, (filled, Tool("function", "a", {"description": "A."}))))
    assert not same(*echoed_tools(asked, (filled, Tool("function", "a", {"description": "B."}))))
    assert not same(*echoed_tools(asked[1:], (Tool("web_search", None, {"user": {"city": "Another"}}),)))
    assert not same(*echoed_tools(asked, ()))


def test_what_may_be_secret_is_not_repeated_of_an_mcp_server() -> None:
    """Secret fields of an MCP server may be echoed as `<redacted>`, as in genuine answers."""
    asked = Tool("mcp", None, {"server_label": "wiki", "headers": {"x": "y"}, "require_approval": "never"})
    served = Tool("mcp", None, {"server_label": "wiki", "headers": {"x": "<redacted>"}, "require_approval": "never"})

    assert same(*echoed_tools((asked,), (served,)))


def test_tools_that_come_later_change_what_is_repeated() -> None:
    """A tool search or an item of tools adds to the tools that the client offered."""
    assert [False, True, True] == [
        has_own_tools(asked)
        for asked in (Ask(), Ask(tools=(Tool("tool_search", None),)), Ask(history=(Other("additional_tools"),)))
    ]
