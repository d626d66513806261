"""Isolated Python adapters: the same file as in process, run by another Python without Crosswire."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import Caller
from crosswire.adapters.descriptions.description import Description, read_description
from crosswire.adapters.recipes.catalogue import described_recipes
from crosswire.adapters.workers import host
from crosswire.adapters.workers.worker import isolated_candidate
from crosswire.errors import AdapterNotFound, AdapterUnusable, Crashed
from crosswire.facts import Mode, ShapeName
from crosswire.served import ErrorAnswer, Served
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1")
FRAMES = [{"n": 1}, {"n": 2}]

ADAPTER = """\
import asyncio, os, sys, threading

name, version, declares = "mine", 2.1, {"MUST-1": "it is left out"}
here, barrier, closed, loops = asyncio.Event, threading.Barrier(32), [], []

class ErrorAnswer(Exception):
    status_code, headers, body = 429, {"retry-after": "1"}, {"message": "slow down"}

def a_dict(request, upstream):
    return {"n": 1}

async def a_coroutine(request, upstream):
    await asyncio.sleep(0)
    return {"n": 1}

class Whole:
    async def __call__(self, request, upstream):
        return {"n": 1}

an_object = Whole()

def a_generator(request, upstream):
    yield {"n": 1}
    yield {"n": 2}

async def an_async_generator(request, upstream):
    yield {"n": 1}
    await asyncio.sleep(0)
    yield {"n": 2}

def a_list(request, upstream):
    return [{"n": 1}, {"n": 2}]

async def a_coroutine_for_a_generator(request, upstream):
    return a_generator(request, upstream)

async def a_coroutine_for_an_async_generator(request, upstream):
    return an_async_generator(request, upstream)

def an_error(request, upstream):
    raise ErrorAnswer

async def an_error_behind_frames(request, upstream):
    yield {"n": 1}
    raise ErrorAnswer

def told(request, upstream):
    return {"request": request, "at": upstream.base_url, "key": upstream.api_key}

def printing(request, upstream):
    print("words")
    os.system("echo more words")
    return {"read": sys.stdin.read()}

def a_crash(request, upstream):
    raise ValueError("no such key")

def leaving(request, upstream):
    sys.exit("that is all")

async def leaving_while_it_waits(request, upstream):
    await asyncio.sleep(0)
    raise KeyboardInterrupt

def a_set(request, upstream):
    return {"n": {1}}

def a_circle(request, upstream):
    answer = {}
    answer["n"] = answer
    return answer

def a_deep_one(request, upstream):
    answer = {}
    for _ in range(100_000):
        answer = {"n": answer}
    return answer

def a_number_for_a_key(request, upstream):
    return {1: "n"}

def a_text(request, upstream):
    return "text"

def a_text_in_a_stream(request, upstream):
    yield {"n": 1}
    yield "text"

def something_that_is_not_there(request, upstream):
    try:
        import nothing_of_this_name
    except ImportError as error:
        raise ErrorAnswer from error

def set_up(request, upstream):
    return {"hash": hash("a word"), "path": sys.path}

def at_once(request, upstream):
    barrier.wait()
    return {"n": 1}

async def at_once_in_one_loop(request, upstream):
    loops.append(asyncio.get_running_loop())
    while len(loops) < 32:
        await asyncio.sleep(0)
    return {"loops": len(set(map(id, loops)))}

def waiting_with_a_lock(request, upstream):
    try:
        yield {"n": 1}
        threading.Event().wait()
    finally:
        closed.append("waiting_with_a_lock")

def without_end(request, upstream):
    try:
        while True:
            yield {"n": 1}
    finally:
        closed.append("without_end")

async def waiting_without_end(request, upstream):
    try:
        yield {"n": 1}
        await asyncio.Event().wait()
    finally:
        closed.append("waiting_without_end")

async def closed_one(request, upstream):
    while not closed:
        await asyncio.sleep(0)
    return {"closed": closed.pop()}

def chat(request, upstream):
    return globals()[request["do"]](request, upstream)

async def responses(request, upstream):
    return await globals()[request["do"]](request, upstream)
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("isolated") / "my_adapter.py"
    path.write_text(ADAPTER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def candidate(file: Path) -> Iterator[Candidate]:
    candidate = isolated_candidate(Description(name="isolated", here=file.parent), file)
    yield candidate
    assert candidate.process
    candidate.process.close()


@pytest.fixture(scope="module")
def in_process(file: Path) -> Iterator[Candidate]:
    """Load the same file as `--adapter my_adapter.py` does."""
    before = [*sys.path]
    yield load_adapter(str(file))
    sys.path[:] = before


@pytest.fixture
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.close()


def served(candidate: Candidate, do: str, caller: Caller, mode: Mode = "json", serves: ShapeName = "chat") -> Any:
    """Return what it serves when `do` is asked of it."""
    if candidate.process:
        candidate.process.open(serves, UPSTREAM)
    request = {"do": do} if mode == "json" else {"do": do, "stream": True}
    return caller.call(candidate.serves[serves], request, UPSTREAM, mode)


def crash(candidate: Candidate, do: str, caller: Caller, mode: Mode = "json") -> str:
    """Return the message of the crash."""
    with pytest.raises(Crashed) as crashed:
        served(candidate, do, caller, mode)
    return str(crashed.value)


SLOW_DOWN = ErrorAnswer(429, {"retry-after": "1"}, {"error": {"message": "slow down"}})


@pytest.mark.parametrize(
    ("do", "mode", "expected"),
    [
        *((do, "json", Served({"n": 1})) for do in ("a_dict", "a_coroutine", "an_object")),
        *((do, "stream", Served(FRAMES)) for do in ("a_list", "a_generator", "an_async_generator")),
        ("a_coroutine_for_a_generator", "stream", Served(FRAMES)),
        ("a_coroutine_for_an_async_generator", "stream", Served(FRAMES)),
        ("an_error", "json", Served(None, SLOW_DOWN)),
        ("an_error", "stream", Served(None, SLOW_DOWN)),
        ("an_error_behind_frames", "stream", Served([{"n": 1}], SLOW_DOWN)),
    ],
)
def test_it_is_served_as_in_process(
    candidate: Any, in_process: Any, caller: Caller, do: str, mode: Mode, expected: Served
) -> None:
    """The same file serves the same, isolated and in process: sync, async, whole, streamed, errors."""
    assert expected == served(candidate, do, caller, mode)
    assert expected == served(in_process, do, caller, mode)


def test_it_says_of_itself_what_it_says_in_process(candidate: Any, in_process: Any) -> None:
    """Version and declarations are the file's; the name is the description's."""
    assert ("isolated", "2.1", {"MUST-1": "it is left out"}) == (candidate.name, candidate.version, candidate.declares)
    assert (in_process.version, in_process.declares) == (candidate.version, candidate.declares)
    assert in_process.serves.keys() == candidate.serves.keys()
    assert ("Python", "in an environment of its own") == (candidate.language, candidate.runs)


def test_an_asynchronous_function_is_called_in_the_loop(candidate: Any, caller: Caller) -> None:
    """An `async def` function is called within the event loop."""
    assert Served({"n": 1}) == served(candidate, "a_coroutine", caller, serves="responses")


def test_it_is_given_the_request_and_the_upstream(candidate: Any, caller: Caller) -> None:
    """The function gets the request and the upstream, as in process."""
    expected = {"request": {"do": "told"}, "at": "http://127.0.0.1:1/v1", "key": "sk-crosswire"}

    assert Served(expected) == served(candidate, "told", caller)


def test_each_run_is_the_same(candidate: Any, caller: Caller) -> None:
    """Sets have the same order in each process, and nothing is imported from the host's folder."""
    command = [sys.executable, "-c", 'print(hash("a word"))']
    hashed = subprocess.check_output(command, env={"PYTHONHASHSEED": "0"}, text=True)
    found = served(candidate, "set_up", caller).body

    assert int(hashed) == found["hash"]
    assert [] == [folder for folder in found["path"] if folder.startswith(str(Path(host.__file__).parent))]


def test_what_it_prints_is_no_line_of_the_protocol(candidate: Any, caller: Caller) -> None:
    """What the adapter and its children print goes to the log; its stdin is empty."""
    assert Served({"read": ""}) == served(candidate, "printing", caller)
    assert "more words" in candidate.process.log("chat")


@pytest.mark.parametrize(
    ("do", "mode", "reason"),
    [
        ("a_crash", "json", "ValueError: no such key (my_adapter.py:{chat}, raised at my_adapter.py:{a_crash})"),
        ("leaving", "json", "SystemExit: that is all (my_adapter.py:{chat}, raised at my_adapter.py:{leaving})"),
        ("leaving_while_it_waits", "json", "KeyboardInterrupt (my_adapter.py:{leaving_while_it_waits})"),
        ("a_set", "json", "it served dict {{'answer': {{'n': {{1}}}}}}, which is not JSON: "),
        ("a_circle", "json", "it served dict {{'answer': {{'n': {{...}}}}}}, which is not JSON: Circular"),
        ("a_deep_one", "json", "it served dict, which is not JSON: maximum recursion depth"),
        ("a_number_for_a_key", "json", "it served dict {{'answer': {{1: 'n'}}}}, which is not JSON: a key is int 1;"),
        ("a_text", "json", "it returned str 'text'; a dict, or an iterable of dicts, is due"),
        ("a_text_in_a_stream", "stream", "it streamed str 'text'; every frame is a dict, its JSON"),
    ],
)
def test_a_crash_names_its_place(candidate: Any, caller: Caller, do: str, mode: Mode, reason: str) -> None:
    """An answer of the wrong type, and an exception, are crashes with file and line; the next request is served."""
    raised = {name: line for line, name in _last_lines()}

    assert crash(candidate, do, caller, mode).startswith(f"the adapter crashed: {reason.format(**raised)}")
    assert Served({"n": 1}) == served(candidate, "a_dict", caller)


def _last_lines() -> Iterator[Any]:
    # Not with ast.parse: in CPython 3.11 it fails where a garbage collection within it prints a traceback.
    for function in compile(ADAPTER, "my_adapter.py", "exec").co_consts:
        if isinstance(function, CodeType):
            yield max(line for _, _, line in function.co_lines() if line), function.co_name


def test_a_missing_package_is_the_configurations_fault(candidate: Any, caller: Caller) -> None:
    """A missing package is an error of the configuration, also behind an error answer."""
    with pytest.raises(AdapterUnusable) as unusable:
        served(candidate, "something_that_is_not_there", caller)

    assert "No module named 'nothing_of_this_name'" in str(unusable.value)
    assert str(unusable.value).endswith(f"install what it needs for {sys.executable}")


@pytest.mark.parametrize(("do", "expected"), [("at_once", {"n": 1}), ("at_once_in_one_loop", {"loops": 1})])
def test_requests_are_served_at_once(candidate: Any, do: str, expected: Any) -> None:
    """32 requests are served at the same time, in threads and in one event loop."""
    candidate.process.open("chat", UPSTREAM)
    with ThreadPoolExecutor(32) as pool:
        assert [expected] * 32 == [*pool.map(lambda _: candidate.serves["chat"]({"do": do}, UPSTREAM), range(32))]


@pytest.mark.parametrize("do", ["without_end", "waiting_without_end", "waiting_with_a_lock"])
def test_when_the_client_goes_its_generator_is_closed(candidate: Any, caller: Caller, do: str) -> None:
    """The generator is closed when the client goes away, at the latest after the last frame that was wanted."""
    stream = candidate.serves["chat"]({"do": do, "stream": True}, UPSTREAM)
    assert [{"n": 1}] == [*islice(stream, 1)]
    stream.close()

    assert Served({"closed": do}) == served(candidate, "closed_one", caller)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = 1", "my_adapter.py defines neither `chat` nor `responses`. An adapter with"),
        ("import nothing_of_this_name", "No module named 'nothing_of_this_name'"),
        ("def chat(:", "SyntaxError"),
    ],
)
def test_a_file_that_is_no_adapter_is_named(tmp_path: Path, text: str, reason: str) -> None:
    """A file that is no adapter is an error of the configuration, with Python's message."""
    (tmp_path / "my_adapter.py").write_text(text, encoding="utf-8")
    with pytest.raises(AdapterUnusable) as unusable:
        isolated_candidate(Description(name="mine", here=tmp_path), tmp_path / "my_adapter.py")

    assert str(unusable.value).startswith("mine: the worker ended with exit status 1; its stderr ends:\n")
    assert reason in str(unusable.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file is an error before anything is installed."""
    with pytest.raises(AdapterNotFound, match=r"^mine: there is no file /.*/adapter.py \(python.file\)$"):
        isolated_candidate(Description(name="mine", here=tmp_path), tmp_path / "adapter.py")


def test_the_host_needs_the_standard_library_alone(tmp_path: Path) -> None:
    """The host module needs only the standard library of Python 3.9; the adapter can import files beside it."""
    (tmp_path / "my_adapter.py").write_text("from neighbour import chat\nname = 'mine'", encoding="utf-8")
    (tmp_path / "neighbour.py").write_text("def chat(request, upstream): ...", encoding="utf-8")
    command = [sys.executable, "-I", "-S", host.__file__, str(tmp_path / "my_adapter.py")]
    ran = subprocess.run(command, input=b"", capture_output=True, check=True)

    hello = b'{"crosswire":1,"name":"mine","version":null,"serves":["chat"],"declares":{},"paced":true}\n'
    assert (hello, b"") == (ran.stdout, ran.stderr)
    ast.parse(Path(host.__file__).read_text(encoding="utf-8"), feature_version=(3, 9))


def test_a_recipe_runs_without_crosswire(tmp_path: Path) -> None:
    """The recipe for litellm imports the installed litellm, and nothing of Crosswire."""
    files = {
        "litellm/__init__.py": "",
        "litellm/types/router.py": "class GenericLiteLLMParams: model_fields = {}",
        "litellm-1.2.3.dist-info/METADATA": "Name: litellm\nVersion: 1.2.3\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    recipe = described_recipes()["litellm"].with_suffix(".py")
    ran = subprocess.run(
        [sys.executable, "-S", host.__file__, recipe],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        input=b"",
        capture_output=True,
        check=True,
    )

    assert b'"name":"litellm","version":"1.2.3","serves":["chat","responses"]' in ran.stdout


def test_a_version_is_another_pin() -> None:
    """`litellm@1.80.8` is the recipe with that version; without a version, with the recipe's own."""
    recipe = described_recipes()["litellm"]
    own, other = read_description(recipe, "litellm"), read_description(recipe, "litellm@1.80.8", "1.80.8")

    assert (f"litellm[mcp,proxy]=={own.version}",) == own.install.python
    assert ("litellm[mcp,proxy]==1.80.8",) == other.install.python
    assert "1.80.8" == other.version
