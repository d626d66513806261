"""Mutants differ from what is right in one place."""

import copy

from crosswire.proving.mutants import Donors, kind_of_frame, mutated, sites

BODY = {
    "model": "gpt",
    "count": 3,
    "on": False,
    "items": [{"type": "message", "text": "One"}, {"type": "message", "text": "Two"}, {"type": "call", "id": None}],
}


def mutants(payload, *others, is_stream=False):
    donors = Donors()
    for each in (payload, *others):
        donors.take(each, is_stream)
    return [(site.place, site.kind, mutated(payload, site)) for site in sites(payload, donors, is_stream)]


def test_each_kind_that_fits_is_made():
    """Of a leaf what a leaf can become, of an entry what a list can do to it."""
    made = {(place, kind) for place, kind, _ in mutants(BODY)}

    assert {
        "dropped", "null", "empty", "another", "wrong type", "case"
    } <= {kind for place, kind in made if place == "/model"}  # fmt: skip
    assert {"zero", "off by one"} <= {kind for place, kind in made if place == "/count"}
    assert ("/on", "flipped") in made
    assert {"dropped", "repeated", "swapped", "moved", "merged"} <= {
        kind for place, kind in made if place == "/items/*(message)"
    }
    assert ("/items/*(message)/text", "of another") in made


def test_what_other_payloads_say_is_taken_from_them():
    """A stale value, a field, an entry, and what stands for null."""
    other = {**BODY, "model": "other", "user": "me", "items": [{"type": "call", "id": "c"}, {"type": "note"}]}
    made = {(place, kind): new for place, kind, new in mutants(BODY, other)}

    assert "other" == made["/model", "stale"]["model"]
    assert "me" == made["/user", "invented"]["user"]
    assert {"type": "note"} in made["/items/*(note)", "invented"]["items"]
    assert "c" == made["/items/*(call)/id", "invented"]["items"][2]["id"]


def test_no_mutant_is_the_payload_and_none_changes_it():
    """What is not changed is shared; the right payload stays as it is."""
    before = copy.deepcopy(BODY)

    assert all(repr(new) != repr(before) for _, _, new in mutants(BODY))
    assert before == BODY


def test_frames_are_dropped_doubled_swapped_and_delayed():
    """A place within a frame begins with the frame's kind."""
    frames = [{"type": "a", "text": "One"}, {"type": "b", "text": "Two"}, {"type": "c"}]
    made = {(place, kind): new for place, kind, new in mutants(frames, is_stream=True)}

    assert frames[1:] == made["a", "frame dropped"]
    assert [frames[0], *frames] == made["a", "frame doubled"]
    assert [frames[1], frames[0], frames[2]] == made["a", "frame swapped"]
    assert [*frames[1:], frames[0]] == made["a", "frame delayed"]
    assert "" == made["b/text", "empty"][1]["text"]


def test_a_chunk_is_named_after_what_it_says():
    """Chunks have no types."""

    def chunk(delta, finish=None):
        return {"choices": [{"delta": delta, "finish_reason": finish}]}

    assert "chunk of content" == kind_of_frame(chunk({"content": "a", "refusal": None}))
    assert "chunk of the finish" == kind_of_frame(chunk({}, "stop"))
    assert "chunk of usage" == kind_of_frame({"choices": [], "usage": {"total_tokens": 1}})
    assert "chunk of an error" == kind_of_frame({"error": {}})
    assert "response.created" == kind_of_frame({"type": "response.created"})
