"""The words and the ciphertext of an item of unknown type."""

import json

import pytest

from crosswire.data import data_folder
from crosswire.facts import Json, Other
from crosswire.shapes import responses
from crosswire.shapes.responses.unknown_items import DESCRIBED, encrypted_words, plain_words, unknown_items
from tests.typed import as_type


def item(**fields: Json) -> Other:
    """Return an item as it is read from an input."""
    return as_type(Other, responses.read_request({"input": [fields]}).history[0])


@pytest.mark.parametrize(
    ("fields", "plain", "encrypted"),
    [
        ({"content": "Hello"}, ["Hello"], []),
        ({"author": "/root/a", "content": [{"type": "input_text", "text": "Hello"}]}, ["Hello"], []),
        ({"content": [{"type": "encrypted_content", "encrypted_content": "gAAA"}]}, [], ["gAAA"]),
        ({"content": [{"type": "encrypted_text", "text": "gAAA"}, {"type": "t", "text": "Hi"}]}, ["Hi"], ["gAAA"]),
        ({"encrypted_content": "gAAA", "text": "Hi"}, ["Hi"], ["gAAA"]),
        ({"note": "Buy milk", "status": "done", "id": "x_1"}, ["Buy milk"], []),
        ({"content": None, "count": 7, "flags": [True]}, [], []),
        ({"content": " \n", "note": "Hi"}, ["Hi"], []),
    ],
)
def test_words_and_ciphertext(fields: Json, plain: list[str], encrypted: list[str]) -> None:
    """The words of an item are under `text` and `content`, else anywhere; what is called encrypted is ciphertext."""
    unknown = item(type="agent_message", **fields)

    assert (plain, encrypted) == (plain_words(unknown), encrypted_words(unknown))


def test_described_items_are_known() -> None:
    """Every item type of the schema is known, and so is a message without a type."""
    types = ["message", "item_reference", "compaction", "mcp_list_tools", "additional_tools", "local_shell_call"]
    history = responses.read_request({"input": [*({"type": kind} for kind in types), {"role": "user"}]}).history

    assert [] == unknown_items(history)


def test_the_types_are_those_of_the_schema() -> None:
    """Every type in the list of described items is in the schema."""
    schema = json.dumps(json.loads((data_folder("schemas") / "responses" / "request.json").read_text(encoding="utf-8")))
    assert set() == {kind for kind in DESCRIBED if f'"{kind}"' not in schema}
