"""Known-good adapters that remember what their upstream answered, for clients that send only a part of it back."""

from dataclasses import dataclass, field
from typing import Any

from crosswire.facts import Json
from tests.suites.alternatives import KnownGood
from tests.suites.mutations import Body


@dataclass
class _Thoughts:
    """Gives a Chat upstream its own reasoning back, beside the calls that it led to."""

    of_calls: dict[str, str] = field(default_factory=dict)
    _words: str = ""
    _calls: list[str] = field(default_factory=list)

    def heard(self, payload: Any, _: Body) -> Any:
        """Remember the reasoning before each call."""
        for choice in payload.get("choices") or [] if isinstance(payload, dict) else []:
            message = choice.get("message") or choice.get("delta") or {}
            self._words += message.get("reasoning_content") or ""
            self._calls += [call["id"] for call in message.get("tool_calls") or [] if call.get("id")]
        self.of_calls |= dict.fromkeys(self._calls, self._words)
        return payload

    def forwarded(self, body: Body, _: Body) -> Body:
        """Send remembered reasoning back, beside its calls."""
        self._words, self._calls = "", []
        for message in body["messages"]:
            for call in message.get("tool_calls") or []:
                if words := self.of_calls.get(call["id"]):
                    message.setdefault("reasoning_content", words)
        return body


@dataclass
class _Items:
    """Gives a Responses upstream its own reasoning items back, before the calls that they led to."""

    of_calls: dict[str, list[Json]] = field(default_factory=dict)
    _items: list[Json] = field(default_factory=list)

    def heard(self, payload: Any, _: Body) -> Any:
        """Remember the reasoning items before each call."""
        whole = payload.get("output", []) if isinstance(payload, dict) and payload.get("object") == "response" else []
        done = payload.get("type") == "response.output_item.done" if isinstance(payload, dict) else False
        for item in [payload["item"]] if done else whole:
            if item["type"] == "reasoning":
                self._items.append(item)
            elif "call_id" in item:
                self.of_calls[item["call_id"]] = [*self._items]
        return payload

    def forwarded(self, body: Body, _: Body) -> Body:
        """Send remembered reasoning items back, before their calls."""
        self._items = []
        found: list[Any] = []
        for item in body["input"] if isinstance(body["input"], list) else []:
            remembered = self.of_calls.get(item.get("call_id"), []) if item["type"].endswith("_call") else []
            if remembered and remembered[0] not in found:
                while found and found[-1].get("type") == "reasoning":
                    found.pop()  # what the client sent back of it
                found += remembered
            found.append(item)
        return body | {"input": found} if found else body


def _with_memory(name: str, serves: Any, source: str, memory: _Thoughts | _Items) -> KnownGood:
    def answers(_: Body, __: Any, answer: Any) -> Any:
        """Answer clients that send a part of the conversation."""
        return answer()

    return KnownGood(name, serves, source, forwarded=memory.forwarded, heard=memory.heard, answers=answers)


KNOWN_GOOD = [
    _with_memory(
        "gives_chat_its_reasoning_back",
        "responses",
        "DeepSeek, thinking mode: without the `reasoning_content` of its calls a request is an error 400",
        _Thoughts(),
    ),
    _with_memory(
        "gives_responses_its_reasoning_back",
        "chat",
        "OpenAI, function calling: “reasoning items … must also be passed back with tool call outputs”",
        _Items(),
    ),
]
