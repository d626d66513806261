"""What a killed process leaves beside a file or folder is removed at the next start; what it moved is put back."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crosswire.files import folder_beside, replace_folder, sweep, write_whole
from crosswire.scenarios import load_scenarios

KILLED = """
import os, signal, sys
from pathlib import Path
from crosswire import files

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

folder = Path(sys.argv[1])
"""
"""The beginning of a program that ends as if it were killed."""


def killed(program: str, folder: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED + program, str(folder)], check=False)
    assert -signal.SIGKILL == run.returncode


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_half_a_file_is_removed(tmp_path: Path) -> None:
    """A file that was half written is not there; the next sweep, or the next writing of that file, removes the part."""
    write_whole(tmp_path / "report.json", "old")
    killed("os.fchmod = die\nfiles.write_whole(folder / 'report.json', 'new')", tmp_path)
    left = names(tmp_path)
    write_whole(tmp_path / "report.json", "newest")

    assert [".report.json.crosswire-part", "report.json"] == left
    assert ["report.json"] == names(tmp_path)
    assert "newest" == (tmp_path / "report.json").read_text()


def test_half_a_folder_is_removed(tmp_path: Path) -> None:
    """A folder that was being made is removed before the next one is made."""
    killed("with files.folder_beside(folder) as beside:\n    (beside / 'x').touch()\n    die()", tmp_path)
    assert len(names(tmp_path)) == 1

    with folder_beside(tmp_path) as beside:
        assert [beside.name] == names(tmp_path)
    assert [] == names(tmp_path)


def test_what_was_about_to_be_replaced_is_put_back(tmp_path: Path) -> None:
    """A folder that was moved away, and not replaced yet, is where it was when its scenarios are next read."""
    text = load_scenarios()["plain_text"].folder
    killed(
        "import shutil\n"
        f"shutil.copytree({str(text)!r}, folder / 'mine')\n"
        "with files.folder_beside(folder) as beside:\n"
        "    (beside / 'mine').mkdir()\n"
        "    target, rename = folder / 'mine', Path.rename\n"
        "    Path.rename = lambda self, to: die() if to == target else rename(self, to)\n"
        "    files.replace_folder(beside / 'mine', folder / 'mine', beside)",
        tmp_path,
    )
    assert "mine" not in names(tmp_path)

    assert ["mine"] == [*load_scenarios(tmp_path)]
    assert ["mine"] == names(tmp_path)


def test_what_was_replaced_is_not_put_back(tmp_path: Path) -> None:
    """A folder that was replaced stays the new one."""
    (tmp_path / "mine").mkdir()
    killed(
        "with files.folder_beside(folder) as beside:\n"
        "    (beside / 'mine').mkdir()\n"
        "    (beside / 'mine' / 'new').touch()\n"
        "    files.replace_folder(beside / 'mine', folder / 'mine', beside)\n"
        "    die()",
        tmp_path,
    )
    sweep(tmp_path)

    assert (["mine"], ["new"]) == (names(tmp_path), names(tmp_path / "mine"))


@pytest.mark.parametrize(("step", "text"), [(2, "old"), (3, "new"), (4, "new")])
def test_files_that_belong_together_are_all_old_or_all_new(step: int, text: str, tmp_path: Path) -> None:
    """Killed while it moves the files, or before, a writer leaves what a sweep completes, or removes."""
    for name in ("chat.json.yaml", "scenario.toml"):
        (tmp_path / name).write_text("old")
    killed(
        "moves = []\n"
        "for move in ('rename', 'replace'):\n"
        "    def counted(self, to, moved=getattr(Path, move)):\n"
        f"        moves.append(to) or (len(moves) == {step + 1} and die())\n"
        "        return moved(self, to)\n"
        "    setattr(Path, move, counted)\n"
        "files.write_together(folder, {'chat.json.yaml': 'new', 'scenario.toml': 'new'})",
        tmp_path,
    )
    sweep(tmp_path)

    assert {"chat.json.yaml": text, "scenario.toml": text} == {
        path.name: path.read_text() for path in sorted(tmp_path.iterdir())
    }


def test_what_somebody_writes_is_left_alone(tmp_path: Path) -> None:
    """A sweep leaves what another process is making, and all that is not Crosswire's."""
    strangers = [".report.json.part", ".making-x", "x.crosswire-part"]
    for name in strangers:
        (tmp_path / name).touch()

    with folder_beside(tmp_path) as beside:
        sweep(tmp_path)
        assert sorted([beside.name, *strangers]) == names(tmp_path)


def test_a_folder_that_is_not_there_is_swept(tmp_path: Path) -> None:
    """There is nothing to remove in it."""
    sweep(tmp_path / "nowhere")

    assert [] == names(tmp_path)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_is_replaced(there: bool, tmp_path: Path) -> None:
    """A new folder takes its place, whether or not there was another."""
    if there:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "old").touch()
    with folder_beside(tmp_path) as beside:
        (beside / "mine").mkdir()
        (beside / "mine" / "new").touch()
        replace_folder(beside / "mine", tmp_path / "mine", beside)

    assert (["mine"], ["new"]) == (names(tmp_path), names(tmp_path / "mine"))
