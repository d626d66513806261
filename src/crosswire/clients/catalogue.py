"""The clients: their packages, their versions, and how they run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crosswire.adapters.descriptions.description import Install

PROGRAMS = Path(__file__).with_name("programs")


@dataclass(frozen=True, slots=True)
class ClientProgram:
    """A client in a process of its own."""

    install: Install
    command: tuple[str, ...]
    """With the placeholders `{python}` and `{here}`, the folder of the programs."""


@dataclass(frozen=True, slots=True)
class ClientPackage:
    """A client in this process: the package of the environment that Crosswire runs in."""

    name: str
    oldest: tuple[int, int]
    """The oldest version that is supported: major and minor."""
    extra: str
    """The extra of Crosswire that installs it."""


CLIENTS: Mapping[str, ClientPackage | ClientProgram] = {
    "openai-python": ClientPackage("openai", (2, 54), "sdk"),
    "openai-node": ClientProgram(Install(node=("openai@7.59.0",)), ("node", "{here}/openai_node.mjs")),
    "ai-sdk": ClientProgram(
        Install(node=("ai@6.0.326", "@ai-sdk/openai@3.0.141", "@ai-sdk/openai-compatible@2.0.92")),
        ("node", "{here}/ai_sdk.mjs"),
    ),
    "langchain-openai": ClientProgram(
        Install(python=("langchain-openai==1.7.4",)), ("{python}", "{here}/langchain_client.py")
    ),
}
"""The clients by name, in the order in which a report lists them."""
