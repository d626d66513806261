"""Tools are the same by kind, name and definition."""

import pytest

from crosswire.comparing.tools import added, definition, in_order, paired, parameters, web_search
from crosswire.facts import Json, Tool

ONE, TWO = Tool("function", "one"), Tool("custom", "two")


@pytest.mark.parametrize("schema", [None, {}, {"type": "object"}, {"type": "object", "properties": {}, "required": []}])
def test_a_schema_that_asks_for_nothing_is_none(schema: Json) -> None:
    """A schema without parameters is the same as no schema."""
    assert parameters(schema) is None


def test_a_definition_leaves_out_what_is_empty() -> None:
    """Empty fields and the default text format are left out of a definition; `strict: false` is not."""
    tool = Tool("custom", "two", {"description": "", "format": {"type": "text"}, "strict": False})

    assert {"strict": False} == definition(tool)


def test_a_tool_offered_twice_is_added() -> None:
    """A tool that is offered too often is an addition, once for every time too many."""
    assert [ONE] == added([ONE, TWO], [ONE, TWO, ONE])
    assert [Tool("custom", "one")] == added([ONE], [Tool("custom", "one")])


def test_tools_are_paired_by_kind_and_name() -> None:
    """Tools are paired by kind and name; one that did not arrive has no pair."""
    assert [(ONE, None)] == paired([ONE, TWO], [Tool("custom", "one"), TWO], "function")


def test_the_order_of_what_both_offer_is_compared() -> None:
    """Only the order of tools that both sides offer is compared."""
    three = Tool("function", "three")

    assert (["one", "two"], ["two", "one"]) == in_order([ONE, TWO], [TWO, three, ONE])


def test_a_search_is_the_same_in_both_forms() -> None:
    """A web search is the same in both shapes: Chat nests the location, and defaults may be left out."""
    nested = {
        "user_location": {"type": "approximate", "approximate": {"city": "Bern"}},
        "search_context_size": "medium",
    }
    flat = {"user_location": {"type": "approximate", "city": "Bern"}, "external_web_access": True}

    assert {"user_location": {"city": "Bern"}} == web_search(nested) == web_search(flat)
    assert {"external_web_access": False} == web_search({"external_web_access": False})
