"""The API's own streams keep the requirements on streams, but for the exceptions listed here."""

from types import ModuleType

import pytest
from suites import test_chunks, test_events

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


def requirements(module: ModuleType) -> list[Requirement]:
    """Return the requirements that need only the frames."""
    found = [
        member.requirement
        for member in vars(module).values()
        if isinstance(getattr(member, "requirement", None), Requirement)
    ]
    return [requirement for requirement in found if {"frames"} <= {*requirement.points} <= {"frames", "wire"}]


STREAMED = [("responses", test_events), ("chat", test_chunks)]


@pytest.mark.parametrize(("shape", "module"), STREAMED)
def test_genuine_streams_keep_them(shape: ShapeName, module: ModuleType) -> None:
    """Every stream from the API's own host keeps the requirements that need only the frames."""
    broken = {}
    for recorded in exchanges(shape, "stream"):
        if recorded.host != "api.openai.com":
            continue
        for requirement in requirements(module):
            if requirement.over_http:
                continue
            try:
                wire = Wire(shape, "stream", recorded.request, recorded.body)
                seen = {"frames": recorded.body, "wire": wire}
                requirement.check(**{point: seen[point] for point in requirement.points})
            except Loss as loss:
                broken[requirement.id, recorded.name] = str(loss)

    assert {key: broken.get(key) for key in broken if key not in EXCEPTIONS} == {}
    assert {key for key in EXCEPTIONS if key[0].startswith(module.__name__[-6:-1].upper())} <= broken.keys()
