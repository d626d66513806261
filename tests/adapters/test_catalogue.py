"""The catalogue: the adapters that Crosswire knows by name."""

from click.testing import CliRunner

from crosswire.adapters.recipes.catalogue import PYTHON_RECIPES, all_recipes, described_recipes
from crosswire.cli import main


def test_every_recipe_is_listed() -> None:
    """Recipes are listed in order, by the word that `--adapter` takes."""
    names = [recipe.name for recipe in all_recipes()]

    assert sorted(names) == names
    assert {*PYTHON_RECIPES, *described_recipes()} == {name.partition("@")[0] for name in names}


def test_every_recipe_says_where_it_comes_from() -> None:
    """A recipe that installs something pins its version and names its source."""
    assert [] == [
        recipe.name for recipe in all_recipes() if "own" in recipe.runs and not (recipe.version and recipe.source)
    ]


def test_the_command_tells_how_each_runs() -> None:
    """`crosswire adapters` prints one line a recipe: what it serves, its language, its version, how it runs."""
    lines = CliRunner().invoke(main, ["adapters"]).output.splitlines()

    assert len(all_recipes()) + 1 == len(lines)
    assert ["codex-relay", "responses", "Rust", "0.5.8", "a", "server"] == next(
        line.split()[:6] for line in lines if line.startswith("codex-relay")
    )
