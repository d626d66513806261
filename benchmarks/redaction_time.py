"""What redaction takes of the commands that it is a part of: importing, a proxy, and a judged run.

    python benchmarks/redaction_time.py [--every N] [--tests WORD] [--large KILOBYTES ...]

Seconds are those of the processor, and ratios are what to compare. Each way has what it writes from the recordings of
every N-th scenario, with headers as a client sends them. No way counts how long its program takes to start. The bar is
10 % of each. With `--large`, imports of one large text of each kind are measured, too: a text is in the request, in the
answer, or in a stream.
"""

import argparse
import gc
import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import process_time
from typing import Any
from urllib.parse import urlsplit

import httpx
from large_texts import KINDS, POSITIONS, large_text

from crosswire.data import data_folder
from crosswire.making import drafts
from crosswire.making.importing import import_cassettes
from crosswire.wire.cassettes import HttpCall, read_cassette, write_cassette

BAR = 0.10
KEY = "my-own-key-7"
HEADERS = {"authorization": [f"Bearer {KEY}"], "cookie": ["sid=zebra-17"], "openai-organization": ["acme-inc"]}


@dataclass
class Timer:
    """The seconds of the processor that were spent in some functions, of which none counts within another."""

    seconds: float = 0.0
    depth: int = 0

    def timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same, and adds what it took."""

        def run(*arguments: Any, **named: Any) -> Any:
            began, self.depth = process_time(), self.depth + 1
            try:
                return function(*arguments, **named)
            finally:
                self.depth -= 1
                self.seconds += 0 if self.depth else process_time() - began

        return run


@contextmanager
def timing(*functions: tuple[Any, str]) -> Iterator[Timer]:
    """Time functions, each named by its module and its name, while the block runs."""
    timer, before = Timer(), [getattr(module, name) for module, name in functions]
    for (module, name), function in zip(functions, before, strict=True):
        setattr(module, name, timer.timed(function))
    try:
        yield timer
    finally:
        for (module, name), function in zip(functions, before, strict=True):
            setattr(module, name, function)


def share(what: str, redaction: float, whole: float) -> str:
    """Return a line of the result."""
    ratio = redaction / whole
    verdict = "" if ratio <= BAR else f"  above the bar of {BAR:.0%}"
    return f"{what:34} {whole:8.2f} s  {redaction:8.3f} s  {ratio:6.1%}{verdict}"


def recordings(every: int) -> Iterator[tuple[Path, list[HttpCall]]]:
    """Yield the recordings of some scenarios, with headers of a client."""
    folders = sorted(path for path in data_folder("cassettes").iterdir() if path.is_dir())
    for folder in folders[::every]:
        for file in sorted(folder.glob("*.yaml")):
            yield file, [_of_client(call) for call in read_cassette(file.read_text(encoding="utf-8"))]


def _of_client(call: HttpCall) -> HttpCall:
    return replace(call, request_headers={**call.request_headers, **HEADERS})


def importing(every: int) -> str:
    """Return what redaction takes of `crosswire import`."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for file, calls in recordings(every):
            written = Path(folder) / f"{file.parent.name}_{file.stem.replace('.', '_')}.yaml"
            written.write_text(write_cassette(calls), encoding="utf-8")
            files.append(written)
        return share("crosswire import", *_imported(files, Path(folder) / "made"))


def _imported(files: Sequence[Path], into: Path) -> tuple[float, float]:
    """Import cassettes; return the seconds of redaction, and of all."""
    gc.collect()  # what earlier imports left is not theirs
    with timing((drafts, "redact"), (drafts, "refuse_secrets")) as timer:
        began = process_time()
        for file in files:
            import_cassettes([file], into)
        whole = process_time() - began
    return timer.seconds, whole


def importing_large(kilobytes: int) -> Iterator[str]:
    """Yield what redaction takes of an import of one large text, of each kind, and of them all."""
    for position, exchange in POSITIONS.items():
        both = (0.0, 0.0)
        for kind in KINDS:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "large.yaml"
                call = _of_client(exchange(large_text(kind, kilobytes * 1000)))
                file.write_text(write_cassette([call]), encoding="utf-8")
                took = _imported([file], Path(folder) / "made")
            yield share(f"{kilobytes} kB, {position}: {kind}", *took)
            both = (both[0] + took[0], both[1] + took[1])
        yield share(f"{kilobytes} kB, {position}: all", *both)


def proxying(every: int) -> str:
    """Return what redaction takes of `crosswire proxy`, from its first call to its end: a client asks through it."""
    calls = [call for _, recorded in recordings(every) for call in recorded]
    with tempfile.TemporaryDirectory() as folder, _host(calls) as host:
        command = [sys.executable, "-c", PROXY, host, str(Path(folder) / "tape.yaml")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as proxy:
            assert proxy.stdout
            url = proxy.stdout.readline().strip()
            with httpx.Client(trust_env=False, timeout=60) as client:
                for number, call in enumerate(calls):
                    path = urlsplit(call.uri).path
                    headers = {name: values[0] for name, values in call.request_headers.items()} | {NUMBER: str(number)}
                    client.post(url + path.removeprefix("/v1"), content=call.request_body, headers=headers).read()
            proxy.send_signal(signal.SIGINT)
            stored, redaction, whole = proxy.stdout.read().split()
    return share(f"crosswire proxy, {stored} calls", float(redaction), float(whole))


NUMBER = "x-request-number"


@contextmanager
def _host(calls: Sequence[HttpCall]) -> Iterator[str]:
    """Serve the answers of some calls, and yield the base URL."""

    class Host(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            call = calls[int(self.headers[NUMBER])]
            self.send_response(call.status)
            for name, values in call.headers.items():
                for value in values if name != "content-length" else ():
                    self.send_header(name, value)
            self.send_header("content-length", str(len(call.body)))
            self.end_headers()
            self.wfile.write(call.body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


PROXY = """
import sys
from pathlib import Path
from time import process_time, thread_time
from crosswire.recording import tapes
from crosswire.recording.proxy import RecordingProxy, listening, url_of

spent = []

def timed(function):
    def run(*arguments):
        began = thread_time()
        try:
            return function(*arguments)
        finally:
            spent.append(thread_time() - began)
    return run

tapes.redact, tapes.refuse_secrets = timed(tapes.redact), timed(tapes.refuse_secrets)
recorder = RecordingProxy(sys.argv[1], tapes.Tape(Path(sys.argv[2])), lambda line: None)
with listening() as listens:
    print(url_of(listens), flush=True)
    server, began = recorder.server(), process_time()
    try:
        server.run(sockets=[listens])
    except KeyboardInterrupt:
        pass
print(len(recorder.tape), sum(spent), process_time() - began)
"""


def judging(word: str) -> str:
    """Return what redaction takes of a judged run with a report."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "loses.py").write_text(ADAPTER, encoding="utf-8")
        words = ["--adapter", "loses.py", "--clients", "none", "--report", "out", "-k", word, "-q"]
        (Path(folder) / "timed_redaction.py").write_text(PLUGIN, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-p", "timed_redaction", str(data_folder("suites")), *words]
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        redaction, whole = map(float, Path(folder, "timed").read_text().split())
        report = json.loads(Path(folder, "out", "report.json").read_text(encoding="utf-8"))
    return share(f"a run, {len(report['verdicts'])} verdicts", redaction, whole)


PLUGIN = """
from pathlib import Path
from time import process_time

def pytest_configure(config):
    from crosswire.plugin import redacting
    began, spent = process_time(), []

    def timed(function):
        def run(*arguments):
            started = process_time()
            try:
                return function(*arguments)
            finally:
                spent.append(process_time() - started)
        return run

    for name in ("cleared_message", "_cleared", "_cleared_explanation"):
        setattr(redacting, name, timed(getattr(redacting, name)))
    config.add_cleanup(lambda: Path("timed").write_text(f"{sum(spent)} {process_time() - began}"))
"""
ADAPTER = """
from crosswire import reference
responses = reference.responses
def chat(request, upstream):
    answer = reference.chat(request, upstream)
    if isinstance(answer, dict):
        answer["choices"][0]["message"]["content"] = "Something else."
    return answer
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=20, metavar="N", help="of which scenarios: every N-th (20)")
    parser.add_argument("--tests", default="plain_text", metavar="WORD", help="which tests of the suites (plain_text)")
    parser.add_argument(
        "--large", type=int, nargs="*", default=[], metavar="KILOBYTES", help="also large texts: 10 100 500"
    )
    options = parser.parse_args(arguments)
    print(f"{'':34} {'whole':>10}  {'redaction':>10}   share")
    print(importing(options.every))
    for kilobytes in options.large:
        for line in importing_large(kilobytes):
            print(line, flush=True)
    print(proxying(options.every))
    print(judging(options.tests))


if __name__ == "__main__":
    main()
