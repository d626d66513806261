"""The catalogue: the adapters that Crosswire knows by name."""

from click.testing import CliRunner

from crosswire.adapters.descriptions.description import GatewayDescription, read_description
from crosswire.adapters.recipes.catalogue import PYTHON_RECIPES, all_recipes, described_recipes
from crosswire.cli import main


def test_every_recipe_is_listed() -> None:
    """Recipes are listed in order, by the word that `--adapter` takes."""
    names = [recipe.name for recipe in all_recipes()]

    assert sorted(names) == names
    assert {*PYTHON_RECIPES, *described_recipes()} == {name.partition("@")[0] for name in names}


def test_every_recipe_says_where_it_comes_from() -> None:
    """A recipe that installs something pins its version, tells when that came out, and names its source."""
    assert [] == [
        recipe.name
        for recipe in all_recipes()
        if "own" in recipe.runs and not (recipe.version and recipe.released and recipe.source)
    ]


def test_the_version_is_the_installed_one() -> None:
    """The version that reports name is that of a package that the recipe installs."""
    described = {name: read_description(path, name) for name, path in described_recipes().items()}

    assert [] == [
        name
        for name, one in described.items()
        if one.install
        and not any(package.endswith(f"={one.version}") for package in one.install.python)
        and not any(package.endswith(f"@{one.version}") for package in one.install.node)
    ]


def test_a_recipe_brings_its_programs() -> None:
    """What a recipe runs of its own is beside it: the file that a command names under `{here}`."""
    described = {path: read_description(path, name) for name, path in described_recipes().items()}
    named = {
        path.parent / argument.removeprefix("{here}/")
        for path, one in described.items()
        for argument in (one.gateway or one.worker or GatewayDescription()).command
        if argument.startswith("{here}/")
    }

    assert named
    assert [] == [str(path) for path in named if not path.is_file()]


def test_the_command_tells_how_each_runs() -> None:
    """`crosswire adapters` prints one line a recipe: what it serves, its language, its version, how it runs."""
    lines = CliRunner().invoke(main, ["adapters"]).output.splitlines()

    assert len(all_recipes()) + 1 == len(lines)
    assert ["codex-relay", "responses", "Rust", "0.5.8", "a", "server"] == next(
        line.split()[:6] for line in lines if line.startswith("codex-relay")
    )
