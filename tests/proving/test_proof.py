"""A sample of the proof: mutants are told, variations are not; and how a proof is kept."""

import json
from dataclasses import asdict

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.proving import proof
from crosswire.proving.harmless import HARMLESS, variations
from crosswire.proving.page import as_markdown, as_text
from crosswire.proving.scores import direction, fact_group, failing, lives, score, unneeded
from crosswire.proving.survivors import Survivor, accepted, load_survivors
from crosswire.proving.trials import Cell, Stage, Verdict
from crosswire.specification.suites import load_requirements

SAMPLE = 400
CELL = Cell("served", "chat", "json", "answered", "/usage/total_tokens", "zero")
FREE = Cell("forwarded", "chat", "json", "answered", "/include/*", "repeated")
TOLD = Verdict(CELL, "plain_text /usage", True, ["TOKENS-1", "METADATA-11"])


@pytest.fixture(scope="module")
def stage():
    return Stage(seed=7, most=2, sample=SAMPLE)


def test_mutants_are_told_or_may_live(stage):
    """Each that says something else, by a requirement or by a reason."""
    verdicts = [stage.judge(trial) for trial in stage.trials]

    assert [] == lives(verdicts)
    assert score(verdicts).told > 0.7 * SAMPLE


def test_no_variation_is_an_alarm(stage):
    """One of each way for every seventh exchange; `crosswire prove` judges them all."""
    graver = {requirement.id for requirement in load_requirements() if requirement.level != "may"}
    found = [
        (harmless.name, point.exchange.scenario.name, each)
        for harmless, point, payload in variations(stage.points[::7])
        for each in stage.failing(point.with_payload(payload), point.arrow)
        if each in graver
    ]

    assert [] == found


def test_every_way_says_something_otherwise(stage):
    """One that changes nothing would prove nothing."""
    assert {(each.arrow, each.name) for each in HARMLESS} == {
        (harmless.arrow, harmless.name) for harmless, _, _ in variations(stage.points)
    }


def test_what_may_live_has_a_reason_and_a_place():
    """In a sentence; a pattern begins with an arrow and an API."""
    for each in load_survivors():
        assert len(each.reason.split()) >= 4
        assert all(
            pattern.split()[0] in ("forwarded", "served") and len(pattern.split()) >= 4 for pattern in each.where
        )


def test_a_reason_covers_its_places_and_changes():
    """And no others."""
    free = Survivor(("served chat * /usage/*",), "because of a test", ("zero",))

    assert free.covers(CELL)
    assert not free.covers(CELL._replace(kind="another"))
    assert not free.covers(CELL._replace(serves="responses"))
    assert not free.covers(CELL._replace(place="/model"))


def test_scores():
    """A mutant that says the same does not count; one that may live is not due."""
    found = score([TOLD, TOLD._replace(counts=False), Verdict(FREE, "", True, []), TOLD._replace(killers=[])])

    assert (4, 3, 1, 1) == (found.tried, found.counted, found.told, found.accepted)
    assert 0.5 == found.share
    assert "chat: whole answer served" == direction(CELL)
    assert "served chat: usage" == fact_group(CELL)
    assert "served chat: content" == fact_group(CELL._replace(place="chunk of content/choices/*/delta/content"))
    assert (1, 1) == failing([TOLD])  # what holds it against the description stands beside


def test_a_reason_that_nothing_needs_is_named():
    """No mutant is of its kind, or all are told."""
    free = accepted(FREE)

    assert free is not None
    assert free in unneeded([TOLD])
    assert free not in unneeded([Verdict(FREE, "", True, [])])
    assert free in unneeded([Verdict(FREE, "", True, ["CHATREQ-21"])] * 60)


@pytest.fixture
def kept(tmp_path):
    """All pieces of a proof, as a run has left them."""
    path, plan = tmp_path / "mutants.jsonl", proof.Plan(seed=3)
    lines = [
        {"plan": asdict(plan), "state": proof.state(), "shard": number, "verdicts": [TOLD], "seconds": 2.0}
        for number in range(proof.SHARDS)
    ]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '{"plan": ')
    return path, plan


def test_what_was_judged_is_not_judged_again(kept):
    """A line that was cut off is left out."""
    path, plan = kept
    told = []
    verdicts, seconds = proof.prove_mutants(plan, path, 1, told.append)

    assert [TOLD] * proof.SHARDS == verdicts
    assert proof.SHARDS == told[-1]
    assert seconds >= 2.0


@pytest.mark.parametrize("other", [{"plan": {}}, {"state": "another"}])
def test_another_plan_or_another_judge_begins_anew(kept, other, tmp_path):
    """What other suites said is no verdict of these."""
    path, plan = kept
    lines = [{**json.loads(line), **other} for line in path.read_text().splitlines()[:-1]]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))

    assert ({}, 0.0) == proof.read_kept(path, plan)
    assert ({}, 0.0) == proof.read_kept(tmp_path / "none", plan)


def test_the_proof_is_told():
    """As lines and as a page: what lives and each false alarm by name."""
    alarm = proof.Alarm("served: a way", "TOKENS-1", "plain_text, serves chat, json")
    varied = proof.Varied({"served: a way": 2}, [alarm])
    found = proof.Proof(proof.Plan(sample=3), [TOLD, TOLD._replace(killers=[])], 1.0, varied)

    assert not found.holds
    assert "lives: served chat json answered /usage/total_tokens zero: plain_text /usage" in as_text(found)
    assert "false alarm: TOKENS-1 on served: a way: plain_text, serves chat, json" in as_text(found)
    assert "| chat: whole answer served | 2 | 2 | 1 | 0 | 50.00% | 50.0% |" in as_markdown(found)
    assert proof.Proof(proof.Plan(sample=1), [TOLD], 1.0, proof.Varied({}, [])).holds


def test_what_witnesses_read_is_told():
    """Of mutants that may live, of variations and of right streams: how many of each a witness reads, and which not."""
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


def test_what_a_witness_read_is_not_read_again(tmp_path):
    """A run that asks other witnesses begins anew."""
    path, plan = tmp_path / "mutants.jsonl", proof.Plan(witnesses=("Python", "JavaScript"))
    verdict = TOLD._replace(read_alike={"Python": True, "JavaScript": False})
    line = {"plan": asdict(plan), "state": proof.state(), "shard": 0, "verdicts": [verdict], "seconds": 2.0}
    path.write_text(json.dumps(line) + "\n")

    assert ({0: [verdict]}, 2.0) == proof.read_kept(path, plan)
    assert ({}, 0.0) == proof.read_kept(path, proof.Plan())


@pytest.mark.parametrize("option", ["--sample", "--each", "--jobs"])
def test_nonsense_is_refused(option):
    """Before anything is judged."""
    result = CliRunner().invoke(main, ["prove", option, "0"])

    assert 2 == result.exit_code
    assert "0 is not in the range x>=1" in result.output
