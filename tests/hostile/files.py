"""Hostile files, by kind: small ones that are large values, and what is not of its form at all."""

import base64
import gzip
import json
import struct
import zlib
from collections.abc import Mapping

from crosswire.wire.reading import LONGEST, LONGEST_TOML

LEVELS = 100_000
DIGITS = "9" * 10_000


def packed_zeros(megabytes: int) -> bytes:
    """Return gzip that unpacks to so many mebibytes of zeros, a thousandth as long."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    first = packing.compress(b"\0" * 2**20) + packing.flush(zlib.Z_FULL_FLUSH)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    return head + first * megabytes + b"\x03\x00" + struct.pack("<II", 0, (megabytes * 2**20) & 0xFFFFFFFF)


BOMB = packed_zeros(1500)
"""1.5 MB that unpack to 1.5 GB."""


def nested(text: str, levels: int = LEVELS) -> str:
    """Return JSON with one key, whose value is nested lists."""
    return f'{{"{text}": {"[" * levels}{"]" * levels}}}'


ANY: Mapping[str, bytes] = {
    "empty": b"",
    "no text": b"\x89PNG\r\n\x1a\n\xff\xfe",
    "zeros": b"\0" * 1000,
    "gzip bomb": BOMB,
    "half of a gzip": gzip.compress(b"{}" * 1000, mtime=0)[:-12],
    "gzip in gzip": gzip.compress(BOMB, mtime=0),
}
"""Kinds that no form of text is."""

JSON: Mapping[str, bytes] = {
    **ANY,
    "levels": nested("interactions").encode(),
    "levels of a report": nested("verdicts").encode(),
    "levels below Python's limit": nested("verdicts", 500).encode(),
    "levels of objects": ('{"messages": ' + '{"a":' * LEVELS).encode(),
    "digits": f'{{"verdicts": {DIGITS}, "interactions": {DIGITS}, "messages": {DIGITS}, "files": {DIGITS}}}'.encode(),
    "digits with a sign": f'{{"messages": [-{DIGITS}], "verdicts": [], "interactions": []}}'.encode(),
    "no number": b'{"verdicts": [NaN], "interactions": [-Infinity], "messages": [NaN]}',
    "a number too large": b'{"verdicts": [1e999], "interactions": [1e999], "messages": [1e999]}',
    "another form": b'{"verdicts": "x", "interactions": "x", "messages": "x", "files": "x", "format": "x"}',
    "another form within": b'{"verdicts": [[]], "interactions": [[]], "messages": [], "files": [[]], "model": [[]]}',
    "a list": b"[[], {}, 1]",
    "a text": b'"x"',
    "half": b'{"verdicts": [{"requirement": "TOKE',
}

_BOMB_OF_ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 12)
)
_BOMB_OF_MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{number}: &a{number} {{<<: [{', '.join([f'*a{number - 1}'] * 9)}]}}\n" for number in range(1, 12)
)


def _cassette(body: str, headers: str = "{}", **more: str) -> bytes:
    request = more.get("request", '{method: POST, uri: "https://api.openai.com/v1/responses", headers: {}, body: "{}"}')
    answer = f"{{status: {more.get('status', '{code: 200, message: OK}')}, headers: {headers}, body: {body}}}"
    return f"version: 1\ninteractions:\n- {{request: {request}, response: {answer}}}\n".encode()


YAML: Mapping[str, bytes] = {
    **ANY,
    "aliases": f"{_BOMB_OF_ALIASES}interactions: *a11\n".encode(),
    "aliases in a header": _BOMB_OF_ALIASES.encode() + _cassette("{string: x}", "{content-type: *a11}"),
    "merges": f"{_BOMB_OF_MERGES}interactions: [*a11]\n".encode(),
    "an alias of itself": b"interactions: &a [*a]\n",
    "levels": f"interactions: {'[' * LEVELS}{']' * LEVELS}\n".encode(),
    "levels of blocks": f"interactions:\n  {'- ' * LEVELS}x\n".encode(),
    "levels below libyaml's limit": f"interactions: {'[' * 500}{']' * 500}\n".encode(),
    "digits": f"interactions: {DIGITS}\n".encode(),
    "an object of Python": b"interactions: !!python/object/apply:os.system ['touch made']\n",
    "a packed body": _cassette(f"{{base64_string: {base64.b64encode(BOMB).decode()}}}", "{Content-Encoding: [gzip]}"),
    "a body packed twice": _cassette(
        f"{{base64_string: {base64.b64encode(gzip.compress(BOMB, mtime=0)).decode()}}}",
        "{Content-Encoding: ['gzip, gzip']}",
    ),
    "a coding that there is not": _cassette("{string: x}", "{content-encoding: [none-such]}"),
    "a status that is none": _cassette("{string: x}", status="{code: x, message: OK}"),
    "a status of digits": _cassette("{string: x}", status=f"{{code: '{DIGITS}', message: OK}}"),
    "a body that is none": _cassette("{string: {a: [1]}}"),
    "a request that is none": _cassette("{string: x}", request="[]"),
    "levels in a body": _cassette(
        "{string: '{}'}",
        request=(
            "{method: POST, uri: 'https://api.openai.com/v1/responses', headers: {}, body: '" + nested("input") + "'}"
        ),
    ),
    "half": b"interactions:\n- request: {method: [",
}

_NAMED = 'name = "mine"\n'
TOML: Mapping[str, bytes] = {
    "no text": ANY["no text"],
    "zeros": ANY["zeros"],
    "gzip bomb": BOMB,
    "levels": f"{_NAMED}x = {'[' * LEVELS}".encode(),
    "levels of tables": f"{_NAMED}x = {'{a = ' * LEVELS}".encode(),
    "levels below Python's limit": f"{_NAMED}x = {'[' * 180}{']' * 180}\n".encode(),
    "parts of a key": f"{_NAMED}{'a.' * LEVELS}a = 1\n".encode(),
    "parts of a key in quotes": (_NAMED + '"a" . ' * LEVELS + "a = 1\n").encode(),
    "parts of a table": f"{_NAMED}[{'a.' * LEVELS}a]\nb = 1\n".encode(),
    "digits": f"{_NAMED}x = {DIGITS}\n".encode(),
    "a date that is none": f"{_NAMED}x = 2027-99-99\n".encode(),
    "another form": b"name = 1\nknown = 1\ncause = 1\n",
    "half": b'name = "mi',
}

LONG: Mapping[str, int] = {"json": LONGEST + 1, "toml": LONGEST_TOML + 1}
"""Sizes of files that are longer than is read."""


def jsonl(head: Mapping[str, object]) -> Mapping[str, bytes]:
    """Return journals of each kind: a right first line, and then a hostile one."""
    first = json.dumps(head).encode() + b"\n"
    return {
        **ANY,
        **{f"a line of {kind}": first + content + b"\n" for kind, content in JSON.items() if kind not in ANY},
    }
