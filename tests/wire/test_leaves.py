"""The leaves of JSON stand in fields."""

import pytest

from crosswire.wire.exact_json import Number, Object, parse_exactly
from crosswire.wire.leaves import leaves, map_leaves

TEXT = '{"id":"a","output":[{"id":"b","n":1,"none":null},["c"]]}'
PARSED = {"id": "a", "output": [{"id": "b", "n": 1, "none": None}, ["c"]]}


@pytest.mark.parametrize("value", [PARSED, parse_exactly(TEXT)])
def test_each_leaf_stands_in_a_field(value: object) -> None:
    """What a list holds stands in the list's; of an object within it, in the object's own."""
    found = [(key, str(leaf)) for key, leaf in leaves(value)]

    assert [("id", "a"), ("id", "b"), ("n", "1"), ("none", "None"), ("output", "c")] == found


def test_leaves_are_changed_by_their_fields() -> None:
    """All else stays, and an object that was parsed exactly stays one."""
    plain = map_leaves(PARSED, lambda key, leaf: "x" if key == "id" else leaf)
    exact = map_leaves(parse_exactly(TEXT), lambda key, leaf: "x" if key == "id" else leaf)

    assert {"id": "x", "output": [{"id": "x", "n": 1, "none": None}, ["c"]]} == plain
    assert (
        Object((("id", "x"), ("output", [Object((("id", "x"), ("n", Number("1")), ("none", None))), ["c"]]))) == exact
    )
