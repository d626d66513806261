"""What to mend first: the cause behind most of the red verdicts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crosswire.reporting.loss_lines import losses
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import ROWS

_VALUE = re.compile(
    r"\b(returned|streamed|served) (\w+) .*?(?= for a (?:plain|streamed) request|; every frame|, which is not JSON)"
)
"""A value that the adapter gave. Its type tells what to mend; its text differs from exchange to exchange."""
_TURN = re.compile(r" \(turn \d+ of \d+\)$")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why verdicts are red, and how many of them."""

    text: str
    times: int
    of: int
    rerun: str
    """The command that judges one of them again."""

    def __str__(self) -> str:
        return f"{self.text}: {self.times:,} of {self.of:,} verdicts"


def first_cause(verdicts: Sequence[Verdict]) -> Cause | None:
    """Return the cause of the most red verdicts: why there was no answer, or else which requirement is not kept."""
    causes: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if ROWS[verdict.verdict].is_red and (reason := no_answer(verdict)):
            causes.setdefault(reason, []).append(verdict)
    for line in losses(verdicts):
        if ROWS[line.example.verdict].is_red and line.requirement and not no_answer(line.example):
            subject = f"{line.requirement} (serves {line.example.serves}), {line.sentence.rstrip('.')}"
            causes[subject] = list(line.verdicts)
    if not causes:
        return None
    text, explained = max(causes.items(), key=lambda cause: len(cause[1]))
    return Cause(text, len(explained), len(verdicts), explained[0].rerun)


def no_answer(verdict: Verdict) -> str | None:
    """Return why a verdict had no answer to judge; None where it had one."""
    if not ROWS[verdict.verdict].is_judged:
        reason = verdict.message or ""
    elif verdict.expected == "an answer" and isinstance(verdict.received, str):
        reason = verdict.received
    else:
        return None
    line = reason.partition("\n")[0].removeprefix("nothing to judge: ")
    return _TURN.sub("", _VALUE.sub(r"\1 \2", line))
