"""The workers in docs/examples, and the protocol in docs/workers.md, work as documented."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from crosswire.adapters.loading import load_adapter
from crosswire.upstreams.loopback import Loopback
from crosswire.wire.schemas import violations
from tests.adapters.judged import requirements, verdicts

DOCS = Path(__file__).parents[2] / "docs"
SAMPLE = ("parallel_tool_calls", "plain_text", "rate_limited", "refusal_alone", "stream_custom_call")


@pytest.mark.parametrize(("folder", "program"), [("javascript", "node"), ("perl", "perl")])
def test_an_example_keeps_what_it_says(folder: str, program: str) -> None:
    """An example breaks no MUST on texts, refusals, calls, settings, token counts and errors, whole and streamed."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program}")
    candidate = load_adapter(str(DOCS / "examples" / folder / "adapter.toml"))
    assert candidate.process
    with closing(candidate.process), closing(Loopback()) as loopback:
        found = verdicts(candidate, loopback, SAMPLE)

    musts = {requirement.id for requirement in requirements() if requirement.level == "must"} - {*candidate.declares}
    assert [] == [route for route, verdict in found.items() if verdict != "kept" and route[-1] in musts]
    assert 100 < len(found)


def test_the_documented_lines_are_of_the_protocol() -> None:
    """Every line of the conversation in docs/workers.md is valid."""
    lines = [
        line for line in (DOCS / "workers.md").read_text(encoding="utf-8").splitlines() if line[:1] in "←→" and line
    ]

    assert [[]] * 9 == [violations("worker", json.loads(line[1:])) for line in lines]
