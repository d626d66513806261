"""Record asks of real clients anew: they ask a model on loopback through the recording proxy.

    python scripts/record_client_asks.py [NAME…]

scripts/client_asks.toml lists the scenarios: who asks, what the model answers, and what each is for. The client's long
texts are replaced (client_ask_words.py), and the other recordings are written from the facts (client_ask_folders.py).
Needs Node.js, npm and `pip install -e '.[adapters]'`; clients are installed once, into environments of their own.
"""

import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from client_ask_folders import Entry, save
from client_ask_words import Words

from crosswire.facts import Answer, Ask, Item, Message, Other, Reasoning, Text, ToolCall
from crosswire.making.calls import shape_of
from crosswire.making.conversations import Conversation
from crosswire.making.drafts import fit_to_play
from crosswire.recording.volatile import steady
from crosswire.secrets.redaction import redacted
from crosswire.shapes import wants_stream
from crosswire.wire.cassettes import HttpCall, read_cassette

ROOT = Path(__file__).parents[1]
FROM_AN_AGENT = "agent_message"
"""The type of an input item by which one agent writes to another."""


def main(names: Sequence[str]) -> int:
    """Run the command."""
    sys.path.insert(0, str(ROOT))
    from tests.clients.asking.running import ASKING

    entries = tomllib.loads(Path(__file__).with_name("client_asks.toml").read_text(encoding="utf-8"))
    if unknown := [name for name in names if name not in entries]:
        raise SystemExit(f"{', '.join(unknown)} is not in scripts/client_asks.toml")
    for name in names or entries:
        client = ASKING[entries[name]["client"]]
        save(entries[name], recorded(name, entries[name]), ROOT / "cassettes" / name, client.title, client.packages)
        print(name)
    return 0


def recorded(name: str, entry: Entry) -> Conversation:
    """Return the conversation that a client has with the model, in our words."""
    words = Words(name)
    calls = [fit_to_play(redacted(words.call(call))) for call in recorded_calls(name, entry)]
    fit = steady(calls, (), name)
    if "agents" in entry:
        fit = tuple(call for call in fit if _is_of_an_agent(call))
    elif "turn" in entry:
        fit = (fit[entry["turn"] - 1],)
    shape = shape_of(fit[0])
    assert shape
    return Conversation(shape, "stream" if wants_stream(json.loads(fit[0].request_body)) else "json", fit)


def _is_of_an_agent(call: HttpCall) -> bool:
    items = json.loads(call.request_body)["input"]
    return any(item["type"] == FROM_AN_AGENT for item in items) and not any("call_id" in item for item in items)


def recorded_calls(name: str, entry: Entry) -> Sequence[HttpCall]:
    """Run a client, and return its calls as the proxy recorded them."""
    from tests.clients.asking.running import asked
    from tests.recording.live_server import LiveServer
    from tests.recording.test_proxy import running

    expected = [*entry["turns"], *entry.get("agents", ())]
    with tempfile.TemporaryDirectory() as folder, LiveServer(Model(entry).answer) as model:
        file = Path(folder) / "session.yaml"
        with running(model.base_url, file) as proxy:
            (seen,) = asked(entry["client"], proxy.url, [entry["case"]])
        calls = read_cassette(file.read_text(encoding="utf-8"))
    if len(calls) != len(expected) or "error" in seen:
        raise SystemExit(f"{name}: {len(calls)} of {len(expected)} turns were asked; {entry['client']} saw {seen}")
    return calls


class Model:
    """Answers as an entry of client_asks.toml says, turn by turn."""

    def __init__(self, entry: Entry) -> None:
        self._turns, self._of_agents = iter(entry["turns"]), iter(entry.get("agents", ()))

    def answer(self, ask: Ask) -> Answer:
        """Return the answer to the next ask; an agent that was written to, and has called nothing, has its own."""
        from tests.recording.live_server import USAGE

        kinds = {getattr(item, "kind", type(item).__name__) for item in ask.history}
        of_an_agent = FROM_AN_AGENT in kinds and not any(isinstance(item, ToolCall) for item in ask.history)
        items = tuple(items_of(next(self._of_agents if of_an_agent else self._turns)))
        waits = any(isinstance(item, ToolCall) or getattr(item, "waits", False) for item in items)
        return Answer(items=items, finish="tool_calls" if waits else "stop", usage=USAGE)


def items_of(turn: Sequence[Mapping[str, Any]]) -> Iterator[Item]:
    """Yield the items of an answer."""
    for number, fields in enumerate(turn):
        call_id, namespace = f"call_{number}", fields.get("namespace")
        match fields:
            case {"text": text}:
                yield Message("assistant", (Text(text),))
            case {"reasoning": text}:
                yield Reasoning((text,), summaries=1)
            case {"search": arguments}:
                yield ToolCall(call_id, "tool_search", arguments, searches=True)
            case {"item": item}:
                yield Other(item["type"], dict(item), waits=True)
            case {"custom": name, "input": text}:
                yield ToolCall(call_id, name, text, "custom", namespace)
            case {"call": name, "arguments": arguments}:
                yield ToolCall(call_id, name, arguments, namespace=namespace)
            case _:
                raise SystemExit(f"{fields} is no item; the head of client_asks.toml lists them")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
