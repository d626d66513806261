"""--junitxml: the properties of a test's verdict, and of the run."""

from collections.abc import Mapping

import pytest
from _pytest.junitxml import (
    xml_key,
)  # pytest's own fixture for this is not for xdist's controller, which writes the file

from crosswire import __version__
from crosswire.reporting.model import Verdict
from crosswire.requirements import SET

NAMES = ("requirement", "level", "promise", "scenario", "serves", "mode", "variation", "verdict", "loss", "fault")


def properties(verdict: Verdict) -> list[tuple[str, object]]:
    """Return the properties of one test. Those that its verdict does not have are left out."""
    return [(name, value) for name in NAMES if (value := getattr(verdict, name)) is not None]


def name_run(config: pytest.Config, adapter: Mapping[str, str | None]) -> None:
    """Write the properties of the run."""
    of_run = {"adapter": adapter["name"], "version": adapter["version"], "requirements": SET, "crosswire": __version__}
    if xml := config.stash.get(xml_key, None):
        for name, value in of_run.items():
            if value is not None:
                xml.add_global_property(name, value)
