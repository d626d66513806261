"""What redaction takes of the writing that it is a part of: importing, making, a proxy's tape, and a judged run.

    python benchmarks/redaction_time.py [--every N] [--tests WORD]

Seconds are those of the processor, and ratios are what to compare. Each way has what it writes from the recordings of
every N-th scenario, with headers as a client sends them. The bar is 10 % of each.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any

from crosswire.data import data_folder
from crosswire.making import drafts
from crosswire.making.importing import import_cassettes
from crosswire.recording import tapes
from crosswire.recording.tapes import Tape
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
    return f"{what:28} {whole:8.2f} s  {redaction:8.3f} s  {ratio:6.1%}{verdict}"


def recordings(every: int) -> Iterator[tuple[Path, list[HttpCall]]]:
    """Yield the recordings of some scenarios, with headers of a client."""
    folders = sorted(path for path in data_folder("cassettes").iterdir() if path.is_dir())
    for folder in folders[::every]:
        for file in sorted(folder.glob("*.yaml")):
            calls = read_cassette(file.read_text(encoding="utf-8"))
            yield file, [replace(call, request_headers={**call.request_headers, **HEADERS}) for call in calls]


def importing(every: int) -> str:
    """Return what redaction takes of `crosswire import`."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for file, calls in recordings(every):
            written = Path(folder) / f"{file.parent.name}_{file.stem.replace('.', '_')}.yaml"
            written.write_text(write_cassette(calls), encoding="utf-8")
            files.append(written)
        with timing((drafts, "redact"), (drafts, "refuse_secrets")) as timer:
            began = process_time()
            for file in files:
                import_cassettes([file], Path(folder) / "made")
            whole = process_time() - began
    return share("crosswire import", timer.seconds, whole)


def taping(every: int) -> str:
    """Return what redaction takes of the tapes that `crosswire proxy` writes, one a recording."""
    with tempfile.TemporaryDirectory() as folder, timing((tapes, "redact"), (tapes, "refuse_secrets")) as timer:
        given = [*recordings(every)]
        began = process_time()
        for number, (_, calls) in enumerate(given):
            tape = Tape(Path(folder) / f"{number}.yaml")
            for call in calls:
                tape.keep(call, [len(call.body)])
        whole = process_time() - began
    return share("crosswire proxy", timer.seconds, whole)


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
    options = parser.parse_args(arguments)
    print(f"{'':28} {'whole':>10}  {'redaction':>10}   share")
    print(importing(options.every))
    print(taping(options.every))
    print(judging(options.tests))


if __name__ == "__main__":
    main()
