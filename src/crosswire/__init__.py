"""Regression test harness and conformance suite for adapters between Responses and Chat Completions.

The names in `__all__` are the Python API, docs/python-api.md; every module is private. A name is loaded at first use.
"""

import importlib
from pathlib import Path

TYPE_CHECKING = False  # as type checkers know it; importing typing would take as long as all else here
if TYPE_CHECKING:
    from crosswire.api.judging import Judged, judge
    from crosswire.api.listing import RequirementSummary, ScenarioSummary, list_requirements, list_scenarios
    from crosswire.api.reports import make_report, read_report, write_report
    from crosswire.api.running import Adapter, Performed, open_adapter, perform
    from crosswire.errors import (
        AdapterNotFound,
        AdapterUnusable,
        ConfigurationError,
        CrosswireError,
        DescriptionInvalid,
        PortTaken,
        ReportInvalid,
        ReportsUnlike,
        RouteNotFound,
        ScenarioInvalid,
    )
    from crosswire.losses import Difference
    from crosswire.reporting.model import Report, Verdict

__all__ = [
    "Adapter",
    "AdapterNotFound",
    "AdapterUnusable",
    "ConfigurationError",
    "CrosswireError",
    "DescriptionInvalid",
    "Difference",
    "Judged",
    "Performed",
    "PortTaken",
    "Report",
    "ReportInvalid",
    "ReportsUnlike",
    "RequirementSummary",
    "RouteNotFound",
    "ScenarioInvalid",
    "ScenarioSummary",
    "Verdict",
    "__version__",
    "judge",
    "list_requirements",
    "list_scenarios",
    "make_report",
    "open_adapter",
    "perform",
    "read_report",
    "write_report",
]

__version__ = "0.2.0"

_MODULES = {
    "crosswire.api.judging": ("Judged", "judge"),
    "crosswire.api.listing": ("RequirementSummary", "ScenarioSummary", "list_requirements", "list_scenarios"),
    "crosswire.api.reports": ("make_report", "read_report", "write_report"),
    "crosswire.api.running": ("Adapter", "Performed", "open_adapter", "perform"),
    "crosswire.errors": (
        "AdapterNotFound",
        "AdapterUnusable",
        "ConfigurationError",
        "CrosswireError",
        "DescriptionInvalid",
        "PortTaken",
        "ReportInvalid",
        "ReportsUnlike",
        "RouteNotFound",
        "ScenarioInvalid",
    ),
    "crosswire.losses": ("Difference",),
    "crosswire.reporting.model": ("Report", "Verdict"),
}
"""Which module has which name of the API."""

_checkout = Path(__file__).parents[2]
if (_checkout / "suites" / "conftest.py").is_file():
    # An editable install keeps suites/ at the checkout's root; `--pyargs crosswire.suites` finds it there.
    __path__.append(str(_checkout))

if not TYPE_CHECKING:  # a type checker would take any name for one of these

    def __getattr__(name: str) -> object:
        """Load a name of the API at its first use: `import crosswire` has to stay cheap for the commands."""
        for module, names in _MODULES.items():
            if name in names:
                value = globals()[name] = getattr(importlib.import_module(module), name)
                return value
        raise AttributeError(f"module 'crosswire' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the API, loaded or not."""
    return sorted({*globals(), *__all__})
