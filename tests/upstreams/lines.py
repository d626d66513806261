"""Lines to an upstream on loopback, and a client that sees each piece of an answer as it was written."""

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

from crosswire.exchange import cases_of
from crosswire.facts import Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES, opposite
from crosswire.upstreams.delivery import Send, by_event
from crosswire.upstreams.line import Line
from crosswire.upstreams.loopback import Loopback
from crosswire.upstreams.replay import Replay
from tests.typed import as_type

LONG = 60.0
"""Seconds that only a broken test takes."""


Turn = Mapping[Mode, Interaction]
"""The upstream's answers to one request, whole and streamed."""


def turns_of(name: str, shape: ShapeName) -> list[Turn]:
    """The turns of a scenario's upstream that speaks `shape`."""
    return [case.upstreams for case in cases_of(load_scenarios()[name], opposite(shape), "json")]


def body_of(interaction: Interaction) -> bytes:
    """The bytes of a recorded answer."""
    return as_type(bytes, interaction.response["body"]["string"])


def line_of(upstream: Loopback, turns: Sequence[Turn], send: Send = by_event, path: str = "/v1") -> Line:
    return Line(Replay(f"{upstream.url}{path}", turns), send)


def asked(turn: Turn, mode: Mode) -> dict[str, Json]:
    """The recorded request of a turn; a Chat stream asks for usage."""
    body = dict(turn[mode].asked_body)
    if mode == "stream" and turn[mode].shape == "chat":
        body["stream_options"] = {"include_usage": True}
    return body


class Client:
    """One connection: it sends requests and reads an answer chunk by chunk."""

    def __init__(self, base_url: str) -> None:
        self._url = urlsplit(base_url)
        self.connection = socket.create_connection((self._url.hostname, self._url.port), timeout=LONG)
        self._read = self.connection.makefile("rb")

    def ask(self, interaction: Interaction, body: Json) -> None:
        self.send(SHAPES[interaction.shape].PATH, json.dumps(body).encode())

    def send(self, path: str, body: bytes, length: int | None = None) -> None:
        """Send a request; a `length` announces a longer body than is sent."""
        head = (
            f"POST {self._url.path}{path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length or len(body)}\r\n\r\n"
        )
        self.connection.sendall(head.encode() + body)

    def head(self) -> tuple[int, dict[str, str]]:
        """Read status and headers."""
        status = int(self._read.readline().split()[1])
        lines = iter(lambda: self._read.readline().decode().strip(), "")
        return status, dict(line.split(": ", 1) for line in lines)

    def piece(self) -> bytes:
        """Read one piece, `b""` at the end."""
        size = int(self._read.readline(), 16)
        return self._read.read(size + 2)[:-2]

    def pieces(self) -> list[bytes]:
        return [*iter(self.piece, b"")]

    def has_more(self) -> bool:
        """Return whether more has come by now."""
        self.connection.setblocking(False)
        try:
            return bool(self._read.peek(1))
        finally:
            self.connection.settimeout(LONG)

    def close(self) -> None:
        self._read.close()
        self.connection.close()


@contextmanager
def client(line: Line) -> Iterator[Client]:
    with closing(Client(line.replay.base_url)) as http_client:
        yield http_client


@contextmanager
def asking(upstream: Loopback, line: Line, interaction: Interaction, body: Json) -> Iterator[Client]:
    """A client that has sent its request, while the line is served."""
    with upstream.serve(line), client(line) as http_client:
        http_client.ask(interaction, body)
        yield http_client
