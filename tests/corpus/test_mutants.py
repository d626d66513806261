"""schemas/ refuse what the API description does not allow: every fault in every value that was recorded."""

import importlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest

from crosswire.wire.explanations import explained
from crosswire.wire.schemas import is_valid
from tests.corpus.described_values import Description
from tests.corpus.faults import Fault, Mutation, mutant, mutations
from tests.corpus.recorded_payloads import CORPUS, Payload, corpus_payloads, scenario_payloads

_CHECKOUT = Path(__file__).parents[2]
_DESCRIPTION = _CHECKOUT.parent / "shared" / "reference" / "openai-openapi-2.3.0.slice.json"

pytestmark = pytest.mark.skipif(
    not _DESCRIPTION.is_file(), reason=f"../shared/reference/{_DESCRIPTION.name} is not there"
)
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")

_ROOTS = {
    "responses/request": "CreateResponse",
    "responses/response": "Response",
    "responses/event": "ResponseStreamEvent",
    "responses/error": "ErrorResponse",
    "chat/request": "CreateChatCompletionRequest",
    "chat/response": "CreateChatCompletionResponse",
    "chat/chunk": "CreateChatCompletionStreamResponse",
    "chat/error": "ErrorResponse",
}

# Recorded words that are enumerated beside a plain string: any other is allowed too.
_OPEN = {
    "CreateChatCompletionRequest.model": "new models have new names",
    "CreateResponse.model": "new models have new names",
    "Response.model": "new models have new names",
    "ImageGenTool.size": "newer models draw in any size",
    "Reasoning.mode": "more modes may come",
}

# Recorded values of which the description says nothing, by how their name begins: no value is wrong there.
_OWN = "an object of the client's or the model's own"
_UNDESCRIBED = "sent by the API, but not described"
_REPEATED = "a repeated answer is an input message as well, which knows no such field"
_FREE = {
    "EasyInputMessage.id|OutputMessage.id": _REPEATED,
    "EasyInputMessage.status|OutputMessage.status": _REPEATED,
    "EmptyModelParam.": _OWN,
    "FunctionParameters{}": _OWN,
    "FunctionTool.parameters.": _OWN,
    "MCPListToolsTool.annotations.": _OWN,
    "MCPListToolsTool.input_schema.": _OWN,
    "ResponseFormatJsonSchemaSchema{}": _OWN,
    "ToolChoiceAllowed.tools[]{}": _OWN,
    "ToolSearchCall.arguments": _OWN,
    "FileSearchToolCall.results[].vector_store_id": _UNDESCRIBED,
    "ImageGenTool.n": _UNDESCRIBED,
    "Response.billing": _UNDESCRIBED,
    "Response.frequency_penalty": _UNDESCRIBED,
    "Response.presence_penalty": _UNDESCRIBED,
    "Response.store": _UNDESCRIBED,
    "Response.tool_usage": _UNDESCRIBED,
    "ResponseCodeInterpreterCallCodeDeltaEvent.obfuscation": _UNDESCRIBED,
    "ResponseFunctionCallArgumentsDeltaEvent.obfuscation": _UNDESCRIBED,
    "ResponseLogProb.bytes": _UNDESCRIBED,
    "ResponseMCPCallArgumentsDeltaEvent.obfuscation": _UNDESCRIBED,
    "ResponseReasoningSummaryTextDeltaEvent.obfuscation": _UNDESCRIBED,
    "ResponseTextDeltaEvent.obfuscation": _UNDESCRIBED,
    "WebSearchTool.return_token_budget": _UNDESCRIBED,
    "WebSearchTool.search_content_types": _UNDESCRIBED,
}

Source = Literal["corpus", "scenarios"]


@dataclass(slots=True)
class Trial:
    """What became of all mutants of some payloads; `first` has one mutant for every fault of every value."""

    payloads: int = 0
    tried: Counter[Fault] = field(default_factory=Counter)
    accepted: Counter[tuple[str, Fault, str]] = field(default_factory=Counter)
    references: Counter[str] = field(default_factory=Counter)
    open: set[str] = field(default_factory=set)
    free: set[str] = field(default_factory=set)
    first: dict[tuple[str, Fault, str, str], tuple[Any, Mutation]] = field(default_factory=dict)

    def try_all(self, schema: str, payload: Any, description: Description) -> None:
        """Count what `schema` makes of every mutant of a valid payload."""
        self.payloads += 1
        for described in description.values(_ROOTS[schema], payload):
            if "any" in described.kinds:
                self.free.add(described.name)
            elif not described.closed and described.value in described.words:
                self.open.add(described.name)
            for mutation in mutations(described):
                self.tried[mutation.fault] += 1
                broken = mutant(payload, mutation)
                if _refers(schema, broken, mutation):
                    self.references[mutation.name] += 1
                elif is_valid(schema, broken):
                    self.accepted[schema, mutation.fault, mutation.name] += 1
                self.first.setdefault(
                    (schema, mutation.fault, mutation.name, repr(mutation.value)), (payload, mutation)
                )


def _refers(schema: str, broken: Any, mutation: Mutation) -> bool:
    """Return whether a mutant's item of the input became a reference to an item: it has an id and no type.

    Unknown fields are allowed, so that its own description does not matter any more. Else only scripts/waivers.py lets
    a fault pass.
    """
    if schema != "responses/request" or mutation.fault not in ("absent", "null"):
        return False
    if len(mutation.steps) != 3 or mutation.steps[::2] != ("input", "type"):
        return False
    return isinstance(broken["input"][mutation.steps[1]].get("id"), str)


@cache
def _trial(source: Source) -> Trial:
    """Try the payloads of the API itself in the corpus, or those of the scenarios."""
    recorded: Iterable[Payload] = corpus_payloads("api.openai.com") if source == "corpus" else scenario_payloads()
    description = Description(json.loads(_DESCRIPTION.read_text(encoding="utf-8"))["components"]["schemas"])
    trial = Trial()
    seen: set[object] = set()
    for payload in recorded:
        value = payload.value
        form = payload.schema, _form(value)
        # Most payloads differ in texts, ids and numbers alone, of which one is as good as another.
        if form in seen:
            continue
        if is_valid(payload.schema, value):
            seen.add(form)
            trial.try_all(payload.schema, value, description)
    return trial


def _form(value: Any) -> object:
    """Return a value with its keys, its types and its single words, such as a status; a list has each form once."""
    if isinstance(value, dict):
        return tuple((key, _form(entry)) for key, entry in sorted(value.items()))
    if isinstance(value, list):
        return "list", *dict.fromkeys(map(_form, value))
    is_word = isinstance(value, str) and re.fullmatch("[a-z_.]{1,60}", value)
    return value if is_word else type(value).__name__


@pytest.fixture(params=[pytest.param("corpus", marks=needs_corpus), "scenarios"])
def trial(request: pytest.FixtureRequest) -> Trial:
    """Return the mutants of the corpus, and of the scenarios."""
    return _trial(request.param)


def _waived() -> set[tuple[Fault, str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        waivers = importlib.import_module("waivers").WAIVERS
    return {(waiver.allowed, f"{waiver.component}.{waiver.field}") for waiver in waivers}


def test_a_fault_is_refused(trial: Trial) -> None:
    """At least 99 of 100 faults are refused; every other one is waived, or makes a reference of an item."""
    waived = _waived()
    unexplained = {case for case in trial.accepted if case[1:] not in waived}

    assert set() == unexplained
    assert trial.accepted.total() < 0.01 * trial.tried.total()


@needs_corpus
def test_every_fault_in_every_place_is_tried() -> None:
    """The counts of payloads, faults, described values, their faults and accepted mutants are as expected."""
    trial = _trial("corpus")

    assert 839 == trial.payloads
    assert {"absent": 14_562, "null": 20_249, "mistyped": 135_090, "misspelt": 11_650} == trial.tried
    assert 1_058 == len({(schema, name) for schema, _, name, _ in trial.first})
    assert 7_334 == len(trial.first)
    assert 1_066 == trial.accepted.total()
    assert 226 == trial.references.total()


@needs_corpus
def test_what_is_not_put_wrong_has_a_reason() -> None:
    """Open words and undescribed values are those listed, with their reasons."""
    trial = _trial("corpus")
    unexplained = {name for name in trial.free if not name.startswith(tuple(_FREE))}
    unseen = {start for start in _FREE if not any(name.startswith(start) for name in trial.free)}

    assert _OPEN.keys() == trial.open
    assert (set(), set()) == (unexplained, unseen)


def test_a_fault_is_told_where_it_is(trial: Trial) -> None:
    """Jsonschema refuses what jsonschema-rs does, and points at the value that is wrong, or the object that lacks one.

    The one difference: for an item of a request whose type is null, it says that the id of a reference is missing.
    """
    firsts = {key[:3]: first for key, first in trial.first.items()}  # of several wrong values, the last
    for (schema, fault, _), (payload, mutation) in firsts.items():
        broken = mutant(payload, mutation)
        pointers = {violation.pointer for violation in explained(schema, broken)}
        untyped = schema == "responses/request" and fault == "null" and mutation.steps[::2] == ("input", "type")
        expected = mutation.pointer.removesuffix("/type") if untyped else mutation.pointer

        assert (set() if is_valid(schema, broken) else {expected}) == pointers, (schema, mutation)
