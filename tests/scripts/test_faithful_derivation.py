"""schemas/ accept and refuse what the description does, read plainly."""


import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.schemas import violations

_CHECKOUT = Path(__file__).parents[2]
_SHARED = _CHECKOUT.parent / "shared"
_DESCRIPTION = _SHARED / "reference" / "openai-openapi-2.3.0.slice.json"
_CORPUS = _SHARED / "wire-corpus"

_ROOTS = {
    "responses/request": "CreateResponse",
    "responses/response": "Response",
    "responses/event": "ResponseStreamEvent",
    "chat/request": "CreateChatCompletionRequest",
    "chat/response": "CreateChatCompletionResponse",
    "chat/chunk": "CreateChatCompletionStreamResponse",
}
_DROPPED = {"title", "description", "example", "default", "format", "discriminator", "deprecated"}


def _plain(schema: Any) -> Any:
    """Return `schema` in JSON Schema 2020-12 with its unions as they are written."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "properties":
            plain[key] = {name: _plain(field) for name, field in value.items()}
        elif key == "$ref":
            plain[key] = value.replace("#/components/schemas/", "#/$defs/")
        elif key == "oneOf":
            plain["anyOf"] = _plain(value)
        elif key not in _DROPPED | {"nullable"} and not key.startswith("x-") and value is not False:
            plain[key] = _plain(value)
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") else plain


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """Return a validator of the description itself, waivers applied, for each schema."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        openapi, waivers = importlib.import_module("openapi_components"), importlib.import_module("waivers")
    description = json.loads(_DESCRIPTION.read_text(encoding="utf-8"))
    components = waivers.waived(openapi.components(description, list(_ROOTS.values())))
    definitions = {name: _plain(schema) for name, schema in components.items()}
    return {
        name: Draft202012Validator({"$ref": f"#/$defs/{root}", "$defs": definitions}) for name, root in _ROOTS.items()
    }


def _payloads(schema: str) -> Iterator[Any]:
    """Yield recorded payloads of `schema`, from all hosts."""
    shape, part = schema.split("/")
    for file in sorted(_CORPUS.glob(f"{shape}/{'stream' if part in ('event', 'chunk') else 'json'}/*.json")):
        recording = json.loads(file.read_text(encoding="utf-8"))
        if part == "request":
            yield recording["request"]["body"]
        elif part == "response":
            yield recording["response"]["body"]
        else:
            yield from (json.loads(data) for data in read_events(recording["response"]["text"]) if data != DONE)


def _sampled(schema: str, count: int) -> list[Any]:
    """Return `count` payloads of `schema`, spread over the recordings and not too large to break in every place."""
    small = [payload for payload in _payloads(schema) if len(json.dumps(payload)) < 4000]
    return small[:: max(1, len(small) // count)][:count]


def _broken(value: Any) -> Iterator[Any]:
    """Yield copies of `value` with one thing changed: a field gone, or a value that is null, or of another type."""
    if isinstance(value, dict):
        for key in value:
            yield {other: value[other] for other in value if other != key}
            yield from ({**value, key: inner} for inner in _broken(value[key]))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from ([*value[:index], inner, *value[index + 1 :]] for inner in _broken(each))
    for other in (None, 5, "other", [{}]):
        if type(other) is not type(value):
            yield other


@pytest.mark.skipif(not _DESCRIPTION.is_file(), reason=f"../shared/reference/{_DESCRIPTION.name} is not there")
@pytest.mark.skipif(not _CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
@pytest.mark.parametrize("schema", _ROOTS)
def test_a_broken_recording_is_judged_as_by_the_description(described: dict[str, Any], schema: str) -> None:
    """Recorded payloads, each broken in every place, are valid exactly where the description accepts them.

    The one difference: input messages, for which the description has three kinds of one type, are united.
    """
    # Every third break: all of them take three times as long, and have nothing to add.
    cases = [case for payload in _sampled(schema, count=12) for case in [payload, *_broken(payload)][::3]]
    differing = [case for case in cases if described[schema].is_valid(case) != (not violations(schema, case))]
    looser = [case for case in differing if not described[schema].is_valid(case)]

    assert len(cases) > 100
    assert [] == [case for case in differing if schema != "responses/request" or case not in looser]
