"""A sample of the proof: mutants are killed, variations are not; and the journal and the page of a proof."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.proving import proof, trials
from crosswire.proving.harmless import HARMLESS, variations
from crosswire.proving.page import as_markdown, as_text
from crosswire.proving.purity import measure_purity
from crosswire.proving.scores import direction, fact_group, failing, lives, score, unneeded
from crosswire.proving.survivors import Survivor, accepted, load_survivors
from crosswire.proving.trials import Cell, Stage, Verdict
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements

SAMPLE = 150
CELL = Cell("served", "chat", "json", "answered", "/usage/total_tokens", "zero")
FREE = Cell("forwarded", "chat", "json", "answered", "/include/*", "repeated")
PLAN = proof.Plan(seed=3)
KILLED = Verdict(CELL, "plain_text /usage", True, ["TOKENS-1", "METADATA-11"])


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Every third scenario: all of them take longer than what is tried of them here."""
    third = dict([*load_scenarios().items()][2::3])
    with mock.patch.object(trials, "load_scenarios", return_value=third):
        return Stage(seed=7, most=2)


def test_mutants_are_told_or_may_live(stage: Stage) -> None:
    """Every mutant that says something else is killed by a requirement, or may live for a reason."""
    verdicts = [stage.judge(trial) for trial in stage.trials[:SAMPLE]]

    assert [] == lives(verdicts)
    assert score(verdicts).killed > 0.7 * SAMPLE


def test_causes_tell_losses_apart(stage: Stage) -> None:
    """Nearly every mutant gives one cause, and two mutants of different facts give two."""
    purity = measure_purity(stage, seed=5, times=20)

    assert (20, 20) == (sum(purity.of_one.values()), sum(purity.of_two.values()))
    assert purity.one >= 0.85
    assert purity.at_most_two >= 0.95
    assert purity.separated >= 0.9


def test_no_variation_is_an_alarm(stage: Stage) -> None:
    """No requirement above MAY fails on a harmless variation of every seventh exchange."""
    graver = {requirement.id for requirement in load_requirements() if requirement.level != "may"}
    found = [
        (harmless.name, point.exchange.scenario.name, requirement)
        for harmless, point, payload in variations(stage.points[::7])
        for requirement in stage.failing(point.with_payload(payload), point.arrow)
        if requirement in graver
    ]

    assert [] == found


def test_every_way_says_something_otherwise(stage: Stage) -> None:
    """Every harmless variation changes at least one payload."""
    assert {(harmless.arrow, harmless.name) for harmless in HARMLESS} == {
        (harmless.arrow, harmless.name) for harmless, _, _ in variations(stage.points)
    }


def test_what_may_live_has_a_reason_and_a_place() -> None:
    """Every reason is a sentence; every pattern begins with an arrow and an API."""
    for survivor in load_survivors():
        assert len(survivor.reason.split()) >= 4
        assert all(
            pattern.split()[0] in ("forwarded", "served") and len(pattern.split()) >= 4 for pattern in survivor.where
        )


def test_a_reason_covers_its_places_and_changes() -> None:
    """A reason covers the positions and kinds that it names, and no others."""
    free = Survivor(("served chat * /usage/*",), "because of a test", ("zero",))

    assert free.covers(CELL)
    assert not free.covers(CELL._replace(kind="another"))
    assert not free.covers(CELL._replace(serves="responses"))
    assert not free.covers(CELL._replace(position="/model"))


def test_scores() -> None:
    """A mutant that says the same does not count; one that may live does not have to be killed."""
    found = score([KILLED, KILLED._replace(counts=False), Verdict(FREE, "", True, []), KILLED._replace(killers=[])])

    assert (4, 3, 1, 1) == (found.tried, found.counted, found.killed, found.accepted)
    assert 0.5 == found.share
    assert "chat: whole answer served" == direction(CELL)
    assert "served chat: usage" == fact_group(CELL)
    assert "served chat: content" == fact_group(CELL._replace(position="chunk of content/choices/*/delta/content"))
    assert (1, 1) == failing([KILLED])  # the requirements about the description are counted apart


def test_a_reason_that_nothing_needs_is_named() -> None:
    """A reason is named where no mutant is of its kind, or all such mutants are killed."""
    free = accepted(FREE)

    assert free is not None
    assert free in unneeded([KILLED])
    assert free not in unneeded([Verdict(FREE, "", True, [])])
    assert free in unneeded([Verdict(FREE, "", True, ["CHATREQ-21"])] * 60)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Return the journal of a whole proof; its last line is cut off."""
    path, plan = tmp_path / "mutants.jsonl", PLAN
    lines = [
        {"plan": asdict(plan), "state": proof.state(), "shard": number, "verdicts": [KILLED], "seconds": 2.0}
        for number in range(proof.SHARDS)
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '{"plan": ')
    return path


def test_what_was_judged_is_not_judged_again(journal: Path) -> None:
    """Verdicts come from the journal; a line that was cut off is judged anew."""
    shards: list[int] = []
    verdicts, seconds = proof.prove_mutants(PLAN, journal, 1, shards.append)

    assert [KILLED] * proof.SHARDS == verdicts
    assert proof.SHARDS == shards[-1]
    assert seconds >= 2.0


@pytest.mark.parametrize("other", [{"plan": {}}, {"state": "another"}])
def test_another_plan_or_another_judge_begins_anew(journal: Path, other: Any, tmp_path: Path) -> None:
    """A journal of another plan or of other suites is not used."""
    lines = [{**json.loads(line), **other} for line in journal.read_text().splitlines()[:-1]]
    journal.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    assert ({}, 0.0) == proof.read_journal(journal, PLAN)
    assert ({}, 0.0) == proof.read_journal(tmp_path / "none", PLAN)


def test_the_proof_is_told() -> None:
    """The text and the page name every mutant that lives and every false alarm."""
    alarm = proof.Alarm("served: a way", "TOKENS-1", "plain_text, serves chat, json")
    varied = proof.Varied({"served: a way": 2}, [alarm])
    found = proof.Proof(proof.Plan(sample=3), [KILLED, KILLED._replace(killers=[])], 1.0, varied)

    assert not found.holds
    assert "lives: served chat json answered /usage/total_tokens zero: plain_text /usage" in as_text(found)
    assert "false alarm: TOKENS-1 on served: a way: plain_text, serves chat, json" in as_text(found)
    assert "| chat: whole answer served | 2 | 2 | 1 | 0 | 50.00% | 50.0% |" in as_markdown(found)
    assert proof.Proof(proof.Plan(sample=1), [KILLED], 1.0, proof.Varied({}, [])).holds


def test_what_witnesses_read_is_told() -> None:
    """The page shows how many mutants, variations and right streams every witness reads, and which it does not read."""
    cell = Cell("served", "chat", "stream", "answered", "/choices/*/finish_reason", "null")
    verdicts = [
        Verdict(cell, "plain_text /choices", True, [], {"Python": True, "JavaScript": alike}) for alike in (True, False)
    ]
    agreed, where = proof.Agreement(), "plain_text, serves chat, stream"
    read = {
        "served: a way": {
            "Python": agreed.and_of(where, alike=True),
            "JavaScript": agreed.and_of(where, alike=False).and_of("another", alike=False),
        }
    }
    varied = proof.Varied({"served: a way": 2}, [], read, {"JavaScript": {"OpenAIError: no | role": 3}})
    found = proof.Proof(proof.Plan(witnesses=("Python", "JavaScript")), verdicts, 1.0, varied)
    page = as_markdown(found)

    assert "the JavaScript SDK reads 1 of 2 mutants of streams that may live as the right one" in as_text(found)
    assert "| way | payloads | read alike by the Python SDK | read alike by the JavaScript SDK |" in page
    assert "| served: a way | 2 | 1 of 1 | 0 of 2 |" in page
    assert "| 1 | JavaScript | /choices/*/finish_reason null | they may not |" in page
    assert f"| 2 | JavaScript | served: a way | {where} |" in page
    assert "| 3 | JavaScript | OpenAIError: no   role |" in page
    assert "`crosswire prove --javascript --page docs/proof.md`" in page


def test_what_a_witness_read_is_not_read_again(tmp_path: Path) -> None:
    """A run with the same witnesses uses the journal; a run with others begins anew."""
    path, plan = tmp_path / "mutants.jsonl", proof.Plan(witnesses=("Python", "JavaScript"))
    verdict = KILLED._replace(read_alike={"Python": True, "JavaScript": False})
    line = {"plan": asdict(plan), "state": proof.state(), "shard": 0, "verdicts": [verdict], "seconds": 2.0}
    path.write_text(json.dumps(line) + "\n")

    assert ({0: [verdict]}, 2.0) == proof.read_journal(path, plan)
    assert ({}, 0.0) == proof.read_journal(path, proof.Plan())


@pytest.mark.parametrize("option", ["--sample", "--each", "--jobs"])
def test_nonsense_is_refused(option: str) -> None:
    """A number below 1 is refused before anything is judged."""
    result = CliRunner().invoke(main, ["prove", option, "0"])

    assert 2 == result.exit_code
    assert "0 is not in the range x>=1" in result.output
