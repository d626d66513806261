"""`pytest suites/test_recordings.py`, as its user runs it: every mode of pytest-recording, against a real server."""

import signal

import pytest
from checkouts import Checkout
from live_server import LONG, LiveServer
from recording_live import KEY, on_disk, record_all, source

from crosswire.scenarios import load_scenario
from crosswire.wire.cassettes import read_cassette, write_cassette

TWO_TURNS = "parallel_tool_calls"


@pytest.fixture
def live():
    with LiveServer() as server:
        yield server


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path, ["plain_text", TWO_TURNS])


def test_a_scenario_is_rewritten_and_then_replays(checkout, live):
    """Only the one that is named, with every turn over both APIs, whole and streamed; nothing secret is anywhere."""
    before = on_disk(checkout.cassettes)
    status, told = checkout.run("--record-mode=rewrite", "-k", TWO_TURNS, "-n", "2", base_url=live.base_url)
    after = on_disk(checkout.cassettes)

    assert (0, 8) == (status, len(live.heard)), told
    changed = {name for name in before if before[name] != after[name]}
    assert {name for name in before if name.startswith(TWO_TURNS)} == changed
    scenario = load_scenario(checkout.cassettes / TWO_TURNS)
    assert ["recorded"] * 4 == [told["provenance"] for told in scenario.provenance.values()]
    assert [] == [name for name, content in on_disk(checkout.folder).items() if KEY.encode() in content]

    status, told = checkout.run()
    assert (0, True) == (status, "8 passed" in told), told
    assert after == on_disk(checkout.cassettes)


def test_all_asks_everything_again(checkout, live):
    """And replaces what was there, also with what came compressed."""
    live.encoding = "gzip"
    status, told = checkout.run("--record-mode=all", "-k", TWO_TURNS, base_url=live.base_url)

    assert (0, 8) == (status, len(live.heard)), told
    turns = load_scenario(checkout.cassettes / TWO_TURNS).turns
    assert {2} == {len(each) for each in turns.values()}
    assert {"It is sunny in Perth."} == {each[-1].answer.text for each in turns.values()}


@pytest.mark.parametrize("mode", ["once", "new_episodes"])
def test_what_is_there_is_replayed_and_what_is_missing_recorded(mode, checkout, live):
    """A missing cassette is recorded. A missing turn is a new episode: recorded behind the others, not by `once`."""
    missing = checkout.cassettes / TWO_TURNS / "chat.stream.yaml"
    missing.unlink()
    cut = checkout.cassettes / TWO_TURNS / "chat.json.yaml"
    first = write_cassette(read_cassette(cut.read_text(encoding="utf-8"))[:1])
    cut.write_text(first, encoding="utf-8")
    before = on_disk(checkout.cassettes)
    status, told = checkout.run(f"--record-mode={mode}", base_url=live.base_url)

    is_new = mode == "new_episodes"
    assert (not is_new, 2 + is_new) == (status, len(live.heard)), told
    assert (2, 1 + is_new) == tuple(len(read_cassette(path.read_text(encoding="utf-8"))) for path in (missing, cut))
    assert cut.read_text(encoding="utf-8").startswith(first.removesuffix("version: 1\n"))
    written = {"scenario.toml", missing.name} | ({cut.name} if is_new else set())
    after = on_disk(checkout.cassettes)
    assert {f"{TWO_TURNS}/{name}" for name in written} == {name for name in after if after[name] != before.get(name)}


def test_a_source_that_fails_is_told_in_a_line_and_changes_nothing(checkout, live):
    """What came, and what is due."""
    before = on_disk(checkout.cassettes)
    live.fault, live.sound = "error", 1
    status, told = checkout.run("--record-mode=rewrite", "-k", "calls-responses.stream", base_url=live.base_url)

    due = "the source gave status 500, where an answer that ends as `stop` is due (The server had an error.)"
    assert (1, 2) == (status, len(live.heard))
    assert f"\n{TWO_TURNS}/responses.stream, turn 2: {due}\nThe recording stays as it was.\n" in told
    assert "Traceback" not in told
    assert before == on_disk(checkout.cassettes)


def test_a_secret_is_refused_unless_it_is_allowed(checkout, live):
    """It is told where it stands, and how to say that it is none."""
    before = on_disk(checkout.cassettes)
    live.change = lambda frames: [{**frame, "owner": "jo@samaritans.org"} for frame in frames]
    rewrite = ("--record-mode=rewrite", "-k", "plain_text-chat.json")
    status, told = checkout.run(*rewrite, base_url=live.base_url)

    place = "plain_text/chat.json.yaml, interaction 1: answer /owner: an e-mail address, jo@sam… (17 characters)"
    assert (1, True, True) == (status, place in told, "--allow TEXT" in told), told
    assert before == on_disk(checkout.cassettes)

    status, told = checkout.run(*rewrite, "--allow", "jo@samaritans.org", base_url=live.base_url)
    assert (0, True) == (status, b"jo@samaritans.org" in on_disk(checkout.cassettes)["plain_text/chat.json.yaml"]), told


def test_an_interrupted_recording_changes_nothing(checkout, live):
    """Ctrl-C in the middle of a stream."""
    before = on_disk(checkout.cassettes)
    live.gated = True
    rewrite = ("--record-mode=rewrite", "-k", "plain_text-responses.stream")
    with checkout.started(*rewrite, base_url=live.base_url) as run:
        live.let(3)
        live.written(3)
        run.send_signal(signal.SIGINT)
        told, _ = run.communicate(timeout=LONG)

    assert (2, True) == (run.returncode, "KeyboardInterrupt" in told), told
    assert before == on_disk(checkout.cassettes)


def test_a_replay_finds_what_is_out_of_order(checkout, live):
    """An answer that was edited once it had been recorded, recordings that disagree, and one that is missing."""
    record_all(load_scenario(checkout.cassettes / "plain_text"), source(live))
    edited = checkout.cassettes / "plain_text" / "chat.json.yaml"
    edited.write_text(edited.read_text(encoding="utf-8").replace("ha ha ha!", "ho ho ho!"), encoding="utf-8")
    (checkout.cassettes / TWO_TURNS / "chat.stream.yaml").unlink()
    status, told = checkout.run()

    assert 1 == status
    assert "an answer was edited after it had been recorded" in told
    assert "responses.json and chat.json, turn 1, do not say the same of text" in told
    assert f"\n{TWO_TURNS}/chat.stream.yaml is missing; --record-mode=once records it\n" in told


@pytest.mark.parametrize("options", [(), ("--record-mode=rewrite",)])
def test_without_pytest_recording_its_extra_is_named(options, checkout):
    """In one line, whether or not its option is given."""
    status, told = checkout.run("-p", "no:recording", *options)

    needs = "recordings are replayed and recorded with pytest-recording: pip install 'crosswire[recording]'"
    assert (1, True, False) == (told.count(needs), status != 0, "Traceback" in told), told


def test_they_are_left_out_where_an_adapter_is_judged(checkout):
    """They are no requirements."""
    for suite in checkout.folder.glob("suites/test_[!ar]*.py"):
        suite.unlink()
    status, told = checkout.run("--adapter", "reference", "-k", "plain_text", on="suites")

    assert (0, True, False) == (status, "ANSWER" in told or "answer  " in told, "test_recordings" in told), told
