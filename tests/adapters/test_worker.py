"""Workers: what they serve, and the verdict on each way in which they fail to, which ends with that exchange."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from worker_scripts import does

from crosswire.adapters import worker_protocol as protocol
from crosswire.adapters.calling import Caller, Served
from crosswire.adapters.description import Description, as_description
from crosswire.adapters.description import Worker as Described
from crosswire.adapters.environments import Environment
from crosswire.adapters.error_answers import ErrorAnswer
from crosswire.adapters.launching import launched
from crosswire.adapters.worker import Worker, worker_candidate
from crosswire.errors import AdapterUnusable, Crashed, DescriptionInvalid, Hung, WrongKind
from crosswire.performing import perform
from crosswire.scenarios import load_scenarios
from crosswire.upstreams import Upstream
from crosswire.upstreams.loopback import Loopback
from crosswire.wire.schemas import violations

UPSTREAM = Upstream("http://127.0.0.1:1/v1")
LONG = 60.0
"""Seconds that only a broken test takes."""
FRAMES = [{"n": 1}, {"n": 2}]
SAY_FRAMES = "say(id=id_, frame={'n': 1}); say(id=id_, frame={'n': 2}); "
SAY_END = "say(id=id_, end=True)"
SAY_PID = "say(id=id_, answer={'pid': os.getpid()})"


@pytest.fixture
def workers():
    """Workers that are ended when the test is over."""
    candidates = []
    yield candidates
    for candidate in candidates:
        candidate.process.close()


@pytest.fixture
def candidate(tmp_path, workers):
    workers.append(does(tmp_path))
    return workers[0]


@pytest.fixture
def caller():
    caller = Caller(deadline=LONG)
    yield caller
    caller.close()


def served(candidate, do, caller, mode="json"):
    """What it serves when it does what `do` says."""
    candidate.process.open("chat", UPSTREAM)
    request = {"do": do} if mode == "json" else {"do": do, "stream": True}
    return caller.call(candidate.serves["chat"], request, UPSTREAM, mode)


def crash(candidate, do, caller, mode="json"):
    """What a person reads of what it does."""
    with pytest.raises(Crashed) as crashed:
        served(candidate, do, caller, mode)
    return str(crashed.value)


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_worker_says_what_it_is(candidate):
    """Its version, what it serves and what it declares are told by its hello; its name by its description."""
    assert ("does", "7", {"MUST-1": "it is left out"}) == (candidate.name, candidate.version, candidate.declares)
    assert {"chat"} == candidate.serves.keys()
    assert candidate.on_loopback


def test_an_answer_is_what_the_client_receives(candidate, caller):
    """It is given the request, the API it serves and where the upstream is."""
    answer = served(candidate, "say(id=id_, answer=asked)", caller).body

    upstream = {"base_url": "http://127.0.0.1:1/v1", "api_key": "sk-crosswire"}
    assert {"do": "say(id=id_, answer=asked)"} == answer["request"]
    assert ("chat", upstream) == (answer["serves"], answer["upstream"])


def test_frames_are_a_stream(candidate, caller):
    """Frames come in their order, up to the end; a stream may be empty."""
    assert Served(FRAMES) == served(candidate, SAY_FRAMES + SAY_END, caller, "stream")
    assert Served([]) == served(candidate, SAY_END, caller, "stream")


@pytest.mark.parametrize(("mode", "before", "body"), [("json", "", None), ("stream", SAY_FRAMES, FRAMES)])
def test_an_error_is_an_error_answer(candidate, caller, mode, before, body):
    """With its status, headers and body; also behind frames."""
    error = "{'status': 429, 'headers': {'retry-after': '1'}, 'body': {'error': {'message': 'slow down'}}}"
    received = served(candidate, f"{before}say(id=id_, error={error})", caller, mode)

    due = ErrorAnswer(429, {"retry-after": "1"}, {"error": {"message": "slow down"}})
    assert Served(body, due) == received


@pytest.mark.parametrize(
    ("do", "mode", "told"),
    [
        (SAY_FRAMES + SAY_END, "json", "the worker wrote a line with 'frame' first, where an answer is due"),
        ("say(id=id_, answer={})", "stream", "the worker wrote a line with 'answer' first, where frames and their end"),
        (SAY_FRAMES + "say(id=id_, answer={})", "stream", "the worker wrote an answer behind frames"),
    ],
)
def test_the_other_mode_is_no_answer(candidate, caller, do, mode, told):
    """Frames for a plain request, or an answer for a streamed one, are of the wrong kind; the worker lives on."""
    pid = served(candidate, SAY_PID, caller).body

    with pytest.raises(WrongKind, match=told):
        served(candidate, do, caller, mode)
    assert pid == served(candidate, SAY_PID, caller).body


def test_a_crash_that_a_worker_tells_is_its_own_words(candidate, caller):
    """It says what failed, and lives on."""
    pid = served(candidate, SAY_PID, caller).body

    assert "the adapter crashed: TypeError: x" == crash(candidate, "say(id=id_, crash='TypeError: x')", caller)
    assert pid == served(candidate, SAY_PID, caller).body


def test_what_it_lacks_here_is_the_configurations_fault(candidate, caller):
    """A missing package says nothing about an adapter."""
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
def test_a_worker_that_breaks_is_told_and_started_again(candidate, caller, do, mode):
    """Garbage, a line about nothing, an exit: the verdict on that exchange names it, and the next one is served."""
    pid = served(candidate, SAY_PID, caller).body["pid"]

    assert BROKEN[do] in crash(candidate, SAY_FRAMES * (mode == "stream") + do, caller, mode)
    assert is_gone(pid)
    assert pid != served(candidate, SAY_PID, caller).body["pid"]


def test_a_line_has_an_end(candidate, caller, monkeypatch):
    """What never ends would fill the memory: a line has a longest length, which genuine answers stay far below."""
    monkeypatch.setattr(protocol, "LONGEST", 2**20)

    assert "the worker wrote a line longer than 1 MB: " in crash(candidate, "print('1' * (2**20 + 1))", caller)
    text = served(candidate, "say(id=id_, answer={'text': '1' * (2**20 - 100)})", caller).body["text"]
    assert 2**20 - 100 == len(text)


def test_what_it_printed_to_stderr_is_shown(candidate, caller):
    """Only the end of it, however much that was; it never waits for somebody to read it."""
    told = crash(candidate, "sys.stderr.write('x' * 1_000_000 + ' the reason'); sys.exit(2)", caller)

    assert told.startswith("the worker ended with exit status 2; its stderr ends:\n…xxx")
    assert told.endswith("xxx the reason")
    assert 5_000 > len(told)


def test_a_worker_that_hangs_is_ended_and_started_again(candidate, caller):
    """At the deadline; with its children, one that does not listen to signals among them."""
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


def test_a_hang_is_told_with_what_was_printed(tmp_path, workers):
    """The exchange names it, with the end of stderr; the worker is ended, and started again for the next."""
    begin = "print('ready', file=sys.stderr)\nhear = (lambda read=hear: read() and threading.Event().wait())"
    workers.append(does(tmp_path, begin=begin))
    caller, loopback = Caller(deadline=0.2), Loopback()
    plain = load_scenarios()["plain_text"]
    told = [perform(plain, "chat", "json", workers[0], caller, loopback=loopback).trouble for _ in range(2)]
    caller.close()
    loopback.close()

    assert ["the adapter did not finish within 0.2 s (--deadline); it printed last:\nready"] * 2 == told


def test_a_worker_that_does_not_read_is_ended_like_any_that_hangs(candidate, caller):
    """A request that fills the pipe is given up at the deadline, too."""
    served(candidate, "say(id=id_, answer={}); threading.Event().wait()", caller)

    with pytest.raises(Hung):
        served(candidate, "x" * 1_000_000, Caller(deadline=0.1))
    candidate.process.kill("chat")

    assert served(candidate, SAY_PID, caller).body["pid"]


def test_requests_that_are_under_way_at_once_are_told_apart(candidate):
    """Thirty-two requests before the first answer, answered in another order: each client receives its own."""
    hold = "held.append(id_); [say(id=each, answer={'id': each}) for each in reversed(held) if held[31:]]"
    candidate.process.open("chat", UPSTREAM)
    with ThreadPoolExecutor(32) as pool:
        answers = [*pool.map(lambda _: candidate.serves["chat"]({"do": hold}, UPSTREAM), range(32))]

    assert [*range(1, 33)] == sorted(answer["id"] for answer in answers)


def test_interleaved_streams_are_told_apart(candidate):
    """Frames of several requests come as they come: each client receives its own, in their order."""
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


def test_when_it_dies_all_that_is_under_way_has_crashed(candidate):
    """Nobody waits for a worker that is gone."""
    die = "held.append(id_); held[7:] and sys.exit(5)"
    candidate.process.open("chat", UPSTREAM)

    def ask(_):
        return crash_of(candidate.serves["chat"], {"do": die})

    with ThreadPoolExecutor(8) as pool:
        assert ["the worker ended with exit status 5; it printed nothing to stderr"] * 8 == [*pool.map(ask, range(8))]


def crash_of(serve, request):
    with pytest.raises(Crashed) as crashed:
        serve(request, UPSTREAM)
    return str(crashed.value)


def test_a_paced_worker_is_told_when_the_next_frame_is_wanted(tmp_path, workers, caller):
    """Once for each frame but the first, which is wanted by asking."""
    hello = 'say(crosswire=1, name="does", serves=["chat"], paced=True)'
    workers.append(does(tmp_path, hello=hello))
    heard = "say(id=id_, frame=hear()); "

    told = served(workers[0], f"say(id=id_, frame={{}}); {heard}{heard}hear(); {SAY_END}", caller, "stream")
    assert Served([{}, {"id": 1, "next": True}, {"id": 1, "next": True}]) == told


def test_a_client_that_goes_away_cancels(candidate, caller):
    """The worker is told; what it still says about the request up to its last line reaches nobody."""
    candidate.process.open("chat", UPSTREAM)
    watch = SAY_FRAMES + "held.append(hear()); " + SAY_FRAMES + SAY_END
    stream = candidate.serves["chat"]({"do": watch, "stream": True}, UPSTREAM)

    assert FRAMES[:1] == [*islice(stream, 1)]
    stream.close()
    assert {"told": [{"id": 1, "cancel": True}]} == served(candidate, "say(id=id_, answer={'told': held})", caller).body
    assert Served(FRAMES) == served(candidate, SAY_FRAMES + SAY_END, caller, "stream")


def test_closed_it_is_gone(candidate, caller):
    """With its folder and its children; twice is no harm, and what it printed can still be shown."""
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
    "say(id=1, answer={})": "first, where its hello is due",
    "say(crosswire=2, name='x', serves=['chat'])": "crosswire: 2 is not 1",
    "say(crosswire=1, name='x', serves=['caht'])": "serves[0]: 'caht' is not one of 'chat', 'responses'; did you mean",
    "say(crosswire=1, name='x', serves=[])": "serves: has 0 items, fewer than 1",
    "say(crosswire=1, serves=['chat'])": "'name' is missing",
    "say(crosswire=1, name='x', serves=['responses'])": "does: it is described to serve chat, and serves responses",
}


@pytest.mark.parametrize("hello", HELLOS)
def test_a_worker_that_does_not_say_hello_is_the_configurations_fault(tmp_path, hello):
    """It is told when it is loaded, with what it wrote and printed."""
    with pytest.raises(AdapterUnusable) as unusable:
        does(tmp_path, hello=f"{hello}\nsys.stdin.close()\nsys.exit(0)")

    assert HELLOS[hello] in str(unusable.value)


def test_a_worker_that_says_nothing_is_not_waited_for():
    """It is ended, and named."""
    silent = Described((sys.executable, "-c", "import sys; sys.stdin.read()"))
    worker = Worker(lambda: launched(silent, {}, Environment(), piped=True), "silent", patience=0.1)

    with pytest.raises(AdapterUnusable, match=r"^silent: the worker did not say hello within 0.1 s"):
        worker.open("chat", UPSTREAM)


def test_what_a_worker_has_no_use_for_is_told(tmp_path):
    """It listens at no port, and every request says where the upstream is."""
    with pytest.raises(DescriptionInvalid, match=r"worker.command has \{port\}, which stands for nothing"):
        as_description({"name": "mine", "worker": {"command": ["mine", "{port}"]}}, tmp_path, "mine.toml")


@pytest.mark.parametrize(("command", "told"), [("nod", "no program nod on PATH"), ("{here}/x", "no program /.*/x;")])
def test_a_command_that_is_not_there_is_named(tmp_path, command, told):
    """Before anything is started."""
    with pytest.raises(AdapterUnusable, match=f"^mine: there is {told}"):
        worker_candidate(Description(name="mine", here=tmp_path), Described((command,)))


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
def test_every_line_of_both_sides_is_described(name):
    """`schemas/worker.json` describes what we write, and all that is read; one line stays one line."""
    line = LINES[name]

    assert [] == violations("worker", json.loads(line))
    assert 1 == len(line.decode().splitlines())
