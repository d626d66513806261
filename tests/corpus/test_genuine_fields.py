"""schemas/ have every field of the vendor's own exchanges: of the description, of the SDKs, or of neither."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from crosswire.wire.schema_files import document
from tests.corpus.exchanges import Exchange, exchanges, needs_corpus

_CHECKOUT = Path(__file__).parents[2]
_VENDOR = "api.openai.com"
_FRAMES = {"chat": "chat/chunk", "responses": "responses/event"}


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script that finds what schemas/ lack as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        yield importlib.import_module("sdk_shapes")


def _payloads(exchange: Exchange) -> Iterator[tuple[str, Any]]:
    yield f"{exchange.shape}/request", exchange.request
    if exchange.kind == "stream":
        yield from ((_FRAMES[exchange.shape], frame) for frame in exchange.body)
    elif exchange.kind == "json":
        yield f"{exchange.shape}/response", exchange.body


def _shape(script: ModuleType, value: Any) -> Any:
    """Return what a payload is, as if it were a type; each object is one of its own."""
    match value:
        case dict():
            fields = {key: _ways(script, [entry]) for key, entry in value.items()}
            return script.Object(str(id(value)), lambda: fields)
        case list():
            return script.Items(_ways(script, value))
        case str():
            return script.Word(value)
        case _:
            return script.Open(type(value).__name__)


def _ways(script: ModuleType, values: list[Any]) -> list[Any]:
    return [_shape(script, value) for value in values if value is not None]


def _unknown(script: ModuleType, name: str, payload: Any) -> list[str]:
    return [str(lack) for lack in script.unknown_to(document(name), _shape(script, payload))]


@needs_corpus
def test_the_vendor_says_nothing_that_the_schemas_lack(script: ModuleType) -> None:
    """Every field and every word in the vendor's own exchanges stands in schemas/."""
    found = {
        (name, lack)
        for shape in ("chat", "responses")
        for exchange in exchanges(shape)
        if exchange.host == _VENDOR and isinstance(exchange.request, dict)
        for name, payload in _payloads(exchange)
        for lack in _unknown(script, name, payload)
    }

    assert set() == found


def test_what_the_schemas_lack_is_found(script: ModuleType) -> None:
    """A field that nobody describes is named, wherever it stands."""
    payload = {"choices": [{"message": {"role": "assistant", "mood": "good"}}], "weather": {"sun": 1}}

    assert ["ChatCompletionResponseMessage.mood", "CreateChatCompletionResponse.weather"] == sorted(
        _unknown(script, "chat/response", payload)
    )
