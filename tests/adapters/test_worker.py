"""Workers: what they serve, and the verdict on every way in which they fail."""

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from crosswire.adapters import Candidate
from crosswire.adapters.calling import Caller
from crosswire.adapters.descriptions.description import Description, WorkerDescription, as_description
from crosswire.adapters.processes.environments import Environment
from crosswire.adapters.processes.launching import launched
from crosswire.adapters.workers import protocol
from crosswire.adapters.workers.worker import Worker, worker_candidate
from crosswire.errors import AdapterUnusable, Crashed, DescriptionInvalid, Hung, WrongKind
from crosswire.facts import Mode
from crosswire.limits import Limits
from crosswire.performing import perform
from crosswire.scenarios import load_scenarios
from crosswire.served import ErrorAnswer, Served
from crosswire.upstreams import Upstream
from crosswire.upstreams.loopback import Loopback
from crosswire.wire.schemas import violations
from tests.adapters.worker_scripts import does

UPSTREAM = Upstream("http://127.0.0.1:1/v1")
LONG = 60.0
"""Seconds that only a broken test takes."""
FRAMES = [{"n": 1}, {"n": 2}]
SAY_FRAMES = "say(id=id_, frame={'n': 1}); say(id=id_, frame={'n': 2}); "
SAY_END = "say(id=id_, end=True)"
SAY_PID = "say(id=id_, answer={'pid': os.getpid()})"


@pytest.fixture
def workers() -> Iterator[list[Candidate]]:
    """Return a list of workers that are ended after the test."""
    candidates: list[Candidate] = []
    yield candidates
    for candidate in candidates:
        assert candidate.process
        candidate.process.close()


@pytest.fixture
def candidate(tmp_path: Path, workers: list[Candidate]) -> Candidate:
    workers.append(does(tmp_path))
    return workers[0]


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller(deadline=LONG)
    yield caller
    caller.close()


def served(candidate: Candidate, do: str, caller: Caller, mode: Mode = "json") -> Any:
    """Return what it serves when it executes `do`."""
    assert candidate.process
    candidate.process.open("chat", UPSTREAM)
    request = {"do": do} if mode == "json" else {"do": do, "stream": True}
    return caller.call(candidate.serves["chat"], request, UPSTREAM, mode)


def crash(candidate: Candidate, do: str, caller: Caller, mode: Mode = "json") -> str:
    """Return the message of the crash when it executes `do`."""
    with pytest.raises(Crashed) as crashed:
        served(candidate, do, caller, mode)
    return str(crashed.value)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_says_what_it_is(candidate: Any) -> None:
    """The worker's hello has its version, what it serves and declares; its name is the description's."""
    assert ("does", "7", {"MUST-1": "it is left out"}) == (candidate.name, candidate.version, candidate.declares)
    assert {"chat"} == candidate.serves.keys()
    assert candidate.on_loopback


def test_an_answer_is_what_the_client_receives(candidate: Any, caller: Caller) -> None:
    """A worker gets the request, the API it serves and the upstream; its answer reaches the client."""
    answer = served(candidate, "say(id=id_, answer=asked)", caller).body

    upstream = {"base_url": "http://127.0.0.1:1/v1", "api_key": "sk-crosswire"}
    assert {"do": "say(id=id_, answer=asked)"} == answer["request"]
    assert ("chat", upstream) == (answer["serves"], answer["upstream"])


def test_frames_are_a_stream(candidate: Any, caller: Caller) -> None:
    """Frames come in their order, up to the end; a stream may be empty."""
    assert Served(FRAMES) == served(candidate, SAY_FRAMES + SAY_END, caller, "stream")
    assert Served([]) == served(candidate, SAY_END, caller, "stream")


@pytest.mark.parametrize(("mode", "before", "body"), [("json", "", None), ("stream", SAY_FRAMES, FRAMES)])
def test_an_error_is_an_error_answer(candidate: Any, caller: Caller, mode: Mode, before: Any, body: Any) -> None:
    """An error has status, headers and body, also after frames."""
    error = "{'status': 429, 'headers': {'retry-after': '1'}, 'body': {'error': {'message': 'slow down'}}}"
    received = served(candidate, f"{before}say(id=id_, error={error})", caller, mode)

    answer = ErrorAnswer(429, {"retry-after": "1"}, {"error": {"message": "slow down"}})
    assert Served(body, answer) == received


@pytest.mark.parametrize(
    ("do", "mode", "text"),
    [
        (SAY_FRAMES + SAY_END, "json", "the worker wrote a line with 'frame' first, where an answer is due"),
        ("say(id=id_, answer={})", "stream", "the worker wrote a line with 'answer' first, where frames and their end"),
        (SAY_FRAMES + "say(id=id_, answer={})", "stream", "the worker wrote an answer behind frames"),
    ],
)
def test_the_other_mode_is_no_answer(candidate: Any, caller: Caller, do: Any, mode: Mode, text: str) -> None:
    """Frames for a plain request, and an answer for a streamed one, are errors; the worker goes on."""
    pid = served(candidate, SAY_PID, caller).body

    with pytest.raises(WrongKind, match=text):
        served(candidate, do, caller, mode)
    assert pid == served(candidate, SAY_PID, caller).body


def test_a_crash_that_a_worker_tells_is_its_own_words(candidate: Any, caller: Caller) -> None:
    """A crash that a worker reports has the worker's message; the worker goes on."""
    pid = served(candidate, SAY_PID, caller).body

    assert "the adapter crashed: TypeError: x" == crash(candidate, "say(id=id_, crash='TypeError: x')", caller)
    assert pid == served(candidate, SAY_PID, caller).body


def test_what_it_lacks_here_is_the_configurations_fault(candidate: Any, caller: Caller) -> None:
    """A missing package is an error of the configuration."""
    with pytest.raises(AdapterUnusable, match=r"^install it$"):
        served(candidate, "say(id=id_, unusable='install it')", caller)


BROKEN = {
    "print('debug: 1')": "the worker wrote 'debug: 1', which is not JSON; stdout is for the protocol's lines alone",
    "say(id=id_, ansver={})": "which breaks schemas/worker.json: 'answer' is missing",
    "say(id=id_, answer=[])": "which breaks schemas/worker.json: answer: [] is not an object",
    "say(id=id_, error={'status': '400', 'body': {}})": "error.status: '400' is not an integer",
    "say(id=id_ + 1, answer={})": "about no request that is under way",
    "say(id=id_, cancel=True)": "where a line with one of answer, frame, end, error, crash, unusable is due",
    "say(id=id_, answer={'n': float('nan')})": "alone, stderr for all else (it holds NaN, which JSON does not have)",
    "print('[' * 10**5 + ']' * 10**5)": "alone, stderr for all else (it is nested deeper than 128 levels)",
    "print('[' * 300)": f"the worker wrote {'[' * 200 + '…'!r}, which is not JSON",
    "sys.exit(3)": "the worker ended with exit status 3; it printed nothing to stderr",
    "sys.exit('no key')": "the worker ended with exit status 1; its stderr ends:\nno key",
    "os.kill(os.getpid(), signal.SIGKILL)": "the worker ended with exit status 137",
    "sys.stdout.write('{\"id\":'); sys.stdout.flush(); os._exit(0)": "exit status 0 within a line: '{\"id\":'",
}


@pytest.mark.parametrize("do", BROKEN)
@pytest.mark.parametrize("mode", ["json", "stream"])
def test_a_worker_that_breaks_is_told_and_started_again(candidate: Any, caller: Caller, do: Any, mode: Mode) -> None:
    """Invalid lines and an exit fail one exchange; the next one is served by a new process."""
    pid = served(candidate, SAY_PID, caller).body["pid"]

    assert BROKEN[do] in crash(candidate, SAY_FRAMES * (mode == "stream") + do, caller, mode)
    assert is_gone(pid)
    assert pid != served(candidate, SAY_PID, caller).body["pid"]


def test_a_line_has_an_end(tmp_path: Path, workers: list[Candidate], caller: Caller) -> None:
    """A line that is longer than the limit is an error."""
    candidate = does(tmp_path, Limits(line_bytes=2**20))
    workers.append(candidate)

    words = "the worker wrote a line longer than 1,048,576 bytes (--limit line-bytes=N sets it): '111"
    assert words in crash(candidate, "print('1' * (2**20 + 1))", caller)
    text = served(candidate, "say(id=id_, answer={'text': '1' * (2**20 - 100)})", caller).body["text"]
    assert 2**20 - 100 == len(text)


def test_what_it_printed_to_stderr_is_shown(candidate: Any, caller: Caller) -> None:
    """The end of stderr is shown, however much was printed."""
    text = crash(candidate, "sys.stderr.write('x' * 1_000_000 + ' the reason'); sys.exit(2)", caller)

    assert text.startswith("the worker ended with exit status 2; its stderr ends:\n…xxx")
    assert text.endswith("xxx the reason")
    assert 5_000 > len(text)


def test_a_worker_that_hangs_is_ended_and_started_again(candidate: Any, caller: Caller) -> None:
    """A worker that hangs is killed with its children, also those that ignore signals."""
    pid = served(candidate, SAY_PID, caller).body["pid"]
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    child = f"subprocess.Popen([sys.executable, '-c', {deaf!r}], stdout=subprocess.PIPE)"
    start = f"held.append({child}); held[0].stdout.read(1); say(id=id_, answer={{'pid': held[0].pid}})"
    child_pid = served(candidate, start, caller).body["pid"]

    with pytest.raises(Hung):
        served(candidate, "threading.Event().wait()", Caller(deadline=0.1))
    candidate.process.kill("chat")

    assert (True, True) == (is_gone(pid), is_gone(child_pid))
    assert pid != served(candidate, SAY_PID, caller).body["pid"]


def test_a_hang_is_told_with_what_was_printed(tmp_path: Path, workers: list[Candidate]) -> None:
    """The error for a hang has the end of stderr; the next exchange has a new process."""
    begin = "print('ready', file=sys.stderr)\nhear = (lambda read=hear: read() and threading.Event().wait())"
    workers.append(does(tmp_path, begin=begin))
    caller, loopback = Caller(deadline=0.2), Loopback()
    plain = load_scenarios()["plain_text"]
    troubles = [perform(plain, "chat", "json", workers[0], caller, loopback=loopback).trouble for _ in range(2)]
    caller.close()
    loopback.close()

    assert ["the adapter did not finish within 0.2 s (--deadline); it printed last:\nready"] * 2 == troubles


def test_a_worker_that_does_not_read_is_ended_like_any_that_hangs(candidate: Any, caller: Caller) -> None:
    """A worker that does not read its input is a hang, too."""
    served(candidate, "say(id=id_, answer={}); threading.Event().wait()", caller)

    with pytest.raises(Hung):
        served(candidate, "x" * 1_000_000, Caller(deadline=0.1))
    candidate.process.kill("chat")

    assert served(candidate, SAY_PID, caller).body["pid"]


def test_requests_that_are_under_way_at_once_are_told_apart(candidate: Any) -> None:
    """32 requests are answered in another order; every client receives its own answer."""
    hold = "held.append(id_); [say(id=each, answer={'id': each}) for each in reversed(held) if held[31:]]"
    candidate.process.open("chat", UPSTREAM)
    with ThreadPoolExecutor(32) as pool:
        answers = [*pool.map(lambda _: candidate.serves["chat"]({"do": hold}, UPSTREAM), range(32))]

    assert [*range(1, 33)] == sorted(answer["id"] for answer in answers)


def test_interleaved_streams_are_told_apart(candidate: Any) -> None:
    """Frames of several requests may be mixed; every client receives its own, in order."""
    hold = (
        "held.append(id_)\n"
        "if held[3:]:\n"
        "    [say(id=each, frame={'id': each, 'n': n}) for n in range(9) for each in held]\n"
        "    [say(id=each, end=True) for each in held]"
    )
    candidate.process.open("chat", UPSTREAM)
    with ThreadPoolExecutor(4) as pool:
        ask = {"do": hold, "stream": True}
        streams = [*pool.map(lambda _: [*candidate.serves["chat"](ask, UPSTREAM)], range(4))]

    assert [[*range(9)]] * 4 == [[frame["n"] for frame in stream] for stream in streams]
    assert [1, 2, 3, 4] == sorted({frame["id"] for frame in stream}.pop() for stream in streams)


def test_when_it_dies_all_that_is_under_way_has_crashed(candidate: Any) -> None:
    """When a worker ends, all open requests fail at once."""
    die = "held.append(id_); held[7:] and sys.exit(5)"
    candidate.process.open("chat", UPSTREAM)

    def ask(_: Any) -> Any:
        return crash_of(candidate.serves["chat"], {"do": die})

    with ThreadPoolExecutor(8) as pool:
        assert ["the worker ended with exit status 5; it printed nothing to stderr"] * 8 == [*pool.map(ask, range(8))]


def crash_of(serve: Any, request: Any) -> Any:
    with pytest.raises(Crashed) as crashed:
        serve(request, UPSTREAM)
    return str(crashed.value)


def test_a_paced_worker_is_told_when_the_next_frame_is_wanted(
    tmp_path: Path, workers: list[Candidate], caller: Caller
) -> None:
    """A paced worker gets one line for every frame that is wanted, but for the first."""
    hello = 'say(crosswire=1, name="does", serves=["chat"], paced=True)'
    workers.append(does(tmp_path, hello=hello))
    heard = "say(id=id_, frame=hear()); "

    received = served(workers[0], f"say(id=id_, frame={{}}); {heard}{heard}hear(); {SAY_END}", caller, "stream")
    assert Served([{}, {"id": 1, "next": True}, {"id": 1, "next": True}]) == received


def test_a_client_that_goes_away_cancels(candidate: Any, caller: Caller) -> None:
    """The worker is told that a client went away; its further lines about the request are ignored."""
    candidate.process.open("chat", UPSTREAM)
    watch = SAY_FRAMES + "held.append(hear()); " + SAY_FRAMES + SAY_END
    stream = candidate.serves["chat"]({"do": watch, "stream": True}, UPSTREAM)

    assert FRAMES[:1] == [*islice(stream, 1)]
    stream.close()
    assert {"told": [{"id": 1, "cancel": True}]} == served(candidate, "say(id=id_, answer={'told': held})", caller).body
    assert Served(FRAMES) == served(candidate, SAY_FRAMES + SAY_END, caller, "stream")


def test_closed_it_is_gone(candidate: Any, caller: Caller) -> None:
    """`close` removes the process, its children and its folder; closing twice is no error."""
    child = "held.append(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])); "
    pids = served(candidate, f"{child}say(id=id_, answer={{'pids': [os.getpid(), held[0].pid]}})", caller).body["pids"]
    folder = served(candidate, "say(id=id_, answer={'folder': os.getcwd()})", caller).body["folder"]
    assert Path(folder).is_dir()

    candidate.process.close()
    candidate.process.close()

    assert [True, True] == [is_gone(pid) for pid in pids]
    assert not Path(folder).exists()


HELLOS = {
    "pass": "does: the worker ended with exit status 0; it printed nothing to stderr",
    "import nothing_of_this_name": "ModuleNotFoundError: No module named 'nothing_of_this_name'",
    "print('starting')": "does: the worker wrote 'starting', which is not JSON; stdout is for the protocol's",
    "say(id=1, answer={})": "first; its first line is a hello: {",
    "say(crosswire=2, name='x', serves=['chat'])": "crosswire: 2 is not 1",
    "say(crosswire=1, name='x', serves=['caht'])": "serves[0]: 'caht' is not one of 'chat', 'responses'; did you mean",
    "say(crosswire=1, name='x', serves=[])": "serves: has 0 items, fewer than 1",
    "say(crosswire=1, serves=['chat'])": "'name' is missing",
    "say(crosswire=1, name='x', serves=['responses'])": "does: it is described to serve chat, and serves responses",
}


@pytest.mark.parametrize("hello", HELLOS)
def test_a_worker_that_does_not_say_hello_is_the_configurations_fault(tmp_path: Path, hello: Any) -> None:
    """A wrong first line is an error of the configuration, with that line and the output."""
    with pytest.raises(AdapterUnusable) as unusable:
        does(tmp_path, hello=f"{hello}\nsys.stdin.close()\nsys.exit(0)")

    assert HELLOS[hello] in str(unusable.value)


def test_a_worker_that_says_nothing_is_not_waited_for() -> None:
    """A worker without a hello is ended after its time, with an error."""
    silent = WorkerDescription((sys.executable, "-c", "import sys; sys.stdin.read()"))
    worker = Worker(lambda: launched(silent, {}, Environment(), piped=True), "silent", timeout=0.1)

    with pytest.raises(AdapterUnusable, match=r"^silent: the worker did not say hello within 0.1 s"):
        worker.open("chat", UPSTREAM)


def test_what_a_worker_has_no_use_for_is_told(tmp_path: Path) -> None:
    """`{port}` in a worker's command is an error: a worker listens at no port."""
    with pytest.raises(DescriptionInvalid, match=r"worker.command has \{port\}, which stands for nothing"):
        as_description({"name": "mine", "worker": {"command": ["mine", "{port}"]}}, tmp_path, "mine.toml")


@pytest.mark.parametrize(("command", "text"), [("nod", "no program nod on PATH"), ("{here}/x", "no program /.*/x;")])
def test_a_command_that_is_not_there_is_named(tmp_path: Path, command: str, text: str) -> None:
    """A missing command is an error before anything is started."""
    with pytest.raises(AdapterUnusable, match=f"^mine: there is {text}"):
        worker_candidate(Description(name="mine", here=tmp_path), WorkerDescription((command,)))


LINES = {
    "hello": b'{"crosswire": 1, "name": "mine", "version": null, "serves": ["chat"], "declares": {"X-1": "no"}}',
    "request": protocol.request(1, "chat", {"stream": True, "odd": "\u2028\ud800\n"}, UPSTREAM),
    "next": protocol.go_on(1),
    "cancel": protocol.cancel(1),
    "answer": b'{"id": 1, "answer": {}}',
    "frame": b'{"id": 1, "frame": {}}',
    "end": b'{"id": 1, "end": true}',
    "error": b'{"id": 1, "error": {"status": 400, "headers": {"x": "y"}, "body": {"error": {}}}}',
    "crash": b'{"id": 1, "crash": "x"}',
    "unusable": b'{"id": 1, "unusable": "x"}',
}


@pytest.mark.parametrize("name", LINES)
def test_every_line_of_both_sides_is_described(name: str) -> None:
    """Lines of both sides are valid by `schemas/worker.json`; every message is one line."""
    line = LINES[name]

    assert [] == violations("worker", json.loads(line))
    assert 1 == len(line.decode().splitlines())
