"""What a response repeats of the request: equal after the defaults are filled in."""

import pytest

from crosswire.comparing.echoes import echoes, has_own_tools, tools_of, unset_echoes
from crosswire.facts import Answer, Ask, Other, Tool


def compared(asked, echoed):
    expected, received = echoes(Ask(settings=asked), Answer(echoed=echoed))
    return expected == received


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
def test_what_the_vendor_repeats_is_right(asked, echoed):
    """Defaults left out or spelt out, 1 for 1.0, null members, what the model chose: as genuine answers have it."""
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
def test_another_value_is_a_loss(asked, echoed):
    """`store: true` was asked, and the answer says that it is not stored."""
    assert not compared(asked, echoed)


def test_a_setting_that_nobody_set_is_found():
    """Defaults, and what is the host's own, are not."""
    echoed = {"temperature": 0.3, "top_p": 0.98, "user": "another", "reasoning_effort": "high", "background": False}

    assert {"temperature": 0.3, "user": "another"} == unset_echoes(Ask(), Answer(echoed=echoed))
    assert {} == unset_echoes(Ask(settings={"temperature": 0.3, "user": "another"}), Answer(echoed=echoed))


def test_tools_have_no_order_and_null_says_nothing():
    """Of a hosted tool only the kind counts: hosts fill in what they make of it."""
    one = Tool("function", "a", {"description": "A.", "strict": None})
    filled = Tool("web_search", None, {"search_context_size": "medium"})

    assert tools_of((one, Tool("web_search", None))) == tools_of((filled, Tool("function", "a", {"description": "A."})))
    assert tools_of((one,)) != tools_of((Tool("function", "a", {"description": "B."}),))


def test_tools_that_come_later_change_what_is_repeated():
    """A search, or an item of tools, adds to what the client offered."""
    assert [False, True, True] == [
        has_own_tools(asked)
        for asked in (Ask(), Ask(tools=(Tool("tool_search", None),)), Ask(history=(Other("additional_tools"),)))
    ]
