"""An adapter that does nothing but what it did before: the reference's forwarded requests and answers, from memory.

Its first run learns them into the file that `BENCHMARK_MEMORY` names; a later one, in the same order, serves them, so
that what it takes is the harness's. An answer that took long or was broken off depends on time: the reference serves
it.
"""

import atexit
import json
import os
import pickle
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from http import client
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from crosswire import reference
from crosswire.reference import http

name, version, declares = "from memory", reference.version, reference.declares

FILE = Path(os.environ["BENCHMARK_MEMORY"])
TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""One for all connections: reading certificates takes longer than an exchange."""
AT_ONCE = 0.1
"""Seconds within which an answer does not depend on time."""


class Served(NamedTuple):
    """What was forwarded for a request, and what was served then; of a stream its frames."""

    forwarded: list[tuple[str, bytes]]
    answer: Any


remembered: dict[str, deque[Served | None]] = pickle.loads(FILE.read_bytes()) if FILE.exists() else {}
learned: dict[str, deque[Served | None]] = defaultdict(deque)
during = threading.local()
post, get = http.post, http.get


def noted(upstream: http.Upstream, path: str, body: Any) -> Any:
    """Forward a request, and note it."""
    during.forwarded.append((path, json.dumps(body).encode()))
    return post(upstream, path, body)


def learn(serve: Any, request: dict[str, Any], upstream: http.Upstream) -> Any:
    """Let the reference serve a request, and learn what it does."""
    forwarded: list[tuple[str, bytes]] = []
    during.forwarded = forwarded
    began, entry = time.monotonic(), learned[key_of(serve, request)]
    position = len(entry)
    entry.append(None)  # until it is served whole

    def keep(answer: Any) -> None:
        if time.monotonic() - began < AT_ONCE and len(forwarded) == 1:
            entry[position] = Served(forwarded, answer)

    answer = serve(request, upstream)
    if not isinstance(answer, dict):
        return noting(answer, keep)
    keep(answer)
    return answer


def noting(frames: Iterator[Any], keep: Any) -> Iterator[Any]:
    """Yield the frames of a stream; keep them where they come to an end."""
    served = []
    for frame in frames:
        served.append(frame)
        yield frame
    keep(served)


def repeat(serve: Any, request: dict[str, Any], upstream: http.Upstream) -> Any:
    """Serve what was served before."""
    entries = remembered.get(key_of(serve, request))
    served = entries.popleft() if entries else None
    if served is None:
        return serve(request, upstream)
    if isinstance(served.answer, dict):
        with forwarded(served, upstream) as answer:
            answer.read()
        return served.answer
    return frames(served, upstream)


def frames(served: Served, upstream: http.Upstream) -> Iterator[Any]:
    """Yield the frames of a stream: the last of them behind the upstream's last."""
    with forwarded(served, upstream) as answer:
        answer.read1()
        yield from served.answer[:-1]
        answer.read()
    yield served.answer[-1]


def forwarded(served: Served, upstream: http.Upstream) -> client.HTTPResponse:
    """Forward the remembered request."""
    [(path, body)] = served.forwarded
    where = urlsplit(upstream.base_url)
    is_safe = where.scheme == "https"
    connection = client.HTTPSConnection(where.netloc, context=TLS) if is_safe else client.HTTPConnection(where.netloc)
    headers = {"authorization": f"Bearer {upstream.api_key}", "content-type": "application/json"}
    connection.request("POST", where.path + path, body, headers)
    return connection.getresponse()


def key_of(serve: Any, request: dict[str, Any]) -> str:
    """Return a text that is the same for the same request."""
    return f"{serve.__name__} {json.dumps(request)}"


def chat(request: dict[str, Any], upstream: http.Upstream) -> Any:
    """Serve Chat Completions over Responses."""
    return (repeat if remembered else learn)(reference.chat, request, upstream)


def responses(request: dict[str, Any], upstream: http.Upstream) -> Any:
    """Serve Responses over Chat Completions."""
    return (repeat if remembered else learn)(reference.responses, request, upstream)


if not remembered:
    http.post = noted
    atexit.register(lambda: FILE.write_bytes(pickle.dumps(dict(learned))))
