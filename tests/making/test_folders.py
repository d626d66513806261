"""Scenarios are written into a folder of the user's own, and never among the files of an installed Crosswire."""

from pathlib import Path

import pytest

from crosswire.data import data_folder
from crosswire.errors import ConfigurationError
from crosswire.making import folders
from crosswire.making.folders import default_folder, refuse_installed
from crosswire.making.importing import import_cassettes
from crosswire.recording.tapes import Tape
from tests.theirs import recorded, write


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's folder of an installed Crosswire; the working directory is beside it."""
    package = tmp_path / "site-packages" / "crosswire"
    (package / "making").mkdir(parents=True)
    (package / "cassettes").mkdir()
    monkeypatch.setattr(folders, "data_folder", lambda name: package / name)
    monkeypatch.setattr(folders, "__file__", str(package / "making" / "folders.py"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return package


@pytest.mark.parametrize("inside", [".", "docs"])
def test_in_a_checkout_it_is_the_checkouts(inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who works in the checkout makes scenarios of Crosswire's own."""
    monkeypatch.chdir(data_folder("cassettes").parent / inside)

    assert data_folder("cassettes") == default_folder()


def test_elsewhere_it_is_the_working_directorys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who works elsewhere makes scenarios there, also with a checkout that is installed to be edited."""
    monkeypatch.chdir(tmp_path)

    assert Path("cassettes") == default_folder()


@pytest.mark.usefixtures("installed")
def test_of_an_installed_crosswire_it_is_the_working_directorys() -> None:
    """Nothing is written where the next upgrade deletes it."""
    assert Path("cassettes") == default_folder()


@pytest.mark.parametrize("inside", ["cassettes", "cassettes/mine", "mine.yaml", "../crosswire/cassettes"])
def test_the_folder_of_an_installed_crosswire_is_refused(inside: str, installed: Path) -> None:
    """A folder or file in it is refused, however it is written; the error names what helps."""
    with pytest.raises(ConfigurationError, match=r"which an upgrade replaces; .*: --into cassettes$"):
        refuse_installed(installed / inside)
    refuse_installed(installed.parent / "others" / "cassettes")


def test_every_way_of_writing_refuses_it(installed: Path, tmp_path: Path) -> None:
    """Neither a scenario nor a tape is written there."""
    file = write(tmp_path / "theirs.yaml", *recorded("plain_text", "chat.json"))

    with pytest.raises(ConfigurationError, match="an upgrade replaces"):
        import_cassettes([file], installed / "cassettes")
    with pytest.raises(ConfigurationError, match="an upgrade replaces"):
        Tape(installed / "session.yaml")
    assert [] == [path for path in installed.rglob("*") if path.is_file()]
