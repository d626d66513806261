"""docs/checked-causes.md: failures of litellm that were put under a cause by hand, beside the cause of the program."""

from collections.abc import Iterator, Sequence

from tables import table
from tests.reporting.checked_causes import Row, checked

INTRODUCTION = """\
# Causes, checked by hand

Are the [causes](reports.md#causes) of a report those that a person would name? Failures of a MUST of litellm 1.106.2,
of a run with requirement set 2026.12 (703 failures), were put under a cause by hand, by the payloads of their exchange
alone. Then the program's cause was looked at. With `report.json` as `report`, the draw is

```python
failed = sorted(v.key for v in report.verdicts if v.verdict == "failed" and v.level == "must")
random.Random(15).sample(failed, 30)
```

One cause has a third of all failures, and so more than half of that draw. So a second draw, with the same seed, leaves
its requirement out. The tables have the cause of the program where it is another one."""
TITLES = {"all": "Of all failures", "others": "Of those that are not about `sequence_number`"}


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield INTRODUCTION
    for draw, title in TITLES.items():
        rows = [row for row in checked() if row.draw == draw]
        yield from ("", f"## {title}", "", f"{sum(row.agrees for row in rows)} of {len(rows)} agree.", "")
        yield from table(["requirement", "scenario", "way", "what the payloads show", "cause", ""], map(_cells, rows))


def _cells(row: Row) -> Sequence[str]:
    verdict = row.verdict
    return (
        f"[{verdict.requirement}](requirements.md#{verdict.requirement})",
        f"[{verdict.scenario}](scenarios.md#{verdict.scenario})",
        f"{verdict.serves}, {verdict.mode}",
        row.shows,
        f"`{row.by_hand}`",
        _found(row),
    )


def _found(row: Row) -> str:
    if not row.agrees:
        return f"program: {', '.join(f'`{key}`' for key in row.found)}"
    return "the same" if len(row.found) == 1 else f"the same, and {len(row.found) - 1} more"
