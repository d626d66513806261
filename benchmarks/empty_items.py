"""The least that pytest takes: as many empty items of a plain `pytest.Item`, and the recordings' JSON parsed once."""

import contextlib
import json
import tempfile
from pathlib import Path

from took import Took, run_pytest

from crosswire.scenarios import load_scenarios

FLOOR = """
import json, pytest

class Empty(pytest.Item):
    def runtest(self): pass
    def reportinfo(self): return self.path, 0, self.name

class Floor(pytest.File):
    def collect(self):
        for text in json.loads(self.path.read_text()):
            json.loads(text)
        yield from (Empty.from_parent(self, name=f"empty[{number}]") for number in range(NUMBER))

def pytest_collect_file(file_path, parent):
    return Floor.from_parent(parent, path=file_path) if file_path.name == "floor.json" else None
"""


def floor(items: int) -> Took:
    """Run so many empty items, with the same plugins as any run here."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "conftest.py").write_text(FLOOR.replace("NUMBER", str(items)))
        (folder / "floor.json").write_text(json.dumps(_payloads()))
        return run_pytest(["floor.json", "-n", "0"], folder)


def _payloads() -> list[str]:
    """Return every payload of the recordings that is JSON, as it was sent."""
    bodies = [
        interaction.response["body"]["string"].decode()
        for scenario in load_scenarios().values()
        for turns in scenario.turns.values()
        for interaction in turns
        if interaction.response
    ]
    found = []
    for text in (line.removeprefix("data: ") for body in bodies for line in [body, *body.splitlines()]):
        if text.startswith("{"):
            with contextlib.suppress(ValueError):
                json.loads(text)
                found.append(text)
    return found
