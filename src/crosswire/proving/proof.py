"""All trials, on all cores. What was judged is kept as it comes, so that a run that was cut short goes on."""

import hashlib
import json
import os
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import crosswire
from crosswire.clients.views import Unread
from crosswire.data import data_folder
from crosswire.errors import ConfigurationError
from crosswire.proving.harmless import variations
from crosswire.proving.purity import Purity
from crosswire.proving.scores import lives, unneeded
from crosswire.proving.survivors import Survivor
from crosswire.proving.trials import Cell, Stage, Verdict
from crosswire.proving.witnesses import check
from crosswire.specification.suites import load_requirements
from crosswire.wire.reading import Unreadable, load_json, read_text

SHARDS = 128
"""In how many pieces the trials are judged: what is lost where a run ends is one piece for each core."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which mutants are tried."""

    seed: int = 1
    most: int = 8
    """Of each cell."""
    sample: int | None = None
    """How many of all these."""
    witnesses: Sequence[str] = ("Python",)
    """Who is asked what client libraries read: names of WITNESSES."""


class Alarm(NamedTuple):
    """A harmless variation that a requirement fails."""

    variation: str
    requirement: str
    where: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """In how many of the streams that a witness was asked about it reads the same as in the right one."""

    same: int = 0
    of: int = 0
    otherwise: str = ""
    """The first stream in which it reads anything else."""

    def and_of(self, where: str, *, alike: bool) -> "Agreement":
        """Return it with one more stream."""
        return Agreement(self.same + alike, self.of + 1, self.otherwise or ("" if alike else where))


Agreements = Mapping[str, Mapping[str, Agreement]]
"""Way → witness → how far it agrees."""


@dataclass(frozen=True, slots=True)
class Varied:
    """What came of the harmless variations."""

    counts: Mapping[str, int]
    """How many payloads were said in each other way."""
    alarms: Sequence[Alarm]
    read_alike: Agreements = field(default_factory=dict)
    unread: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Witness → what it raises → in how many right streams it does."""


@dataclass(frozen=True)
class Proof:
    """What came of it."""

    plan: Plan
    verdicts: Sequence[Verdict]
    seconds: float
    varied: Varied
    purity: Purity = field(default_factory=lambda: Purity({}, {}))

    @cached_property
    def lives(self) -> Sequence[Verdict]:
        """The mutants that none tells, and that no reason accepts."""
        return lives(self.verdicts)

    @cached_property
    def unneeded(self) -> Sequence[Survivor]:
        """The reasons that no survivor needs. A sample may have missed the one that does."""
        return [] if self.plan.sample else unneeded(self.verdicts)

    @property
    def holds(self) -> bool:
        """Whether the judge is right, as far as this shows."""
        return not (self.lives or self.unneeded or self.varied.alarms)


def prove_mutants(
    plan: Plan, journal: Path, jobs: int | None = None, progress: Callable[[int], object] = int
) -> tuple[list[Verdict], float]:
    """Judge every mutant of a plan; return the verdicts, and how many seconds it took.

    `journal` is a file of what was judged; an earlier run with the same plan may have begun it. `progress` is called
    with how many of the SHARDS pieces are done.

    Raises:
        CrosswireError: a witness cannot be asked.
    """
    check(plan.witnesses)  # at once, and not when much is judged
    done, seconds = read_journal(journal, plan)
    journal.parent.mkdir(parents=True, exist_ok=True)
    for number in range(len(done)):
        progress(number + 1)
    began, judge = time.monotonic(), state()
    waiting = [number for number in range(SHARDS) if number not in done]
    with (
        journal.open("a", encoding="utf-8") as file,
        ProcessPoolExecutor(jobs or os.cpu_count() or 1, initializer=_begin, initargs=(plan,)) as pool,
    ):
        try:
            for future in as_completed([pool.submit(_judge, number) for number in waiting]):
                number, verdicts = future.result()
                done[number] = verdicts
                header = {"plan": asdict(plan), "state": judge, "shard": number}
                line = {**header, "verdicts": verdicts, "seconds": seconds + time.monotonic() - began}
                file.write(json.dumps(line) + "\n")
                file.flush()
                progress(len(done))
        finally:
            pool.shutdown(cancel_futures=True)  # where one fails, the others are not begun
    return [verdict for _, found in sorted(done.items()) for verdict in found], seconds + time.monotonic() - began


def megabytes() -> int:
    """Return the most memory that this process and each of those that judged had."""
    most = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(most) // 1024


def judge_variations(witnesses: Sequence[str] = ()) -> Varied:
    """Judge every harmless variation, and ask witnesses what they read in it.

    Raises:
        CrosswireError: a witness cannot be asked.
    """
    stage = Stage(seed=0, most=1, sample=1, witnesses=witnesses)
    graver = {requirement.id for requirement in load_requirements() if requirement.level != "may"}
    counts: Counter[str] = Counter()
    read: dict[str, dict[str, Agreement]] = defaultdict(dict)
    alarms = []
    with closing(stage.witnesses):
        for harmless, point, payload in variations(stage.points):
            name = f"{harmless.arrow}: {harmless.name}"
            counts[name] += 1
            exchange = point.with_payload(payload)
            where = f"{exchange.scenario.name}, serves {exchange.serves}, {exchange.mode}"
            for witness, alike in stage.read_alike(point, payload).items():
                read[name][witness] = read[name].get(witness, Agreement()).and_of(where, alike=alike)
            alarms += [
                Alarm(name, failed, where) for failed in stage.failing(exchange, point.arrow) if failed in graver
            ]
        return Varied(counts, alarms, read, _unread(stage))


def _unread(stage: Stage) -> Mapping[str, Mapping[str, int]]:
    """Count the right streams that a witness does not get through."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for point in stage.points:
        if point.is_witnessed and isinstance(point.payload, list):
            for witness, found in stage.witnesses.read_right(point.shape, point.payload).items():
                if isinstance(found, Unread):
                    counts[witness][found.error] += 1
    return counts


def read_journal(journal: Path, plan: Plan) -> tuple[dict[int, Sequence[Verdict]], float]:
    """Return the pieces that an earlier run has judged, and its seconds; a piece that was cut off is left out."""
    found: dict[int, Sequence[Verdict]] = {}
    seconds, judge = 0.0, state()
    asked = json.loads(json.dumps(asdict(plan)))
    for line in _lines(journal):
        if line.get("plan") == asked and line.get("state") == judge:
            seconds = max(seconds, line["seconds"])
            found[line["shard"]] = [Verdict(Cell(*cell), *rest) for cell, *rest in line["verdicts"]]
    return found, seconds


@cache
def state() -> str:
    """Return a digest of the harness, its suites and its scenarios: a change of any may change a verdict."""
    digest = hashlib.sha256()
    for folder in (Path(crosswire.__file__).parent, data_folder("suites"), data_folder("cassettes")):
        for path in sorted(file for file in folder.rglob("*") if file.suffix in JUDGING):
            digest.update(path.read_bytes())
    return digest.hexdigest()


JUDGING = (".py", ".mjs", ".toml", ".yaml", ".json")


def _lines(journal: Path) -> Iterator[dict[str, Any]]:
    for line in _text(journal).splitlines():
        try:
            found = load_json(line)
        except Unreadable:
            continue
        if isinstance(found, dict):
            yield found


def _text(journal: Path) -> str:
    try:
        return read_text(journal) if journal.exists() else ""
    except Unreadable as error:
        raise ConfigurationError(
            f"{journal} is no journal of a proof: {error}; give another folder with --into"
        ) from None


_stage: Stage | None = None
"""One a process, made as the pool begins."""


def _begin(plan: Plan) -> None:
    global _stage
    # A witness that it starts ends with the process.
    _stage = Stage(plan.seed, plan.most, plan.sample, plan.witnesses)


def _judge(shard: int) -> tuple[int, Sequence[Verdict]]:
    trials = _stage.trials[shard::SHARDS] if _stage else ()
    return shard, [_stage.judge(trial) for trial in trials if _stage]
