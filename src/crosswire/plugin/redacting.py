"""No secret in what a run writes: verdicts, payloads, explanations, captured output, and the lines on the terminal.

An adapter can say anything, also the variables of its environment. What it says is cleared on the test's report, of
which all else is made: the journal, the report's files, JUnit XML.
"""

import os
import shlex
from collections.abc import Collection, Generator
from typing import Any

import pytest
from _pytest.junitxml import LogXML, xml_key  # pytest has no other name for the file that it is about to write

from crosswire.plugin.junit import NAMES
from crosswire.plugin.terminal_file import TerminalFile
from crosswire.printable import printable, printable_line
from crosswire.secrets.environment import secrets_of_environment
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.quick import is_surely_plain
from crosswire.wire.exact_json import Object, in_one_line, parse_exactly

QUOTES = "crosswire_quotes"
"""The attribute of a test's report: whether its message quotes the adapter. What passed does not."""
CLEARING: pytest.StashKey[Clearing] = pytest.StashKey()
"""What knows the secrets of this process when the run began."""


def pytest_configure(config: pytest.Config) -> None:
    """Note the secrets of this process before an adapter can change them, and clear what is printed."""
    public = [str(one) for one in config.invocation_params.args]
    clearing = config.stash[CLEARING] = Clearing(secrets=secrets_of_environment(os.environ, public))
    clearing.clear("", shlex.join(public))  # learns, such as the password in the URL of an adapter
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    writer: Any = getattr(reporter, "_tw", None)
    if file := getattr(writer, "_file", None):
        # pytest has no other way to change what all of its lines go through.
        writer._file = TerminalFile(file, clearing, has_colors=writer.hasmarkup)  # noqa: SLF001


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Clear a test's report, after all others have written on it."""
    report = yield
    text = getattr(report, "crosswire", None)
    if text and not getattr(report, QUOTES, True):
        if isinstance(text, str):
            report.crosswire = item.config.stash[CLEARING].replace_learned(text)  # type: ignore[attr-defined]
        text = None
    # Those of a verdict are words of Crosswire's.
    properties = {name for name, _ in report.user_properties if name not in NAMES}
    if text or properties or report.sections or report.longrepr or getattr(report, "wasxfail", ""):
        # A copy for each report, so that no report depends on what was judged before in this process.
        _clear(report, text, properties, item.config.stash[CLEARING].copy())
    if xml := item.config.stash.get(xml_key, None):
        _clear_attributes(xml, item.config.stash[CLEARING], is_ending=report.when == "teardown")
    return report


def _clear(report: pytest.TestReport, message: str | None, properties: Collection[str], clearing: Clearing) -> None:
    """Clear what an adapter may have said: a message, properties of these names, an explanation, what was captured."""
    if message:
        report.crosswire = cleared_message(message, clearing)  # type: ignore[attr-defined]
    if report.longrepr is not None and not report.passed:
        report.longrepr = _cleared_explanation(report.longrepr, clearing)
    if getattr(report, "wasxfail", ""):
        report.wasxfail = printable_line(_cleared(report.wasxfail, clearing))
    report.sections = [(name, printable(_cleared(content, clearing))) for name, content in report.sections]
    report.user_properties = [
        (name, _cleared_property(name, value, clearing) if name in properties else value)
        for name, value in report.user_properties
    ]


def _clear_attributes(xml: LogXML, clearing: Clearing, *, is_ending: bool) -> None:
    """Clear the attributes for JUnit XML of the tests that run. When a test ends, pytest has its own among them."""
    for case in xml.node_reporters.values():
        for name in case.attrs.keys() - (OF_PYTEST if is_ending else ()):
            case.attrs[name] = str(_cleared_property(name, case.attrs[name], clearing.copy()))


OF_PYTEST = {"classname", "name", "file", "line", "url", "time"}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Clear the properties of the whole run, and of a test that was interrupted, before JUnit XML is written."""
    clearing = session.config.stash[CLEARING].copy()
    if xml := session.config.stash.get(xml_key, None):
        _clear_attributes(xml, clearing, is_ending=True)
        xml.global_properties = [
            (name, str(_cleared_property(name, value, clearing))) for name, value in xml.global_properties
        ]


def _cleared_property(name: str, value: object, clearing: Clearing) -> object:
    text = str(value)
    cleared = clearing.clear(name, text)
    return value if cleared == text else cleared


def cleared_message(text: str, clearing: Clearing) -> str:
    """Return the message of a test, JSON in one line, without secrets."""
    text = clearing.replace_learned(text)
    if is_surely_plain(text, clearing):
        return text
    cleared = in_one_line(Object((key, _of_adapter(key, entry, clearing)) for key, entry in parse_exactly(text)))
    return _ascii(cleared)


def _of_adapter(key: str, entry: Any, clearing: Clearing) -> Any:
    return clearing.clear_json(entry, key) if key in ("verdict", "exchange", "adapter") else entry


def _ascii(text: str) -> str:
    """Return JSON with escapes for all that is not ASCII: xdist cannot carry half of a surrogate pair."""
    return "".join(one if one.isascii() else _escape(one) for one in text)


def _escape(one: str) -> str:
    units = one.encode("utf-16-be", errors="surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _cleared(text: str, clearing: Clearing) -> str:
    return clearing.clear("", text)


def _cleared_explanation(explanation: Any, clearing: Clearing) -> Any:
    """Return an explanation without secrets, and printable; one that is so stays as it was."""
    if isinstance(explanation, tuple):
        return (*explanation[:-1], printable(_cleared(explanation[-1], clearing)))
    text = str(explanation)
    cleared = _cleared(text, clearing)
    if not isinstance(explanation, str):  # a text is ours, and has pytest's colours
        cleared = printable(cleared)
    return explanation if cleared == text else cleared
