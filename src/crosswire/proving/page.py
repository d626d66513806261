"""The proof, as lines for a terminal and as docs/proof.md."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from crosswire.proving import witness_page
from crosswire.proving.proof import Proof, megabytes
from crosswire.proving.scores import Score, by, by_level, direction, fact_group, failing, is_invention, score
from crosswire.proving.silent import SILENT
from crosswire.proving.survivors import accepted
from crosswire.requirements import SET

MOST_SHOWN = 20


def as_text(proof: Proof) -> str:
    """Return what came of it, for a terminal."""
    return "\n".join(_text(proof))


def _text(proof: Proof) -> Iterator[str]:
    total = score(proof.verdicts)
    yield f"{total.tried:,} mutants, {total.counted:,} of which say something else: {total.killed:,} killed"
    yield f"{'':40}{'tried':>8}{'count':>8}{'killed':>8}{'may live':>10}{'killed of the rest':>20}"
    for name, group in by(proof.verdicts, direction).items():
        yield f"{name:40}{group.tried:8,}{group.counted:8,}{group.killed:8,}{group.accepted:10,}{group.share:20.2%}"
    mean, median = failing(proof.verdicts)
    yield f"requirements that fail for a mutant: {mean:.2f} on average, {median:g} in the middle"
    varied = proof.varied
    yield f"{sum(varied.counts.values()):,} harmless variations, {len(varied.alarms)} false alarms"
    yield _purity(proof)
    yield from witness_page.in_short(proof)
    yield from (f"lives: {' '.join(mutant.cell)}: {mutant.where}" for mutant in proof.lives[:MOST_SHOWN])
    if len(proof.lives) > MOST_SHOWN:
        yield f"and {len(proof.lives) - MOST_SHOWN} more"
    yield from (f"suites/survivors.toml: nothing needs {entry.where[0]!r}: {entry.reason}" for entry in proof.unneeded)
    yield from (
        f"false alarm: {alarm.requirement} on {alarm.variation}: {alarm.where}" for alarm in varied.alarms[:MOST_SHOWN]
    )


def as_markdown(proof: Proof) -> str:
    """Return what came of it, as a page."""
    return "\n".join([*_page(proof), ""])


def _page(proof: Proof) -> Iterator[str]:
    total = score(proof.verdicts)
    mean, median = failing(proof.verdicts)
    javascript = " --javascript" if "JavaScript" in proof.plan.witnesses else ""
    yield f"""<!-- Made by crosswire prove --page; do not edit -->
# Is the judge right?

Written by `crosswire prove{javascript} --page docs/proof.md`, with requirement set {SET}: {total.tried:,} mutants of
the reference adapter's exchanges, seed {proof.plan.seed}, at most {proof.plan.most} of each place and change, in
{proof.seconds:.0f} s; {megabytes():,} MB at most in the largest process that judged and the one that starts them.

A mutant is a right payload that differs in one place: a leaf or an element is dropped, null, empty, cut, in other case,
another value, zero, off by one, of another type, swapped with its neighbour, repeated, moved, taken from another
exchange or another item, merged with the next one, or invented; a frame is dropped, doubled, swapped or delayed. The
payload is changed behind the adapter. It *counts* where a plain reading, which shares no code with the suites, says
anything else than before: [what is no fact](#what-is-no-fact) does not count. It is *killed* where a requirement fails.
What is not killed *may live* where `suites/survivors.toml` says why.

The quick look: `crosswire prove --sample 3000`. A run that was cut short goes on where it was.

## What is killed
"""
    yield from _scores("what was changed", by(proof.verdicts, direction))
    levels = by_level(proof.verdicts)
    yield f"""
For {levels["must"]:,} of those killed a MUST fails, for {levels["should"]:,} a SHOULD and no MUST, for
{levels["may"]:,} a MAY alone. {levels["by the shape alone"]:,} are killed by the API's description alone. Otherwise
{mean:.2f} requirements fail for a mutant on average, {median:g} in the middle, those not counted that hold the payload
against the description.

## Inventions
"""
    inventions = [verdict for verdict in proof.verdicts if is_invention(verdict.cell)]
    yield from _scores("where", by(inventions, direction))
    yield ""
    yield from _scores("group of facts", by(inventions, fact_group))
    yield "\n## By group of facts\n"
    yield from _scores("group", by(proof.verdicts, fact_group))
    yield "\n## What may live\n\n| mutants | why | for instance |\n| ---: | --- | --- |"
    yield from _survivors(proof)
    yield from _silent()
    yield f"""
## False alarms

{sum(proof.varied.counts.values()):,} payloads said in another way that is allowed; {len(proof.varied.alarms)} of them
failed a MUST or a SHOULD.

In how many of the streams among them an official SDK reads the same text, refusal, calls and end stands beside.
"""
    yield from witness_page.ways(proof)
    yield f"\n## Causes\n\nA report gathers what is lost into causes. {_purity(proof)}."
    yield "\n## What the official SDKs read\n"
    yield from (f"{sentence[0].upper()}{sentence[1:]}." for sentence in witness_page.in_short(proof))
    yield from witness_page.read_otherwise(proof)


def _purity(proof: Proof) -> str:
    purity = proof.purity
    return (
        f"Of {sum(purity.of_one.values()):,} mutants {purity.one:.1%} give one cause, {purity.at_most_two:.1%} at most "
        f"two; of {sum(purity.of_two.values()):,} pairs in one payload, of different facts, {purity.separated:.1%} "
        "give at least two"
    )


def _silent() -> Iterator[str]:
    yield """
## What is no fact

The plain reading leaves it out: an adapter may say it or not. Neither does it count what a stream's beginning says as
its end does, nor in an error the words, type, code and headers that the upstream does not say.

| in | where | what | why |
| --- | --- | --- | --- |"""
    for (side, shape), rules in SILENT.items():
        for rule in rules:
            where = ", ".join(f"`{position}`" for position in rule.positions)
            what = ", ".join(f"`{json.dumps(value)}`" for value in rule.values) or "anything"
            unless = ", where the client did not set it" if rule.unless_asked else ""
            yield f"| {shape} {side} | {where} | {what}{unless} | {rule.why} |"


def _scores(head: str, scores: Mapping[str, Score]) -> Iterable[str]:
    yield f"| {head} | tried | count | killed | may live | killed of the rest | killed of all |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, group in scores.items():
        of_all = group.killed / group.counted if group.counted else 1.0
        numbers = f"{group.tried:,} | {group.counted:,} | {group.killed:,} | {group.accepted:,}"
        yield f"| {name} | {numbers} | {group.share:.2%} | {of_all:.1%} |"


def _survivors(proof: Proof) -> Iterator[str]:
    counts: Counter[str] = Counter()
    shown: dict[str, Sequence[str]] = {}
    for verdict in proof.verdicts:
        if verdict.counts and not verdict.killers and (why := accepted(verdict.cell)):
            counts[why.reason] += 1
            shown.setdefault(why.reason, (*verdict.cell[:2], verdict.cell.position, verdict.cell.kind))
    for reason, count in counts.most_common():
        yield f"| {count:,} | {reason} | {' '.join(shown[reason]).replace('|', ' ')} |"
