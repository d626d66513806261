"""The clients of this process. Each is started once, when it is first asked."""

import sys
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from crosswire.clients.availability import check_package, check_program
from crosswire.clients.bodies import HttpAnswer
from crosswire.clients.catalogue import CLIENTS, ClientPackage
from crosswire.clients.lines import LineClient
from crosswire.clients.views import Views
from crosswire.facts import Mode, ShapeName


class Client(Protocol):
    """A client library, asked as its users use it."""

    def see(
        self, serves: ShapeName, mode: Mode, answer: HttpAnswer, tools: Sequence[str] = (), *, recorded: bool = False
    ) -> Views:
        """Return what the client sees of an answer that calls these functions. A `recorded` one is in every run.

        Raises:
            ConfigurationError: it cannot be asked.
        """

    def close(self) -> None:
        """End what it has started."""


def client_of(name: str) -> Client:
    """Return a client; it is the same for all who ask.

    Raises:
        ClientUnusable: it is not installed, or not in a version that is supported.
    """
    started = _started()
    if name not in started:
        started[name] = _new(name)
    return started[name]


def close_clients() -> None:
    """End the processes of all clients that were asked."""
    for client in _started().values():
        client.close()
    _started().clear()
    if (own := sys.modules.get("crosswire.clients.openai_python")) and own.shared.cache_info().currsize:
        own.shared().close()  # requirements ask it, too, of which no client is the judge


@cache
def _started() -> dict[str, Client]:
    return {}


def _new(name: str) -> Client:
    client = CLIENTS[name]
    if isinstance(client, ClientPackage):
        check_package(name, client)
        from crosswire.clients.openai_python import shared  # httpx, which other clients do without

        return shared()
    check_program(name, client)
    return LineClient(name, client)
