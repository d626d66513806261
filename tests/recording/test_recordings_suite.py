"""`pytest suites/test_recordings.py` works in every mode of pytest-recording, against a real server."""

import base64
import gzip
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosswire.scenarios import load_scenario
from crosswire.wire.cassettes import read_cassette, write_cassette
from tests.recording.checkouts import Checkout
from tests.recording.live_server import LONG, LiveServer
from tests.recording.recording_live import KEY, answer_of, on_disk, record_all, source

TWO_TURNS = "parallel_tool_calls"


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path, ["plain_text", TWO_TURNS])


def test_a_scenario_is_rewritten_and_then_replays(checkout: Checkout, live: LiveServer) -> None:
    """`rewrite` records the chosen scenario alone, all turns of all four recordings, without secrets."""
    before = on_disk(checkout.cassettes)
    status, output = checkout.run("--record-mode=rewrite", "-k", TWO_TURNS, "-n", "2", base_url=live.base_url)
    after = on_disk(checkout.cassettes)

    assert (0, 8) == (status, len(live.heard)), output
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in before if name.startswith(TWO_TURNS)} == changed
    scenario = load_scenario(checkout.cassettes / TWO_TURNS)
    assert ["recorded"] * 4 == [output["provenance"] for output in scenario.provenance.values()]
    assert [] == [name for name, content in on_disk(checkout.folder).items() if KEY.encode() in content]

    status, output = checkout.run()
    assert (0, True) == (status, "8 passed" in output), output
    assert after == on_disk(checkout.cassettes)


def test_all_asks_everything_again(checkout: Checkout, live: LiveServer) -> None:
    """`all` records everything anew, also from compressed answers."""
    live.encoding = "gzip"
    status, output = checkout.run("--record-mode=all", "-k", TWO_TURNS, base_url=live.base_url)

    assert (0, 8) == (status, len(live.heard)), output
    turns = load_scenario(checkout.cassettes / TWO_TURNS).turns
    assert {2} == {len(turn_list) for turn_list in turns.values()}
    assert {"It is sunny in Perth."} == {answer_of(turn_list[-1]).text for turn_list in turns.values()}


@pytest.mark.parametrize("mode", ["once", "new_episodes"])
def test_what_is_there_is_replayed_and_what_is_missing_recorded(
    mode: str, checkout: Checkout, live: LiveServer
) -> None:
    """Both modes record a missing cassette; only `new_episodes` adds a missing turn, behind the others."""
    missing = checkout.cassettes / TWO_TURNS / "chat.stream.yaml"
    missing.unlink()
    cut = checkout.cassettes / TWO_TURNS / "chat.json.yaml"
    first = write_cassette(read_cassette(cut.read_text(encoding="utf-8"))[:1])
    cut.write_text(first, encoding="utf-8")
    before = on_disk(checkout.cassettes)
    status, output = checkout.run(f"--record-mode={mode}", base_url=live.base_url)

    is_new = mode == "new_episodes"
    assert (not is_new, 2 + is_new) == (status, len(live.heard)), output
    assert (2, 1 + is_new) == tuple(len(read_cassette(path.read_text(encoding="utf-8"))) for path in (missing, cut))
    assert cut.read_text(encoding="utf-8").startswith(first.removesuffix("version: 1\n"))
    written = {"scenario.toml", missing.name} | ({cut.name} if is_new else set())
    after = on_disk(checkout.cassettes)
    assert {f"{TWO_TURNS}/{name}" for name in written} == {name for name in after if after[name] != before.get(name)}


def test_a_source_that_fails_is_told_in_a_line_and_changes_nothing(checkout: Checkout, live: LiveServer) -> None:
    """The line says what came and what was expected."""
    before = on_disk(checkout.cassettes)
    live.fault, live.sound = "error", 1
    status, output = checkout.run("--record-mode=rewrite", "-k", "calls-responses.stream", base_url=live.base_url)

    reason = "the source gave status 500, where an answer that ends as `stop` is due (The server had an error.)"
    assert (1, 2) == (status, len(live.heard))
    assert f"\n{TWO_TURNS}/responses.stream, turn 2: {reason}\nThe recording stays as it was.\n" in output
    assert "Traceback" not in output
    assert before == on_disk(checkout.cassettes)


def test_a_secret_that_cannot_be_replaced_is_refused(checkout: Checkout, live: LiveServer) -> None:
    """The refusal says where the secret is, and nothing is written."""
    before = on_disk(checkout.cassettes)
    packed = base64.b64encode(gzip.compress(b"jo@samaritans.org", mtime=0)).decode()
    live.change = lambda frames: [{**frame, "owner": packed} for frame in frames]
    status, output = checkout.run(*REWRITE, base_url=live.base_url)

    leak = "plain_text/chat.json.yaml, interaction 1: answer /owner: an e-mail address"
    assert (1, True, True) == (status, leak in output, "--allow TEXT" in output), output
    assert before == on_disk(checkout.cassettes)


@pytest.mark.parametrize(("allowed", "is_there"), [((), False), (("--allow", "jo@samaritans.org"), True)])
def test_a_secret_is_replaced_unless_it_is_allowed(
    allowed: tuple[str, ...], is_there: bool, checkout: Checkout, live: LiveServer
) -> None:
    """A fake stands in its place; --allow permits a text that is none."""
    live.change = lambda frames: [{**frame, "owner": "jo@samaritans.org"} for frame in frames]
    status, output = checkout.run(*REWRITE, *allowed, base_url=live.base_url)

    written = on_disk(checkout.cassettes)["plain_text/chat.json.yaml"]
    assert (0, is_there) == (status, b"jo@samaritans.org" in written), output


REWRITE = ("--record-mode=rewrite", "-k", "plain_text-chat.json")


def test_an_interrupted_recording_changes_nothing(checkout: Checkout, live: LiveServer) -> None:
    """Ctrl-C in the middle of a stream leaves all files as they were."""
    before = on_disk(checkout.cassettes)
    live.gated = True
    rewrite = ("--record-mode=rewrite", "-k", "plain_text-responses.stream")
    with checkout.started(*rewrite, base_url=live.base_url) as run:
        live.let(3)
        live.written(3)
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=LONG)

    assert (2, True) == (run.returncode, "KeyboardInterrupt" in output), output
    assert before == on_disk(checkout.cassettes)


def test_a_replay_finds_what_is_out_of_order(checkout: Checkout, live: LiveServer) -> None:
    """A replay finds an edited answer, recordings that disagree, and a missing recording."""
    record_all(load_scenario(checkout.cassettes / "plain_text"), source(live))
    edited = checkout.cassettes / "plain_text" / "chat.json.yaml"
    edited.write_text(edited.read_text(encoding="utf-8").replace("ha ha ha!", "ho ho ho!"), encoding="utf-8")
    (checkout.cassettes / TWO_TURNS / "chat.stream.yaml").unlink()
    status, output = checkout.run()

    assert 1 == status
    assert "an answer was edited after it had been recorded" in output
    assert "responses.json and chat.json, turn 1, do not say the same of text" in output
    assert f"\n{TWO_TURNS}/chat.stream.yaml is missing; --record-mode=once records it\n" in output


@pytest.mark.parametrize("options", [(), ("--record-mode=rewrite",)])
def test_without_pytest_recording_its_extra_is_named(options: tuple[str, ...], checkout: Checkout) -> None:
    """One line names the extra to install, with or without --record-mode."""
    status, output = checkout.run("-p", "no:recording", *options)

    needs = "recordings are replayed and recorded with pytest-recording: pip install 'crosswire[recording]'"
    assert (1, True, False) == (output.count(needs), status != 0, "Traceback" in output), output


def test_they_are_left_out_where_an_adapter_is_judged(checkout: Checkout) -> None:
    """The tests of the recordings are no requirements, so --adapter leaves them out."""
    for suite in checkout.folder.glob("suites/test_[!ar]*.py"):
        suite.unlink()
    status, output = checkout.run("-vv", "--adapter", "reference", "-k", "plain_text", on="suites")

    assert (0, True, False) == (status, "test_answer.py::" in output, "test_recordings.py::" in output), output
