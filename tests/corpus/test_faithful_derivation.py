"""schemas/ accept and refuse what the API description accepts and refuses."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from crosswire.wire.schemas import is_valid
from tests.corpus.faults import changed_somewhere
from tests.corpus.recorded_payloads import CORPUS, corpus_payloads

_CHECKOUT = Path(__file__).parents[2]
_DESCRIPTION = _CHECKOUT.parent / "shared" / "reference" / "openai-openapi-2.3.0.slice.json"

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
    """Return `schema` in JSON Schema 2020-12, with its unions unchanged."""
    if isinstance(schema, list):
        return [_plain(member) for member in schema]
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
def described() -> dict[str, Draft202012Validator]:
    """Return a validator of the description itself, waivers and additions applied, for each schema."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        openapi, waivers = importlib.import_module("openapi_components"), importlib.import_module("waivers")
        additions = importlib.import_module("additions")
    description = json.loads(_DESCRIPTION.read_text(encoding="utf-8"))
    described = additions.extended(openapi.components(description, list(_ROOTS.values())), additions.load_additions())
    components = waivers.waived(described)
    definitions = {name: _plain(schema) for name, schema in components.items()}
    return {
        name: Draft202012Validator({"$ref": f"#/$defs/{root}", "$defs": definitions}) for name, root in _ROOTS.items()
    }


def _sampled(schema: str, count: int) -> list[Any]:
    """Return `count` payloads of `schema`, spread over the recordings and not too large to break every value."""
    small = [payload.value for payload in corpus_payloads() if payload.schema == schema and len(payload.text) < 4000]
    return small[:: max(1, len(small) // count)][:count]


@pytest.mark.skipif(not _DESCRIPTION.is_file(), reason=f"../shared/reference/{_DESCRIPTION.name} is not there")
@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
@pytest.mark.parametrize("schema", _ROOTS)
def test_a_broken_recording_is_judged_as_by_the_description(
    described: dict[str, Draft202012Validator], schema: str
) -> None:
    """Recorded payloads, with any one value broken, are valid exactly where the description accepts them.

    The one difference: input messages, for which the description has three kinds of one type, are united.
    """
    cases = [case for payload in _sampled(schema, count=40) for case in [payload, *changed_somewhere(payload)]]
    differing = [case for case in cases if described[schema].is_valid(case) != is_valid(schema, case)]
    looser = [case for case in differing if not described[schema].is_valid(case)]

    assert len(cases) > 100
    assert [] == [case for case in differing if schema != "responses/request" or case not in looser]
