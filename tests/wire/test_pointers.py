"""JSON pointers and patterns of them."""

import pytest

from crosswire.wire.pointers import escape, find

PAYLOAD = {"output": [{"content": [{"text": "a"}, {"text": None}]}, {}, {"content": [{"text": "b"}]}], "a/b~c": 1}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("/output/*/content/*/text", ["/output/0/content/0/text", "/output/2/content/0/text"]),
        ("/output/2/content/0/text", ["/output/2/content/0/text"]),
        ("/output/9", []),
        ("/nothing/*", []),
        ("", [""]),
    ],
)
def test_a_pattern_finds_what_is_there(pattern: str, found: list[str]) -> None:
    """`*` matches any key or index; null values are not found."""
    assert found == list(find(PAYLOAD, pattern))


def test_steps_are_escaped() -> None:
    """A key that contains the separator is escaped in a pointer."""
    assert ["/a~1b~0c"] == [pointer for pointer in find(PAYLOAD, "/*") if "output" not in pointer]
    assert "a~1b~0c" == escape("a/b~c")
