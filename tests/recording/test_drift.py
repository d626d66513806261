"""The comparison of two structures names each kind of change, its severity and its path."""

import re
from pathlib import Path

import pytest

from crosswire.facts import Json, ShapeName
from crosswire.recording.drift import SEVERITIES, Difference, Facts, differences, differing_order, event_kinds, without
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES


def found(recorded: Json, live: Json, facts: Facts = lambda body: body.get("read")) -> list[tuple[str, str, str]]:
    """Return the severity, kind and path of each difference; the facts are the field `read` alone."""
    return [
        (difference.severity, difference.change, difference.path) for difference in differences(recorded, live, facts)
    ]


@pytest.mark.parametrize(
    ("recorded", "live", "expected"),
    [
        ({"a": 1}, {"a": 2}, []),
        ({"a": 1}, {"a": 1.5}, []),
        ({"a": "x"}, {"a": ""}, []),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ({"read": 1}, {}, [("breaking", "lost", "/read")]),
        ({"read": {"x": 1}}, {"read": {}}, [("breaking", "lost", "/read/x")]),
        ({"a": 1}, {}, [("notable", "gone", "/a")]),
        ({"a": {"b": {"c": 1}}}, {}, [("notable", "gone", "/a")]),
        ({}, {"a": {"b": 1}}, [("notable", "new", "/a")]),
        ({"a": 1}, {"a": "1"}, [("breaking", "type", "/a")]),
        ({"a": True}, {"a": 1}, [("breaking", "type", "/a")]),
        ({"a": {"b": 1}}, {"a": [1]}, [("breaking", "type", "/a")]),
        ({"read": 1}, {"read": None}, [("breaking", "lost", "/read")]),
        ({"a": 1}, {"a": None}, [("note", "null", "/a")]),
        ({"a": None}, {"a": 1}, [("note", "null", "/a")]),
        ({"a": None}, {}, [("note", "null", "/a")]),
        ({}, {"a": None}, [("note", "null", "/a")]),
        ({"a/b": {"c~d": 1}}, {"a/b": {"c~d": "1"}}, [("breaking", "type", "/a~1b/c~0d")]),
    ],
)
def test_what_differs_is_told(recorded: Json, live: Json, expected: list[tuple[str, str, str]]) -> None:
    """Each difference is named once, at its outermost path, with its severity; other values don't count."""
    assert expected == found(recorded, live)


@pytest.mark.parametrize(
    ("recorded", "live", "expected"),
    [
        ([{"a": 1}], [{"a": 1}, {"a": 2}, {"a": 3}], []),
        ([{"a": 1}, {"b": 1}], [{"a": 1, "b": 1}], []),
        ([{"a": 1}, {"b": 1}], [{"a": 1}, {"a": 1}], [("notable", "gone", "/l/*/b")]),
        ([{"a": 1}], [{"a": 1}, {"a": "1"}], [("breaking", "type", "/l/*/a")]),
        ([{"a": 1}, {"a": None}], [{"a": 1}], [("note", "null", "/l/*/a")]),
        ([{"type": "x", "a": 1}], [{"type": "x", "a": 1}, {"type": "y"}], [("notable", "new", "/l/*(y)")]),
        ([{"type": "x", "a": 1}], [{"type": "x"}], [("notable", "gone", "/l/*(x)/a")]),
        ([{"type": "x"}, {"type": "y"}], [{"type": "x"}], [("notable", "gone", "/l/*(y)")]),
        ([], [1], [("notable", "new", "/l/*")]),
        ([[1]], [["1"]], [("breaking", "type", "/l/*/*")]),
    ],
)  # fmt: skip
def test_elements_of_a_list_are_one(recorded: Json, live: Json, expected: list[tuple[str, str, str]]) -> None:
    """Elements of one type count as one: their number doesn't matter, nor which of them has a field."""
    assert expected == found({"l": recorded}, {"l": live})


def test_every_change_has_a_severity() -> None:
    """Each kind of change has a severity, and a difference has that of its kind."""
    assert ["breaking", "notable", "note"] == list(dict.fromkeys(SEVERITIES.values()))
    assert SEVERITIES == {change: Difference(change, "", "").severity for change in SEVERITIES}


def test_types_are_told() -> None:
    """A difference names the type that was there before and the type that is there now."""
    (changed, nulled, gone, new) = differences(
        {"a": 1, "b": None, "c": "x"}, {"a": {}, "b": [], "d": True}, lambda _: None
    )

    assert "number, now object" == changed.text
    assert "null, now list" == nulled.text
    assert "text, now gone" == gone.text
    assert "boolean, not there before" == new.text


def test_what_stands_at_a_place_can_be_left_out() -> None:
    """A path can remove a field of all elements of a type, or these elements, and nothing else."""
    body = {"l": [{"type": "x", "a": 1}, {"type": "y", "a": 2}], "a": 3}

    assert {"l": [{"type": "x"}, {"type": "y", "a": 2}], "a": 3} == without(body, "/l/*(x)/a")
    assert {"l": [{"type": "y", "a": 2}], "a": 3} == without(body, "/l/*(x)")
    assert {"l": body["l"]} == without(body, "/a")


@pytest.mark.parametrize(
    ("recorded", "live", "paths"),
    [
        ("abc", "abc", []),
        ("abbbc", "abc", []),
        ("abcabc", "abc", []),
        ("abxc", "ayybc", []),
        ("abc", "acb", ["/*(c)"]),
        ("abc", "cab", ["/*(c)"]),
        ("aabc", "abca", ["/*(b)"]),
        ("", "abc", []),
    ],
)
def test_order_is_of_first_and_last_events(recorded: str, live: str, paths: list[str]) -> None:
    """Order is compared among the kinds that both streams have; the number of events of a kind doesn't matter."""
    assert paths == [difference.path for difference in differing_order(list(recorded), list(live))]


@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_facts_say_what_is_lost(shape: ShapeName) -> None:
    """A genuine stream that lacks its text or usage has lost facts; one that lacks its padding has not."""
    turn = load_scenarios()["plain_text"].turns[shape, "stream"][0]
    read = SHAPES[shape].read_stream
    usage = "/*/usage" if shape == "chat" else "/*(response.completed)/response/usage"
    text = "/*/choices/*/delta/content" if shape == "chat" else "/*(response.output_text.delta)"
    padding = "/*/obfuscation" if shape == "chat" else "/*(response.output_text.delta)/obfuscation"

    for path, change in ((usage, "lost"), (padding, "gone")):
        live = without(turn.answer_body, path)
        assert [(change, path)] == [
            (difference.change, difference.path) for difference in differences(turn.answer_body, live, read)
        ]
    lacking = without(without(turn.answer_body, text), "/*(response.output_text.done)")
    assert text in {difference.path for difference in differences(turn.answer_body, lacking, read)}


def test_kinds_of_events_are_told_in_order() -> None:
    """Events have the kind of their type, chunks that of what they bring; the sentinel comes last."""
    turns = load_scenarios()["plain_text"].turns
    chat, responses = (turns[shape, "stream"][0] for shape in ("chat", "responses"))

    kinds = event_kinds("chat", chat.answer_body, done=chat.is_done)
    assert ["role", "content", "finish_reason", "usage", "[DONE]"] == list(dict.fromkeys(kinds))
    kinds = event_kinds("responses", responses.answer_body, done=responses.is_done)
    assert ("response.created", "response.completed") == (kinds[0], kinds[-1])


def test_the_document_says_how_much_a_change_matters() -> None:
    """The table in docs/drift.md has the severities that the code has."""
    text = (Path(__file__).parents[2] / "docs" / "drift.md").read_text(encoding="utf-8")
    rows = [re.match(r"\| `(\w+)` \| (\w+) \| ", line) for line in text.splitlines()]

    assert SEVERITIES == {row[1]: row[2] for row in rows if row}
