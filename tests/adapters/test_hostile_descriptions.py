"""A description is read as any file is: its templates reach nothing of this process, its patterns hold nothing."""

from pathlib import Path
from typing import Any

import pytest

from crosswire.adapters.descriptions import templates
from crosswire.adapters.descriptions.description import as_description
from crosswire.adapters.loading import described_candidate
from crosswire.adapters.processes import searching
from crosswire.adapters.processes.searching import is_in
from crosswire.errors import AdapterUnusable
from crosswire.upstreams import Upstream

UPSTREAM = Upstream("http://127.0.0.1:1/v1")


def why_unusable(folder: Path, **gateway: Any) -> str:
    described = as_description({"name": "mine", "gateway": gateway}, folder, "mine.toml")
    candidate = described_candidate(described)
    assert candidate.process
    try:
        with pytest.raises(AdapterUnusable) as raised:
            candidate.process.open("chat", UPSTREAM)
    finally:
        candidate.process.close()
    return str(raised.value)


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ port.__init__.__globals__ }}",
        "{{ models.__class__.__base__.__subclasses__() }}",
        "{{ cycler.__init__.__globals__.os.system('true') }}",
        "{{ ''.join.__self__.__class__() ~ (port | attr('__class__')) }}",
        "{% for number in range(10 ** 9) %}x{% endfor %}",
        "{{ 1 // 0 }}",
    ],
)
def test_a_template_runs_in_the_sandbox(tmp_path: Path, template: str) -> None:
    """A template that reaches for Python's own, or raises, is one error before the program starts."""
    files = {"config": f"{{{{ port }}}} {{{{ upstream }}}} {template}"}
    text = why_unusable(tmp_path, command=["{python}", "-c", "raise SystemExit"], files=files)

    assert text.startswith("mine, serving chat: files.config cannot be filled in: ")
    assert "\n" not in text


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            "it took 0.5 s without an end; a loop over `models`, or a short one, is allowed",
        ),
        ("{{ 'a' * 10 ** 10 }}", "MemoryError: "),
        ("{{ 'a' | center(10 ** 10) }}", "MemoryError: "),
        (
            "{% for i in range(9) %}{{ 'a' * 1000000 }}{% endfor %}",
            "ValueError: it becomes longer than 8,388,608 characters, all that a file may have",
        ),
    ],
    ids=["a loop", "a large text", "a large filter", "a long file"],
)
def test_a_template_ends(template: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that loops or grows is one error, and holds and fills nothing."""
    monkeypatch.setattr(templates, "TEMPLATE_SECONDS", 0.5 if "range(99999)" in template else 60)
    files = {"config": f"{{{{ port }}}} {{{{ upstream }}}} {template}"}
    text = why_unusable(tmp_path, command=["{python}", "-c", "raise SystemExit"], files=files)

    assert text.startswith(f"mine, serving chat: files.config cannot be filled in: {why}")
    assert "\n" not in text


def test_a_template_is_filled_in() -> None:
    """It has the values, the models where it names them, and its own line ends; a text without marks stays."""
    filled = templates.rendered("{{ port }} {% for m in models %}{{ m }},{% endfor %}\n", {"port": "8"}, lambda: ["a"])

    assert "8 a,\n" == filled
    assert "{port}\n" == templates.rendered("{port}\n", {}, list)
    assert "\ud800\n" == templates.rendered("{{ word }}\n", {"word": "\ud800"}, list)


def test_a_slow_pattern_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that backtracks for ever is one error, which names it."""
    monkeypatch.setattr(searching, "SEARCH_SECONDS", 0.5)
    program = "import time; print('a' * 60 + '!', flush=True); time.sleep(60)  # {port} {upstream}"
    text = why_unusable(tmp_path, command=["{python}", "-c", program], ready={"log": "(a+)+$"})

    assert text == (
        "mine, serving chat: [gateway] ready.log is '(a+)+$', and was looked for in 62 characters for 0.5 s without an "
        "end; one without a repetition in a repetition is allowed, best a text as it is printed"
    )


@pytest.mark.parametrize(
    ("pattern", "is_found"),
    [
        ("listening at", True),
        ("listening at \\d+", True),
        ("^listening", False),
        ("(?m)^listening", True),
        ("no", False),
    ],
)
def test_a_pattern_is_found_as_re_finds_it(pattern: str, is_found: bool) -> None:
    """A pattern is looked for in all of a text, with the meaning that `re.search` has."""
    assert is_found == is_in(pattern, "starting\nlistening at 8000 \ud800\n", "ready.log")
