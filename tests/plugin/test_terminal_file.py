"""What an adapter says does not act on the terminal, and is no command of a workflow."""

import io
import re

import pytest

from crosswire.plugin.terminal_file import TerminalFile
from crosswire.secrets.patterns import Clearing
from tests.plugin.running import SUITES, Runner

ADAPTER = """
import os
WORDS = "N\\x1b]0;p\\x07\\x1b[31m\\u202e\\r\\n::error::x"
name = version = WORDS

def chat(request, upstream):
    print(WORDS)
    os.write(2, WORDS.encode())
    if request.get("stream"):
        raise ValueError(WORDS)
    return {"id": WORDS, "choices": [{"message": {"role": "assistant", "content": WORDS}}]}
"""
COLORS = re.compile(r"\x1b\[[\d;]*m")


class Terminal(io.StringIO):
    """A file that is a terminal."""

    def isatty(self) -> bool:
        return True


def written(*texts: str, to: io.StringIO | None = None, has_colors: bool = False) -> str:
    to = to or io.StringIO()
    file = TerminalFile(to, Clearing(), has_colors=has_colors)
    for text in texts:
        file.write(text)
    return to.getvalue()


def test_what_pytest_writes_passes() -> None:
    """Colours pass where pytest uses them; on a terminal its cursor does, too. In a file neither does."""
    text = "\r\x1b[2K\x1b[31mred\x1b[0m\x1b]0;p\x07"

    assert "\r\x1b[2K\x1b[31mred\x1b[0m\\x1b]0;p\\x07" == written(text, to=Terminal(), has_colors=True)
    assert "\\r\\x1b[2K\x1b[31mred\x1b[0m\\x1b]0;p\\x07" == written(text, has_colors=True)
    assert "\\r\\x1b[2K\\x1b[31mred\\x1b[0m\\x1b]0;p\\x07" == written(text)


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["::error::x"], r"\x3a:error::x"),
        (["a", "::error::x\n::a"], "a::error::x\n\\x3a:a"),
        (["a\n", "  ", "::error::x"], "a\n  \\x3a:error::x"),
    ],
)
def test_a_command_is_found_where_a_line_begins(texts: list[str], shown: str) -> None:
    """Also where a line is written in parts."""
    assert shown == written(*texts)


def test_an_adapters_words_act_nowhere(runner: Runner) -> None:
    """Its name, its version, its exceptions, its answers and what it prints; pytest's colours stay."""
    runner.write("hostile.py", ADAPTER)
    ran = runner.run_apart(
        *("--adapter", "hostile.py", "-rA", "-v", "--color=yes", "--clients", "none"),
        *("-k", "chat and plain_text] and (adapter_answers or text_arrives)"),
        suites=[SUITES / "test_answer.py", SUITES / "test_content.py"],
    )
    text = ran.stdout.str() + ran.stderr.str()
    reports = "".join(path.read_text() for path in (runner.folder / "out").glob("*.md"))

    assert COLORS.search(text)
    assert [] == re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", COLORS.sub("", text))
    assert "\x1b[31m\\u202e" not in text
    assert [] == [line for line in (text + reports).splitlines() if line.lstrip().startswith("::")]
    assert [] == [word for word in ("stdout", "stderr", "ValueError", "crosswire: N") if word not in text]
