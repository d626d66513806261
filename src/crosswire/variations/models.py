"""Clients that ask for a model of another name: some adapters choose by it what they send."""

from dataclasses import replace

from vcr.request import Request  # type: ignore[import-untyped]

from crosswire.exchange import Case
from crosswire.wire.exact_json import sent


def asks_for(case: Case, model: str) -> Case:
    """Return a turn whose client asks for a model. The replay answers in the name of the model that it is asked for."""
    asked = {**case.client.asked_body, "model": model}
    recorded = case.client.request
    request = Request(recorded.method, recorded.uri, sent(asked).encode(), recorded.headers)
    return replace(case, client=replace(case.client, request=request))
