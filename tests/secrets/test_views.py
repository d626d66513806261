"""A text is looked at as a person sees it: without the middles of pictures, without escapes."""

import base64
import random
import re
from collections.abc import Callable

import pytest

from crosswire.secrets.forms import Found
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.texts import look
from crosswire.secrets.views import ENDS, LONGEST, as_written, long_runs, views

KEY = "sk-proj-" + "".join(random.Random(1).choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=48))


def picture(seed: int, size: int = 9_000) -> str:
    return "iVBOR" + base64.b64encode(random.Random(seed).randbytes(size)).decode()


@pytest.mark.parametrize("text", ["{key}", "{key} {one}", "{one} {key} {two} {key}", "{one}\n{two} {key}"])
def test_a_key_is_found_beside_pictures(text: str) -> None:
    """Each key is found where it stands, and the pictures stay."""
    full = text.format(key=KEY, one=picture(1), two=picture(2))
    found = sorted({one.start for one in look(full).found if full[one.start : one.end] == KEY})

    assert [at.start() for at in re.finditer(KEY, full)] == found

    cleared = Clearing().clear("", full)

    assert KEY not in cleared
    assert len(full) == len(cleared)
    assert all(picture(seed) in cleared for seed, name in ((1, "{one}"), (2, "{two}")) if name in text)


def test_a_long_run_that_is_secret_is_replaced_as_a_whole() -> None:
    """A value that its name tells has no end of its own within the text."""
    run = "u3" + base64.b64encode(random.Random(3).randbytes(6_000)).decode().replace("/", "a").replace("+", "b")
    cleared = Clearing().clear("", f"export API_KEY={run} && ls")

    assert cleared.startswith("export API_KEY=")
    assert cleared.endswith(" && ls")
    assert run[ENDS:-ENDS] not in cleared
    assert run[-50:] not in cleared


@pytest.mark.parametrize("encode", [lambda text: base64.b64encode(text).decode(), bytes.hex])
def test_a_long_encoded_text_is_read_whole(encode: Callable[[bytes], str]) -> None:
    """What stands in the middle of a long text in base64 or hex is found."""
    text = f"{'The rain in Spain stays … mostly … in the plain. ' * 120}{KEY}{' And so on … for ever.' * 300}".encode()
    encoded = encode(text)
    cleared = Clearing().clear("", f"data: {encoded}")

    assert len(encoded) > LONGEST
    assert encode(KEY.encode())[8:-8] not in cleared
    assert encode(text) not in cleared


def test_each_character_that_is_seen_stands_where_the_positions_say() -> None:
    """Of a text with pictures, marks of a terminal and escapes."""
    text = f"a {picture(1)} b\x1b[1;31mred\x1b[0m &lt;&#39;{picture(2)}= c\\nd \\u0022e\\u0022"
    written, seen = views(text, long_runs(text))
    ends = f"{picture(1)[:ENDS]}{picture(1)[-ENDS:]}", f"{picture(2)[:ENDS]}{picture(2)[1 - ENDS :]}="

    assert f'a {ends[0]} bred <\'{ends[1]} c\nd "e"' == seen.text
    assert len(written.text) < 5 * ENDS

    found = [Found("any", at, at + 1) for at in range(len(seen.text))]
    for one, there in zip(seen.text, as_written(found, seen.edits), strict=True):
        assert text[there.start : there.end] in (one, "&lt;", "&#39;", "\\n", "\\u0022")


@pytest.mark.parametrize(
    "shown",
    ["\x1b[33m{}\x1b[0m", "\\n{}\\n", "&quot;{}&quot;", "\\u001b[1m{}\\u001b[0m", "{}\\r\\n"],
)
def test_a_key_is_found_between_escapes(shown: str) -> None:
    """Nothing else of the text changes."""
    text = f"key: {shown.format(KEY)} is it"
    cleared = Clearing().clear("", text)

    assert text.split(KEY) == [cleared[: text.index(KEY)], cleared[text.index(KEY) + len(KEY) :]]
    assert KEY not in cleared
