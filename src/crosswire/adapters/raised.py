"""What an exception means that an adapter raised: an error answer, a crash, or that an import failed."""

import importlib
import sys
import sysconfig
from pathlib import Path
from traceback import walk_tb

from crosswire.adapters.error_answers import LONGEST_MESSAGE, brief, class_name, import_error, message, read_exception
from crosswire.errors import AdapterUnusable, Crashed
from crosswire.served import ErrorAnswer


def error_answer(error: BaseException, harness: str, longest: int = LONGEST_MESSAGE) -> ErrorAnswer:
    """Return an exception as an error answer. `harness` is the file that called the adapter.

    Raises:
        AdapterUnusable: an import failed inside the adapter.
        Crashed: the exception is no error answer.
    """
    if missing := import_error(error):
        raise AdapterUnusable(
            f"an import failed inside the adapter: {missing}{origin(missing, harness)}; "
            f"install what it needs for {sys.executable}"
        ) from error
    answer = read_exception(error)
    if answer is None:
        raise crash(error, harness, longest) from error
    return ErrorAnswer(*answer)


def crash(error: BaseException, harness: str, longest: int = LONGEST_MESSAGE) -> Crashed:
    """Return an exception as a crash, with the line that raised it. Of its message, `longest` characters are taken."""
    raised = f"{class_name(error)}: {brief(message(error), longest)}".removesuffix(": ")
    return Crashed(f"the adapter raised {raised}{origin(error, harness)}")


HERE, STANDARD = Path(__file__).parents[1], Path(sysconfig.get_paths()["stdlib"])
SITES = ("site-packages", "dist-packages")


def is_of_the_harness(error: BaseException, harness: str) -> bool:
    """Return whether Crosswire's own code raised an error, and `harness` called no adapter's code before it."""
    files = [Path(frame.f_code.co_filename) for frame, _ in walk_tb(error.__traceback__)]
    behind = files[files.index(Path(harness)) + 1 :] if Path(harness) in files else files
    behind = [file for file in behind if not is_standard(file)]
    return all(file.is_relative_to(HERE) for file in (*behind[:1], *behind[-1:]))


def is_standard(file: Path) -> bool:
    """Return whether a file is of Python's standard library."""
    return str(file).startswith("<frozen ") or (file.is_relative_to(STANDARD) and not set(SITES) & set(file.parts))


def origin(error: BaseException, harness: str) -> str:
    """Return ` (file.py:line)`: where `harness` enters the adapter's code, and where the error was raised."""
    lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    ours = [index for index, (file, _) in enumerate(lines) if file == harness]
    if ours:
        lines = [(file, line) for file, line in lines[ours[-1] + 1 :] if not _is_import_machinery(file)]
    if isinstance(error, SyntaxError) and isinstance(error.filename, str):
        lines = [(error.filename, error.lineno or 0)]
    shown = dict.fromkeys(_shown(file, line) for file, line in lines[:1] + lines[-1:])
    return f" ({', raised at '.join(shown)})" if shown else ""


def _is_import_machinery(file: str) -> bool:
    return file.startswith("<frozen ") or file == importlib.__file__


def _shown(file: str, line: int) -> str:
    """Return `package/file.py:line`, relative to a folder of sys.path: the same on every machine."""
    path = Path(file)
    relative = [path.relative_to(folder) for folder in sys.path if folder and path.is_relative_to(folder)]
    return f"{min(relative, key=lambda short: len(short.parts), default=path)}:{line}"
