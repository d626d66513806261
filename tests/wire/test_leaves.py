"""Every leaf of a JSON value belongs to a field."""

import pytest

from crosswire.wire.exact_json import Number, Object, parse_exactly
from crosswire.wire.leaves import leaves, map_leaves

TEXT = '{"id":"a","output":[{"id":"b","n":1,"none":null},["c"]]}'
PARSED = {"id": "a", "output": [{"id": "b", "n": 1, "none": None}, ["c"]]}


@pytest.mark.parametrize("value", [PARSED, parse_exactly(TEXT)])
def test_each_leaf_stands_in_a_field(value: object) -> None:
    """A leaf belongs to the nearest field around it: the list's, or the object's own within a list."""
    found = [(key, str(leaf)) for key, leaf in leaves(value)]

    assert [("id", "a"), ("id", "b"), ("n", "1"), ("none", "None"), ("output", "c")] == found


def test_leaves_are_changed_by_their_fields() -> None:
    """Only the leaves of the chosen field change, and an exactly parsed object stays one."""
    plain = map_leaves(PARSED, lambda key, leaf: "x" if key == "id" else leaf)
    exact = map_leaves(parse_exactly(TEXT), lambda key, leaf: "x" if key == "id" else leaf)

    assert {"id": "x", "output": [{"id": "x", "n": 1, "none": None}, ["c"]]} == plain
    assert (
        Object((("id", "x"), ("output", [Object((("id", "x"), ("n", Number("1")), ("none", None))), ["c"]]))) == exact
    )
