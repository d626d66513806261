"""A comment on a pull request has the verdict first, then what to look at."""

import random
import string
from dataclasses import replace
from typing import Any

from crosswire.reporting.cause_changes import compare_causes
from crosswire.reporting.comments import summarise
from crosswire.reporting.difference_comment import summarise_difference
from crosswire.reporting.diffing import compare
from crosswire.reporting.markdown import LIMIT
from crosswire.reporting.model import Report, Verdict
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, report, verdict


def test_a_summary() -> None:
    """It has the adapter, the headline, the badge's number, the counts, the worst lines and the requirement set."""
    text = summarise(report(verdict(), verdict(FAILED, mode="stream")))

    assert (
        """\
### 🔴 `mine 1.2`: Loses data

**0 of 1 MUST kept**, in every exchange that they were judged on.

- Lost: token counts.
- Serving chat: 1 of 1 MUST requirements not kept.

**What became of it**

| promise | kept | lost | altered | invented |
| --- | ---: | ---: | ---: | ---: |
| token counts | 1 | 1 | · | · |

**Not kept, worst first**

|  | requirement | serves | how often | what is required |
| --- | --- | --- | --- | --- |
| 🔴 | `TOKENS-1` MUST lost | chat | 1 of 2 | The counts are the upstream's. |

<sub>2 verdicts by requirement set 2026.11, Crosswire 0.1.0; the payloads are in `report.html`.</sub>
"""
        == text
    )


def test_nothing_to_complain_of() -> None:
    """A run in which all is kept has no list of losses."""
    text = summarise(report(verdict()))

    assert text.startswith("### 🟢 `mine 1.2`: Keeps everything that was asked\n\n**1 of 1 MUST kept**")
    assert "Not kept" not in text


def test_what_could_not_be_judged_says_why() -> None:
    """The reason is shown as code, as it is text of somebody else."""
    shown = [summarise(report(verdict(base, message="`<b>` @you\nat line 1"))) for base in (ERROR, UNTESTABLE)]

    assert "| 🔴 | **error** | chat | 1 of 1 | `` `<b>` @you `` |" in shown[0]
    assert "| 🔴 | **untestable** | chat | 1 of 1 | `` `<b>` @you `` |" in shown[1]


def test_a_comment_always_fits() -> None:
    """A comment stays within the limit, whatever the names, messages and verdicts; the first line is always there."""
    rng = random.Random(7)
    for number in (0, 1, 40, 4000):
        old, new = _noise(rng, number), _noise(rng, number)
        difference = compare(old, new)

        for text in (summarise(new), summarise_difference(difference, compare_causes(difference))):
            assert len(text.encode()) <= LIMIT
            assert text.startswith("### ")
            assert text.endswith("</sub>\n")


LETTERS = string.printable + "€🔴\ud83d\x00\u2028`|@#<&"


def _noise(rng: random.Random, number: int) -> Report:
    def word(most: int = 400) -> str:
        return "".join(rng.choices(LETTERS, k=rng.randrange(1, most)))

    def noisy() -> Verdict:
        base: dict[str, Any] = rng.choice([FAILED, UNTESTABLE, ERROR, NO_ANSWER])
        return verdict(base, requirement=word(), promise=word(), scenario=word(), message=word(), sentence=word())

    return replace(report(*(noisy() for _ in range(number))), adapter={"name": word(9000), "version": word(9000)})
