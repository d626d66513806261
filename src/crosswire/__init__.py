"""Regression test harness and conformance suite for adapters between Responses and Chat Completions."""

from pathlib import Path

__version__ = "0.1.0"

_checkout = Path(__file__).parents[2]
if (_checkout / "suites" / "conftest.py").is_file():
    # An editable install keeps suites/ at the checkout's root; `--pyargs crosswire.suites` finds it there.
    __path__.append(str(_checkout))
