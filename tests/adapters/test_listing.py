"""The list of adapters known by name."""

from click.testing import CliRunner

from crosswire.adapters.listing import known_adapters
from crosswire.adapters.loading import RECIPES, described_recipes
from crosswire.cli import main


def test_every_recipe_is_listed():
    """Each is listed by the word that `--adapter` takes, in order."""
    names = [known.name for known in known_adapters()]

    assert sorted(names) == names
    assert {*RECIPES, *described_recipes()} == {name.partition("@")[0] for name in names}


def test_every_recipe_says_where_it_comes_from():
    """A recipe that installs something pins its version and names its source."""
    assert [] == [
        known.name for known in known_adapters() if "own" in known.runs and not (known.version and known.source)
    ]


def test_the_command_tells_how_each_runs():
    """`crosswire adapters` prints one line for each: what it serves, language, version, how it runs."""
    lines = CliRunner().invoke(main, ["adapters"]).output.splitlines()

    assert len(known_adapters()) + 1 == len(lines)
    assert ["codex-relay", "responses", "Rust", "0.5.8", "a", "server"] == next(
        line.split()[:6] for line in lines if line.startswith("codex-relay")
    )
