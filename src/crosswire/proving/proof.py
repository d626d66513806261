"""All trials, on all cores. What was judged is kept as it comes, so that a run that was cut short goes on."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crosswire.proving.trials import Cell, Stage, Verdict

SHARDS = 128
"""In how many pieces the trials are judged: what is lost where a run ends is one piece for each core."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which mutants are tried."""

    seed: int = 1
    most: int = 5
    """Of each cell."""
    sample: int | None = None
    """How many of all these."""


def prove(plan: Plan, kept: Path, jobs: int | None = None, told: Callable[[int], object] = int) -> list[Verdict]:
    """Judge every mutant of a plan; `kept` is a file of what was judged, which an earlier run may have begun.

    `told` is called with how many of the SHARDS pieces are done.
    """
    done = _read(kept, plan)
    kept.parent.mkdir(parents=True, exist_ok=True)
    due = [number for number in range(SHARDS) if number not in done]
    with (
        kept.open("a", encoding="utf-8") as file,
        ProcessPoolExecutor(jobs or os.cpu_count() or 1, initializer=_begin, initargs=(plan,)) as pool,
    ):
        for future in as_completed([pool.submit(_judge, number) for number in due]):
            number, verdicts = future.result()
            done[number] = verdicts
            file.write(json.dumps({"plan": asdict(plan), "shard": number, "verdicts": verdicts}) + "\n")
            file.flush()
            told(len(done))
    return [verdict for _, verdicts in sorted(done.items()) for verdict in verdicts]


def _read(kept: Path, plan: Plan) -> dict[int, Sequence[Verdict]]:
    """Return the pieces that an earlier run with the same plan has judged; one that was cut off is left out."""
    found: dict[int, Sequence[Verdict]] = {}
    for line in _lines(kept):
        if line.get("plan") == asdict(plan):
            found[line["shard"]] = [
                Verdict(Cell(*cell), where, counts, killers) for cell, where, counts, killers in line["verdicts"]
            ]
    return found


def _lines(kept: Path) -> Iterator[dict[str, Any]]:
    for line in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


_stage: Stage | None = None
"""One a process, made as the pool begins."""


def _begin(plan: Plan) -> None:
    global _stage
    _stage = Stage(plan.seed, plan.most, plan.sample)


def _judge(shard: int) -> tuple[int, Sequence[Verdict]]:
    trials = _stage.trials[shard::SHARDS] if _stage else ()
    return shard, [_stage.judge(trial) for trial in trials if _stage]
