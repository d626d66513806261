"""The environment variables of a child process: a home of its own, and of the user's only those on a list."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

ALLOWED = re.compile(
    r"PATH|LANG|LANGUAGE|LC_\w+|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT", re.IGNORECASE
)
"""The user's variables that an adapter gets: what a program needs to be found, to start, and to read text.

Any other may hold a credential, or change what the adapter does. What an adapter needs, its description names.
"""


def child_environment(workdir: Path, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables of a process that runs in `workdir`. `variables` are its own."""
    home = workdir / "home"
    folders = {
        "HOME": home,
        "TMPDIR": workdir / "tmp",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if ALLOWED.fullmatch(name)}
    own = {name: str(folder) for name, folder in folders.items()}
    # Programs installed beside Crosswire are found, also when its virtual environment is not activated.
    own["PATH"] = os.pathsep.join([inherited.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    python = {
        "PYTHONUNBUFFERED": "1",  # all output is in the log when the process dies
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    # Sets and hashes have the same order in each run, and so has what an adapter makes of them.
    seeds = {"PYTHONHASHSEED": "0", "PERL_HASH_SEED": "0", "PERL_PERTURB_KEYS": "0"}
    return {**inherited, **own, **python, **seeds, **(variables or {})}
