"""Failures of litellm have the causes that a person puts them under: docs/checked-causes.md."""

import pytest

from tests.reporting.checked_causes import checked


@pytest.mark.parametrize("draw", ["all", "others"])
def test_causes_agree_with_a_persons(draw: str) -> None:
    """Of the thirty failures of each draw, the program has the cause of at least 28."""
    rows = [row for row in checked() if row.draw == draw]

    assert 30 == len(rows)
    assert len([row for row in rows if not row.agrees]) <= 2


def test_hardly_any_failure_has_a_second_cause() -> None:
    """A failure of one thing has one cause: of the sixty, at most four have two."""
    assert len([row for row in checked() if len(row.found) > 1]) <= 4
