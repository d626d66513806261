"""A comment on a pull request has the verdict first, then what to look at."""

import random
import re
import string
from dataclasses import replace
from typing import Any

from crosswire.reporting.comments import summarise, summarise_difference
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


def test_a_difference() -> None:
    """The numbers come first; what broke is visible, what was mended is folded."""
    old = report(verdict(), verdict(FAILED, mode="stream"))
    new = replace(report(verdict(FAILED), verdict(mode="stream")), adapter={"name": "mine", "version": "1.3"})

    assert """\
### 🔴 1 broken, 1 mended: `mine 1.2` → `mine 1.3`

**What changed**

|  | verdicts |  |
| --- | --- | --- |
| **broken** | 1 | was not red, is red now |
| **mended** | 1 | was red, is not red any more |
| **worse** | 0 | loses more than before, or is not kept now without being red: a SHOULD, a MAY, or as declared |
| **better** | 0 | loses less than before, or was not kept without being red, and is kept now |
| **other** | 0 | not kept, as before, but for another reason |
| **moved** | 0 | not kept, as before, at another level: the requirement set moved it |
| **new** | 0 | was not judged before |
| **gone** | 0 | is not judged any more |
| as before | 0 | 0 kept, 0 not kept |

**Broken**

| requirement |  | serves | how often | what is required | where |
| --- | --- | --- | --- | --- | --- |
| `TOKENS-1` | MUST kept → lost | chat | 1 of 2 | The counts are the upstream's. | `plain_text json` |

<details><summary>Mended: 1</summary>

| requirement |  | serves | how often | what is required | where |
| --- | --- | --- | --- | --- | --- |
| `TOKENS-1` | MUST lost → kept | chat | 1 of 2 | The counts are the upstream's. | `plain_text stream` |

</details>

<sub>Verdicts by requirement set 2026.11, Crosswire 0.1.0.</sub>
""" == summarise_difference(compare(old, new))


def test_a_difference_says_what_is_not_alike() -> None:
    """It names another requirement set, and counts what a missing answer left untestable."""
    old = replace(report(verdict(NO_ANSWER, verdict="passed", loss=None), verdict()), requirements="2026.10")
    text = summarise_difference(compare(old, report(verdict(NO_ANSWER), verdict(UNTESTABLE))))

    assert "\n- another requirement set: 2026.10 before, 2026.11 now\n" in text
    assert re.search(r"^\|  \|  \|  \|  \| and 1 verdicts that had nothing to judge .*\|$", text, re.MULTILINE)


def test_a_comment_always_fits() -> None:
    """A comment stays within the limit, whatever the names, messages and verdicts; the first line is always there."""
    rng = random.Random(7)
    for number in (0, 1, 40, 4000):
        old, new = _noise(rng, number), _noise(rng, number)

        for text in (summarise(new), summarise_difference(compare(old, new))):
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
