"""A comment on a pull request has what changed by cause, in at most 40 lines."""

from dataclasses import replace

import pytest

from crosswire.losses import Difference
from crosswire.reporting.cause_changes import compare_causes
from crosswire.reporting.difference_comment import summarise_difference
from crosswire.reporting.diffing import compare
from crosswire.reporting.model import Report, Verdict
from tests.reporting.report_examples import FAILED, report, verdict


def losing(fact: str, **changed: str) -> Verdict:
    return verdict({**FAILED, "differences": [Difference(fact, "lost", 1, None)]}, **changed)


def comment(old: Report, new: Report) -> str:
    difference = compare(old, new)
    return summarise_difference(difference, compare_causes(difference))


def test_what_a_pull_request_may_have_broken_comes_first() -> None:
    """What is new is visible, what is gone is folded."""
    old = report(verdict(), losing("usage", mode="stream"))
    new = replace(report(losing("text"), verdict(mode="stream")), adapter={"name": "mine", "version": "1.3"})

    assert """\
### 🔴 1 new, 1 gone: `mine 1.2` → `mine 1.3`

| | cause | verdicts | example |
| --- | --- | --- | --- |
| **new** MUST | In what is served over Chat, `text` is lost: The counts are the upstream's. `TOKENS-1` \
| 1 verdict in 1 scenario | `chat-json-plain_text` |

<details><summary>1 gone, better, or not judged before</summary>

| | cause | verdicts | example |
| --- | --- | --- | --- |
| **gone** MUST | In what is served over Chat, `usage` is lost: The counts are the upstream's. `TOKENS-1` \
| 1 verdict in 1 scenario | `chat-stream-plain_text` |

</details>

<sub>0 causes as before. Verdicts by requirement set 2026.11, Crosswire 0.1.0.</sub>
""" == comment(old, new)


def test_nothing_changed() -> None:
    """A pull request that changed no cause has one line and a foot."""
    same = report(losing("text"))

    assert comment(same, same).startswith(
        "### 🟢 No cause changed: `mine 1.2` → `mine 1.2`\n\n<sub>1 causes as before."
    )


def test_what_is_not_alike_is_told() -> None:
    """It names another requirement set."""
    old = replace(report(verdict()), requirements="2026.10")

    assert "\n- another requirement set: 2026.10 before, 2026.11 now\n" in comment(old, report(verdict()))


@pytest.mark.parametrize("number", [1, 12, 13, 5000])
def test_it_has_at_most_forty_lines(number: int) -> None:
    """However many causes are new and gone, and however much is not alike, the comment has 40 lines at most."""
    broken = [losing(f"new{index}", scenario=f"a{index}") for index in range(number)]
    mended = [losing(f"old{index}", scenario=f"b{index}") for index in range(number)]
    apart = [losing("same", scenario=f"before{number}"), losing("same", requirement="OLD-1")]
    old = report(*(verdict(scenario=one.scenario) for one in broken), *mended, *apart)
    new = Report(
        {"name": "other", "version": None},
        "0.2.0",
        "2027.01",
        [*broken, *(verdict(scenario=one.scenario) for one in mended), losing("same", scenario="now")],
    )
    lines = comment(old, new).splitlines()

    assert len(lines) <= 40
    assert f"### 🔴 {number} new, {number} gone: " in lines[0]
    assert (number > 12) == any("more, which `crosswire diff` lists" in line for line in lines[:25])
