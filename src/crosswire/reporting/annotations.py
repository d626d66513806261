"""What changed by cause, as commands of a GitHub workflow: GitHub shows them beside the adapter's file.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePath

from crosswire.printable import without_controls
from crosswire.reporting.cause_changes import HARMFUL, CauseChange, CauseDiff
from crosswire.reporting.difference_text import how_many, title
from crosswire.reporting.diffing import ReportDiff
from crosswire.reporting.model import Verdict

MOST = 10
"""GitHub shows no more errors, and no more warnings, of a step."""
_FILES = (".py", ".toml")
"""The adapters that are files: modules and descriptions."""
_LINE = re.compile(r"\(([^()\s]+):(\d+)\)")
"""Where an adapter raised: `(my_adapter.py:12)`."""


def annotations(difference: ReportDiff, causes: CauseDiff) -> Iterator[str]:
    """Yield a command for each report that is no result, then for each cause that a change may be to blame for."""
    yield from (f"::error title=Crosswire::{_data(why)}" for why in difference.shortfalls)
    harmful = [change for name in HARMFUL for change in causes.of(name)]
    for command, is_red, most in (("error", True, MOST - len(difference.shortfalls)), ("warning", False, MOST)):
        found = [change for change in harmful if change.is_red == is_red]
        shown = found if len(found) <= most else found[: most - 1]
        yield from (_command(command, change) for change in shown)
        if len(found) > len(shown):
            yield f"::{command} title=Crosswire::{len(found) - len(shown)} causes more, which crosswire diff lists"


def _command(command: str, change: CauseChange) -> str:
    verdict = change.verdicts[0]
    properties = {**_position(verdict), "title": f"{title(change.name)}: {verdict.route.id}"}
    words = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {words}::{_data(f'{change.cause.sentence} {how_many(change)}. {verdict.rerun}')}"


def _position(verdict: Verdict) -> dict[str, str]:
    """Return the adapter's file, and the line where it raised; nothing where the adapter is no file."""
    try:
        words = shlex.split(verdict.rerun)
    except ValueError:  # no command of ours: whoever wrote the report may write anything
        return {}
    target = words[words.index("--adapter") + 1] if "--adapter" in words[:-1] else ""
    if PurePath(target).suffix not in _FILES:
        return {}
    raised = _LINE.search(str(verdict.received))
    here = raised and PurePath(raised[1]).name == PurePath(target).name
    return {"file": target, "line": raised[2]} if raised and here else {"file": target}


def _data(text: str) -> str:
    return without_controls(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
