"""Written cassettes are readable, always the same, and read back as they were given."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from vcr.persisters.filesystem import FilesystemPersister  # type: ignore[import-untyped]
from vcr.serializers import yamlserializer  # type: ignore[import-untyped]

from crosswire.data import data_folder
from crosswire.errors import CassetteUnwritable
from crosswire.wire import cassettes
from crosswire.wire.cassettes import HttpCall, read_cassette, write_cassette
from tests.typed import as_type

COMMITTED = sorted(data_folder("cassettes").glob("*/*.yaml"))
JSON_TYPE = {"content-type": ["application/json"]}


def call(body: str | bytes, asked: str = "{}", **changed: Any) -> HttpCall:
    given: dict[str, Any] = {
        "method": "POST",
        "uri": "https://api.openai.com/v1/responses",
        "request_headers": JSON_TYPE,
        "request_body": asked.encode(),
        "status": 200,
        "reason": "OK",
        "headers": JSON_TYPE,
        "body": body.encode() if isinstance(body, str) else body,
    }
    return HttpCall(**{**given, **changed})


def written_body(body: str) -> str:
    """The answer's body as it stands in the cassette."""
    return read_cassette(write_cassette([call(body)]))[0].body.decode()


def style(body: str) -> str | None:
    """How YAML writes the answer's body: `|` is a literal block."""
    node = yaml.compose(write_cassette([call(body)]), Loader=yaml.CSafeLoader)
    for key in ("interactions", 0, "response", "body", "string"):
        assert isinstance(node, yaml.CollectionNode)
        node = node.value[key] if isinstance(key, int) else dict_of(node)[key]
    return as_type(yaml.ScalarNode, node).style


def dict_of(node: yaml.CollectionNode) -> dict[str, yaml.Node]:
    """The values of a YAML mapping, by their keys."""
    return {key.value: value for key, value in node.value}


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_committed_cassette_is_in_this_form(path: Path) -> None:
    """A committed cassette that is read and written again has the same bytes."""
    text = path.read_bytes().decode()

    assert text == write_cassette(read_cassette(text))


def test_vcrpy_reads_it(tmp_path: Path) -> None:
    """A written cassette is one of version 1 to vcrpy."""
    path = tmp_path / "cassette.yaml"
    path.write_text(write_cassette([call('{"ok":true}', '{"model":"gpt-5"}')] * 2), encoding="utf-8")

    (asked, _), (answered, _) = FilesystemPersister.load_cassette(path, yamlserializer)

    assert ("POST", {"model": "gpt-5"}) == (asked.method, json.loads(asked.body))
    assert {"code": 200, "message": "OK"} == answered["status"]
    assert {"ok": True} == json.loads(answered["body"]["string"])


def test_json_is_indented() -> None:
    """JSON is indented by two spaces; letters are not escaped; empty objects and lists stay on one line."""
    body = '{"a":["caf\\u00e9",{"b":[],"c":{}}],"d":null,"e":true}'

    assert (
        '{\n  "a": [\n    "café",\n    {\n      "b": [],\n      "c": {}\n    }\n  ],\n  "d": null,\n  "e": true\n}'
        == written_body(body)
    )
    assert "|" == style(body)


@pytest.mark.parametrize(
    "value", ["1.0", "0.10", "-1.2e-05", "1E400", "12345678901234567890.5", '"007"', '{"a":1,"a":2}', "[]", '"text"']
)
def test_what_json_says_is_not_touched(value: str) -> None:
    """Numbers are written as they were, and a key that occurs twice stays twice."""
    body = written_body(f'{{"value":{value}}}')

    assert f'{{"value":{value}}}' == "".join(body.split())


UNSEEN = ["\u0085", "\u2028", "\u2029", "\ufeff", "\x7f", "\u200e", "\u202e", "\ufffe"]


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
@pytest.mark.parametrize("form", ["{%s}", "data: {%s}\n\n", "event: x\r\ndata: {%s}\r\n\r\n"])
def test_what_no_editor_shows_is_escaped(character: str, form: str) -> None:
    """Invisible characters are escaped, and the body stays a literal block of the same meaning."""
    body = form % f'"text":"a{character}b"'
    text = written_body(body)

    assert "|" == style(body)
    assert f"\\u{ord(character):04x}" in text
    assert character not in text
    assert {"text": f"a{character}b"} == json.loads(text.split("data: ")[-1])


def test_half_a_surrogate_pair_stays_an_escape() -> None:
    """Half of a surrogate pair stays an escape, because UTF-8 cannot hold it."""
    assert '"\\ud83d"' in written_body('{"text":"\\ud83d"}')


def test_a_stream_keeps_one_json_a_line() -> None:
    """A stream keeps its comments, names and one JSON a line; all line ends become newlines."""
    stream = ': ping\n\nevent: x\ndata: {"a": [1,2.50]}\n\ndata: [DONE]\n\n'

    assert stream == written_body(stream) == written_body(stream.replace("\n", "\r\n"))
    assert "|" == style(stream)


@pytest.mark.parametrize(
    "body", ["", " ", "\n", " starts with a blank", "a\rb", "<html>\u0085</html>", "\ttab", "# no"]
)
def test_other_text_is_kept(body: str) -> None:
    """A body that is not JSON is read back as it was, also where no literal block can hold it."""
    assert body == written_body(body)


@pytest.mark.parametrize(
    "value",
    ["7", "null", "true", "a: b", "a #b", "- a", "", "é", "1.0", "~", "x\ty", "'", "@x", "0000-00-00T00:00:00Z"],
)
def test_headers_and_reasons_are_strings(value: str) -> None:
    """Headers and reasons are read back as strings, also those that YAML would read as another type."""
    given = call("{}", reason=value, headers={"content-type": [value, "second"], "retry-after": [value]})

    assert (given,) == read_cassette(write_cassette([given]))


def test_a_body_that_is_no_text_is_refused() -> None:
    """A body that is not UTF-8 text is refused: a person could not read it."""
    with pytest.raises(CassetteUnwritable, match=r"not text in UTF-8: .* it starts with b'\\x1f\\x8b"):
        write_cassette([call(b"\x1f\x8b\x08\x00\xff")])


def test_a_difference_is_never_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that would be read back differently is an error."""
    monkeypatch.setattr(cassettes, "indented", lambda _: '{"text": "other"}')

    with pytest.raises(CassetteUnwritable, match=r"interaction 1, POST .*: its body would be read back"):
        write_cassette([call('{"text":"this"}', "")])
