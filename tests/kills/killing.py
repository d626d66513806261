"""Kill a command at a moment, and look at what is left."""

import json
import random
import shutil
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from crosswire.data import data_folder
from crosswire.files import sweep
from tests.kills.commands import COMMANDS, JUDGE, PORT, VARIABLES, Command, check
from tests.recording.live_server import LiveServer

MARK = "CROSSWIRE_KILLED"
"""The variable by which processes of a command are known, also those that it started."""
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
PATIENCE = 30.0
"""Seconds in which all processes of a command that was killed have to be gone."""
ADAPTER = """
import os, signal
from crosswire import reference
asked = []
def chat(request, upstream):
    asked.append(1)
    if os.path.exists("dies") and len(asked) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return reference.chat(request, upstream)
"""
REQUEST = {"model": "gpt-5", "input": "Hello."}
ANSWER = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1781100751,
    "status": "completed",
    "model": "gpt-5",
    "output": [
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [{"type": "output_text", "text": "Hello.", "annotations": []}],
        }
    ],
}

TEXTS = {
    "adapter.py": ADAPTER,
    "request.json": json.dumps(REQUEST),
    "one.json": json.dumps({"request": {"body": REQUEST}, "response": {"status": 200, "body": ANSWER}}),
}


@dataclass(frozen=True, slots=True)
class Killed:
    """One command that was killed, and what was wrong then."""

    command: str
    number: int
    after: float
    """Which part of its time it had."""
    wrong: str = ""


class Killing:
    """Kills commands; `seed` decides at which moments and how. A folder holds the inputs."""

    def __init__(self, folder: Path, live: LiveServer, seed: int) -> None:
        self.folder = folder
        self._url = live.base_url
        self._random = random.Random(seed)
        self._inputs = folder / "inputs"
        self._seconds: dict[str, float] = {}

    def _given(self, command: Command) -> Path:
        folder = self.folder / uuid.uuid4().hex[:8]
        folder.mkdir()
        for name in command.given:
            if not (self._inputs / name).exists():
                self._make(name)
            copy = shutil.copytree if (self._inputs / name).is_dir() else shutil.copy
            copy(self._inputs / name, folder / name)
        return folder

    def _make(self, name: str) -> None:
        """Make an input: a text, a recording, or what a run of the suites leaves."""
        self._inputs.mkdir(exist_ok=True)
        if name in TEXTS:
            (self._inputs / name).write_text(TEXTS[name], encoding="utf-8")
        elif name == "plain_text":
            shutil.copytree(data_folder("cassettes") / name, self._inputs / name)
        elif name == "theirs.yaml":
            shutil.copy(data_folder("cassettes") / "parallel_tool_calls" / "chat.stream.yaml", self._inputs / name)
        else:
            (self._inputs / "adapter.py").write_text(TEXTS["adapter.py"], encoding="utf-8")
            (self._inputs / "dies").unlink(missing_ok=True)
            if name == "journal.jsonl":
                (self._inputs / "dies").touch()
            self._run([*JUDGE, "--report", "out"], self._inputs)
            made = {"given.json": "report.json"}.get(name, name)
            if name != "out":
                shutil.move(self._inputs / "out" / made, self._inputs / name)
                shutil.rmtree(self._inputs / "out")

    def kill(self, name: str) -> Killed:
        """Kill a command once, and look at its files and its processes. Then it has to succeed."""
        command = COMMANDS[name]
        if name not in self._seconds:
            self._seconds[name] = self._whole(command)
        # Most of a command's time it only starts: half of the moments are of the part in which it writes.
        part = self._random.choice((self._random.random(), 0.5 + self._random.random() * 0.55))
        number = self._random.choice(SIGNALS)
        folder, mark = self._given(command), uuid.uuid4().hex
        wrong = ""
        try:
            with self._started(command, folder, mark) as process:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(part * self._seconds[name])
                process.send_signal(number)
            left = _gone(mark)
            assert not left, f"still runs: {left}"
            check(folder)
            if not command.asks:
                self._run(command.words(self._url), folder)
                check(folder)
            sweep(folder)
            hidden = [path.name for path in folder.rglob(".*.crosswire-*")]
            assert not hidden, f"not swept: {hidden}"
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        finally:
            shutil.rmtree(folder)
        return Killed(name, int(number), part, wrong)

    def _whole(self, command: Command) -> float:
        folder = self._given(command)
        began = time.monotonic()
        if command.asks:
            with self._started(command, folder, "") as process:
                process.wait(4)
        else:
            self._run(command.words(self._url), folder)
        shutil.rmtree(folder)
        return time.monotonic() - began

    def _run(self, words: Sequence[str], folder: Path) -> None:
        ran = subprocess.run(
            words, cwd=folder, env=VARIABLES, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if ran.returncode and "pytest" not in words:
            raise AssertionError(f"{' '.join(words[2:])}: {ran.stdout[-500:]}{ran.stderr[-500:]}")

    @contextmanager
    def _started(self, command: Command, folder: Path, mark: str) -> Iterator[subprocess.Popen[bytes]]:
        variables = {**VARIABLES, MARK: mark}
        silent, ended = subprocess.DEVNULL, threading.Event()
        with subprocess.Popen(
            command.words(self._url),
            cwd=folder,
            env=variables,
            start_new_session=True,
            stdin=silent,
            stdout=silent,
            stderr=silent,
        ) as process:
            if command.asks:
                threading.Thread(target=_ask, args=[ended], daemon=True).start()
            try:
                yield process
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
            finally:
                ended.set()


def _ask(ended: threading.Event) -> None:
    """Ask the proxy, over and over."""
    with httpx.Client(trust_env=False, timeout=5) as client:
        while not ended.is_set():
            with suppress(httpx.HTTPError):
                client.post(f"http://127.0.0.1:{PORT}/v1/responses", json=REQUEST)
            ended.wait(0.01)


def _gone(mark: str) -> list[str]:
    """Wait until no process of a command is left; return those that are."""
    end, left = time.monotonic() + PATIENCE, _running(mark)
    while left and time.monotonic() < end:
        time.sleep(0.05)
        left = _running(mark)
    return left


def _running(mark: str) -> list[str]:
    return [*_processes(f"{MARK}={mark}".encode())]


def _processes(variable: bytes) -> Iterator[str]:
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and variable in (folder / "environ").read_bytes():
                yield (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:120]
