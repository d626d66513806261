"""The verdicts on an adapter are the same, however it is called and wherever its calls end."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crosswire import reference
from crosswire.adapters.descriptions.description import Description
from crosswire.adapters.loading import as_candidate, load_adapter
from crosswire.adapters.workers.worker import isolated_candidate
from crosswire.reference import chat_answer, chat_request, chat_stream, responses_request, responses_stream
from crosswire.upstreams.loopback import Loopback
from tests.adapters.judged import verdicts

SAMPLE = (
    "broken_stream_is_cut",
    "error_html_page",
    "failed_within_the_text",
    "parallel_tool_calls",
    "rate_limited",
    "state_previous_response",
    "stream_custom_call",
    "unicode_text",
)
GOOD = "from crosswire.reference import chat, declares, responses"
LOSSY = """\
from crosswire import reference

def chat(request, upstream):
    return without_usage(request, reference.chat(request, upstream))

def responses(request, upstream):
    return without_usage(request, reference.responses(request, upstream))

def without_usage(request, answer):
    return frames(answer) if request.get("stream") else {**answer, "usage": None}

def frames(answer):
    for frame in answer:
        if "choices" not in frame or frame["choices"]:
            yield {**frame, "response": {**frame["response"], "usage": None}} if "response" in frame else frame
"""


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    loopback = Loopback()
    yield loopback
    loopback.close()


@pytest.mark.parametrize(("text", "loses"), [(GOOD, False), (LOSSY, True)], ids=["good", "lossy"])
def test_every_way_gives_the_same_verdicts(tmp_path: Path, loopback: Loopback, text: str, loses: bool) -> None:
    """In process over vcrpy, in process over loopback, and as a worker, an adapter has the same verdicts."""
    file = tmp_path / "my_adapter.py"
    file.write_text(text, encoding="utf-8")
    in_process = load_adapter(str(file))
    worker = isolated_candidate(Description(name="worker", here=tmp_path), file)

    over_vcrpy = verdicts(in_process, loopback, SAMPLE)
    over_loopback = verdicts(replace(in_process, on_loopback=True), loopback, SAMPLE)
    assert worker.process
    with closing(worker.process):
        as_a_worker = verdicts(worker, loopback, SAMPLE)

    assert over_vcrpy == over_loopback
    assert over_vcrpy == as_a_worker
    assert loses == ("lost" in over_vcrpy.values())


def test_a_translator_is_judged_like_an_adapter_that_calls_its_upstream(loopback: Loopback) -> None:
    """The reference adapter's pure functions, as a translator, have its verdicts."""
    translator = SimpleNamespace(
        declares=reference.declares,
        chat_request=chat_request.translated,
        chat_answer=chat_answer.completion,
        chat_stream=lambda events, request: chat_stream.chunks(_generator(events), request),
        responses_request=responses_request.translated,
        responses_answer=lambda answer, request: responses_stream.response(_generator([answer]), request),
        responses_stream=lambda events, request: responses_stream.events(_generator(events), request),
    )

    as_an_adapter = verdicts(as_candidate(reference, ""), loopback, SAMPLE)
    assert as_an_adapter == verdicts(as_candidate(translator, ""), loopback, SAMPLE)


def _generator(payloads: Any) -> Generator[dict[str, Any], None, None]:
    yield from payloads
