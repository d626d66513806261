"""Ports on 127.0.0.1: a socket that has one, and one that listens there."""

import socket

from crosswire.errors import PortTaken
from crosswire.wire.serving import HOST


def bound_socket(port: int) -> socket.socket:
    """Return a socket that has the port, and does not listen.

    Raises:
        PortTaken: another program has it.
    """
    # Named by its protocol: asyncio sends small pieces at once on such sockets only, and holds them back on others.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as error:
        bound.close()
        raise _taken(port, error) from None
    return bound


def listening_socket(port: int) -> socket.socket:
    """Return a socket that listens at the port.

    Raises:
        PortTaken: another program listens there.
    """
    listening = bound_socket(port)
    try:
        listening.listen()
    except OSError as error:  # two that were bound before either listened
        listening.close()
        raise _taken(port, error) from None
    return listening


def _taken(port: int, error: OSError) -> PortTaken:
    return PortTaken(
        f"--upstream-port {port}: {error.strerror}; another program listens there, or, with -n, another worker of this "
        "run: end it, take another port, or leave -n out"
    )
