"""The verdicts: one row each, the gravest first. Whatever shows, weighs or counts a verdict reads its row here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crosswire.facts import Level

VerdictName = Literal["passed", "failed", "warned", "noted", "declared", "known", "fixed", "untestable", "error"]
Tone = Literal["red", "amber", "grey", "green"]
Outcome = Literal["passed", "failed", "skipped", "xfailed"]
Column = Literal["kept", "lost", "altered", "invented", "untestable", "error"]


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One verdict: what it means, how it is shown, how much it weighs."""

    name: VerdictName
    meaning: str
    headline: str
    """What a run comes to whose gravest verdict it is; of `failed`, where no fact was lost, altered or invented."""
    letter: str
    """The letter in a matrix, and in pytest's progress."""
    mark: str
    """The emoji in a comment on a pull request."""
    tone: Tone
    """The colour on a page."""
    outcome: Outcome
    """The outcome of the test that gives it."""
    terminal_color: Literal["red", "yellow", "cyan", "green"]
    level: Level | None = None
    """The level whose loss it is: a MUST's is `failed`. None where the level does not decide."""
    column: Column = "kept"
    """The column of a table of counts in which it stands when it has no loss."""
    is_satisfied: bool = False
    """Whether the requirement is kept: such verdicts a badge counts."""
    is_red: bool = False
    """Whether it makes a run fail."""
    is_judged: bool = True
    """Whether it says anything about the requirement. Those that do not share one reason, and one line."""
    is_acceptable: bool = False
    """Whether `crosswire accept` writes an entry of the known-failures file for it."""
    part_headline: str = ""
    """The headline where only a part was judged; the other headline in lower case where it is empty."""
    aside: str = ""
    """How a headline's sentence introduces their number."""
    shown_as: VerdictName | None = None
    """The verdict as which pytest counts it, and whose letter it shows, where that is another one."""

    @property
    def css_classes(self) -> str:
        """The classes by which a page's style finds it, its name and its tone: `failed red`."""
        return f"{self.name} {self.tone}"

    @property
    def weight(self) -> int:
        """How much it weighs in a comparison of reports: 0 where it is kept, 1 where it is not, 2 where that is red."""
        return 0 if self.is_satisfied else 2 if self.is_red else 1


VERDICTS: Sequence[VerdictRow] = (
    VerdictRow(
        "failed",
        meaning="a MUST not kept",
        headline="Does not always answer",
        letter="F",
        mark="🔴",
        tone="red",
        outcome="failed",
        terminal_color="red",
        level="must",
        is_red=True,
        is_acceptable=True,
    ),
    VerdictRow(
        "error",
        meaning="the harness or the configuration broke: no word about the adapter",
        headline="Could not be judged",
        letter="E",
        mark="🔴",
        tone="red",
        outcome="failed",
        terminal_color="red",
        column="error",
        is_red=True,
        is_judged=False,
        aside="No verdict, as the harness or its configuration broke",
    ),
    VerdictRow(
        "untestable",
        meaning="the adapter gave nothing to judge",
        headline="Gave nothing to judge",
        letter="U",
        mark="🔴",
        tone="red",
        outcome="failed",
        terminal_color="red",
        column="untestable",
        is_red=True,
        is_judged=False,
        is_acceptable=True,
        aside="No verdict, as there was nothing to judge",
    ),
    VerdictRow(
        "fixed",
        meaning="listed in the known-failures file, but kept: the entry has to go",
        headline="Keeps more than its known failures say",
        letter="!",
        mark="🔴",
        tone="red",
        outcome="failed",
        terminal_color="red",
        is_satisfied=True,
        is_red=True,
        aside="Kept, though listed as a known failure (the entry has to go)",
        shown_as="failed",
    ),
    VerdictRow(
        "warned",
        meaning="a SHOULD not kept",
        headline="Keeps all it must, not all it should",
        letter="W",
        mark="🟡",
        tone="amber",
        outcome="passed",
        terminal_color="yellow",
        level="should",
    ),
    VerdictRow(
        "known",
        meaning="not kept, and listed in the known-failures file",
        headline="Fails only where that is known",
        letter="x",
        mark="🟡",
        tone="grey",
        outcome="xfailed",
        terminal_color="yellow",
        column="untestable",
        is_acceptable=True,
        aside="Not kept, but listed as a known failure",
    ),
    VerdictRow(
        "declared",
        meaning="not kept, and the adapter declares what it does instead",
        headline="Keeps what was asked, or declares what it does instead",
        letter="d",
        mark="🟡",
        tone="grey",
        outcome="skipped",
        terminal_color="yellow",
        aside="Not kept, but declared by the adapter",
    ),
    VerdictRow(
        "noted",
        meaning="a MAY not kept",
        headline="Keeps everything that was asked",
        letter="n",
        mark="⚪",
        tone="grey",
        outcome="passed",
        terminal_color="cyan",
        level="may",
        part_headline="kept what was judged",
    ),
    VerdictRow(
        "passed",
        meaning="kept",
        headline="Keeps everything that was asked",
        letter="·",
        mark="🟢",
        tone="green",
        outcome="passed",
        terminal_color="green",
        is_satisfied=True,
        part_headline="kept what was judged",
    ),
)

ROWS: Mapping[VerdictName, VerdictRow] = {row.name: row for row in VERDICTS}
"""The rows by name."""
GRAVITY: Mapping[VerdictName, int] = {row.name: rank for rank, row in enumerate(VERDICTS)}
"""The rank of each verdict: 0 is the gravest."""
LOSS_AT: Mapping[Level, VerdictName] = {row.level: row.name for row in VERDICTS if row.level}
"""The verdict of a loss at each level."""


def gravest(names: Iterable[VerdictName]) -> VerdictName:
    """Return the gravest of some verdicts."""
    return min(names, key=GRAVITY.__getitem__)
