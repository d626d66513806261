"""Texts within texts: percent-encoded, in hex, in base64. Each is decoded, changed, and written back in its form."""

import base64
import re
import zlib
from collections.abc import Callable, Sequence
from urllib.parse import unquote_to_bytes

Change = Callable[[str], str]
"""What changes a decoded text; the length stays."""


def with_decoded(text: str, change: Change) -> str:
    """Return a text in which everything encoded is changed. What can't be written back in its form stays as it was."""
    for pattern, changed in _patterns(text):
        text = pattern.sub(lambda found, changed=changed: changed(found[0], change), text)  # type: ignore[misc]
    return text


def decoded(text: str) -> list[str]:
    """Return what is encoded in a text, also what can't be written back."""
    held: list[str] = []
    with_decoded(text, lambda inner: held.append(inner) or inner)  # type: ignore[func-returns-value]
    return held


def holds_encoded(text: str) -> bool:
    """Return whether something is encoded in a text."""
    return any(_holds(found[0], changed) for pattern, changed in _patterns(text) for found in pattern.finditer(text))


def is_encoded_text(run: str) -> bool:
    """Return whether a run of letters and digits is, as a whole, an encoded text."""
    return any(_holds(run, changed) for pattern, changed in _OF_LETTERS if pattern.fullmatch(run))


def _holds(encoded: str, changed: Callable[[str, Change], str]) -> bool:
    held: list[str] = []
    changed(encoded, lambda inner: held.append(inner) or inner)  # type: ignore[func-returns-value]
    return bool(held)


def _percent(text: str, change: Change) -> str:
    units = re.findall(r"%[0-9A-Fa-f]{2}|[^%]|%", text)
    content = unquote_to_bytes(text)
    if len(content) != len(units) or not content.isascii():
        return text
    before = content.decode("ascii")
    after = change(before)
    if after == before or len(after) != len(before):
        return text
    return "".join(unit if old == new else new for unit, old, new in zip(units, before, after, strict=True))


def _hex(text: str, change: Change) -> str:
    inner, encoding = _text_of(bytes.fromhex(text))
    if inner is None:
        return text
    after = change(inner)
    if after == inner:
        return text
    written = after.encode(encoding).hex()
    return written.upper() if text.upper() == text else written


def _base64(text: str, change: Change) -> str:
    bare = text.rstrip("=")
    if len(bare) % 4 == 1:
        return text
    padded = bare + "=" * (-len(bare) % 4)
    is_of_urls = "-" in bare or "_" in bare
    try:
        content = base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True)
        if content.startswith(_GZIP):
            inner, _ = _text_of(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content, _MOST))
            if inner is not None:
                change(inner)  # it can't be written back with the same length
            return text
    except (ValueError, OSError, EOFError, zlib.error):
        return text
    inner, encoding = _text_of(content)
    if inner is None:
        return text
    after = change(inner)
    if after == inner:
        return text
    encode = base64.urlsafe_b64encode if is_of_urls else base64.b64encode
    written = encode(after.encode(encoding)).decode().rstrip("=") + text[len(bare) :]
    return written if len(written) == len(text) else text


_GZIP = b"\x1f\x8b"
_MOST = 1_000_000


def _text_of(content: bytes) -> tuple[str | None, str]:
    """Return bytes as text, and its encoding; `None` where they are no text that a person wrote."""
    # PowerShell encodes commands in UTF-16.
    encoding = "utf-16-le" if content[1:4:2] == b"\x00\x00" else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None, encoding
    is_written = text.isprintable() or re.fullmatch(r"[^\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]+", text)
    return text if is_written else None, encoding


# Each pattern begins with letters that `re` skips to; what must not stand before them is looked back at. Of hex and
# base64, these are what begins a text in UTF-8, and what begins the bytes that gzip made.
_HEX = (
    r"[02-7c-fC-F](?<![0-9A-Za-z].)(?:(?<=[0-9a-f])[0-9a-f](?:[0-9a-f]{2}){5,}|(?<=[0-9A-F])[0-9A-F](?:[0-9A-F]{2}){5,})"
    r"(?![0-9A-Za-z])"
)
_BASE64 = (
    r"[CDH-Za-fw-z0-9](?<![A-Za-z0-9+/_-].)"
    r"(?:(?<=[CDI-Za-f])[A-HM-Xc-ns-z0-389+/_-]|(?<=[w-z0-9])[I-LYZabo-r4-7]|(?<=H)4)"
    r"[A-Za-z0-9+/_-]{6,}={0,2}(?![A-Za-z0-9+/_=-])"
)
_PERCENT = r"(?:(?<=[\s\"'<>=&?/:])|^)[^\s\"'<>%=&?/:]{0,200}%[0-9A-Fa-f]{2}[^\s\"'<>&?]*"
_OF_LETTERS = ((re.compile(_HEX), _hex), (re.compile(_BASE64), _base64))
_ALL = ((re.compile(_PERCENT), _percent), *_OF_LETTERS)


def _patterns(text: str) -> Sequence[tuple[re.Pattern[str], Callable[[str, Change], str]]]:
    return _ALL if "%" in text else _OF_LETTERS
