"""Payloads are packed while a run goes on, and are read as if they were not."""

import json
from typing import Any

import pytest

from crosswire.reporting.packed_turns import PackedTurns, lines_of, size_of
from tests.reporting.report_examples import TURN

TURNS: Any = [
    TURN,
    {**TURN, "forwarded": None, "served": [{"text": "é\n\u2028"}, {"text": "\ud83d"}, 1.0, 1, True, ""]},
]


@pytest.mark.parametrize("turns", [TURNS, TURNS[:1], []])
def test_packed_turns_are_read_as_those_that_were_packed(turns: Any) -> None:
    """They are equal, in their order, one by one and in slices; so are the lines of JSON, and how large they are."""
    packed = PackedTurns(turns)

    assert packed == turns
    assert (len(turns), repr(turns)) == (len(packed), repr(packed))
    assert turns[:1] == packed[:1]
    assert (lines_of(turns), size_of(turns)) == (packed.lines(), packed.size)


def test_each_payload_is_a_line_of_json() -> None:
    """report.json and the page have these lines as they are."""
    (_, second) = PackedTurns(TURNS).lines()

    assert {point: json.dumps(TURNS[1][point], ensure_ascii=False) for point in TURN} == second


def test_other_turns_are_not_equal() -> None:
    """What differs in one value, or is no sequence of turns, is not the same."""
    packed = PackedTurns(TURNS)

    assert packed != [TURNS[0], {**TURNS[1], "forwarded": {}}]
    assert packed != None  # noqa: E711 - what is asked here


def test_what_repeats_itself_takes_little_memory() -> None:
    """The frames of a stream are alike, and a run holds thousands of streams."""
    frames = [{"type": "response.output_text.delta", "delta": str(number)} for number in range(300)]
    turn: Any = {**TURN, "upstream": frames, "served": frames}

    assert 10 * len(PackedTurns([turn])._packed) < len(json.dumps(turn))  # noqa: SLF001 - nothing else tells
