"""Log probabilities repeat a text token by token: what is secret of the text is secret of its tokens."""

from itertools import pairwise

from crosswire.facts import Json
from crosswire.wire.exact_json import Number, Object


def tokens_in(value: list[Json]) -> list[str]:
    """Return the tokens of a list of log probabilities, in order; none of any other list."""
    found = [dict(entry).get("token") for entry in value if isinstance(entry, Object)]
    texts = [token for token in found if isinstance(token, str)]
    is_all = bool(texts) and len(texts) == len(value) and all(_is_of_a_model(entry) for entry in value)
    return texts if is_all else []


def _is_of_a_model(entry: Json) -> bool:
    return any(key in ("logprob", "top_logprobs", "bytes") for key, _ in entry)


def with_tokens(value: list[Json], text: str) -> list[Json]:
    """Return a list of log probabilities whose tokens add up to another text of the same length."""
    ends = [0]
    for token in tokens_in(value):
        ends.append(ends[-1] + len(token))
    return [_with_token(entry, text[begin:end]) for entry, (begin, end) in zip(value, pairwise(ends), strict=True)]


def _with_token(entry: Json, token: str) -> Json:
    return Object((key, token if key == "token" else old) for key, old in entry)


def adjusted(before: Json, after: Json) -> Json:
    """Return JSON in which the bytes of a token, and its like among the alternatives, are what the token is now."""
    if isinstance(before, Object) and isinstance(after, Object):
        entries = Object((key, adjusted(old, new)) for (_, old), (key, new) in zip(before, after, strict=True))
        old, new = dict(before).get("token"), dict(after).get("token")
        if isinstance(old, str) and isinstance(new, str) and old != new:
            return Object((key, _of_token(key, entry, old, new)) for key, entry in entries)
        return entries
    if isinstance(before, list) and isinstance(after, list):
        return [adjusted(old, new) for old, new in zip(before, after, strict=True)]
    return after


def _of_token(key: str, entry: Json, old: str, new: str) -> Json:
    if key == "bytes" and isinstance(entry, list):
        return [Number(byte) for byte in new.encode()]
    if key == "top_logprobs" and isinstance(entry, list):
        same = ["token" in (names := dict(one)) and names["token"] == old for one in entry]
        changed = [_with_token(one, new) if is_same else one for one, is_same in zip(entry, same, strict=True)]
        return [adjusted(one, other) for one, other in zip(entry, changed, strict=True)]
    return entry
