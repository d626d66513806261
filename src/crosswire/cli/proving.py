"""The command that proves the judge."""

from pathlib import Path

import click

from crosswire.cli.printing import say

_into = click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports/proof"),
    metavar="DIR",
    show_default="reports/proof/",
    help="The folder of results; the same command continues from there.",
)


PAIRS = 2000
"""How many mutants, and how many pairs of them, measure the causes of a report."""


@click.command(short_help="Prove the judge: mutants fail, and harmless variations pass.")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Try N of the mutants only, for a quick look.")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the mutants.")
@click.option(
    "--each",
    "most",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    metavar="N",
    help="Try at most N mutants of a position and a change.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes judge; all cores unless given."
)
@click.option(
    "--javascript",
    is_flag=True,
    help="Also compare with what the official JavaScript SDK reads in streams: needs Node.js, and npm once.",
)
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it as Markdown.")
@_into
def prove(
    sample: int | None, seed: int, most: int, jobs: int | None, javascript: bool, page: Path | None, into: Path
) -> None:
    """Judge systematic mutants of right exchanges, and harmless variations of them.

    A mutant differs from the right payload in one position. Every mutant has to fail, except those for which
    suites/survivors.toml gives a reason. No variation may fail a MUST or a SHOULD. The exit status is 1 otherwise.
    """
    from crosswire.files import write_whole
    from crosswire.proving.page import as_markdown, as_text
    from crosswire.proving.proof import SHARDS, Plan, Proof, judge_variations, prove_mutants
    from crosswire.proving.purity import measure_purity
    from crosswire.proving.trials import Stage

    plan = Plan(seed, most, sample, ("Python", "JavaScript") if javascript else ("Python",))
    with click.progressbar(length=SHARDS, label="mutants") as bar:
        verdicts, seconds = prove_mutants(plan, into / "mutants.jsonl", jobs, lambda _: bar.update(1))
    purity = measure_purity(Stage(seed, most, sample), seed, PAIRS)
    proof = Proof(plan, verdicts, seconds, judge_variations(plan.witnesses), purity)
    if page:
        write_whole(page, as_markdown(proof))
    for line in as_text(proof).split("\n"):
        say(line)
    if page:
        say(f"wrote {page}")
    raise SystemExit(int(not proof.holds))


COMMANDS = [prove]
