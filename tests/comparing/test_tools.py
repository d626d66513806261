"""Tools are the same by kind, name and definition."""

import pytest

from crosswire.comparing.tools import added, definition, in_order, paired, parameters, web_search
from crosswire.facts import Json, Tool

ONE, TWO = Tool("function", "one"), Tool("custom", "two")


@pytest.mark.parametrize("schema", [None, {}, {"type": "object"}, {"type": "object", "properties": {}, "required": []}])
def test_a_schema_that_asks_for_nothing_is_none(schema: Json) -> None:
    """Omitting parameters defines an empty list of them."""
    assert parameters(schema) is None


def test_a_definition_leaves_out_what_is_empty() -> None:
    """A text format is the default of a custom tool; `strict: false` is a word."""
    tool = Tool("custom", "two", {"description": "", "format": {"type": "text"}, "strict": False})

    assert {"strict": False} == definition(tool)


def test_a_tool_offered_twice_is_added() -> None:
    """Once for each time that it is too many."""
    assert [ONE] == added([ONE, TWO], [ONE, TWO, ONE])
    assert [Tool("custom", "one")] == added([ONE], [Tool("custom", "one")])


def test_tools_are_paired_by_kind_and_name() -> None:
    """One that did not arrive has no pair."""
    assert [(ONE, None)] == paired([ONE, TWO], [Tool("custom", "one"), TWO], "function")


def test_the_order_of_what_both_offer_is_compared() -> None:
    """What is lost or added is told elsewhere."""
    three = Tool("function", "three")

    assert (["one", "two"], ["two", "one"]) == in_order([ONE, TWO], [TWO, three, ONE])


def test_a_search_is_the_same_in_both_forms() -> None:
    """Chat nests the place; medium and live are the defaults."""
    nested = {
        "user_location": {"type": "approximate", "approximate": {"city": "Bern"}},
        "search_context_size": "medium",
    }
    flat = {"user_location": {"type": "approximate", "city": "Bern"}, "external_web_access": True}

    assert {"user_location": {"city": "Bern"}} == web_search(nested) == web_search(flat)
    assert {"external_web_access": False} == web_search({"external_web_access": False})
