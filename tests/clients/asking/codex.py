"""The Codex CLI against a base URL: `codex exec` with a provider of its own, which it asks `POST /responses` alone."""

import base64
import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
SCHEMA = {
    "type": "object",
    "properties": {"material": {"type": "string"}, "age": {"type": "integer"}},
    "required": ["material", "age"],
    "additionalProperties": False,
}


LIMITS = '{context_size="low", allowed_domains=["example.com"], location={city="Perth", country="AU"}}'


@dataclass(frozen=True, slots=True)
class Case:
    """How Codex is run."""

    model: str
    options: Sequence[str] = ()
    prompt: str = "What is the roof made of?"


OFFLINE = ("-c", 'web_search="disabled"')
"""Without a search of the web, which Chat does not have offline."""
PLAIN = (*OFFLINE, "--disable", "multi_agent")
"""Nor with a namespace."""
LOW = ("-c", 'model_reasoning_effort="low"', "-c", 'model_verbosity="low"')
LIMITED = ("-c", 'web_search="live"', "-c", f"tools.web_search={LIMITS}")

CASES: Mapping[str, Case] = {
    "responses_loop": Case("small-model"),
    "runs_a_command": Case("small-model"),
    "answers": Case("small-model", (*PLAIN, *LOW)),
    "schema": Case("small-model", (*PLAIN, "--output-schema", "schema.json")),
    "image": Case("small-model", (*PLAIN, "-i", "roof.png")),
    "views_an_image": Case("small-model", PLAIN),
    "searches_the_web": Case("small-model", LIMITED, "Who sells slate?"),
    "patches": Case("gpt-5.5", OFFLINE, "Write the roof file."),
    "finds_tools": Case("gpt-5.5", OFFLINE, "Let another agent look at the roof."),
    "runs_code": Case("gpt-6.2-sol"),
    "lists_agents": Case("gpt-6.2-sol", (), "Who else is at work?"),
    "starts_an_agent": Case("gpt-6.2-sol", (), "How wide is the roof?"),
}
"""By what Codex does. A small model is none that it knows; others have a form of asking of their own."""


def asked(base_url: str, case: str, workdir: Path, variables: Mapping[str, str], timeout: float) -> dict[str, Any]:
    """Run Codex once, and return what it printed: `text` and `reasoning`.

    Its home and its folder, which has a schema and an image, are below `workdir`.
    """
    home, folder = workdir / "codex", workdir / "work"
    for path in (home, folder):
        path.mkdir(exist_ok=True)
    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (folder / "roof.png").write_bytes(base64.b64decode(PIXEL))
    provider = f'model_providers.loopback={{name="loopback", base_url="{base_url}", env_key="LOOPBACK_KEY"}}'
    asks = CASES[case]
    command = ["codex", "exec", "--json", "--skip-git-repo-check", "--model", asks.model]
    command += ["-c", 'model_provider="loopback"', "-c", provider, "-c", 'approval_policy="never"']
    command += ["--sandbox", "danger-full-access", asks.prompt, *asks.options]
    ran = subprocess.run(
        command,
        env={**variables, "CODEX_HOME": str(home), "LOOPBACK_KEY": "none"},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return _seen([json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")], ran.stderr)


def _seen(events: Sequence[Mapping[str, Any]], printed: str) -> dict[str, Any]:
    """Return what a user sees; an `error` where the run did not complete."""
    items = [event["item"] for event in events if event["type"] == "item.completed"]
    if not events or events[-1]["type"] != "turn.completed":
        return {"error": f"{[event for event in events if 'error' in str(event)][-1:]}{printed[-2000:]}"}
    texts = [item["text"] for item in items if item["type"] == "agent_message"]
    return {
        "text": texts[-1] if texts else "",
        "reasoning": " ".join(item["text"] for item in items if item["type"] == "reasoning"),
    }
