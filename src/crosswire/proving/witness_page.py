"""What the witnesses read, for the page: mutants that may live, harmless variations, and right streams."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from crosswire.proving.proof import Proof
from crosswire.proving.survivors import accepted
from crosswire.proving.trials import Verdict


def in_short(proof: Proof) -> Iterator[str]:
    """Yield a line for each witness."""
    for witness in proof.plan.witnesses:
        read = [verdict.read_alike[witness] for verdict in proof.verdicts if witness in verdict.read_alike]
        varied = [agreement[witness] for agreement in proof.varied.read_alike.values() if witness in agreement]
        same, of = sum(agreement.same for agreement in varied), sum(agreement.of for agreement in varied)
        yield (
            f"the {witness} SDK reads {sum(read):,} of {len(read):,} mutants of streams that may live as the right one,"
            f" and {same:,} of {of:,} variations of streams"
        )


def ways(proof: Proof) -> Iterator[str]:
    """Yield a table of all harmless variations: how many payloads, and how many streams each witness reads alike."""
    witnesses = proof.plan.witnesses
    yield _row("way", "payloads", *(f"read alike by the {witness} SDK" for witness in witnesses))
    yield _row("---", "---:", *("---:" for _ in witnesses))
    for name, count in sorted(proof.varied.counts.items()):
        read = proof.varied.read_alike.get(name, {})
        agreed = (
            f"{read[agreement].same:,} of {read[agreement].of:,}" if agreement in read else ""
            for agreement in witnesses
        )
        yield _row(name, f"{count:,}", *agreed)


def read_otherwise(proof: Proof) -> Iterator[str]:
    """Yield tables of the mutants and variations that a witness reads otherwise, and of what it does not read."""
    yield from _table(
        "Mutants of streams that may live, and that an SDK reads otherwise than the right one",
        ("mutants", "SDK", "place and change", "why they may live"),
        _mutants(proof.verdicts),
    )
    yield from _table(
        "Harmless variations that an SDK reads otherwise than the right stream",
        ("streams", "SDK", "way", "for instance"),
        (
            (agreement.of - agreement.same, witness, way, agreement.otherwise)
            for way, read in proof.varied.read_alike.items()
            for witness, agreement in read.items()
            if agreement.otherwise
        ),
    )
    yield from _table(
        "Right streams that an SDK does not get through, so that it is not asked about them",
        ("streams", "SDK", "what it raises"),
        ((count, witness, error) for witness, counts in proof.varied.unread.items() for error, count in counts.items()),
    )


def _mutants(verdicts: Sequence[Verdict]) -> Iterator[tuple[int, str, str, str]]:
    counts = Counter(
        (witness, f"{verdict.cell.position} {verdict.cell.kind}", accepted(verdict.cell))
        for verdict in verdicts
        for witness, alike in verdict.read_alike.items()
        if not alike
    )
    for (witness, position, why), count in counts.items():
        yield count, witness, position, why.reason if why else "they may not"


def _table(title: str, head: Sequence[str], rows: Iterable[tuple[int, *tuple[str, ...]]]) -> Iterator[str]:
    """Yield a table, its rows with the highest count first."""
    ordered = sorted(rows, key=lambda row: (-row[0], row[1:]))
    yield f"\n{title}: {'' if ordered else 'none.'}".rstrip()
    if ordered:
        yield ""
        yield _row(*head)
        yield _row("---:", *("---" for _ in head[1:]))
    yield from (_row(f"{count:,}", *cells) for count, *cells in ordered)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', ' ') for cell in cells)} |"
