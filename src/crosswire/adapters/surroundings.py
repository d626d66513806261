"""What an adapter finds around it: a folder that is its home, and none of the user's keys and settings."""

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
"""Variables that an adapter must not see: the user's keys, settings that would change what it does, and proxies."""


def surroundings(workdir: Path, said: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment variables for a process that lives in `workdir`, with what its description says on top."""
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
    kept = {name: value for name, value in os.environ.items() if not WITHHELD.fullmatch(name)}
    own = {name: str(folder) for name, folder in folders.items()}
    # What is installed beside us is found, also where that environment is not activated.
    own["PATH"] = os.pathsep.join([kept.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    # What it prints comes at once, and is there when it dies.
    return {**kept, **own, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", **(said or {})}
