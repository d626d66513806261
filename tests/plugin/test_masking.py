"""A snapshot masks what is new in every run, and nothing else."""

from crosswire.plugin.masking import masked


def test_an_id_has_one_mask_wherever_it_stands() -> None:
    """One id has one mask in all fields and frames; another id has another mask."""
    frames = [{"id": "a"}, {"item_id": "b", "note": "a"}, {"id": "a", "parent": {"response_id": "b"}}]

    assert [
        {"id": "<id 1>"},
        {"item_id": "<id 2>", "note": "<id 1>"},
        {"id": "<id 1>", "parent": {"response_id": "<id 2>"}},
    ] == masked(frames, set())


def test_what_was_recorded_stays() -> None:
    """A recorded id or time that the adapter passes on isn't masked, so that its loss shows."""
    served = {"id": "call_1", "created": 1781186412, "system_fingerprint": "fp_1"}

    assert served == masked(served, {"call_1", 1781186412, "fp_1"})
    assert {"id": "<id 1>", "created": "<int: time>", "system_fingerprint": "<str: fingerprint>"} == masked(
        served, set()
    )


def test_a_mask_tells_kinds_apart() -> None:
    """A time that becomes a text or null, or disappears, is a change."""
    assert [{"created": "<float: time>"}, {"created": "<str: time>"}, {"created": None}, {}] == masked(
        [{"created": 1.5}, {"created": "now"}, {"created": None}, {}], set()
    )


def test_whatever_else_was_served_stays() -> None:
    """Texts, numbers, empty ids and unknown fields aren't masked."""
    served = {"id": "", "call_id": None, "model": "m", "index": 7, "new": [True, {"created_by": "me"}]}

    assert served == masked(served, set())
