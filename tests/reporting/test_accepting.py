"""The file of known failures has an entry for each cause, which covers what failed and nothing else."""

import random
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import ConfigurationError, Expired
from crosswire.known_failures import (
    AcceptedCause,
    AcceptedVerdicts,
    KnownFailure,
    KnownFailures,
    load_known_failures,
    today,
)
from crosswire.losses import Difference
from crosswire.reporting.accepted_rows import rows_of
from crosswire.reporting.accepting import Accepted, Words, accept, accept_report
from crosswire.reporting.known_failures_file import to_toml
from crosswire.reporting.model import Verdict
from crosswire.route import Route
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, PASSED, UNTESTABLE, report, verdict

DAY = date(2026, 11, 23)
ALLOWED = {
    "requirement": ["TOKENS-1", "TOKENS-2", "TOKENS-10", "A-1"],
    "scenario": ["a", "b", "plain_text"],
    "variation": ["cut"],
}


def _entry(requirement: str = "TOKENS-1", scenario: str = "plain_text", **keys: Any) -> KnownFailure:
    return KnownFailure(where="known.toml:3", requirement=requirement, scenario=scenario, **{"reason": "old", **keys})


TEXT = Difference("text", "lost", "a", "")
USAGE = Difference("usage.total", "lost", 15, None)


def losing(*differences: Difference, **changed: Any) -> Verdict:
    return verdict({**FAILED, "differences": list(differences or (TEXT,)), **changed})


def silent(**changed: Any) -> Verdict:
    return verdict({**NO_ANSWER, "received": "it hung", "differences": [ANSWER], **changed})


ANSWER = Difference("answer", "lost", "an answer", "it hung")


def accepted(*verdicts: Verdict, older: KnownFailures | None = None, words: Words | None = None) -> Accepted:
    return accept(report(*verdicts), older, words)


def rows(*verdicts: Verdict) -> dict[str, list[AcceptedVerdicts]]:
    return {cause.key: list(cause.rows) for cause in accepted(*verdicts).file.causes}


def test_an_entry_is_a_cause() -> None:
    """All that has one cause is in one entry, whatever the requirement, scenario and mode; what is kept is in none."""
    text = [losing(scenario=name, mode=mode) for name in "ab" for mode in ("json", "stream")]
    (one, other) = accepted(*text, losing(USAGE, requirement="TOKENS-2"), verdict(scenario="c")).file.causes

    assert ("chat/served/text/lost", "chat") == (one.key, one.serves)
    assert "In what is served over Chat, `text` is lost: The counts are the upstream's." == one.sentence
    assert (AcceptedVerdicts(("TOKENS-1",), ("a", "b"), facts=("text lost",)),) == one.rows
    assert (AcceptedVerdicts(("TOKENS-2",), ("plain_text",), "json", facts=("usage.total lost",)),) == other.rows


def test_what_is_green_is_not_listed() -> None:
    """A verdict that is green anyway has no entry, nor has an error, nor what is kept."""
    green = [
        verdict(),
        losing(verdict="warned", level="should"),
        losing(verdict="noted", level="may"),
        losing(verdict="declared"),
        verdict(PASSED, verdict="fixed", message="listed"),
        verdict(ERROR),
    ]

    assert [] == [entry for one in green for entry in accepted(one).file.causes]


def test_all_that_is_red_is_listed() -> None:
    """Failures are listed with their facts, also those that were listed before; untestable verdicts without."""
    for listed in (losing(), losing(verdict="known")):
        assert {
            "chat/served/text/lost": [AcceptedVerdicts(("TOKENS-1",), ("plain_text",), "json", facts=("text lost",))]
        } == (rows(listed))
    untestable = verdict(UNTESTABLE, message="nothing to judge: it hung")
    for hidden in (untestable, replace(untestable, verdict="known", message="nothing to judge: it hung (known: why)")):
        assert {
            "chat/answer/it hung": [
                AcceptedVerdicts(("ANSWER-1",), ("plain_text",), "json", facts=("answer lost",)),
                AcceptedVerdicts(("TOKENS-1",), ("plain_text",), "json"),
            ]
        } == rows(silent(), hidden)


def test_a_verdict_with_two_causes_is_in_both() -> None:
    """Each entry lists the facts of its own cause, so that each can go alone."""
    found = rows(losing(TEXT, USAGE))

    assert {"chat/served/text/lost": ("text lost",), "chat/served/usage/total/lost": ("usage.total lost",)} == {
        key: row.facts for key, (row,) in found.items()
    }


def test_rows_list_what_failed_and_nothing_else() -> None:
    """Rows of any verdicts list each of them once, and no other; in both modes where both failed."""
    some: list[tuple[str, Any]] = [("A-1", "json"), ("A-1", "stream"), ("A-2", "stream"), ("A-10", "json")]
    names = [*product(some, "abc", ("", "cut"), ((), ("x lost",), ("x lost", "y lost")))]
    for seed in range(20):
        drawn = random.Random(seed).sample(names, 30)
        listed = {(one, Route("chat", mode, name, variation)): facts for (one, mode), name, variation, facts in drawn}
        found = rows_of(listed)
        again = [(verdict, row.facts) for row in found for verdict in row.verdicts("chat")]

        assert sorted(listed.items()) == sorted(again)
        assert found == rows_of(dict(reversed(listed.items())))


def test_rows_are_few() -> None:
    """A requirement with the same loss in all scenarios is one row; so is all that is untestable in one exchange."""
    verdicts = [losing(scenario=name, mode=mode) for name in "abc" for mode in ("json", "stream")]
    numbers = [f"TOKENS-{number}" for number in range(1, 12)]
    untestable = [verdict(UNTESTABLE, requirement=name, message="nothing to judge: it hung") for name in numbers]

    assert {"chat/served/text/lost": 1, "chat/answer/it hung": 1} == {
        key: len(found) for key, found in rows(*verdicts, *untestable).items()
    }
    assert tuple(numbers) == rows(*untestable)["chat/answer/it hung"][0].requirements


def test_new_entries_have_the_words() -> None:
    """A new entry has the given reason, link and date; none without."""
    (given,) = accepted(losing(), words=Words("our fault", "https://tracker.example/1", DAY)).file.causes
    (plain,) = accepted(losing()).file.causes

    assert ("our fault", "https://tracker.example/1", DAY) == (given.reason, given.link, given.expires)
    assert ("", None, None) == (plain.reason, plain.link, plain.expires)


def test_an_entry_follows_its_cause() -> None:
    """Accepted anew, an entry keeps its reason: what is kept leaves it, what is new comes in, and both are told."""
    older = accepted(losing(scenario="a"), losing(scenario="b"), words=Words("why", expires=DAY)).file
    narrower = accepted(losing(scenario="a"), verdict(scenario="b"), older=older, words=Words("other"))
    wider = accepted(*(losing(scenario=name) for name in "abc"), older=older, words=Words("other"))

    assert [("a",), ("a", "b", "c")] == [found.file.causes[0].rows[0].scenarios for found in (narrower, wider)]
    assert {("why", DAY)} == {(one.reason, one.expires) for found in (narrower, wider) for one in found.file.causes}
    assert [[1], []] == [list(found.narrower.values()) for found in (narrower, wider)]
    assert [[], [1]] == [list(found.wider.values()) for found in (narrower, wider)]
    assert [] == [*narrower.added, *narrower.dropped, *wider.added, *wider.dropped]


def test_an_entry_keeps_what_the_report_does_not_judge() -> None:
    """A report of a part, or an error, says nothing of the other verdicts: they stay listed."""
    older = accepted(losing(scenario="a"), losing(scenario="b"), losing(USAGE, requirement="A-1")).file
    now = accepted(losing(scenario="a"), verdict(ERROR, scenario="b"), older=older)

    assert older == now.file
    assert not now.narrower


def test_an_entry_of_which_all_is_kept_goes() -> None:
    """It is dropped, and told."""
    older = accepted(losing(), losing(USAGE, requirement="TOKENS-2")).file
    now = accepted(verdict(), losing(USAGE, requirement="TOKENS-2"), older=older)

    assert (["chat/served/text/lost"], ["chat/served/usage/total/lost"]) == (
        list(map(str, now.dropped)),
        list(map(str, now.file.causes)),
    )


def test_an_entry_follows_its_verdicts() -> None:
    """Where the requirement that saw a cause best is kept, the cause has another key: its entry keeps its reason."""
    rest = losing(Difference("usage.input", "lost", 7, None), requirement="TOKENS-2")
    older = accepted(losing(USAGE), rest, words=Words("why")).file
    now = accepted(verdict(), rest, older=older)

    assert [("chat/served/usage/total/lost", "why")] == [(one.key, one.reason) for one in older.causes]
    assert [("chat/served/usage/input/lost", "why")] == [(one.key, one.reason) for one in now.file.causes]
    assert ([], [], [1]) == (list(now.added), list(now.dropped), list(now.narrower.values()))


def test_a_loss_beyond_an_entry_is_listed_under_its_own_cause() -> None:
    """A verdict of which one loss was listed and another is new goes into the entry of the new one, too."""
    older = accepted(losing(TEXT)).file
    now = accepted(losing(TEXT, USAGE), older=older)

    assert [("text lost",), ("usage.total lost",)] == [cause.rows[0].facts for cause in now.file.causes]
    assert ["chat/served/usage/total/lost"] == list(map(str, now.added))


def test_entries_about_a_requirement_stay() -> None:
    """An older form covers what it covers: what it expects is in no cause, and it goes when all of it is kept."""
    listed = [_entry(scenario="*", reason="mine"), _entry("A-1"), _entry("TOKENS-2", facts=("text lost",))]
    now = accepted(
        losing(),
        losing(scenario="b"),
        verdict(requirement="A-1"),
        losing(TEXT, USAGE, requirement="TOKENS-10"),
        older=KnownFailures(listed),
    )

    assert [listed[0], listed[2]] == now.file.failures
    assert [listed[1]] == now.dropped
    assert {"TOKENS-10"} == {name for cause in now.file.causes for row in cause.rows for name in row.requirements}


def test_an_entry_about_a_requirement_has_the_facts_of_now() -> None:
    """Where it lists facts, they are those of what it covers; where it lists none, it stays without."""
    listed = [_entry(facts=("usage.total lost",)), _entry("A-1")]
    now = accepted(losing(TEXT), losing(TEXT, requirement="A-1"), older=KnownFailures(listed))

    assert [(), ("text lost",)] == [entry.facts for entry in now.file.failures]
    assert [] == now.file.causes


def test_the_file_reads_back(tmp_path: Path) -> None:
    """The file is read as it was written, whatever its texts hold."""
    hostile = "\" ''' \\ \t\x7f\x00 \u2028 € 🔴 ]]\n[[known]]"
    entries = [
        _entry(reason=hostile, link=hostile, serves="chat", mode="json", variation="plain", expires=DAY),
        _entry("TOKENS-2", "*", variation="cut"),
    ]
    cause = AcceptedCause(
        key=hostile,
        serves="chat",
        sentence=hostile,
        reason=hostile,
        expires=DAY,
        rows=(
            AcceptedVerdicts(("TOKENS-1", "TOKENS-2"), ("a", "b")),
            AcceptedVerdicts(("A-1",), ("plain_text",) * 30, "json", "cut", (hostile, "text lost")),
        ),
    )
    given = KnownFailures(entries, [cause])
    file = tmp_path / "known_failures.toml"
    file.write_text(to_toml(given), encoding="utf-8")

    read = load_known_failures(file, ALLOWED)

    assert to_toml(given) == to_toml(read)
    assert [hostile, "old"] == [entry.reason for entry in read.failures]
    assert [replace(cause, where=read.causes[0].where)] == read.causes
    assert [f"{file}:5"] == [entry.where for entry in read.causes]


def test_many_names_take_many_lines() -> None:
    """No line is longer than 120 characters, however many requirements and scenarios a row has."""
    many = AcceptedVerdicts(tuple(f"TOKENS-{number}" for number in range(40)), ("reasoning_then_text",) * 40)
    lines = to_toml(KnownFailures([], [AcceptedCause(key="k", serves="chat", rows=(many,))])).splitlines()

    assert max(map(len, lines)) <= 120
    assert 20 < len(lines) < 30


def test_half_of_a_surrogate_pair_is_replaced() -> None:
    """An adapter may serve half a surrogate pair; TOML cannot hold it, so it is replaced."""
    assert 'reason = "lost ?"' in to_toml(KnownFailures([_entry(reason="lost \ud83d")]))


def test_to_accept_again_changes_nothing(tmp_path: Path) -> None:
    """The same report gives the same file."""
    given = report(
        *(losing(mode=mode, scenario=name) for mode in ("json", "stream") for name in ("plain_text", "refusal"))
    )
    file = tmp_path / "known_failures.toml"
    texts = []
    for _ in range(2):
        texts.append(to_toml(accept_report(given, file, Words("why")).file))
        file.write_text(texts[-1], encoding="utf-8")

    assert texts[0] == texts[1]
    assert """[[cause]]
key = "chat/served/text/lost"
serves = "chat"
sentence = "In what is served over Chat, `text` is lost: The counts are the upstream's."
reason = "why"
rows = [
    { requirements = ["TOKENS-1"], facts = ["text lost"], scenarios = [
        "plain_text", "refusal",
    ] },
]
""" in texts[0]


@pytest.mark.parametrize("by_cause", [False, True])
def test_what_has_expired_needs_a_new_date(by_cause: bool, tmp_path: Path) -> None:
    """An expired entry that still fails needs a new date, or it stays red; one that is fixed needs none."""
    file = tmp_path / "known_failures.toml"
    old: dict[str, Any] = {"expires": date(2020, 1, 1), "link": "https://tracker.example/1"}
    (cause,) = accepted(losing()).file.causes
    late = KnownFailures([], [replace(cause, **old)]) if by_cause else KnownFailures([_entry(**old)])
    file.write_text(to_toml(late), encoding="utf-8")
    given = report(losing())

    with pytest.raises(Expired) as raised:
        accept_report(given, file, Words())
    name = "chat/served/text/lost" if by_cause else "TOKENS-1 on plain_text"
    assert (
        f"{file}:5: {name} expired on 2020-01-01, and still fails; mend it, or give it another date: --expires DATE"
    ) == str(raised.value)
    renewed = accept_report(given, file, Words(expires=date(2999, 1, 1))).file
    entry = (renewed.causes if by_cause else renewed.failures)[0]
    assert (date(2999, 1, 1), "https://tracker.example/1") == (entry.expires, entry.link)
    assert 1 == len(accept_report(report(verdict()), file, Words()).dropped)


def test_a_date_is_to_come(tmp_path: Path) -> None:
    """A date in the past is refused: the entry would cover nothing."""
    with pytest.raises(ConfigurationError, match=r"--expires .*: a date after today is allowed"):
        accept_report(report(losing()), tmp_path / "new.toml", Words(expires=today()))
