"""The environment variables of a child process: a home of its own, and none of the user's keys and settings."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

WITHHELD = re.compile(
    r"(?i).*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL).*"
    r"|(OPENAI|ANTHROPIC|AZURE|AWS|GOOGLE|GEMINI|LITELLM|LANGCHAIN|LANGSMITH|CROSSWIRE|PYTEST|COV|PYTHON|XDG|VIRTUAL_ENV"
    r"|NODE_OPTIONS|NODE_PATH|NPM_CONFIG).*"
    r"|.*_PROXY"
)
"""Variables that no adapter gets: the user's keys, settings that would change what it does, and proxies."""


def child_environment(workdir: Path, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables of a process that runs in `workdir`. `variables` replace the others."""
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
    inherited = {name: value for name, value in os.environ.items() if not WITHHELD.fullmatch(name)}
    own = {name: str(folder) for name, folder in folders.items()}
    # Programs installed beside Crosswire are found, also when its virtual environment is not activated.
    own["PATH"] = os.pathsep.join([inherited.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    # Unbuffered: all output is in the log when the process dies.
    return {**inherited, **own, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **(variables or {})}
