"""Limits have names and values that options set; what is beyond them is a verdict that names the limit."""

from dataclasses import fields

import pytest

from crosswire.errors import ConfigurationError
from crosswire.limits import LIMITS, MEANINGS, Limits, field_of, with_limits
from tests.plugin.running import Runner

SERVES = """
def chat(request, upstream):
    error = ValueError("refused")
    error.status_code, error.body, error.headers = 400, {"error": {"message": "x" * 900}}, {"x-long": "y" * 90}
    raise error
"""
ALONE = ("-k", "chat-json-plain_text and adapter_answers")


def test_every_limit_has_a_name_and_a_meaning() -> None:
    """The names are those of the fields."""
    assert [field.name for field in fields(Limits)] == [*map(field_of, MEANINGS)]


def test_options_set_limits() -> None:
    """The last value of a limit counts; the others stay as they are."""
    limits = with_limits(["frames=5", "error-bytes=1_000", "frames=7"])

    assert (7, 1_000, LIMITS.answer_bytes) == (limits.frames, limits.error_bytes, limits.answer_bytes)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("frame=5", "did you mean 'frames'"),
        ("frames", "--limit frames=200000"),
        ("frames=0", "a whole number from 1 to "),
        ("frames=-5", "a whole number from 1 to "),
        ("frames=1e6", "a whole number from 1 to "),
        ("frames=" + "9" * 5_000, "a whole number from 1 to "),
        ("frames=\N{ARABIC-INDIC DIGIT SEVEN}", "a whole number from 1 to "),
    ],
)
def test_what_is_no_limit_is_refused(setting: str, message: str) -> None:
    """The message names what is allowed."""
    with pytest.raises(ConfigurationError, match=r"^--limit ") as refused:
        with_limits([setting])

    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("options", "ini", "words"),
    [
        ((), "", ""),
        (("--limit", "error-characters=500"), "", "--limit error-values=N --limit error-characters=N sets them"),
        (("--limit", "header-characters=50"), "", "longer than 50 characters"),
        ((), "crosswire_limits = header-characters=50", "--limit header-characters=N"),
        (("--limit", "header-characters=5000"), "crosswire_limits = header-characters=50", ""),
    ],
)
def test_a_verdict_names_the_limit(options: tuple[str, ...], ini: str, words: str, runner: Runner) -> None:
    """An adapter that says more than a limit fails, with the limit and how to set it."""
    runner.write("long.py", SERVES)
    runner.write("pytest.ini", f"[pytest]\n{ini}\n")
    runner.run_apart("--adapter", "long.py", "--report", "out", "-c", "pytest.ini", *options, *ALONE)
    report = (runner.folder / "out" / "report.json").read_text()

    assert words in report
    assert bool(words) == ("=N sets" in report)


def test_a_limit_that_is_none_ends_the_run_before_it_begins(runner: Runner) -> None:
    """It is a usage error."""
    ran = runner.run_apart("--adapter", "reference", "--limit", "frame=5")

    assert pytest.ExitCode.USAGE_ERROR == ran.ret
    ran.stderr.fnmatch_lines(["*did you mean 'frames'*"])
