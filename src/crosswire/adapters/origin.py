"""Where in an adapter's code an exception comes from."""

import importlib
import sys
from pathlib import Path
from traceback import walk_tb


def origin(error: BaseException, harness: str) -> str:
    """Return ` (file.py:line)`: where the adapter's code is entered and, elsewhere, where the exception was raised.

    `harness` is the file that calls the adapter. Paths begin where imports do, and so are the same on every machine.
    """
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    ours = [index for index, (file, _) in enumerate(places) if file == harness]
    places = [place for place in places[ours[-1] + 1 :] if not _is_import_machinery(place[0])] if ours else places
    if isinstance(error, SyntaxError) and error.filename:
        places = [(error.filename, error.lineno or 0)]
    told = dict.fromkeys(_told(*place) for place in places[:1] + places[-1:])
    return f" ({', raised at '.join(told)})" if told else ""


def _is_import_machinery(file: str) -> bool:
    return file.startswith("<frozen ") or file == importlib.__file__


def _told(file: str, line: int) -> str:
    path = Path(file)
    below = [path.relative_to(folder) for folder in sys.path if folder and path.is_relative_to(folder)]
    return f"{min(below, key=lambda each: len(each.parts), default=path)}:{line}"
