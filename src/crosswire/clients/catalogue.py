"""The clients: what they are, their packages and versions, and how they run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crosswire.adapters.descriptions.description import Install

PROGRAMS = Path(__file__).with_name("programs")


@dataclass(frozen=True, slots=True)
class ClientProgram:
    """A client in a process of its own."""

    title: str
    """What it is, as a sentence begins."""
    program: str
    """The file among the programs: a `.py` runs with the environment's Python, a `.mjs` with Node.js."""
    install: Install
    keeps_history: bool = False
    """Whether it writes the history itself, so that what it asks next is compared, too."""

    @property
    def command(self) -> tuple[str, ...]:
        """The command, with the placeholder `{python}`."""
        return ("{python}" if self.program.endswith(".py") else "node", str(PROGRAMS / self.program))


@dataclass(frozen=True, slots=True)
class ClientPackage:
    """A client in this process: the package of the environment that Crosswire runs in."""

    title: str
    name: str
    oldest: tuple[int, int]
    """The oldest version that is supported: major and minor."""
    extra: str
    """The extra of Crosswire that installs it."""
    keeps_history: bool = False


CLIENTS: Mapping[str, ClientPackage | ClientProgram] = {
    "openai-python": ClientPackage("The official Python SDK", "openai", (2, 54), "sdk"),
    "openai-node": ClientProgram("The official JavaScript SDK", "openai_node.mjs", Install(node=("openai@7.59.0",))),
    "ai-sdk": ClientProgram(
        "The AI SDK",
        "ai_sdk.mjs",
        Install(node=("ai@6.0.326", "@ai-sdk/openai@3.0.141", "@ai-sdk/openai-compatible@2.0.92")),
        keeps_history=True,
    ),
    "langchain-openai": ClientProgram(
        "LangChain's `ChatOpenAI`",
        "langchain_client.py",
        Install(python=("langchain-openai==1.7.4",)),
        keeps_history=True,
    ),
    "openai-agents": ClientProgram(
        "The OpenAI Agents SDK",
        "openai_agents_client.py",
        Install(python=("openai-agents==0.24.0", "openai==3.57.0")),
        keeps_history=True,
    ),
    "pydantic-ai": ClientProgram(
        "Pydantic AI",
        "pydantic_ai_client.py",
        Install(python=("pydantic-ai-slim[openai]==2.38.0", "openai==3.57.0")),
        keeps_history=True,
    ),
    "langchain-js": ClientProgram(
        "LangChain's `ChatOpenAI` for JavaScript",
        "langchain_js.mjs",
        Install(node=("@langchain/openai@1.5.8", "@langchain/core@1.4.0")),
        keeps_history=True,
    ),
    "openai-agents-js": ClientProgram(
        "The OpenAI Agents SDK for JavaScript",
        "openai_agents_js.mjs",
        Install(node=("@openai/agents@0.20.0", "openai@7.59.0", "zod@4.6.7")),
        keeps_history=True,
    ),
    "llama-index": ClientProgram(
        "LlamaIndex's `OpenAI`",
        "llama_index_client.py",
        Install(python=("llama-index-llms-openai==0.8.3", "openai==2.54.0")),
    ),
    "instructor": ClientProgram(
        "Instructor", "instructor_client.py", Install(python=("instructor==1.17.0", "openai==3.3.0"))
    ),
}
"""The clients by name, in the order in which a report lists them."""
