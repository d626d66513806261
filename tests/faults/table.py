"""What becomes of each fault: the table that the tests hold, and `docs/faults.md` shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.faults.faulty import CHANGES, EXITS, FOREIGN, LOOKED_AT
from tests.faults.running import ATTACHMENTS, Attachment, Workers

REPORTED = "complete"
"""A report with every verdict that was due."""
CUT_SHORT = "cut short"
"""A report that is red and says after how many verdicts the run ended."""

SERVER = "the adapter answered with an error, 500 "
IN_PROCESS: Sequence[Attachment] = ("function", "asgi")


@dataclass(frozen=True, slots=True)
class Row:
    """A fault of an adapter that runs in one way, in a run without workers or with two."""

    fault: str
    attachment: Attachment
    workers: Workers
    verdict: str
    words: str = ""
    """The beginning of what the verdict says."""
    status: int = 1
    """The exit status of a run of all faults of a kind."""
    report: str = REPORTED

    @property
    def blamed(self) -> str:
        """Whose fault it is; nobody's where the adapter answers rightly."""
        return "adapter" if self.verdict == "failed" else ""


def crashing(name: str) -> dict[Attachment, str]:
    """Return the beginning of a verdict on an exception, by how the adapter runs: a server answers with 500."""
    return {
        "function": f"the adapter raised {name}",
        "worker": f"the adapter crashed: {name}",
        "asgi": SERVER,
        "gateway": SERVER,
    }


BROKEN_OFF = "the adapter broke off its answer: "
WORDS: Mapping[str, Mapping[Attachment, str]] = {
    "str-raises": crashing("StrRaises"),
    "repr-raises": crashing("ReprRaises"),
    "status-raises": crashing("StatusRaises"),
    "status-exits": crashing("StatusExits"),
    "body-raises": {
        **crashing(""),
        "function": "the adapter answered with an error, 400 ",
        "worker": "the adapter answered with an error, 400 ",
    },
    "headers-raise": {
        **crashing(""),
        "function": "the adapter answered with an error, 400 ",
        "worker": "the adapter answered with an error, 400 ",
    },
    "equal-raises": crashing("EqualRaises"),
    "name-raises": crashing("Unnamed"),
    "file-name-is-a-number": crashing("SyntaxError: no"),
    "causes-in-a-circle": crashing("ValueError: one"),
    "class-raises": {**crashing("ZeroDivisionError"), "asgi": BROKEN_OFF, "gateway": BROKEN_OFF},
    "raises-adapter-unusable": crashing("AdapterUnusable: no"),
    "raises-scenario-invalid": crashing("ScenarioInvalid: no"),
    "raises-hung": crashing("Hung: no"),
    "raises-wrong-kind": crashing("WrongKind: no"),
    "raises-loss": crashing("Loss"),
    "raises-untestable": crashing("Untestable: no"),
    "raises-skip": crashing("Skipped: no"),
    "raises-fail": crashing("Failed: no"),
    "raises-xfail": crashing("XFailed: no"),
    "raises-pytest-exit": crashing("Exit: no"),
    "raises-keyboard-interrupt": crashing("KeyboardInterrupt"),
    "raises-system-exit": crashing("SystemExit: 0"),
    "raises-generator-exit": crashing("GeneratorExit"),
    "raises-cancelled": crashing("CancelledError"),
    "raises-stop-iteration": {**crashing("StopIteration"), "worker": "the adapter crashed: RuntimeError: coroutine"},
    "raises-memory-error": crashing("MemoryError"),
    "raises-base-exception": crashing("Unusual: no"),
    "raises-exit-in-a-group": crashing("BaseExceptionGroup: no"),
    "recurses": crashing("RecursionError: maximum recursion depth exceeded"),
    "os-exit": {
        "function": "the adapter called os._exit(0)",
        "asgi": "the adapter called os._exit(0)",
        "worker": "the worker ended with exit status 0",
        "gateway": BROKEN_OFF,
    },
    "posix-exit": {
        "function": "the adapter called os._exit(0)",
        "asgi": "the adapter called os._exit(0)",
        "worker": "the worker ended with exit status 0",
        "gateway": BROKEN_OFF,
    },
    "os-abort": {
        "function": "the adapter raised SystemExit: os.abort()",
        "asgi": SERVER,
        "worker": "the worker ended with exit status 134",
        "gateway": BROKEN_OFF,
    },
    "exec": {
        "function": "the adapter called os.execv('/bin/true')",
        "asgi": "the adapter called os.execv('/bin/true')",
        "worker": "the worker ended with exit status 0",
        "gateway": BROKEN_OFF,
    },
    "recursion-limit": {"function": "the adapter raised RecursionError", "asgi": SERVER},
    "patches-json-loads": {"function": "the adapter raised TypeError", "asgi": "the adapter raised TypeError"},
    "patches-json-dumps": {"function": "the adapter answered with an error, 400 ", "asgi": SERVER},
    "patches-socket": {"asgi": SERVER},
    "patches-time": {
        "function": "the adapter raised ZeroDivisionError",
        "asgi": "the adapter raised ZeroDivisionError",
    },
}
"""What a verdict says; where nothing stands the answer is right, and the requirement is kept."""

HELD = "the adapter held the interpreter past its deadline (faulty.py:"
DIED = "the adapter ended the process that it ran in"
LATE = "the adapter did not finish within 3 s (--deadline)"

ENDS: Sequence[Row] = (
    Row("kill", "function", 0, "missing", status=-9, report=CUT_SHORT),
    Row("crash-in-c", "function", 0, "missing", status=-11, report=CUT_SHORT),
    Row("c-exit", "function", 0, "missing", report=CUT_SHORT),
    Row("interrupt", "function", 0, "missing", status=2, report=CUT_SHORT),
    Row("holds-with-a-regex", "function", 0, "failed", HELD, report=CUT_SHORT),
    Row("holds-with-a-power", "asgi", 0, "failed", HELD, report=CUT_SHORT),
)
"""Faults that end the run: each is in a run of its own."""

LARGE: Sequence[Row] = (
    Row("message-of-100-mb", "function", 0, "failed", "the adapter raised ValueError: xxx"),
    Row("error-body-of-100-mb", "function", 0, "failed", "the adapter served dict {'error': {'message': 'xxx"),
    Row("error-header-of-100-mb", "function", 0, "failed", "the adapter answered with an error whose header 'x' is"),
    Row("prints-100-mb", "function", 0, "passed"),
)
"""Faults of too many bytes."""

GENTLE: Sequence[Row] = (
    Row("error-body-of-100-mb", "gateway", 0, "failed", "the adapter's answer is longer than 16,777,216 bytes"),
    Row("kill", "function", 2, "failed", DIED),
    Row("holds-with-a-power", "function", 2, "failed", HELD),
    Row("sleeps", "function", 0, "failed", LATE),
    Row("sleeps", "worker", 0, "failed", LATE),
    Row("holds-with-a-regex", "worker", 0, "failed", LATE),
    Row("kill", "worker", 0, "failed", "the worker ended with exit status 137"),
    Row("holds-with-a-regex", "gateway", 0, "failed", LATE),
    Row("kill", "gateway", 0, "failed", BROKEN_OFF),
)
"""Calls that do not end, and other ends of a process that is not the run's."""


def together() -> Iterator[Row]:
    """Yield the rows of the faults after which the process goes on, or another takes its place."""
    for attachment in ATTACHMENTS:
        for workers in (0, 2):
            for fault in [*LOOKED_AT, *FOREIGN, *EXITS, *(CHANGES if attachment in IN_PROCESS else ())]:
                words = WORDS.get(fault, {}).get(attachment)
                row = Row(fault, attachment, workers, "passed" if words is None else "failed", words or "")
                yield row
            yield from (row for row in GENTLE if (row.attachment, row.workers) == (attachment, workers))


def rows() -> list[Row]:
    """Return the whole table."""
    return [*together(), *ENDS, *LARGE]
