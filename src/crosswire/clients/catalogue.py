"""The clients: what they are, their packages and versions, and how they run."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import product
from pathlib import Path
from typing import get_args

from crosswire.adapters.descriptions.description import Install
from crosswire.facts import Mode, ShapeName

PROGRAMS = Path(__file__).with_name("programs")
BOTH_APIS: Sequence[tuple[ShapeName, Mode]] = tuple(product(get_args(ShapeName), get_args(Mode)))
SIZE = frozenset({"large"})
"""The tag of scenarios about size: a loop with hundreds of calls takes some clients seconds."""
ASKED = frozenset({"settings", "hints"})
"""Tags of scenarios about settings, most of which have plain answers."""


@dataclass(frozen=True, slots=True)
class JudgingClient:
    """What the requirement of a client has to know of it."""

    title: str
    """What it is, as a sentence begins."""
    _: KW_ONLY
    keeps_history: bool = False
    """Whether it writes the history itself, so that what it asks next is compared, too."""
    reads: Sequence[tuple[ShapeName, Mode]] = BOTH_APIS
    """The APIs that it reads, whole or streamed."""
    leaves_out: frozenset[str] = frozenset()
    """Tags of scenarios that it does not judge, so that it takes seconds for all others."""


@dataclass(frozen=True, slots=True)
class ClientProgram(JudgingClient):
    """A client in a process of its own."""

    program: str
    """The file among the programs: a `.py` runs with the environment's Python, a `.mjs` with Node.js."""
    install: Install

    @property
    def command(self) -> tuple[str, ...]:
        """The command, with the placeholder `{python}`."""
        return ("{python}" if self.program.endswith(".py") else "node", str(PROGRAMS / self.program))


@dataclass(frozen=True, slots=True)
class ClientPackage(JudgingClient):
    """A client in this process: the package of the environment that Crosswire runs in."""

    name: str
    oldest: tuple[int, int]
    """The oldest version that is supported: major and minor."""
    extra: str
    """The extra of Crosswire that installs it."""


CLIENTS: Mapping[str, ClientPackage | ClientProgram] = {
    "openai-python": ClientPackage("The official Python SDK", "openai", (2, 54), "sdk"),
    "openai-node": ClientProgram("The official JavaScript SDK", "openai_node.mjs", Install(node=("openai@7.59.0",))),
    "ai-sdk": ClientProgram(
        "The AI SDK",
        "ai_sdk.mjs",
        Install(node=("ai@6.0.326", "@ai-sdk/openai@3.0.141", "@ai-sdk/openai-compatible@2.0.92")),
        keeps_history=True,
        leaves_out=SIZE,
    ),
    "langchain-openai": ClientProgram(
        "LangChain's `ChatOpenAI`",
        "langchain_client.py",
        Install(python=("langchain-openai==1.7.4",)),
        keeps_history=True,
        leaves_out=SIZE,
    ),
    "openai-agents": ClientProgram(
        "The OpenAI Agents SDK",
        "openai_agents_client.py",
        Install(python=("openai-agents==0.24.0", "openai==3.57.0")),
        keeps_history=True,
        leaves_out=SIZE,
    ),
    "pydantic-ai": ClientProgram(
        "Pydantic AI",
        "pydantic_ai_client.py",
        Install(python=("pydantic-ai-slim[openai]==2.38.0", "openai==3.57.0")),
        keeps_history=True,
        leaves_out=SIZE,
    ),
    "langchain-js": ClientProgram(
        "LangChain's `ChatOpenAI` for JavaScript",
        "langchain_js.mjs",
        Install(node=("@langchain/openai@1.5.8", "@langchain/core@1.4.0")),
        keeps_history=True,
        leaves_out=SIZE,
    ),
    "openai-agents-js": ClientProgram(
        "The OpenAI Agents SDK for JavaScript",
        "openai_agents_js.mjs",
        Install(node=("@openai/agents@0.20.0", "openai@7.59.0", "zod@4.6.7")),
        keeps_history=True,
        leaves_out=SIZE,
    ),
    "llama-index": ClientProgram(
        "LlamaIndex's `OpenAI`",
        "llama_index_client.py",
        Install(python=("llama-index-llms-openai==0.8.3", "openai==2.54.0")),
    ),
    "instructor": ClientProgram(
        "Instructor",
        "instructor_client.py",
        Install(python=("instructor==1.17.0", "openai==3.3.0")),
        leaves_out=ASKED,  # it makes objects of calls and of JSON, and none of plain answers
    ),
    "codex": ClientProgram(
        "The Codex CLI",
        "codex.mjs",
        Install(node=("@openai/codex@0.171.0",)),
        keeps_history=True,
        reads=(("responses", "stream"),),
        leaves_out=SIZE | ASKED,
    ),
}
"""The clients by name, in the order in which a report lists them."""
