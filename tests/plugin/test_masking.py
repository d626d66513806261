"""What a snapshot holds of what was served."""

from crosswire.plugin.masking import masked


def test_an_id_has_one_mask_wherever_it_stands() -> None:
    """Also in another field, and in a later frame; another id has another one."""
    frames = [{"id": "a"}, {"item_id": "b", "note": "a"}, {"id": "a", "parent": {"response_id": "b"}}]

    assert [
        {"id": "<id 1>"},
        {"item_id": "<id 2>", "note": "<id 1>"},
        {"id": "<id 1>", "parent": {"response_id": "<id 2>"}},
    ] == masked(frames, set())


def test_what_was_recorded_stays() -> None:
    """An id or a time that is passed on shows, and so would its loss."""
    served = {"id": "call_1", "created": 1781186412, "system_fingerprint": "fp_1"}

    assert served == masked(served, {"call_1", 1781186412, "fp_1"})
    assert {"id": "<id 1>", "created": "<int: time>", "system_fingerprint": "<str: fingerprint>"} == masked(
        served, set()
    )


def test_a_mask_tells_kinds_apart() -> None:
    """A time that turns into a text, into nothing, or goes is a change."""
    assert [{"created": "<float: time>"}, {"created": "<str: time>"}, {"created": None}, {}] == masked(
        [{"created": 1.5}, {"created": "now"}, {"created": None}, {}], set()
    )


def test_whatever_else_was_served_stays() -> None:
    """Texts, numbers, empty ids, fields that nobody knows."""
    served = {"id": "", "call_id": None, "model": "m", "index": 7, "new": [True, {"created_by": "me"}]}

    assert served == masked(served, set())
