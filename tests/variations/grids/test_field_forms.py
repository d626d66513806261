"""Each form changes a payload as it says, and nothing else in it."""

import json
from typing import Any

import pytest

from crosswire.variations.grids.fields import Field, fields_of
from crosswire.variations.grids.frame_forms import COMMENT
from crosswire.variations.grids.payload_forms import FORMS, TELLS, PayloadForm

CONTENT = Field("", ("choices", "*", "delta", "content"))
ROLE = Field("", ("choices", "*", "delta", "role"))
INDEX = Field("", ("output_index",))


def chunk(**delta: Any) -> dict[str, Any]:
    return {"choices": [{"delta": delta}]}


def deltas(form: str, field: Field, *written: dict[str, Any]) -> list[Any] | None:
    """Return the deltas of a stream in a form."""
    formed = FORMS[form]([chunk(**delta) for delta in written], field)
    return formed and [payload["choices"][0]["delta"] if payload else payload for payload in formed]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("delta_absent", [{"content": "ab"}, {"content": "cd"}, {}]),
        ("delta_null", [{"content": "ab"}, {"content": "cd"}, {"content": None}]),
        ("delta_empty", [{"content": "ab"}, {"content": "cd"}, {"content": ""}]),
        ("repeated", [{"content": "ab"}, {"content": "cd"}, {"content": "cd"}]),
        ("later", [{"content": "ab"}, {"content": "cd"}, {"content": "ab"}]),
        ("split", [{"content": "a"}, {"content": "b"}, {"content": "c"}, {"content": "d"}]),
        ("joined", [{"content": "abcd"}]),
        ("comment_before", [COMMENT, {"content": "ab"}, {"content": "cd"}]),
        ("twice", [{"content": "ab"}, {"content": "ab"}, {"content": "cd"}]),
    ],
)
def test_deltas_of_a_text(form: str, expected: list[Any]) -> None:
    """A text's deltas stand in each form, in order."""
    assert expected == deltas(form, CONTENT, {"content": "ab"}, {"content": "cd"})


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("absent", [{"content": ""}, {"content": "a"}, {}]),
        ("null", [{"role": None, "content": ""}, {"content": "a"}, {}]),
        ("empty", [{"role": "", "content": ""}, {"content": "a"}, {}]),
        ("again", [{"role": "r", "content": ""}, {"content": "a", "role": "r"}, {"role": "r"}]),
        ("elsewhere", [{"content": ""}, {"content": "a", "role": "r"}, {}]),
        ("late", [{"content": "a"}, {"role": "r", "content": ""}, {}]),
        ("early", None),
        ("missing", [{"content": "a"}, {}]),
    ],
)
def test_a_label_of_chunks(form: str, expected: list[Any] | None) -> None:
    """A label is left out, null, empty, said again or elsewhere; its frame moves, or is left out."""
    assert expected == deltas(form, ROLE, {"role": "r", "content": ""}, {"content": "a"}, {})


def test_items_come_by_turns() -> None:
    """The frames of two items alternate; those before and behind them stay where they are."""
    events: list[Any] = [
        {"type": "created"},
        *({"type": "d", "output_index": at, "n": n} for at in (0, 1) for n in (1, 2)),
    ]
    formed = FORMS["interleaved"]([*events, {"type": "end"}], INDEX)

    assert formed is not None
    assert [(None, None), (0, 1), (1, 1), (0, 2), (1, 2), (None, None)] == [
        (event.get("output_index"), event.get("n")) for event in formed
    ]


def test_one_item_has_no_turns() -> None:
    """Frames of a single index cannot come by turns."""
    assert FORMS["interleaved"]([{"type": "d", "output_index": 0}] * 2, INDEX) is None


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("second_choice", [[(0, "ab"), (1, "ba")], [(0, "cd"), (1, "dc")], []]),
        ("second_choice_first", [[(1, "ba"), (0, "ab")], [(1, "dc"), (0, "cd")], []]),
        ("second_choice_by_turns", [[(0, "ab")], [(1, "ba")], [(0, "cd")], [(1, "dc")], []]),
        ("second_choice_ahead", [[(1, "ba")], [(0, "ab")], [(1, "dc")], [(0, "cd")], []]),
        ("second_choice_behind", [[(0, "ab")], [(0, "cd")], [(1, "ba")], [(1, "dc")], []]),
    ],
)
def test_a_second_choice(form: str, expected: list[Any]) -> None:
    """A second choice says other words, beside the first, by turns or behind it; a chunk of usage has neither."""
    chunks = [{"choices": [{"index": 0, "delta": {"content": words}}]} for words in ("ab", "cd")]
    formed = FORMS[form]([*chunks, {"choices": [], "usage": {}}], CONTENT)

    assert formed is not None
    assert expected == [
        [(choice["index"], choice["delta"]["content"]) for choice in chunk["choices"]] for chunk in formed
    ]


@pytest.mark.parametrize(("form", "size"), [("8_kib", 8_192), ("64_kib", 65_536), ("1_mib", 1_048_576)])
def test_a_size_is_that_of_every_copy(form: str, size: int) -> None:
    """A text has the size in its only delta and wherever it stands whole; JSON stays JSON."""
    written: list[Any] = [chunk(content='{"a"'), chunk(content=":1}"), {"whole": '{"a":1}'}]
    formed = FORMS[form](written, CONTENT)

    assert formed is not None
    one_delta, end = formed
    assert size <= len(one_delta["choices"][0]["delta"]["content"]) < size + 200
    assert one_delta["choices"][0]["delta"]["content"] == end["whole"]
    assert 1 == json.loads(end["whole"])["a"]


@pytest.mark.parametrize(("form", "value"), [("null_beside", None), ("empty_list_beside", [])])
def test_a_field_of_other_answers_stands_beside(form: str, value: object) -> None:
    """A field that has nothing to say is null or empty beside the others, in every chunk."""
    calls = Field("", ("choices", "*", "delta", "tool_calls"))

    assert [{"content": "a", "tool_calls": value}] == deltas(form, calls, {"content": "a"})


def test_entries_of_lists_are_told_apart_by_type() -> None:
    """A field's name has the types of the entries on its way."""
    body = {"type": "response.completed", "output": [{"type": "message", "id": "a"}, {"id": "b"}]}

    assert [
        "completed.type",
        "completed.output",
        "completed.output.message.type",
        "completed.output.message.id",
        "completed.output.id",
    ] == [field.name for field in fields_of([body])]


def test_every_form_is_described() -> None:
    """What is otherwise is said of every form, in the words of reports."""
    form = PayloadForm("chat", "stream", "text", CONTENT, "delta_null")

    assert {*FORMS} == {*TELLS}
    assert ("chunk.choices.delta.content.delta_null", "in a chunk: a delta of choices.delta.content is null") == (
        form.name,
        form.tells,
    )
