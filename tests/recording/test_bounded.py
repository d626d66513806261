"""What a live API answers is read within bounds, by every command that asks it: what is beyond is one error."""

import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from crosswire.limits import Limits
from crosswire.recording.proxy import RecordingProxy, listening, url_of
from crosswire.recording.tapes import Tape
from tests.hostile.files import BOMB
from tests.recording.checkouts import Checkout
from tests.recording.recording_live import on_disk

PLAIN = {"content-type": "application/json"}
PACKED = {**PLAIN, "content-encoding": "gzip"}
STREAM = {"content-type": "text/event-stream"}
LARGEST = 500 * 2**20
"""Bytes of memory that a command may take."""


@contextmanager
def host(headers: dict[str, str], body: bytes) -> Iterator[str]:
    """The base URL of a host that has one answer."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # the client read enough
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may take some memory, and no more."""
    (folder / "request.json").write_text(json.dumps({"model": "m", "messages": [{"role": "user", "content": "Hi"}]}))
    return subprocess.run(
        [sys.executable, "-m", "crosswire", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (LARGEST, LARGEST)),
    )


COMMANDS = {
    "record": ("record", "new", "--request", "request.json", "--into", "made"),
    "verify": ("verify", "plain_text"),
}
ANSWERS = {
    "gzip": (
        PACKED,
        BOMB,
        "has more than 33,554,432 bytes, all that is read of one (--limit recorded-bytes=N sets it)",
    ),
    "bytes": (PLAIN, b'"' + b"x" * (34 * 2**20) + b'"', "has more than 33,554,432 bytes, all that is read of one"),
    "values": (PLAIN, b"[" + b"1," * 1_000_001 + b"1]", "has more than 1,000,000 values, all that is read of one"),
    "frames": (STREAM, b"data: 1\n\n" * 201_000, "has more than 200,000 frames, all that is read of one"),
    "coding": ({**PLAIN, "content-encoding": "br"}, b"x", "has the content-encoding 'br'; gzip, deflate are accepted"),
    "no gzip": (PACKED, b"x" * 100, "has the content-encoding gzip, and its bytes are not: "),
}


@pytest.mark.parametrize(
    ("name", "kind"), [*(("record", kind) for kind in ANSWERS), ("verify", "gzip"), ("verify", "frames")]
)
def test_an_answer_beyond_a_bound_is_one_error(name: str, kind: str, tmp_path: Path) -> None:
    """The error names the host and the limit, and nothing is written."""
    headers, body, why = ANSWERS[kind]
    with host(headers, body) as url:
        ran = command(tmp_path, *COMMANDS[name], "--base-url", url)

    assert 2 == ran.returncode
    assert f"the answer of 127.0.0.1 {why}" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ["request.json"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_the_limit_is_set(words: tuple[str, ...], tmp_path: Path) -> None:
    """Where it is raised, the answer is read: here it is none of the API's."""
    with host(PLAIN, b"x" * 5_000) as url:
        low = command(tmp_path, *words, "--base-url", url, "--limit", "recorded-bytes=4999")
        high = command(tmp_path, *words, "--base-url", url, "--limit", "recorded-bytes=5000")
        wrong = command(tmp_path, *words, "--base-url", url, "--limit", "recorded-byte=5000")

    assert "has more than 4,999 bytes" in low.stderr
    assert "more than" not in high.stderr
    assert "did you mean 'recorded-bytes'" in wrong.stderr


def test_a_recording_that_is_rewritten_stays_as_it_was(tmp_path: Path) -> None:
    """`--record-mode=rewrite` has the same bounds, and pytest's own `--limit` sets them."""
    checkout = Checkout(tmp_path, ["plain_text"])
    before = on_disk(checkout.cassettes)
    options = ("--record-mode=rewrite", "-k", "plain_text and chat.json")
    with host(PACKED, BOMB) as url:
        status, output = checkout.run(*options, "--limit", "recorded-bytes=1000000", base_url=url)

    assert 1 == status
    assert "the answer of 127.0.0.1 has more than 1,000,000 bytes, all that is read of one" in output
    assert before == on_disk(checkout.cassettes)


ENDLESS = 300 * 2**20
"""Bytes that a host sends to whoever reads them all."""


@contextmanager
def endless() -> Iterator[tuple[str, list[int]]]:
    """The base URL of a host whose answer does not end soon, and the lengths of what was read of it."""
    taken: list[int] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            with suppress(ConnectionError):
                while sum(taken) < ENDLESS:
                    self.wfile.write(b"x" * 65_536)
                    taken.append(65_536)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1", taken
        server.shutdown()


def test_what_a_recording_is_rewritten_from_is_not_read_beyond_the_bound(tmp_path: Path) -> None:
    """The packed bytes, too, end at the limit: vcrpy reads an answer whole before anything is unpacked."""
    checkout = Checkout(tmp_path, ["plain_text"])
    options = ("--record-mode=rewrite", "-k", "plain_text and chat.json", "--limit", "recorded-bytes=1000000")
    with endless() as (url, taken):
        status, output = checkout.run(*options, base_url=url)

    assert 1 == status
    assert "the answer of 127.0.0.1 has more than 1,000,000 bytes, all that is read of one" in output
    assert sum(taken) < ENDLESS / 4


def test_a_proxy_passes_on_what_it_does_not_keep(tmp_path: Path, proxied: Callable[..., list[str]]) -> None:
    """A longer answer is passed on whole, and one line says why it is not on the tape."""
    for headers, body, why in (
        (PLAIN, b"x" * 5_001, "the answer is longer than 5,000 bytes, all that is recorded of one"),
        (PACKED, BOMB[:4_000], "decoded as gzip it is longer than 5,000 bytes, all that is read of a body"),
    ):
        with host(headers, body) as url:
            (line,) = proxied(url, body)

        assert f"{why} (--limit recorded-bytes=N sets it)" in line
    assert [] == list(tmp_path.iterdir())


@pytest.fixture
def proxied(tmp_path: Path) -> Callable[..., list[str]]:
    """Return a function that asks a host through a proxy, and returns the lines that it prints."""

    def ask(url: str, body: bytes) -> list[str]:
        lines: list[str] = []
        proxy = RecordingProxy(url, Tape(tmp_path / "tape.yaml"), lines.append, Limits(recorded_bytes=5_000))
        server = proxy.server()
        with listening() as listens:
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listens]}, daemon=True)
            thread.start()
            with httpx.stream("POST", f"{url_of(listens)}/chat/completions", json={}, trust_env=False) as answer:
                passed = b"".join(answer.iter_raw())
            server.should_exit = True
            thread.join(60)
        assert (body, 1) == (passed, proxy.refused)
        return lines

    return ask
