"""The clients, their pinned packages, and running one against a base URL."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosswire.adapters.descriptions.description import Install
from crosswire.adapters.processes.child_environment import child_environment
from crosswire.adapters.processes.environments import environment
from crosswire.clients.catalogue import CLIENTS, ClientProgram
from tests.clients.asking import codex

PROGRAMS = Path(__file__).with_name("programs")
TIMEOUT = 120
"""Seconds for all cases of a client, far more than they take."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A client, and what it takes to run it."""

    title: str
    install: Install
    program: str

    @property
    def packages(self) -> str:
        """Its packages with their versions: `ai 6.0.326, @ai-sdk/openai 3.0.141`."""
        named = [package.replace("==", " ") for package in self.install.python]
        return ", ".join([*named, *(" ".join(package.rsplit("@", 1)) for package in self.install.node)])


def _catalogued(name: str) -> Install:
    """Return the packages of a client that judges: its environment is shared."""
    client = CLIENTS[name]
    assert isinstance(client, ClientProgram)
    return client.install


ASKING: Mapping[str, Asking] = {
    "codex": Asking("Codex", Install(node=("@openai/codex@0.171.0",)), "codex"),
    "ai_sdk": Asking("the AI SDK", _catalogued("ai-sdk"), "ai_sdk.mjs"),
    "agents": Asking("the agents SDK", Install(python=("openai-agents==0.24.0",)), "openai_agents.py"),
    "langchain": Asking("LangChain", _catalogued("langchain-openai"), "langchain_client.py"),
    "agents_js": Asking(
        "the agents SDK for JavaScript", Install(node=("@openai/agents@0.20.0", "zod@4.1.12")), "openai_agents.mjs"
    ),
    "langchain_js": Asking(
        "LangChain for JavaScript",
        Install(node=("@langchain/openai@1.5.8", "@langchain/core@1.4.0")),
        "langchain_client.mjs",
    ),
    "pydantic_ai": Asking(
        "pydantic-ai", Install(python=("pydantic-ai-slim[openai]==2.38.0",)), "pydantic_ai_client.py"
    ),
}
"""By name, as scenarios that are recorded from it begin."""


def lacking(name: str) -> str | None:
    """Return what a client needs and this machine lacks; `None` where all is there."""
    needed = ("node", "npm") if ASKING[name].install.node else ()
    return next(
        (f"needs {program}: apt-get install nodejs npm" for program in needed if not shutil.which(program)), None
    )


def asked(name: str, base_url: str, cases: Sequence[str]) -> list[dict[str, Any]]:
    """Run a client once, and return what it saw in each case: `text` and `reasoning`, or an `error`.

    Raises:
        AdapterUnusable: its packages could not be installed.
    """
    installed = environment(ASKING[name].install)
    with tempfile.TemporaryDirectory(prefix="crosswire-asking-") as folder:
        workdir = Path(folder)
        # What a client imports takes seconds to compile: the next run finds it compiled.
        variables = installed.variables(child_environment(workdir, {"PYTHONDONTWRITEBYTECODE": ""}))
        if name == "codex":
            return [codex.asked(base_url, case, workdir, variables, TIMEOUT) for case in cases]
        program = PROGRAMS / ASKING[name].program
        interpreter = "node" if program.suffix == ".mjs" else str(installed.python)
        command = [interpreter, str(program), base_url, *cases]
        ran = subprocess.run(
            command, env=variables, cwd=workdir, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
    assert len(cases) == len(lines), f"{name} ended with {ran.returncode}: {ran.stdout[-2000:]}{ran.stderr[-4000:]}"
    return lines
