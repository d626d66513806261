"""The pytest plugin: its options, and nothing else that a run without `--adapter` would have to load.

exchanges.py        which exchanges a requirement is judged on; each performed once a run
verdicts.py         from a test's outcome to a verdict, and how pytest shows it
known_failures.py   --known-failures FILE
summary.py          the end of the run: the summary, --report DIR
"""

from typing import Any

import pytest

REFUSAL = "crosswire_refusal"
NO_ADAPTER = """\
no adapter: pytest suites --adapter TARGET, where TARGET is
  a Python file                my_adapter.py, with `chat(request, upstream)` and/or `responses(request, upstream)`
  a module or an object in it  package.module, package.module:object
  a known adapter              reference, litellm"""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("crosswire", "crosswire: does an adapter keep what passes through it?")
    group.addoption(
        "--adapter", metavar="TARGET", help="the adapter under test: a file, a module, module:object, or a known name"
    )
    group.addoption(
        "--serves", choices=["chat", "responses"], help="judge one direction only: the API that the client speaks"
    )
    group.addoption("--report", metavar="DIR", help="write DIR/report.json and DIR/report.html")
    group.addoption("--warnings-fail", action="store_true", help="a SHOULD that is not kept fails")
    group.addoption(
        "--known-failures", metavar="FILE", help="a TOML file of failures to expect; one that is gone fails"
    )
    group.addoption("--deadline", metavar="SECONDS", type=float, help="how long one call may take (60)")


def pytest_configure(config: pytest.Config) -> None:
    """Load the rest, where there is an adapter to judge."""
    if config.getoption("adapter"):
        from crosswire.plugin import exchanges, showing, verdicts
        from crosswire.plugin.summary import Summary

        for feature in (exchanges, verdicts, showing):
            config.pluginmanager.register(feature, feature.__name__)
        config.pluginmanager.register(Summary(config), Summary.__module__)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say how to give an adapter, where requirements are to be judged without one."""
    if not config.getoption("adapter") and any(hasattr(getattr(item, "obj", None), "requirement") for item in items):
        refuse(config, items, NO_ADAPTER)


def refuse(config: pytest.Config, items: list[pytest.Item], why: str) -> None:
    """End the run before it begins; a worker of xdist, which cannot, leaves that to its controller."""
    if not hasattr(config, "workeroutput"):
        raise pytest.UsageError(why)
    config.workeroutput[REFUSAL] = why
    items.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """End the run that a worker could not."""
    if why := getattr(node, "workeroutput", {}).get(REFUSAL):
        raise pytest.UsageError(why)
