"""The wheel, installed outside the checkout, judges as the checkout does."""

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest

from tests.other_plugins import NO_OTHER_PLUGINS

ROOT = Path(__file__).parents[1]


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a new environment that has the wheel, and imports this environment's other packages."""
    folder = tmp_path_factory.mktemp("installed")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    wheel = next(folder.glob("*.whl"))

    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / "bin" / "python"
    put = run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    assert put.returncode == 0, put.stderr
    packages = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip()
    )
    # The packages, not their .pth files: an editable crosswire stays out of reach.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def report(folder: Path) -> Any:
    return json.loads((folder / "out" / "report.json").read_text())


def test_the_wheel_judges_as_the_checkout_does(installed: Path, tmp_path: Path) -> None:
    """The verdicts are the same, and the command of a verdict works without a checkout."""
    shutil.copy(ROOT / "docs" / "the_seed.py", tmp_path)
    options = [
        "--adapter",
        "the_seed.py",
        "-k",
        "(json-plain_text or json-reasoning_then_text) and not test_forms",
        "--clients",
        "openai-python",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "--report",
        "out",
    ]

    here = run(sys.executable, "-m", "pytest", ROOT / "suites", *options, cwd=tmp_path)
    of_checkout = report(tmp_path)
    there = run(installed, "-m", "pytest", "--pyargs", "crosswire.suites", *options, cwd=tmp_path)
    of_wheel = report(tmp_path)

    assert (1, 1) == (here.returncode, there.returncode), here.stdout + there.stdout
    again = next(verdict for verdict in of_wheel["verdicts"] if verdict["verdict"] == "failed")["rerun"]
    for verdict in [*of_checkout["verdicts"], *of_wheel["verdicts"]]:
        del verdict["rerun"]
    del of_checkout["runs"], of_wheel["runs"]  # by which command, and when
    assert of_checkout == of_wheel

    word, *arguments = again.replace('"', "").split()
    rerun = run(installed, "-m", word, *arguments, "-q", cwd=tmp_path)
    assert 1 == rerun.returncode
    assert "1 failed" in rerun.stdout


def test_the_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    """Crosswire is imported from the wheel, not from the checkout."""
    where = run(installed, "-c", "import crosswire; print(*crosswire.__path__, sep='\\n')", cwd=tmp_path).stdout.split()

    assert [str(installed.parents[1])] == [path[: len(str(installed.parents[1]))] for path in where]


EXCHANGE = {
    "request": {"model": "m", "messages": [{"role": "user", "content": "Hello"}]},
    "response": {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_781_000_000,
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
    },
}


def test_scenarios_of_ones_own_are_made_and_judged(installed: Path, tmp_path: Path) -> None:
    """They are made in the working directory, and never beside the installed ones; the printed command judges them."""
    (tmp_path / "exchange.json").write_text(json.dumps(EXCHANGE))
    package = Path(run(installed, "-c", "import crosswire; print(crosswire.__path__[0])", cwd=tmp_path).stdout.strip())
    before = sorted((package / "cassettes").iterdir())

    made = run(installed, "-m", "crosswire", "scenario", "new", "hello", "--chat", "exchange.json", cwd=tmp_path)
    command = made.stdout.splitlines()[-1].rpartition("; ")[2].split()
    options = [*NO_OTHER_PLUGINS, "--clients", "none", "--report", "out", "-k", "hello and test_the_adapter_answers"]
    judged = run(installed, "-m", *command[:-2], *options, cwd=tmp_path)

    assert ["hello"] == [path.name for path in (tmp_path / "cassettes").iterdir()]
    assert (
        "1 scenario: nothing to correct\n"
        == run(installed, "-m", "crosswire", "scenario", "check", "cassettes", cwd=tmp_path).stdout
    )
    assert 0 == judged.returncode, judged.stdout + judged.stderr
    assert {"hello"} == {verdict["scenario"] for verdict in report(tmp_path)["verdicts"]}

    refused = run(
        installed, "-m", "crosswire", "scenario", "new", "hello", "--chat", "exchange.json",
        "--into", package / "cassettes", cwd=tmp_path,
    )  # fmt: skip
    assert (2, True) == (refused.returncode, "which an upgrade replaces" in refused.stderr)
    assert before == sorted((package / "cassettes").iterdir())
