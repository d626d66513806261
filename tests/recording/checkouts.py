"""A checkout with a few scenarios of its own, in which pytest runs as a user runs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from crosswire.data import data_folder
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.recording.recording_live import KEY

ROOT = data_folder("suites").parent
COMMAND = (sys.executable, "-m", "pytest", "-q", *NO_OTHER_PLUGINS)
RECORDINGS = "suites/test_recordings.py"


class Checkout:
    """A copy of the project's checkout in `folder`, with some of its scenarios."""

    def __init__(self, folder: Path, scenarios: Sequence[str]) -> None:
        self.folder = folder
        for name in ("src", "schemas"):
            (folder / name).symlink_to(ROOT / name)
        shutil.copytree(ROOT / "suites", folder / "suites", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "conftest.py", folder)
        for name in scenarios:
            shutil.copytree(ROOT / "cassettes" / name, folder / "cassettes" / name)

    @property
    def cassettes(self) -> Path:
        return self.folder / "cassettes"

    def environment(self, base_url: str) -> Mapping[str, str]:
        """Return the environment variables of a user who records from `base_url`."""
        ours = {
            name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "PYTEST_", "COV_"))
        }
        paths = {"PYTHONPATH": str(self.folder / "src"), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(self.folder)}
        return {**ours, **paths, "OPENAI_BASE_URL": base_url, "OPENAI_API_KEY": KEY}

    def run(self, *options: str, base_url: str = "http://127.0.0.1:1/v1", on: str = RECORDINGS) -> tuple[int, str]:
        """Run the tests of the recordings, or other tests; return the exit status and the output."""
        done = subprocess.run(
            [*COMMAND, on, *options],
            cwd=self.folder,
            env=self.environment(base_url),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @contextmanager
    def started(self, *options: str, base_url: str) -> "Iterator[subprocess.Popen[str]]":
        """Start the tests of the recordings; yield their process, and kill it at the end."""
        with subprocess.Popen(
            [*COMMAND, RECORDINGS, *options],
            cwd=self.folder,
            env=self.environment(base_url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as run:
            try:
                yield run
            finally:
                run.kill()
