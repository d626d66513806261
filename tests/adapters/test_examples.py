"""The documented workers and the documented protocol: they are as they are told."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from judged import requirements, verdicts

from crosswire.adapters.loading import load_adapter
from crosswire.upstreams.loopback import Loopback
from crosswire.wire.schemas import violations

DOCS = Path(__file__).parents[2] / "docs"
SAMPLE = ("parallel_tool_calls", "plain_text", "rate_limited", "refusal_alone", "stream_custom_call")


@pytest.mark.parametrize(("folder", "program"), [("javascript", "node"), ("perl", "perl")])
def test_an_example_keeps_what_it_says(folder, program):
    """Texts, refusals, calls, results, settings, token counts and errors, whole and streamed: no MUST is broken."""
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program}")
    candidate = load_adapter(str(DOCS / "examples" / folder / "adapter.toml"))
    with closing(candidate.process), closing(Loopback()) as loopback:
        found = verdicts(candidate, loopback, SAMPLE)

    musts = {requirement.id for requirement in requirements() if requirement.level == "must"} - {*candidate.declares}
    assert [] == [place for place, verdict in found.items() if verdict != "kept" and place[-1] in musts]
    assert 100 < len(found)


def test_the_documented_lines_are_of_the_protocol():
    """Every line of the conversation in docs/workers.md, of either side."""
    lines = [
        line for line in (DOCS / "workers.md").read_text(encoding="utf-8").splitlines() if line[:1] in "←→" and line
    ]

    assert [[]] * 9 == [violations("worker", json.loads(line[1:])) for line in lines]
