"""A mutant differs from the right payload in one position."""

import copy
from typing import Any

from crosswire.proving.mutants import Donors, kind_of_frame, mutated, sites

BODY = {
    "model": "gpt",
    "count": 3,
    "on": False,
    "items": [{"type": "message", "text": "One"}, {"type": "message", "text": "Two"}, {"type": "call", "id": None}],
}


def mutants(payload: Any, *others: Any, is_stream: bool = False) -> list[tuple[str, str, Any]]:
    """Return the position, the kind and the payload of every mutant; values come from the other payloads, too."""
    donors = Donors()
    for source in (payload, *others):
        donors.take(source, is_stream)
    return [(site.position, site.kind, mutated(payload, site)) for site in sites(payload, donors, is_stream)]


def test_each_kind_that_fits_is_made() -> None:
    """A leaf gets other values; an entry of a list is also dropped, repeated, swapped, moved and merged."""
    made = {(position, kind) for position, kind, _ in mutants(BODY)}

    assert {
        "dropped", "null", "empty", "another", "wrong type", "case"
    } <= {kind for position, kind in made if position == "/model"}  # fmt: skip
    assert {"zero", "off by one"} <= {kind for position, kind in made if position == "/count"}
    assert ("/on", "flipped") in made
    assert {"dropped", "repeated", "swapped", "moved", "merged"} <= {
        kind for position, kind in made if position == "/items/*(message)"
    }
    assert ("/items/*(message)/text", "of another") in made


def test_what_other_payloads_say_is_taken_from_them() -> None:
    """Stale values, additional fields and entries, and values in place of null come from other payloads."""
    other = {**BODY, "model": "other", "user": "me", "items": [{"type": "call", "id": "c"}, {"type": "note"}]}
    made = {(position, kind): new for position, kind, new in mutants(BODY, other)}

    assert "other" == made["/model", "stale"]["model"]
    assert "me" == made["/user", "invented"]["user"]
    assert {"type": "note"} in made["/items/*(note)", "invented"]["items"]
    assert "c" == made["/items/*(call)/id", "invented"]["items"][2]["id"]


def test_no_mutant_is_the_payload_and_none_changes_it() -> None:
    """Every mutant differs from the payload, and the payload itself stays unchanged."""
    before = copy.deepcopy(BODY)

    assert all(repr(new) != repr(before) for _, _, new in mutants(BODY))
    assert before == BODY


def test_frames_are_dropped_doubled_swapped_and_delayed() -> None:
    """A position within a frame begins with the frame's kind."""
    frames = [{"type": "a", "text": "One"}, {"type": "b", "text": "Two"}, {"type": "c"}]
    made = {(position, kind): new for position, kind, new in mutants(frames, is_stream=True)}

    assert frames[1:] == made["a", "frame dropped"]
    assert [frames[0], *frames] == made["a", "frame doubled"]
    assert [frames[1], frames[0], frames[2]] == made["a", "frame swapped"]
    assert [*frames[1:], frames[0]] == made["a", "frame delayed"]
    assert "" == made["b/text", "empty"][1]["text"]


def test_a_chunk_is_named_after_what_it_says() -> None:
    """The kind of a chunk, which has no type, is what it carries."""

    def chunk(delta: Any, finish: str | None = None) -> dict[str, Any]:
        return {"choices": [{"delta": delta, "finish_reason": finish}]}

    assert "chunk of content" == kind_of_frame(chunk({"content": "a", "refusal": None}))
    assert "chunk of the finish" == kind_of_frame(chunk({}, "stop"))
    assert "chunk of usage" == kind_of_frame({"choices": [], "usage": {"total_tokens": 1}})
    assert "chunk of an error" == kind_of_frame({"error": {}})
    assert "response.created" == kind_of_frame({"type": "response.created"})
