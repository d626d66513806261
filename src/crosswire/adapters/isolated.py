"""Isolated Python adapters: an adapter file that runs in an environment of its own, as a worker."""

from dataclasses import replace
from pathlib import Path

from crosswire.adapters import worker_host
from crosswire.adapters.candidate import Candidate
from crosswire.adapters.description import Description, Worker
from crosswire.adapters.worker import worker_candidate
from crosswire.errors import AdapterNotFound


def isolated_candidate(description: Description, file: Path) -> Candidate:
    """Return the candidate that an adapter file makes where its requirements are installed, and ours are not.

    Raises:
        AdapterNotFound: there is no such file.
        AdapterUnusable: it cannot be installed or imported, or serves nothing.
    """
    if not file.is_file():
        raise AdapterNotFound(f"{description.name}: there is no file {file} (python.file)")
    # -I: neither the folder of the host nor what the user set for Python is looked into.
    host = Worker(("{python}", "-I", worker_host.__file__, str(file)))
    candidate = worker_candidate(description, host)
    return replace(candidate, language="Python", runs="in an environment of its own")
