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
