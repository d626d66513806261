"""--known-failures FILE: which failures are expected, and when an entry is outdated."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from crosswire import known_failures
from tests.plugin.running import SOME, Argument, Judge, Runner

SUITE = '''
from crosswire.requirements import all_of, kept, must, of_answer

two = all_of(of_answer(lambda answer: answer.text[:14] in ("OK", "The kookaburra")), lambda case: case.serves == "chat")

@must("TEXT-1", given=two)
def test_text(upstream, served):
    """The text is kept, whole and streamed."""
    kept("text", upstream.text, served.text)

@must("ONCE-1", given=all_of(two, lambda case: case.mode == "json" and case.upstream.text == "OK"))
def test_once(upstream, served):
    """The text is kept, where there is one exchange to judge."""
    kept("text", upstream.text, served.text)
'''

LOSING = """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    if not request.get("stream"):
        answer["choices"][0]["message"]["content"] = ""
    return answer
"""


def entry(**keys: Any) -> str:
    """Return an entry of the file as TOML; keys that are not given have usual values."""
    shown = {"requirement": "TEXT-1", "scenario": "*", "reason": "it is lost"} | keys
    lines = [
        f"{key} = {value}" if isinstance(value, date | list) else f'{key} = "{value}"' for key, value in shown.items()
    ]
    return "\n".join(["[[known]]", *lines, ""])


@pytest.fixture
def judged(runner: Runner) -> Judge:
    """Return a function that runs the small suite above: four exchanges, two of them whole."""
    suite = runner.write("test_promise.py", SUITE)
    runner.write("losing.py", LOSING)

    def run(
        *entries: str,
        adapter: str = "losing.py",
        arguments: Sequence[str] = (),
        apart: bool = False,
        suites: Sequence[Argument] = (suite,),
    ) -> pytest.RunResult:
        runner.write("known.toml", "\n".join(entries))
        options = ["--adapter", adapter, "--known-failures", "known.toml", *arguments]
        return (runner.run_apart if apart else runner.run)(*options, suites=suites)

    return run


def found(runner: Runner, requirement: str = "TEXT-1") -> dict[str, set[str]]:
    """Return the verdicts of a requirement in the last run, by mode."""
    shown = [one for one in runner.report["verdicts"] if one["requirement"] == requirement]
    return {mode: {one["verdict"] for one in shown if one["mode"] == mode} for mode in ("json", "stream")}


def test_an_entry_holds_while_some_of_it_fails(runner: Runner, judged: Judge) -> None:
    """Of the verdicts that an entry covers, failures are known and the others pass; the run is green."""
    result = judged(entry(), entry(requirement="ONCE-1"))

    assert {"json": {"known"}, "stream": {"passed"}} == found(runner)
    assert pytest.ExitCode.OK == result.ret


@pytest.mark.parametrize(
    ("facts", "verdict", "message"),
    [
        (["text lost"], "known", "text lost: it is lost"),
        (["text lost", "refusal lost"], "known", "text lost: it is lost"),
        (["text altered"], "failed", "text lost"),
    ],
)
def test_a_loss_beyond_the_listed_facts_is_red(
    facts: list[str], verdict: str, message: str, runner: Runner, judged: Judge
) -> None:
    """An entry that lists facts covers no other fact: a second loss fails."""
    judged(entry(facts=facts, mode="json"), entry(requirement="ONCE-1"))

    assert {verdict} == found(runner)["json"]
    judged_text = [one for one in runner.report["verdicts"] if one["requirement"] == "TEXT-1"]
    assert {message} == {one["message"] for one in judged_text if one["verdict"] == verdict}


@pytest.mark.parametrize("workers", [[], ["-n", "1"]])
def test_an_entry_is_fixed_when_nothing_of_it_fails(workers: list[str], runner: Runner, judged: Judge) -> None:
    """Where nothing that an entry covers fails, its verdicts are `fixed`, the run is red and names the line."""
    entries = ["# on the second line:", entry(mode="stream"), entry(requirement="ONCE-1")]
    result = judged(*entries, arguments=workers, apart=bool(workers))

    assert {"json": {"failed"}, "stream": {"fixed"}} == found(runner)
    assert {"known"} == found(runner, "ONCE-1")["json"]
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(
        ["known.toml:2: TEXT-1 on [*] (stream): all 2 verdicts that it covers are kept: take the entry out"]
    )


def test_an_outdated_entry_alone_makes_a_run_red(runner: Runner, judged: Judge) -> None:
    """A run with an outdated entry is red, although all tests pass."""
    result = judged(entry(), adapter="reference")

    assert {"json": {"fixed"}, "stream": {"fixed"}} == found(runner)
    assert {"passed": 5} == result.parseoutcomes()
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    routes = {(one["scenario"], one["mode"]) for one in runner.report["exchanges"]}
    assert {(one["scenario"], one["mode"]) for one in runner.report["verdicts"] if one["verdict"] == "fixed"} == routes


@pytest.mark.parametrize(
    "narrowed", [["-k", "plain_text"], ["--deselect", "test_promise.py::test_text[chat-json-plain_text]"]]
)
def test_a_run_that_leaves_some_of_it_out_says_nothing_of_an_entry(
    narrowed: list[str], runner: Runner, judged: Judge
) -> None:
    """An entry isn't called outdated where some of its verdicts were left out: they may still fail."""
    result = judged(entry(), adapter="reference", arguments=narrowed)

    assert {"passed"} == {one["verdict"] for one in runner.report["verdicts"]}
    assert pytest.ExitCode.OK == result.ret


def test_a_single_test_says_nothing_of_an_entry_for_several(runner: Runner, judged: Judge) -> None:
    """A run by node id, which collects one test, doesn't call a wider entry outdated."""
    judged(entry(), adapter="reference", suites=["test_promise.py::test_text[chat-json-plain_text]"])

    assert {"TEXT-1": "passed"} == runner.verdicts


@pytest.mark.parametrize("suites", ["test_promise.py", "test_promise.py::test_once"])
def test_an_entry_for_one_verdict_is_settled_by_its_test(suites: str, runner: Runner, judged: Judge) -> None:
    """An entry for one verdict is outdated as soon as that verdict is kept, also where nothing else ran."""
    exact = entry(requirement="ONCE-1", scenario="reasoning_then_text", serves="chat", mode="json", variation="plain")
    result = judged(exact, adapter="reference", arguments=["-k", "once"], suites=[suites])

    assert {"ONCE-1": "fixed"} == runner.verdicts
    result.stdout.fnmatch_lines(["listed as known (it is lost), but kept: take the entry out (known.toml:1)*"])


def test_an_entry_that_happens_to_cover_one_verdict_is_settled_by_its_test(runner: Runner, judged: Judge) -> None:
    """An entry with wildcards that covers one verdict is outdated once it is kept."""
    judged(entry(requirement="ONCE-1"), adapter="reference", arguments=["-k", "once"])

    assert {"ONCE-1": "fixed"} == runner.verdicts


@pytest.mark.parametrize(("day", "verdict"), [("2027-01-30", "known"), ("2027-01-31", "failed")])
def test_an_expired_entry_covers_nothing(
    day: str, verdict: str, runner: Runner, judged: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From its `expires` date on its failures are red again, and the summary says why."""
    monkeypatch.setattr(known_failures, "today", lambda: date.fromisoformat(day))
    result = judged(entry(expires=date(2027, 1, 31)), entry(requirement="ONCE-1"), arguments=["-k", "test_text"])

    assert {"json": {verdict}, "stream": {"passed"}} == found(runner)
    line = "known.toml:1: TEXT-1 on * (it is lost): expired on 2027-01-31, so that it covers nothing"
    assert (verdict == "failed") == (line in result.outlines)


def test_an_entry_may_name_what_this_run_leaves_out(judged: Judge) -> None:
    """One file serves runs of all suites: an entry may name a requirement of another suite."""
    result = judged(entry(requirement="TOKENS-2"), adapter="reference")

    assert pytest.ExitCode.OK == result.ret


def test_a_link_is_told_with_the_reason(runner: Runner, judged: Judge) -> None:
    """The verdict's message has the entry's reason and its link."""
    judged(entry(link="https://issues.example/7"), entry(requirement="ONCE-1"))

    shown = {one["message"] for one in runner.report["verdicts"] if one["requirement"] == "TEXT-1"}
    assert {None, "text lost: it is lost, https://issues.example/7"} == shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            entry(requirement="TEXT-2"),
            ":1: there is no requirement 'TEXT-2'; did you mean 'TEXT-1'?",
        ),
        (entry(scenario="plain"), ":1: there is no scenario 'plain'; did you mean 'plain_text'?"),
        (entry(variation="crfl"), ":1: there is no variation 'crfl'; did you mean 'crlf'?"),
        (
            entry() + '\n[[known]]\nrequirement = "TEXT-1"\nscenario = "*"',
            ":6 has no reason; it needs requirement, scenario, reason",
        ),
        (
            entry(serve="chat"),
            ":1: 'serve' is not one of requirement, scenario, reason, serves, mode, variation, facts, link, expires; "
            "did you mean 'serves'?",
        ),
        (
            entry(expires="2027-01-31"),
            ":1: expires is '2027-01-31'; it has to be a date without quotes, such as 2027-01-31",
        ),
        (
            '[[known]]\nrequirement = ["TEXT-1"]\nscenario = "*"\nreason = "r"',
            ":1: requirement is ['TEXT-1']; it has to be a text, such as \"…\"",
        ),
        (
            entry(scenario="parallel_tool_calls"),
            ":1: no verdict is about TEXT-1 on parallel_tool_calls; crosswire scenarios lists which requirements "
            "apply to which scenario",
        ),
        (
            'known = [{requirement = "TEXT-1", scenario = "*"}]',
            ": entry 1 has no reason; it needs requirement, scenario, reason",
        ),
        ("[[known", ": Expected ']]' at the end of an array declaration (at end of document)"),
        ("known = 1", ": it holds 'known' as an int; [[cause]] and [[known]] tables are allowed, and nothing else"),
        ("known = [1]", ": entry 1: it is an int, not a table"),
        ("fixed = []", ": it holds 'fixed' as a list; [[cause]] and [[known]] tables are allowed, and nothing else"),
    ],
)
def test_a_wrong_entry_is_one_error(text: str, message: str, judged: Judge) -> None:
    """An error names the unknown id, scenario, variation or key, or the TOML fault, and what was meant."""
    result = judged(text)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert f"ERROR: --known-failures known.toml{message}" == result.stderr.str().strip()


CAUSE = """
[[cause]]
key = "chat/served/text/lost"
serves = "chat"
sentence = "The text is lost."
"""


def of_cause(*rows: str, **keys: str) -> str:
    """Return an entry of a cause with these rows."""
    more = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    return CAUSE + more + f"rows = [{', '.join(f'{{ {row} }}' for row in rows)}]\n"


def listing(requirement: str, *scenarios: str, more: str = 'facts = ["text lost"]') -> str:
    return f'requirements = ["{requirement}"], scenarios = {list(scenarios)}, mode = "json", {more}'


BOTH = listing("TEXT-1", "plain_text", "reasoning_then_text"), listing("ONCE-1", "reasoning_then_text")
"""The rows of all that is lost."""


def test_an_entry_of_a_cause_covers_what_it_lists(runner: Runner, judged: Judge) -> None:
    """All that the entry lists is known, with its reason; without one it names the cause."""
    result = judged(of_cause(*BOTH))

    assert {"json": {"known"}, "stream": {"passed"}} == found(runner)
    assert {"known"} == found(runner, "ONCE-1")["json"]
    assert pytest.ExitCode.OK == result.ret
    messages = {one["message"] for one in runner.report["verdicts"] if one["verdict"] == "known"}
    assert {"text lost: cause chat/served/text/lost"} == messages
    judged(of_cause(*BOTH, reason="ours", link="https://issues.example/7"))
    assert "text lost: ours, https://issues.example/7" in {one["message"] for one in runner.report["verdicts"]}


@pytest.mark.parametrize("workers", [[], ["-n", "1"]])
def test_a_new_verdict_of_an_accepted_cause_is_red(workers: list[str], runner: Runner, judged: Judge) -> None:
    """What the entry does not list is red, although the cause is listed: the end of the run names both."""
    result = judged(of_cause(listing("TEXT-1", "plain_text")), arguments=workers, apart=bool(workers))

    assert {"json": {"known", "failed"}, "stream": {"passed"}} == found(runner)
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    assert (
        "known.toml: 2 new verdicts of the accepted cause chat/served/text/lost: "
        "ONCE-1 on chat-json-reasoning_then_text, TEXT-1 on chat-json-reasoning_then_text"
    ) in result.outlines


def test_a_run_without_new_verdicts_names_none(judged: Judge) -> None:
    """The last lines name no cause where the entry covers all of it."""
    assert not [line for line in judged(of_cause(*BOTH)).outlines if "of the accepted cause" in line]


def test_an_entry_of_a_cause_expects_its_own_facts(runner: Runner, judged: Judge) -> None:
    """Another loss of a listed verdict is red; so is a loss where the entry expects that there is nothing to judge."""
    for more in ('facts = ["text altered"]', 'variation = "plain"'):
        judged(
            of_cause(listing("TEXT-1", "plain_text", "reasoning_then_text", more=more)), arguments=["-k", "test_text"]
        )

        assert {"failed"} == found(runner)["json"]


def test_two_entries_share_a_verdict(runner: Runner, judged: Judge) -> None:
    """A verdict with two causes is known where the entries of both expect it, and is known for both reasons."""
    other = of_cause(listing("TEXT-1", "plain_text", more='facts = ["text lost", "usage lost"]'), reason="one")
    judged(of_cause(*BOTH, reason="two"), other.replace("text/lost", "usage/lost"))

    assert "text lost: two; one" in {one["message"] for one in runner.report["verdicts"]}


def test_an_entry_of_a_cause_goes_when_all_of_it_is_kept(runner: Runner, judged: Judge) -> None:
    """The entry is outdated where all that it lists is kept, and not before."""
    result = judged(of_cause(*BOTH), adapter="reference")

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    assert {"fixed"} == found(runner, "ONCE-1")["json"]
    result.stdout.fnmatch_lines(
        ["known.toml:2: chat/served/text/lost: all 3 verdicts that it covers are kept: take the entry out"]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (CAUSE, ":2 has no rows; it needs key, serves, rows"),
        (of_cause('requirements = ["TEXT-1"]'), ":2: row 1 has no scenarios; it needs requirements, scenarios"),
        (
            of_cause(listing("TEXT-2", "plain_text")),
            ":2: row 1: there is no requirement 'TEXT-2'; did you mean 'TEXT-1'?",
        ),
        (of_cause(listing("TEXT-1", "*")), ":2: row 1: there is no scenario '*'"),
        (
            of_cause(BOTH[0], because="x"),
            ":2: 'because' is not one of key, serves, rows, sentence, reason, link, expires",
        ),
        (CAUSE + "rows = 1", ":2: rows is 1; it has to be a list of tables"),
    ],
)
def test_a_wrong_entry_of_a_cause_is_one_error(text: str, message: str, judged: Judge) -> None:
    """An error names the entry's line, the row, and what is wrong with it."""
    result = judged(text)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert f"ERROR: --known-failures known.toml{message}" == result.stderr.str().strip()


def test_a_missing_file_is_one_error(runner: Runner) -> None:
    """The error has the system's own message."""
    result = runner.run("--adapter", "reference", "--known-failures", "nowhere.toml", suites=SOME[:1])

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert "ERROR: --known-failures nowhere.toml: No such file or directory" == result.stderr.str().strip()
