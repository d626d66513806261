"""Lines to an upstream on loopback, and a client that sees each piece of an answer as it was written."""

import json
import socket
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

from crosswire.exchange import cases_of
from crosswire.scenarios import load_scenarios
from crosswire.shapes import SHAPES, other
from crosswire.upstreams.delivery import by_event
from crosswire.upstreams.line import Line
from crosswire.upstreams.replay import Replay

LONG = 60.0
"""Seconds that only a broken test takes."""


def turns_of(name, shape):
    """The turns of a scenario's upstream that speaks `shape`."""
    return [case.upstreams for case in cases_of(load_scenarios()[name], other(shape), "json")]


def line_of(upstream, turns, send=by_event, path="/v1", **more):
    return Line(Replay(f"{upstream.url}{path}", turns), send, **more)


def asked(turn, mode):
    """The recorded request of a turn, asking for usage where it can be."""
    body = dict(turn[mode].asked_body)
    if mode == "stream" and turn[mode].shape == "chat":
        body["stream_options"] = {"include_usage": True}
    return body


class Client:
    """One connection: it asks, and reads chunk by chunk, as the upstream wrote them."""

    def __init__(self, base_url):
        self._url = urlsplit(base_url)
        self.connection = socket.create_connection((self._url.hostname, self._url.port), timeout=LONG)
        self._read = self.connection.makefile("rb")

    def ask(self, interaction, body):
        self.send(SHAPES[interaction.shape].PATH, json.dumps(body).encode())

    def send(self, path, body, length=None):
        """Send a request; with a `length`, of one that is longer than its body."""
        head = f"POST {self._url.path}{path} HTTP/1.1\r\nhost: x\r\ncontent-length: {length or len(body)}\r\n\r\n"
        self.connection.sendall(head.encode() + body)

    def head(self):
        """Read status and headers."""
        status = int(self._read.readline().split()[1])
        lines = iter(lambda: self._read.readline().decode().strip(), "")
        return status, dict(line.split(": ", 1) for line in lines)

    def piece(self):
        """Read one piece, `b""` at the end."""
        size = int(self._read.readline(), 16)
        return self._read.read(size + 2)[:-2]

    def pieces(self):
        return [*iter(self.piece, b"")]

    def has_more(self):
        """Tell whether more has come: at least not by now."""
        self.connection.setblocking(False)
        try:
            return bool(self._read.peek(1))
        finally:
            self.connection.settimeout(LONG)

    def close(self):
        self._read.close()
        self.connection.close()


@contextmanager
def client(line):
    with closing(Client(line.replay.base_url)) as each:
        yield each


@contextmanager
def asking(upstream, line, interaction, body):
    """A client that has asked, while the exchange lasts."""
    with upstream.serve(line), client(line) as each:
        each.ask(interaction, body)
        yield each
