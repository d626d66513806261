"""Requests at the limits of the description, and beyond them."""

from typing import Any

import pytest

from crosswire.exchange import Case, cases_of
from crosswire.facts import Json, ShapeName
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES
from crosswire.variations import AT_LIMITS, BEYOND_LIMITS, PAIRS, SIZED_REQUESTS, Variation
from crosswire.variations.requests import LIMITS, LONGEST, rephrased
from crosswire.wire.schema_files import document
from crosswire.wire.schemas import violations

SERVES: tuple[ShapeName, ...] = ("chat", "responses")
VALID = {**AT_LIMITS, **PAIRS, **SIZED_REQUESTS}


def asked(variation: Variation, serves: ShapeName) -> Case:
    """Return a plain turn whose client asks in a variation."""
    assert variation.rephrase
    return rephrased(cases_of(load_scenarios()["plain_text"], serves, "json")[0], variation.rephrase)


@pytest.mark.parametrize("serves", SERVES)
@pytest.mark.parametrize("variation", VALID.values(), ids=VALID)
def test_what_is_at_a_limit_is_valid(variation: Variation, serves: ShapeName) -> None:
    """A request at a limit, of any size, or with two settings, is valid by the description."""
    assert [] == list(violations(SHAPES[serves].REQUEST, asked(variation, serves).client.asked_body))


@pytest.mark.parametrize("serves", SERVES)
@pytest.mark.parametrize(
    "variation",
    [variation for name, variation in BEYOND_LIMITS.items() if "metadata" not in name],
    ids=lambda variation: variation.name,
)
def test_what_is_beyond_a_limit_is_not_valid(variation: Variation, serves: ShapeName) -> None:
    """A setting beyond its limit is not. Of metadata the schemas hold no limit: the description says it in words."""
    assert list(violations(SHAPES[serves].REQUEST, asked(variation, serves).client.asked_body))


def properties(schema: Any, definitions: Any) -> dict[str, Json]:
    """Return the properties of a request, of all the schemas that it is made of."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        found |= properties(part, definitions)
    return found


def limits(schema: Any, definitions: Any) -> set[str]:
    """Return which limits the schema of a setting has."""
    if isinstance(schema, list):
        return set().union(*(limits(entry, definitions) for entry in schema))
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema:
        return limits(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    own = {"minimum", "maximum", "maxLength"} & schema.keys()
    return own.union(*(limits(schema.get(key), definitions) for key in ("anyOf", "oneOf", "allOf")))


def test_every_limit_of_both_descriptions_is_asked() -> None:
    """Each setting that both APIs have, with a limit of its own, is asked at it. Logprobs are the answer's matter."""
    by_api = []
    for serves in SERVES:
        schema = document(SHAPES[serves].REQUEST)
        by_api.append({n for n, s in properties(schema, schema["$defs"]).items() if limits(s, schema["$defs"])})

    assert {*LIMITS, *LONGEST, "top_logprobs"} == by_api[0] & by_api[1]


def test_a_message_has_the_size() -> None:
    """A message has the stated number of characters."""
    sizes = [len(asked(variation, "chat").client.asked_body["messages"][0]["content"]) for variation in SIZES]

    assert [1, 65_536, 1_048_576, 4_194_304] == sizes


SIZES = [*SIZED_REQUESTS.values()]
