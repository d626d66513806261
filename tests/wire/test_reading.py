"""What files are read as: everything that people and programs rightly write is within the bounds."""

import gzip
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from vcr.serializers import yamlserializer  # type: ignore[import-untyped]

from crosswire.wire.reading import (
    DEEPEST,
    MOST_PARTS,
    Unreadable,
    load_json,
    load_toml,
    load_yaml,
    read_json,
    read_text,
)


def lists(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        "[]",
        '"x"',
        "null",
        "1e308",
        "-0.0",
        "9" * 4000,
        f'"{"[" * 1000}"',
        lists(DEEPEST),
        '{"a": 1, "a": 2}',
    ],
)
def test_json_is_read_as_it_is(text: str) -> None:
    """JSON within the bounds is what Python's own reader makes of it."""
    assert json.loads(text) == load_json(text)


@pytest.mark.parametrize("text", [lists(DEEPEST + 1), '{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1)])
def test_the_last_level_is_the_deepest(text: str) -> None:
    """One level more is one error."""
    with pytest.raises(Unreadable, match="it is nested deeper than 160 levels"):
        load_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.b.c = 1",
        "[a.b.c]\nd = 1",
        f"{'a.' * (MOST_PARTS - 1)}b = 1",
        f'x = "{"a." * 1000}"'.replace("a.", "a. "),
        f'x = "{"." * 1000}"',
        f"# {'a. ' * 1000}\nx = 1  # {'a.' * 1000}",
        f'x = """\n{"a. " * 1000}"""\ny = 1',
        f"x = '{'a.' * 1000}'",
        f"x = '''\n{'a.' * 1000}'''",
        f"x = {[*range(1000)]}",
        f"x = {[number / 10 for number in range(1000)]}",
        'x = "1.2.3.4, 5.6.7.8"\ny = 2027-01-31\nz = 1_000',
        "x = '''\n" + "first. second. third.\n" * 100 + "'''",
        f'x = "{"word" * 100_000}"',
    ],
)
def test_toml_is_read_as_it_is(text: str) -> None:
    """TOML within the bounds is what Python's own reader makes of it; dots in texts and numbers are no key."""
    assert tomllib.loads(text) == load_toml(text)


SHARED: dict[str, Any] = {"content-type": ["application/json"]}


def test_aliases_are_read() -> None:
    """Vcrpy writes what is the same object twice as an anchor and aliases; a recursive one is refused."""
    interactions = [{"headers": SHARED, "also": SHARED} for _ in range(1000)]
    text = yaml.safe_dump({"interactions": interactions})

    assert "*id001" in text
    assert {"interactions": interactions} == load_yaml(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: '*bold* &amp; *b'",
        "a: |\n  - *not an alias\n  & neither\nb: &c [1, 2]\nd: *c",
        "base: &base {a: 1}\nmore: {<<: *base, b: 2}",
        lists(100),
    ],
)
def test_yaml_is_read_as_it_is(text: str) -> None:
    """YAML within the bounds is what PyYAML's safe reader makes of it."""
    assert yaml.safe_load(text) == load_yaml(text)


TAGGED = """
text: !!python/unicode abc
raw: !!python/str xyz
pair: !!python/tuple [1, 2]
file: !!python/object/new:_io.BytesIO
  state: !!python/tuple [!!binary aGVsbG8=, 0, null]
iterator: !!python/object/apply:builtins.iter
  args: [[a, b]]
"""


def test_what_vcrpy_writes_is_read_as_vcrpy_reads_it() -> None:
    """Texts, tuples, files and iterators have tags of Python's, and are read; no other object of Python's is."""
    ours, theirs = load_yaml(TAGGED), yamlserializer.deserialize(TAGGED)

    for read in (ours, theirs):
        read["file"], read["iterator"] = read["file"].read(), list(read["iterator"])
    assert {"text": "abc", "raw": "xyz", "pair": (1, 2), "file": b"hello", "iterator": ["a", "b"]} == ours == theirs
    with pytest.raises(Unreadable, match="could not determine a constructor"):
        load_yaml("a: !!python/object/apply:os.getcwd []")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_a_file_is_text_packed_or_not(tmp_path: Path, encoding: str, *, is_packed: bool) -> None:
    """A file is read with or without a byte order mark, packed or not, whatever its name is."""
    file = tmp_path / "file"
    content = '{"a": "é"}'.encode(encoding)
    file.write_bytes(gzip.compress(content, mtime=0) if is_packed else content)

    assert {"a": "é"} == read_json(file)
    assert '{"a": "é"}' == read_text(file)
