"""Requirements age: a set may sharpen, weaken, supersede or withdraw those of an earlier one, and says why."""

import pytest

from crosswire.errors import RequirementInvalid
from crosswire.specification.requirement_sets import NEW, read_ids

SETS = """
[sets."2026.11"]
A-1 = "must"
A-2 = "must"
A-3 = "should"
A-4 = "must"

[sets."2026.12"]
A-4 = "should"
A-5 = "must"
"""
TABLES = """
[sharpened."2026.12"]
A-1 = "blanks count, too"

[weakened."2026.12"]
A-1 = "the order is A-5's"

[superseded."2026.12"]
A-2 = { by = ["A-5"], why = "It asked for one of two right forms.", sentence = "The order is the upstream's." }

[withdrawn."2026.12"]
A-3 = { why = "No client relies on it.", sentence = "The padding is the upstream's." }

[withdrawn."2026.11"]
B-1 = { why = "It was withdrawn before any function had it.", never_judged = true }
"""


def test_a_retired_requirement_is_judged_no_longer() -> None:
    """An earlier set still judges it, and its level and sentence can still be read."""
    ids = read_ids(SETS + TABLES)

    assert {"A-1": "must", "A-4": "should", "A-5": "must"} == ids.levels == ids.of("2026.12")
    assert {"A-1", "A-2", "A-3", "A-4"} == ids.of("2026.11").keys()
    assert ("must", "The order is the upstream's.") == (ids.level_of("A-2"), ids.retired["A-2"].sentence)
    assert ["A-1", "A-2", "A-3", "A-4", "A-5", "B-1"] == sorted(ids.names)


def test_each_change_has_its_words() -> None:
    """What two tables say about one id is one change."""
    assert {
        "A-1": "asks more: blanks count, too; asks less: the order is A-5's",
        "A-2": "superseded by A-5: It asked for one of two right forms.",
        "A-3": "withdrawn: No client relies on it.",
        "A-4": "must → should",
        "A-5": NEW,
    } == read_ids(SETS + TABLES).changes("2026.11", "2026.12")
    assert {} == read_ids(SETS + TABLES).changes("2026.12", "2026.12")


def test_a_set_changes_nothing_of_its_own() -> None:
    """A set cannot change its own requirements, also before its release: they are edited instead."""
    assert {} == read_ids(SETS + TABLES).changes("2026.11", "2026.11")
    with pytest.raises(RequirementInvalid, match=r"A-5: it came with set 2026.12, not with an earlier one"):
        read_ids(SETS + '[withdrawn."2026.12"]\nA-5 = {why = "w", sentence = "s"}')


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[weakend."2026.12"]\nA-1 = "w"', "there is no table [weakend]; did you mean 'weakened'?"),
        (
            '[weakened."2026.21"]\nA-1 = "w"',
            "[weakened.\"2026.21\"] A-1: there is no set '2026.21'; did you mean '2026.12'?",
        ),
        ('[weakened."2026.12"]\nA-9 = "w"', "[weakened.\"2026.12\"] A-9: no set has this id; did you mean 'A-5'?"),
        ('[weakened."2026.12"]\nA-1 = " "', '[weakened."2026.12"] A-1: its text is missing: a sentence has to say it'),
        (
            '[withdrawn."2026.12"]\nA-1 = "w"',
            '[withdrawn."2026.12"] A-1: it is \'w\'; a table is allowed, such as { why = "…", sentence = "…" }',
        ),
        (
            '[withdrawn."2026.12"]\nA-1 = {sentence = "s"}',
            '[withdrawn."2026.12"] A-1: `why` is missing: a sentence has to say it',
        ),
        (
            '[withdrawn."2026.12"]\nA-1 = {why = "w"}',
            '[withdrawn."2026.12"] A-1: `sentence` is missing: a sentence has to say it',
        ),
        (
            '[withdrawn."2026.12"]\nA-1 = {why = "w", sentense = "s"}',
            "[withdrawn.\"2026.12\"] A-1: 'sentense' is not one of why, sentence, never_judged; "
            "did you mean 'sentence'?",
        ),
        (
            '[withdrawn."2026.12"]\nA-4 = {why = "w", sentence = "s"}',
            '[withdrawn."2026.12"] A-4: set 2026.12 lists it, from which on it is not judged',
        ),
        (
            '[withdrawn."2026.12"]\nA-1 = {why = "w", never_judged = true}',
            '[withdrawn."2026.12"] A-1: set 2026.11 judges it: it is not `never_judged`',
        ),
        (
            '[superseded."2026.12"]\nA-1 = {why = "w", sentence = "s"}',
            '[superseded."2026.12"] A-1: `by` is missing: the ids that supersede it, such as by = ["TOKENS-13"]',
        ),
        (
            '[superseded."2026.12"]\nA-1 = {why = "w", sentence = "s", by = ["A-9"]}',
            "[superseded.\"2026.12\"] A-1: no set has 'A-9', which supersedes it; did you mean 'A-5'?",
        ),
        (
            '[superseded."2026.12"]\nA-1 = {why = "w", sentence = "s", by = ["A-1"]}',
            '[superseded."2026.12"] A-1: it cannot supersede itself',
        ),
        (
            '[superseded."2026.12"]\nA-1 = {why = "w", sentence = "s", by = ["A-5"]}\n'
            '[withdrawn."2026.12"]\nA-1 = {why = "w", sentence = "s"}',
            '[withdrawn."2026.12"] A-1: it is superseded or withdrawn already',
        ),
    ],
)
def test_a_wrong_table_is_one_error(table: str, message: str) -> None:
    """Ids, sets and successors have to exist, and every change has a reason."""
    with pytest.raises(RequirementInvalid) as raised:
        read_ids(SETS + table)

    assert f"suites/requirements.toml: {message}" == str(raised.value)
