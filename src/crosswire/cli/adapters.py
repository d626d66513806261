"""The command that lists adapters: those with a recipe, or the published ones by how ready they are for a profile."""

from collections.abc import Sequence
from pathlib import Path

import click

from crosswire.cli.printing import say


@click.command(short_help="List the adapters that have a recipe, or those for a profile.")
@click.option(
    "--for", "profile", metavar="PROFILE", help="Order the published adapters by how ready they are for a profile."
)
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="With --for: the site that crosswire publish made  [default: reports/published of Crosswire].",
)
def adapters(profile: str | None, site: Path | None) -> None:
    """List the adapters that have a recipe: what each serves, its language and version, and how it runs.

    With --for, list the published adapters instead, the readiest first; docs/profiles.md lists the profiles.

    To judge one: pytest suites --adapter NAME. Another version: NAME@VERSION.
    """
    for line in _recipes() if profile is None else _readiness(profile, site):
        say(line)


def _recipes() -> Sequence[str]:
    from crosswire.adapters.recipes.catalogue import all_recipes

    return _aligned(
        ("adapter", "serves", "language", "version", "runs as"),
        *(
            (recipe.name, ", ".join(recipe.serves), recipe.language, recipe.version, recipe.runs)
            for recipe in all_recipes()
        ),
    )


def _readiness(name: str, site: Path | None) -> Sequence[str]:
    from crosswire.data import data_folder
    from crosswire.reporting.published import published_readiness
    from crosswire.specification.profiles import profile_named

    profile = profile_named(name)
    found = published_readiness(site or data_folder("reports") / "published", profile)
    return [
        f"{profile.title}: {profile.who}",
        "",
        *_aligned(
            ("adapter", "version", "serves", "readiness", "because of"),
            *((one.adapter, one.version, one.serves, one.outcome, one.reasons) for one in found),
        ),
    ]


def _aligned(*lines: Sequence[str]) -> Sequence[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]


COMMANDS: Sequence[click.Command] = (adapters,)
