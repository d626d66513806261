"""The recordings of a scenario have the same facts; where they differ, the difference is named."""

from pathlib import Path

import pytest

from crosswire.recording.agreement import disagreements
from crosswire.scenarios import load_scenario
from tests.recording.recording_live import copied


@pytest.mark.parametrize(
    ("file", "old", "new", "facts"),
    [
        ("chat.json", "ha ha ha", "ho ho ho", ["responses.json and chat.json", "chat.json and chat.stream"]),
        ("responses.stream", '"total_tokens":74', '"total_tokens":75', ["responses.json and responses.stream"]),
    ],
)
def test_what_differs_is_named(file: str, old: str, new: str, facts: list[str], tmp_path: Path) -> None:
    """A disagreement names the two recordings, the turn and the facts."""
    scenario = copied("plain_text", tmp_path)
    path = scenario.folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = list(disagreements(load_scenario(scenario.folder)))

    assert old in text
    for pair in facts:
        assert [True] == ["turn 1, do not say the same of " in line for line in found if line.startswith(pair)]


def test_what_only_names_may_differ_over_the_apis(tmp_path: Path) -> None:
    """[only] allows the two APIs to differ, but not a whole answer and a streamed one."""
    scenario = copied("plain_text", tmp_path)
    for mode, count in (("json", '"total_tokens": 74'), ("stream", '"total_tokens":74')):
        path = scenario.folder / f"chat.{mode}.yaml"
        text = path.read_text(encoding="utf-8")
        assert count in text
        path.write_text(text.replace(count, count.replace("74", "75")), encoding="utf-8")
    before = list(disagreements(load_scenario(scenario.folder)))
    toml = scenario.folder / "scenario.toml"
    only = '[only]\nchat = ["usage"]\n\n'
    toml.write_text(toml.read_text(encoding="utf-8").replace("[recordings", f"{only}[recordings", 1), encoding="utf-8")

    assert [
        "responses.json and chat.json, turn 1, do not say the same of usage",
        "responses.stream and chat.stream, turn 1, do not say the same of usage",
    ] == before
    assert [] == list(disagreements(load_scenario(scenario.folder)))
