"""The file of known failures is as short as it can be without covering what is kept, and keeps its entries."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import ConfigurationError, Expired
from crosswire.known_failures import KnownFailure, load_known_failures, today
from crosswire.losses import Difference
from crosswire.reporting.accepting import Words, accept, accept_report
from crosswire.reporting.known_failures_file import to_toml
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import ERROR, FAILED, PASSED, UNTESTABLE, report, verdict

DAY = date(2026, 11, 23)
ALLOWED = {
    "requirement": ["TOKENS-1", "TOKENS-2", "TOKENS-10", "A-1"],
    "scenario": ["a", "b", "plain_text"],
    "variation": ["cut"],
}


def _entry(requirement: str = "TOKENS-1", scenario: str = "plain_text", **keys: Any) -> KnownFailure:
    return KnownFailure(where="known.toml:3", requirement=requirement, scenario=scenario, **{"reason": "old", **keys})


def _on(serves: str, mode: str, scenario: str, base: dict[str, Any] = FAILED, **changed: Any) -> Verdict:
    return verdict(base, serves=serves, mode=mode, scenario=scenario, **changed)


def _accepted(*verdicts: Verdict) -> list[str]:
    return [str(entry) for entry in accept(verdicts).entries]


def test_one_failure_is_named() -> None:
    """One failure becomes an entry with its direction, mode and scenario, as no other exchange was judged."""
    assert ["TOKENS-1 on plain_text (serves chat, json)"] == _accepted(verdict(FAILED))


def test_what_is_kept_is_not_listed() -> None:
    """A kept requirement has no entry, nor has a verdict that is green anyway, or an error."""
    assert [] == _accepted(
        verdict(),
        verdict(FAILED, verdict="warned", level="should"),
        verdict(FAILED, verdict="noted", level="may"),
        verdict(FAILED, verdict="declared"),
        verdict(PASSED, verdict="fixed", message="listed"),
        verdict(ERROR),
    )


@pytest.mark.parametrize("base", [FAILED, UNTESTABLE, {**FAILED, "verdict": "known"}])
def test_all_that_is_red_is_listed(base: dict[str, Any]) -> None:
    """Untestable verdicts are listed, too, and failures that were listed before."""
    assert ["TOKENS-1 on plain_text (serves chat, json)"] == _accepted(verdict(base))


def test_scenarios_become_a_star_where_all_fail() -> None:
    """The scenario is `*` where all fail in a direction and mode; where one is kept, each has an entry."""
    json = [_on("chat", "json", name) for name in "ab"]
    stream = [_on("chat", "stream", "a"), _on("chat", "stream", "b", PASSED)]

    assert ["TOKENS-1 on * (serves chat, json)"] == _accepted(*json, _on("chat", "stream", "a", PASSED))
    assert ["TOKENS-1 on * (serves chat, json)", "TOKENS-1 on a (serves chat, stream)"] == _accepted(*json, *stream)


def test_modes_and_directions_are_left_out_where_all_fail() -> None:
    """An entry has no mode or direction where all of them fail, for one scenario or for all."""
    modes = [_on("chat", mode, "a") for mode in ("json", "stream")]
    satisfied = [_on("chat", "json", "b", PASSED)]
    responses = [_on("responses", mode, "a") for mode in ("json", "stream")]

    assert ["TOKENS-1 on a (serves chat)"] == _accepted(*modes, *satisfied)
    assert ["TOKENS-1 on a"] == _accepted(*modes, *responses, *satisfied)
    assert ["TOKENS-1 on *"] == _accepted(*modes, *responses, _on("chat", "json", "b"))


def test_a_variation_is_named_where_another_is_kept() -> None:
    """An entry names its variation where another is kept; the plain exchange counts as a variation."""
    plain, cut = verdict(FAILED), verdict(FAILED, variation="cut")

    assert ["TOKENS-1 on plain_text (serves chat, json)"] == _accepted(plain, cut)
    assert ["TOKENS-1 on plain_text (serves chat, json, cut)"] == _accepted(verdict(), cut)
    assert ["TOKENS-1 on plain_text (serves chat, json, plain)"] == _accepted(plain, verdict(variation="cut"))


def test_entries_are_in_one_order() -> None:
    """Entries are ordered by requirement (by number), direction, mode and scenario, whatever the verdicts' order."""
    verdicts = [
        verdict(FAILED, requirement="TOKENS-10"),
        *(_on("responses", mode, "a", requirement="TOKENS-2") for mode in ("json", "stream")),
        _on("responses", "json", "b", PASSED, requirement="TOKENS-2"),
        _on("chat", "stream", "b", requirement="TOKENS-2"),
        verdict(FAILED, requirement="A-1"),
    ]
    expected = [
        "A-1 on plain_text (serves chat, json)",
        "TOKENS-2 on b (serves chat, stream)",
        "TOKENS-2 on a (serves responses)",
        "TOKENS-10 on plain_text (serves chat, json)",
    ]

    assert expected == _accepted(*verdicts)
    assert expected == _accepted(*reversed(verdicts))


def test_new_entries_say_what_is_given() -> None:
    """A new entry has the given reason, link and date; without a reason, the most frequent message."""
    messages = ["usage lost: known", "usage altered (turn 2)", "usage lost", "text lost"]
    verdicts = [_on("chat", "json", str(number), message=message) for number, message in enumerate(messages)]
    untestable = verdict(UNTESTABLE, message=f"nothing to judge: {'x' * 200}\nmore")

    (given,) = accept(verdicts, (), Words("our fault", "https://tracker.example/1", DAY)).entries
    (entry,) = accept(verdicts).entries
    (why,) = accept([untestable]).entries

    assert ("our fault", "https://tracker.example/1", DAY) == (given.reason, given.link, given.expires)
    assert ("usage lost, usage altered, …", None, None) == (entry.reason, entry.link, entry.expires)
    assert f"nothing to judge: {'x' * 81}…" == why.reason


def test_entries_that_still_fail_stay_as_they_are() -> None:
    """Such an entry stays, also if it covers more than fails, or what the report doesn't judge."""
    listed = [
        _entry(scenario="*", reason="mine", link="https://tracker.example/1", expires=DAY),
        _entry("A-1", "b"),
    ]
    verdicts = [verdict(FAILED), verdict(mode="stream"), verdict(FAILED, requirement="TOKENS-2")]

    accepted = accept(verdicts, listed, Words("new"))

    assert [listed[1], listed[0]] == [entry for entry in accepted.entries if entry.reason != "new"]
    assert ["TOKENS-2 on plain_text (serves chat, json)"] == [str(entry) for entry in accepted.added]
    assert [] == accepted.dropped


def test_fixed_entries_go() -> None:
    """An entry goes where all that it covers is kept."""
    listed = [_entry(scenario="*"), _entry("TOKENS-2"), _entry("TOKENS-10")]
    verdicts = [
        verdict(),
        verdict(PASSED, mode="stream", verdict="fixed", message="listed"),
        verdict(FAILED, requirement="TOKENS-2", verdict="warned", level="should"),
        verdict(ERROR, requirement="TOKENS-10"),
    ]

    accepted = accept(verdicts, listed)

    assert [listed[0]] == accepted.dropped
    assert listed[1:] == accepted.entries


def test_the_file_reads_back(tmp_path: Path) -> None:
    """The file is read as it was written, whatever its texts hold."""
    hostile = "\" ''' \\ \t\x7f\x00 \u2028 € 🔴 ]]\n[[known]]"
    entries = [
        _entry(reason=hostile, link=hostile, serves="chat", mode="json", variation="plain", expires=DAY),
        _entry("TOKENS-2", "*", variation="cut"),
    ]
    file = tmp_path / "known_failures.toml"
    file.write_text(to_toml(entries), encoding="utf-8")

    read = load_known_failures(file, ALLOWED)

    assert to_toml(entries) == to_toml(read)
    assert [hostile, "old"] == [entry.reason for entry in read]
    assert [DAY, None] == [entry.expires for entry in read]


def test_half_of_a_surrogate_pair_is_replaced() -> None:
    """An adapter may serve half a surrogate pair; TOML cannot hold it, so it is replaced."""
    assert 'reason = "lost ?"' in to_toml([_entry(reason="lost \ud83d")])


def test_to_accept_again_changes_nothing(tmp_path: Path) -> None:
    """The same report gives the same file."""
    given = report(*(_on("chat", mode, name) for mode in ("json", "stream") for name in ("plain_text", "refusal")))
    file = tmp_path / "known_failures.toml"
    texts = []
    for _ in range(2):
        texts.append(to_toml(accept_report(given, file, Words("why")).entries))
        file.write_text(texts[-1], encoding="utf-8")

    assert texts[0] == texts[1]
    assert 'requirement = "TOKENS-1"\nscenario = "*"\nserves = "chat"\nreason = "why"\n' in texts[0]


def test_what_has_expired_needs_a_new_date(tmp_path: Path) -> None:
    """An expired entry that still fails needs a new date, or it stays red; one that is fixed needs none."""
    file = tmp_path / "known_failures.toml"
    late = _entry(expires=date(2020, 1, 1), link="https://tracker.example/1")
    file.write_text(to_toml([late]), encoding="utf-8")
    given = report(verdict(FAILED))

    with pytest.raises(Expired) as raised:
        accept_report(given, file, Words())
    assert (
        f"{file}:5: TOKENS-1 on plain_text expired on 2020-01-01, and still fails; mend it, or give it another "
        "date: --expires DATE"
    ) == str(raised.value)
    (entry,) = accept_report(given, file, Words(expires=date(2999, 1, 1))).entries
    assert (date(2999, 1, 1), "https://tracker.example/1") == (entry.expires, entry.link)
    assert 1 == len(accept_report(report(verdict()), file, Words()).dropped)


def test_a_date_is_to_come(tmp_path: Path) -> None:
    """A date in the past is refused: the entry would cover nothing."""
    with pytest.raises(ConfigurationError, match=r"--expires .*: a date after today is allowed"):
        accept_report(report(verdict(FAILED)), tmp_path / "new.toml", Words(expires=today()))


def test_an_entry_lists_the_facts_that_are_not_kept() -> None:
    """An entry has the facts of all that it covers, without list positions; one without facts stays without."""
    lost = [Difference("usage.total", "lost", 15, None), Difference("history[3]", "altered", "a", "b")]
    given = [verdict(FAILED, differences=lost[:1]), verdict(FAILED, mode="stream", differences=lost)]

    (entry,) = accept(given).entries

    assert ("history[*] altered", "usage.total lost") == entry.facts
    assert 'facts = ["history[*] altered", "usage.total lost"]' in to_toml([entry])
    assert [replace(entry, facts=("usage.total lost",))] == accept(given[:1], [entry]).entries
    assert [replace(entry, facts=())] == accept(given, [replace(entry, facts=())]).entries
