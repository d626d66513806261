"""What a client wrote of recorded answers is kept from run to run, as long as nothing that decides it has changed."""

from pathlib import Path

import pytest

from crosswire.clients.remembered import FOLDER, RememberedLines


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Return a folder with a program of a client."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "client.mjs").write_text("1")
    return folder


def test_the_next_run_knows_a_line(tmp_path: Path, programs: Path) -> None:
    """A line is known once it was written, and for the same words alone."""
    first = RememberedLines(tmp_path, programs, "v20")
    first.add("asked", "saw \u2028\n".encode())

    assert None is RememberedLines(tmp_path, programs, "v20").get("asked")
    first.write()
    after = RememberedLines(tmp_path, programs, "v20")
    assert ("saw \u2028\n".encode(), None) == (after.get("asked"), after.get("asked "))


def test_processes_add_to_what_others_wrote(tmp_path: Path, programs: Path) -> None:
    """Processes that run side by side keep each other's lines."""
    one, other = (RememberedLines(tmp_path, programs, "v20") for _ in range(2))
    for memory, asked in ((one, "a"), (other, "b")):
        memory.add(asked, b"saw")
        memory.write()

    after = RememberedLines(tmp_path, programs, "v20")
    assert [b"saw", b"saw"] == [after.get("a"), after.get("b")]


def test_another_program_or_runtime_knows_nothing(tmp_path: Path, programs: Path) -> None:
    """After a change of a program or of what runs it, nothing is known; what was kept is removed with the next line."""
    memory = RememberedLines(tmp_path, programs, "v20")
    memory.add("asked", b"saw")
    memory.write()

    assert None is RememberedLines(tmp_path, programs, "v22").get("asked")
    (programs / "client.mjs").write_text("2")
    changed = RememberedLines(tmp_path, programs, "v20")
    assert None is changed.get("asked")
    changed.add("asked", b"sees")
    changed.write()
    assert 1 == len([*(tmp_path / FOLDER).iterdir()])


def test_a_broken_file_is_no_memory(tmp_path: Path, programs: Path) -> None:
    """A file that is cut is written anew; a folder that cannot be made costs nothing but time."""
    memory = RememberedLines(tmp_path, programs, "v20")
    memory.add("asked", b"saw")
    memory.write()
    (file,) = (tmp_path / FOLDER).iterdir()
    file.write_text('{"a')

    assert None is RememberedLines(tmp_path, programs, "v20").get("asked")
    nowhere = RememberedLines(tmp_path / "nowhere", programs, "v20")
    nowhere.add("asked", b"saw")
    nowhere.write()
    assert b"saw" == nowhere.get("asked")
