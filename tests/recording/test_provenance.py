"""scenario.toml says where a recording was taken from; nothing else in the file changes."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crosswire.errors import ScenarioInvalid
from crosswire.recording.provenance import with_provenance, write_recording
from crosswire.scenarios import load_scenarios

FIELDS = {"provenance": "recorded", "host": "h", "date": "2026-01-02", "model": 'a "b"'}
GIVEN = """\
# why it is there
title = "T"

[recordings."chat.json"]   # by hand
provenance = "authored"
from = "a [b] c"

[recordings."chat.stream"]
provenance = "authored"
from = "d"
"""


def test_a_table_is_replaced_where_it_stands() -> None:
    """A table is replaced in position; comments, order and blank lines of the rest stay."""
    table = '[recordings."chat.json"]\nprovenance = "recorded"\nhost = "h"\ndate = "2026-01-02"\nmodel = "a \\"b\\""'
    old = GIVEN[GIVEN.index("[recordings") : GIVEN.index('\n\n[recordings."chat.stream')]

    assert GIVEN.replace(old, table) == with_provenance(GIVEN, "chat.json", FIELDS, "x")


def test_a_table_that_is_not_there_is_added() -> None:
    """A new table is added at the end."""
    new = with_provenance(GIVEN, "responses.json", FIELDS, "x")

    assert new.startswith(GIVEN + '\n[recordings."responses.json"]\nprovenance = ')
    assert FIELDS == tomllib.loads(new)["recordings"]["responses.json"]


@pytest.mark.parametrize("name", ["plain_text", "state_background", "rate_limited"])
def test_every_recording_of_a_scenario_can_be_said_to_be_recorded(name: str) -> None:
    """All four can be marked, one after the other, and the others stay as they were."""
    scenario = load_scenarios()[name]
    text = (scenario.folder / "scenario.toml").read_text(encoding="utf-8")
    for recording in scenario.provenance:
        text = with_provenance(text, recording, FIELDS, "x")

    assert dict.fromkeys(scenario.provenance, FIELDS) == tomllib.loads(text)["recordings"]


@pytest.mark.parametrize(
    "given", ['title = "T"\n[recordings]\n"chat.json" = {provenance = "authored", from = "a"}\n', "title = \n"]
)
def test_what_cannot_be_replaced_by_itself_is_refused(given: str) -> None:
    """A table that cannot be replaced alone is refused, and the message shows how to write it."""
    with pytest.raises(ScenarioInvalid, match=r'^x: the table \[recordings."chat.json"\] cannot be replaced by itself'):
        with_provenance(given, "chat.json", FIELDS, "x")


def test_several_may_be_said_at_once(tmp_path: Path) -> None:
    """Several recordings can be marked at once, and none is lost."""
    toml = tmp_path / "scenario.toml"
    toml.write_text(GIVEN)
    names = [f"chat.{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: write_recording(tmp_path, name, name, FIELDS), names))

    assert {"chat.json", "chat.stream", *names} == tomllib.loads(toml.read_text())["recordings"].keys()
