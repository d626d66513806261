"""What a client saw is kept from run to run, as long as nothing that decides it has changed."""

import os
from pathlib import Path

import pytest
from suites import official_sdk

from crosswire.clients.bodies import HttpAnswer, recorded_answer
from crosswire.clients.openai_python import OpenAIPython
from crosswire.clients.remembered import MOST_REMEMBERED, RememberedLines
from crosswire.facts import Json, Mode, ShapeName
from crosswire.requirements import Wire
from crosswire.scenarios import load_scenarios


def test_the_next_run_knows_a_line(tmp_path: Path) -> None:
    """A line is known once it was written, and for the same words alone."""
    first = RememberedLines(tmp_path / "new" / "views", b"v20")
    first.add("asked", "saw \u2028\n".encode())

    assert None is RememberedLines(tmp_path / "new" / "views", b"v20").get("asked")
    first.write()
    after = RememberedLines(tmp_path / "new" / "views", b"v20")
    assert ("saw \u2028\n".encode(), None) == (after.get("asked"), after.get("asked "))


def test_processes_add_to_what_others_wrote(tmp_path: Path) -> None:
    """Processes that run side by side keep each other's lines."""
    one, other = (RememberedLines(tmp_path, b"v20") for _ in range(2))
    for memory, asked in ((one, "a"), (other, "b")):
        memory.add(asked, b"saw")
        memory.write()

    after = RememberedLines(tmp_path, b"v20")
    assert [b"saw", b"saw"] == [after.get("a"), after.get("b")]


def test_in_another_state_nothing_is_known(tmp_path: Path) -> None:
    """After a change of a program or of what runs it, nothing is known; of many states the oldest is forgotten."""
    for number in range(MOST_REMEMBERED + 1):
        memory = RememberedLines(tmp_path, b"program", b"v%d" % number)
        assert None is memory.get("asked")
        memory.add("asked", b"saw")
        memory.write()
        for file in tmp_path.iterdir():
            os.utime(file, ns=(file.stat().st_mtime_ns - 10**9,) * 2)

    memories = [RememberedLines(tmp_path, b"program", b"v%d" % number) for number in range(MOST_REMEMBERED + 1)]
    assert [None, *[b"saw"] * MOST_REMEMBERED] == [memory.get("asked") for memory in memories]


def test_the_newest_lines_are_kept(tmp_path: Path) -> None:
    """Of more lines than are kept, the oldest are forgotten."""
    for asked in ("a", "b", "c"):
        memory = RememberedLines(tmp_path, b"v20", most=2)
        memory.add(asked, b"saw")
        memory.write()

    after = RememberedLines(tmp_path, b"v20")
    assert [None, b"saw", b"saw"] == [after.get(asked) for asked in ("a", "b", "c")]


def test_a_broken_file_is_no_memory(tmp_path: Path) -> None:
    """A file that is cut is written anew; a folder that cannot be made costs nothing but time."""
    memory = RememberedLines(tmp_path, b"v20")
    memory.add("asked", b"saw")
    memory.write()
    (file,) = tmp_path.iterdir()
    file.write_text('{"a')

    assert None is RememberedLines(tmp_path, b"v20").get("asked")
    nowhere = RememberedLines(file / "nowhere", b"v20")
    nowhere.add("asked", b"saw")
    nowhere.write()
    assert b"saw" == nowhere.get("asked")


@pytest.mark.parametrize("mode", ["json", "stream"])
@pytest.mark.parametrize("serves", ["chat", "responses"])
def test_what_is_remembered_of_the_sdk_is_what_it_sees(
    serves: ShapeName, mode: Mode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run sees the same of a recording, and does not read it; of what was served, nothing is remembered."""
    pytest.importorskip("openai")
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path))
    names = ("plain_text", "parallel_tool_calls", "reasoning_then_text", "error_server")
    answers = [recorded_answer(load_scenarios()[name].turns[serves, mode][0]) for name in names]
    first, second = OpenAIPython(), OpenAIPython()
    seen = [first.see(serves, mode, answer, recorded=True) for answer in answers]
    first.see(serves, mode, HttpAnswer("{}"))
    first.close()
    monkeypatch.delattr(second, "_read")

    assert seen == [OpenAIPython().see(serves, mode, answer) for answer in answers]
    assert seen == [second.see(serves, mode, answer, recorded=True) for answer in answers]
    with pytest.raises(AttributeError):
        second.see(serves, mode, HttpAnswer("{}"), recorded=True)


SERVED: Json = {
    "created": 1790000000,
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "my words"}, "finish_reason": "stop"}],
}
STANDS = {"text": "my words", "refusal": "", "tool_calls": [], "finish": "stop"}


def wire_of(served: Json) -> Wire:
    return Wire("chat", "json", {}, served, None, raised=False)


def test_what_the_sdk_read_right_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run does not ask it where it read just what stands there; of what was served, nothing is written."""
    pytest.importorskip("openai")
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path))
    first, second = OpenAIPython(), OpenAIPython()
    monkeypatch.setattr(official_sdk, "shared", lambda: first)
    wrong = {**STANDS, "text": "other words"}
    assert [STANDS, STANDS] == [official_sdk.read(wire_of(SERVED), stands, how="created") for stands in (STANDS, wrong)]
    first.close()

    monkeypatch.setattr(official_sdk, "shared", lambda: second)
    monkeypatch.delattr(second, "_read")
    for again in (SERVED, {**SERVED, "created": 1790000001}):
        assert STANDS == official_sdk.read(wire_of(again), STANDS, how="created")
    for other, stands in (
        (SERVED, wrong),
        ({**SERVED, "id": "c-1"}, STANDS),
        ({**SERVED, "created": "1790000000"}, STANDS),
    ):
        with pytest.raises(AttributeError):
            official_sdk.read(wire_of(other), stands, how="created")
    [file] = (tmp_path / "readings").iterdir()
    assert "words" not in file.read_text()
