"""Refuse impossible values of options before anything runs."""

import math
import tempfile
from pathlib import Path

import pytest

from crosswire.clients.availability import chosen_clients
from crosswire.errors import ClientUnusable, CrosswireError
from crosswire.limits import Limits, with_limits
from crosswire.plugin import is_worker
from crosswire.specification.profiles import profile_named

LONGEST = 86_400.0
"""The longest deadline in seconds: a day."""


def check_options(config: pytest.Config) -> None:
    """Refuse a deadline, a limit, a port, a client, a profile or a report folder that can't be used."""
    _check_deadline(config.getoption("deadline"))
    _check_clients(config.getoption("clients"))
    _check_limits(config)
    _check_port(config.getoption("upstream_port"))
    _check_profile(config.getoption("profile"))
    if config.getoption("adapter") and not config.getoption("collectonly") and not is_worker(config):
        _check_report(config.getoption("report"))


def _check_deadline(seconds: float | None) -> None:
    if seconds is not None and not (math.isfinite(seconds) and 0 < seconds <= LONGEST):
        raise pytest.UsageError(
            f"--deadline {seconds:g}: a number of seconds above 0, and at most {LONGEST:g}, is allowed; 60 unless given"
        )


def chosen_limits(config: pytest.Config) -> Limits:
    """Return the limits of the run: those of `--limit` over those of the ini option."""
    if LIMITS_OF_RUN not in config.stash:
        config.stash[LIMITS_OF_RUN] = with_limits([*config.getini("crosswire_limits"), *config.getoption("limit")])
    return config.stash[LIMITS_OF_RUN]


LIMITS_OF_RUN: pytest.StashKey[Limits] = pytest.StashKey()


def _check_limits(config: pytest.Config) -> None:
    try:
        chosen_limits(config)
    except CrosswireError as error:
        raise pytest.UsageError(str(error)) from None


def _check_port(port: int | None) -> None:
    if port is not None and not 0 < port < 65_536:
        raise pytest.UsageError(f"--upstream-port {port}: a port from 1 to 65535 is allowed; a free one unless given")


def _check_clients(option: str | None) -> None:
    try:
        chosen_clients(option)
    except ClientUnusable as error:
        raise pytest.UsageError(str(error)) from None


def _check_profile(name: str | None) -> None:
    if name is not None:
        try:
            profile_named(name)
        except CrosswireError as error:
            raise pytest.UsageError(f"--profile: {error}") from None


def _check_report(folder: str | None) -> None:
    """Refuse a folder that can't be written to. Only writing a file tells."""
    if folder is None:
        return
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise pytest.UsageError(
            f"--report {folder}: nothing can be written there ({error.strerror}); a folder is allowed, which is made "
            "where there is none"
        ) from None
