"""Names that tell of a credential, in JSON; texts that are fakes."""

import json

import pytest

from crosswire.secrets.fakes import fake, is_fake
from crosswire.secrets.names import telling
from crosswire.secrets.patterns import Clearing
from crosswire.wire.exact_json import in_one_line, parse_exactly
from tests.secrets.planted_names import NAMES, NAMES_IN_JSON


def cleared(value: object) -> object:
    return json.loads(in_one_line(Clearing().clear_json(parse_exactly(json.dumps(value)))))


def test_a_key_tells_of_its_value() -> None:
    """The value of a telling key is replaced, in an object and in the JSON of a text."""
    names = [*NAMES, *NAMES_IN_JSON]

    assert [] == [name for name in names if cleared({name: "kite47m"}) != {name: fake("kite47m")}]
    assert [] == [name for name in names if "kite47m" in str(cleared({"arguments": json.dumps({name: "kite47m"})}))]


def test_the_end_of_a_long_name_tells() -> None:
    """A name of more than a hundred characters tells by its end."""
    assert telling(f"{'spring.kafka.' * 20}keystore.password")
    assert not telling(f"{'spring.kafka.' * 20}keystore.location")


@pytest.mark.parametrize("text", ["ted", "acted", "dac", "edre", "act", "ed"])
def test_a_short_word_is_no_fake(text: str) -> None:
    """A piece of `redacted` is a fake only from its beginning: others are words."""
    assert not is_fake(text)
    assert {"password": fake(text)} == cleared({"password": text})


@pytest.mark.parametrize(
    "text", ["red", "re", "redacte", "redacted", "redactedre", "REDACTED", "0000", "1000", "re-da"]
)
def test_a_fake_is_a_fake(text: str) -> None:
    """What a secret of this length becomes stays."""
    assert is_fake(text)


@pytest.mark.parametrize("phrase", ["correct horse battery staple", "abandon ability able about above absent"])
def test_a_phrase_is_no_prose(phrase: str) -> None:
    """A phrase of words that make no sentence is a secret."""
    names = ("password", "mnemonic", "seed_phrase")
    assert dict.fromkeys(names, fake(phrase)) == cleared(dict.fromkeys(names, phrase))


@pytest.mark.parametrize("address", ["joe@пример.рф", "jo.doe@müller.de", "jo@xn--mller-kva.de"])
def test_an_address_may_have_other_letters(address: str) -> None:
    """An address is one in any script."""
    assert [address] == [secret for _, secret in Clearing().left("", f"write to {address}, please")]
