"""A client in a process of its own: what it sees, and one named error where it does not answer."""

import shutil
import time
from pathlib import Path

import pytest

from crosswire.adapters.descriptions.description import Install
from crosswire.clients.bodies import HttpAnswer
from crosswire.clients.catalogue import ClientProgram
from crosswire.clients.lines import MOST_FAILURES, LineClient
from crosswire.clients.views import Unread, View
from crosswire.errors import ClientUnusable
from crosswire.facts import Text, ToolResult

needs_node = pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js: apt-get install nodejs")
ECHO = """
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { answers, tools } = JSON.parse(line);
  const text = answers[0].body;
  if (text === "crash") process.exit(3);
  const calls = [["id", null, 3]];
  const seen = { text, refusal: null, reasoning: "", calls, finish: "stop", usage: null, order: ["text"] };
  const sends = { messages: [{ role: "tool", tool_call_id: tools[0], content: answers[1].body }] };
  const error = { name: "Error", words: "no", status: answers[0].status, code: null, type: null, retryable: true };
  console.log(JSON.stringify({ whole: { ...seen, sends }, events: { error } }));
}
"""


def client(folder: Path, script: str, timeout: float = 20) -> LineClient:
    (folder / "client.mjs").write_text(script)
    return LineClient("echo", ClientProgram("An echo", str(folder / "client.mjs"), Install()), timeout)


@needs_node
def test_a_line_is_answered_by_views(tmp_path: Path) -> None:
    """Each way of reading has a view or an error; what is null is empty. What is asked next is read as a request."""
    asked = client(tmp_path, ECHO)
    views = asked.see("chat", "json", HttpAnswer("hi\u2028", 429), ["tool"])
    asked.close()

    whole = views["whole"]
    assert isinstance(whole, View)
    assert ("hi\u2028", "", "", "stop") == (whole.text, whole.refusal, whole.calls[0].name, whole.finish)
    assert Unread("Error", "no", status=429, retryable=True) == views["events"]
    assert whole.sends is not None
    (result,) = whole.sends.history
    assert isinstance(result, ToolResult)
    assert "tool" == result.call_id
    assert "Done." in "".join(part.text for part in result.parts if isinstance(part, Text))


@needs_node
def test_a_process_that_ended_is_started_again(tmp_path: Path) -> None:
    """A crash costs one answer; after some, the client is started no more."""
    asked = client(tmp_path, ECHO)
    for _ in range(MOST_FAILURES):
        assert "whole" in asked.see("chat", "json", HttpAnswer("hi"), ["tool"])
        with pytest.raises(ClientUnusable):
            asked.see("chat", "json", HttpAnswer("crash"))

    with pytest.raises(ClientUnusable):
        asked.see("chat", "json", HttpAnswer("hi"), ["tool"])


@needs_node
@pytest.mark.parametrize(
    ("script", "error_text"),
    [
        ("setTimeout(() => {}, 60_000)", "client echo did not answer within 0.5 s; "),
        ("console.error('no such SDK'); process.exit(3)", "client echo ended before it answered; "),
        ("process.stdout.write('{}'); process.exit()", "client echo ended before it answered; "),
        ("console.log('[]')", "client echo wrote a line that is no view: "),
    ],
)
def test_a_client_that_does_not_answer_is_ended(script: str, error_text: str, tmp_path: Path) -> None:
    """The process is killed; the error says how it ended and what it printed."""
    asked = client(tmp_path, script, 0.5 if "setTimeout" in script else 20)
    began = time.monotonic()

    with pytest.raises(ClientUnusable) as raised:
        asked.see("chat", "stream", HttpAnswer(""))

    assert str(raised.value).startswith(error_text)
    assert ("no such SDK" in str(raised.value)) == ("no such SDK" in script)
    assert time.monotonic() - began < 15
