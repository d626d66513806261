"""The API's own streams keep the requirements on streams, but for the exceptions listed here."""

from collections.abc import Sequence
from types import ModuleType

import pytest
from suites import test_chunks, test_event_words, test_events

from crosswire.facts import ShapeName
from crosswire.requirements import Loss, Requirement, Wire
from tests.corpus.exchanges import CORPUS, exchanges

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")

EXCEPTIONS = {
    ("EVENTS-4", "api.openai.com.100e1501"): "recorded in March 2025, before events were numbered",
    ("EVENTS-5", "api.openai.com.100e1501"): "recorded in March 2025, before events were numbered",
    ("EVENTS-4", "api.openai.com.5ad589ea"): "recorded in March 2025, before events were numbered",
    ("EVENTS-5", "api.openai.com.5ad589ea"): "recorded in March 2025, before events were numbered",
}


def requirements(modules: Sequence[ModuleType]) -> list[Requirement]:
    """Return the requirements that need only the frames."""
    found = [
        member.requirement
        for module in modules
        for member in vars(module).values()
        if isinstance(getattr(member, "requirement", None), Requirement)
    ]
    return [requirement for requirement in found if {"frames"} <= {*requirement.points} <= {"frames", "wire"}]


STREAMED = [("responses", "EVENTS", (test_events, test_event_words)), ("chat", "CHUNKS", (test_chunks,))]


@pytest.mark.parametrize(("shape", "word", "modules"), STREAMED)
def test_genuine_streams_keep_them(shape: ShapeName, word: str, modules: Sequence[ModuleType]) -> None:
    """Every stream from the API's own host keeps the requirements that need only the frames."""
    broken = {}
    for recorded in exchanges(shape, "stream"):
        if recorded.host != "api.openai.com":
            continue
        for requirement in requirements(modules):
            if requirement.over_http:
                continue
            try:
                wire = Wire(shape, "stream", recorded.request, recorded.body)
                seen = {"frames": recorded.body, "wire": wire}
                requirement.check(**{point: seen[point] for point in requirement.points})
            except Loss as loss:
                broken[requirement.id, recorded.name] = str(loss)

    assert {key: broken.get(key) for key in broken if key not in EXCEPTIONS} == {}
    assert {key for key in EXCEPTIONS if key[0].startswith(word)} <= broken.keys()
