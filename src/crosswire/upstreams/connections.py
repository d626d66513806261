"""A connection to the upstream over a network, and how it is broken."""

import socket
import struct
from typing import Any

TRANSPORT = "crosswire.transport"
"""The extension of a call's scope that has its connection."""


def reset(transport: Any) -> None:
    """Break a connection as a crashed host does: RST, not an orderly end."""
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
