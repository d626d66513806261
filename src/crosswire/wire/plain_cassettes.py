"""vcrpy cassettes as others write them: YAML or JSON, with bodies compressed, in base64, parsed, or on one line."""

import base64
import importlib
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from crosswire.errors import CassetteUnreadable
from crosswire.facts import Json
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.lenient_json import mapping
from crosswire.wire.reading import Unreadable, load_json, load_yaml
from crosswire.wire.strict_json import shown
from crosswire.wire.unpacking import TooLong, unpacked

LONGEST_BODY = 32 * 2**20
"""Bytes of a decoded body, at most: a thousand times its size may be packed into one."""


def read_plain_cassette(text: str, name: str) -> tuple[HttpCall, ...]:
    """Return the calls of a cassette in any form that vcrpy and its serializers write.

    Raises:
        CassetteUnreadable: the text is no cassette; `name` is its name in the message.
    """
    try:
        cassette = load_json(text) if text.lstrip().startswith("{") else load_yaml(text)
        interactions = enumerate(cassette["interactions"], start=1)
    except Unreadable as error:
        raise CassetteUnreadable(f"{name} is not a vcrpy cassette, which lists `interactions`: {error}") from None
    except (LookupError, TypeError) as error:
        raise CassetteUnreadable(
            f"{name} is not a vcrpy cassette, which lists `interactions`: {type(error).__name__}: "
            f"{' '.join(str(error).split())}"
        ) from error
    return tuple(_call(interaction, f"{name}, interaction {number}") for number, interaction in interactions)


def _call(interaction: Json, where: str) -> HttpCall:
    try:
        asked, answered = interaction["request"], interaction["response"]
        status = mapping(answered.get("status"))
        request_headers, headers = headers_of(asked.get("headers")), headers_of(answered.get("headers"))
        return HttpCall(
            method=_method(asked["method"]),
            uri=checked_url(_word(asked["uri"], "uri")),
            request_headers=request_headers,
            request_body=decoded(_bytes(_body(asked)), request_headers, where),
            status=status_of(status["code"] if status else answered["status_code"]),
            reason=_word(status.get("message") or "", "status' message"),
            headers=headers,
            body=decoded(_bytes(_body(answered)), headers, where),
        )
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CassetteUnreadable(
            f"{where}: it has no `request` with method and uri, or no `response` with status, headers and body: "
            f"{type(error).__name__}: {' '.join(str(error).split())}"
        ) from error


def _word(value: Json, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"the {name} is {shown(value)}, not a text")
    return value


def _method(value: Json) -> str:
    if not (isinstance(value, str) and _METHOD.fullmatch(value)):
        raise ValueError(f"the method is {shown(value)}, not a word such as POST")
    return value


_METHOD = re.compile(r"[A-Za-z-]{1,40}")


def checked_url(address: str) -> str:
    """Return a URL as it is.

    Raises ValueError where it is none that can be taken apart, such as `http://[1`.
    """
    try:
        urlsplit(address)
    except ValueError as error:
        raise ValueError(f"{shown(address)} is no URL: {error}") from None
    return address


def status_of(code: Json) -> int:
    """Return the status of an answer: 200, or "200".

    Raises ValueError for anything else.
    """
    text = str(code) if isinstance(code, str | int) else ""
    if not _STATUS.fullmatch(text):
        raise ValueError(f"the status is {shown(code)}, not a number such as 200")
    return int(text)


_STATUS = re.compile(r"[1-9][0-9]{2}")


def headers_of(headers: Json) -> dict[str, list[str]]:
    """Return headers as `HttpCall` has them; one without a value was not sent."""
    listed = {name: values if isinstance(values, list) else [values] for name, values in mapping(headers).items()}
    return {str(name).lower(): [*map(_text, values)] for name, values in listed.items() if values}


def _text(value: Json) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(message: Mapping[str, Json]) -> Json:
    """Return the body of a request or an answer, from wherever a serializer put it."""
    inner = message.get("body")
    for holder in (message, inner if isinstance(inner, dict) else {}):
        for key, taken in _BODIES.items():
            if holder.get(key) is not None:
                return taken(holder[key])
    return None if isinstance(inner, dict) else inner


_BODIES: Mapping[str, Callable[[Any], str | bytes]] = {
    "parsed_body": sent,  # pydantic-ai's serializer
    "content": lambda text: text,  # vcrpy before version 6, of httpx
    "base64_string": base64.b64decode,
    "string": lambda text: text,
}


def _bytes(body: Json) -> bytes:
    """Return a body as bytes: a file or an iterator, too, as vcrpy records them."""
    if body is None or isinstance(body, str | bytes):
        return body.encode() if isinstance(body, str) else body or b""
    from vcr.request import Request  # type: ignore[import-untyped]  # few have such a body

    content: Any = Request("POST", "", body, {}).body_bytes or b""
    if not isinstance(content, bytes):
        raise TypeError(f"a body is {shown(content)}, not a text")
    return content


def decoded(
    body: bytes, headers: Mapping[str, Sequence[str]], where: str, longest: int = LONGEST_BODY, how: str = ""
) -> bytes:
    """Undo the content encodings, the last one first. A body that was decoded before it was recorded stays as it is.

    `where` and `how`, which raises the bound, are named in a message.

    Raises:
        CassetteUnreadable: it cannot be undone, or makes more than `longest`.
    """
    for coding in reversed(list(_codings(headers))):
        if coding not in _DECODERS:
            raise CassetteUnreadable(f"{where}: content-encoding {coding} is not known; {', '.join(_DECODERS)} are")
        try:
            body = _DECODERS[coding](body, longest)
        except TooLong:
            raise CassetteUnreadable(
                f"{where}: decoded as {coding} it is longer than {longest:,} bytes, all that is read of a body{how}"
            ) from None
        except ModuleNotFoundError as error:
            raise CassetteUnreadable(f"{where}: it is compressed with {coding}; pip install {error.name}") from None
        except Exception as error:  # each library has its own
            if not _is_text(body):
                raise CassetteUnreadable(f"{where}: it cannot be decoded as {coding}: {error}") from error
    return body


def _codings(headers: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for value in headers.get("content-encoding", ()):
        yield from (coding.strip().lower() for coding in value.split(",") if coding.strip())


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _inflated(body: bytes, longest: int) -> bytes:
    try:
        return unpacked(body, longest, zlib.MAX_WBITS)
    except zlib.error:
        return unpacked(body, longest, -zlib.MAX_WBITS)  # without zlib's frame, as some servers send it


def _brotli(body: bytes, longest: int) -> bytes:
    packed, content = importlib.import_module("brotli").Decompressor(), bytearray()
    for start in range(0, len(body), PIECE):
        content += packed.process(body[start : start + PIECE])
        if len(content) > longest:
            raise TooLong(longest)
    return bytes(content)


PIECE = 64
"""Bytes that are decoded at once, where a decoder takes no limit."""


def _zstandard(body: bytes, longest: int) -> bytes:
    with importlib.import_module("zstandard").ZstdDecompressor().stream_reader(body) as reader:
        content: bytes = reader.read(longest + 1)
    if len(content) > longest:
        raise TooLong(longest)
    return content


_DECODERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "identity": lambda body, _: body,
    "gzip": lambda body, longest: unpacked(body, longest),
    "x-gzip": lambda body, longest: unpacked(body, longest),
    "deflate": _inflated,
    "br": _brotli,
    "zstd": _zstandard,
}
