"""Which clients are installed, in which versions, and which a run asks."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from crosswire.adapters.processes.environments import folder_of
from crosswire.clients.catalogue import CLIENTS, ClientPackage, ClientProgram
from crosswire.errors import ClientUnusable
from crosswire.spelling import did_you_mean

ALL = "all"
NONE = "none"
OLDEST_NODE = 20
"""The major version of Node.js that the packages ask for."""


def is_installed(name: str) -> bool:
    """Tell whether a client can be asked without installing anything."""
    client = CLIENTS[name]
    if isinstance(client, ClientPackage):
        return _version(client) is not None
    return folder_of(client.install).is_dir() and (not client.install.node or shutil.which("node") is not None)


def chosen_clients(option: str | None) -> Sequence[str]:
    """Return the clients that `--clients` chooses: `all`, `none`, names with commas between, or those installed.

    Raises:
        ClientUnusable: there is no client of that name.
    """
    if option is None:
        return [name for name in CLIENTS if is_installed(name)]
    if option in (ALL, NONE):
        return [*CLIENTS] if option == ALL else []
    names = [name.strip() for name in option.split(",") if name.strip()]
    for name in names:
        if name not in CLIENTS:
            meant = did_you_mean(name, CLIENTS, lambda client: f"--clients {client}")
            allowed = f"; {', '.join(CLIENTS)}, {ALL} and {NONE} are allowed"
            raise ClientUnusable(f"--clients {option}: there is no client {name!r}{meant or allowed}")
    return [name for name in CLIENTS if name in names]


def versions_of(name: str) -> str:
    """Return a client's packages with their versions: `openai@7.59.0`."""
    client = CLIENTS[name]
    if isinstance(client, ClientPackage):
        return f"{client.name}=={_version(client) or 'not installed'}"
    return ", ".join([*client.install.python, *client.install.node])


def check_package(name: str, client: ClientPackage) -> None:
    """Make sure that a client in this process is installed, in a version that is supported.

    Raises:
        ClientUnusable: it is not.
    """
    found = _version(client)
    oldest = ".".join(map(str, client.oldest))
    if found is None:
        raise ClientUnusable(f"client {name}: {client.name} is not installed: pip install 'crosswire[{client.extra}]'")
    if tuple(map(int, found.split(".")[:2])) < client.oldest:
        raise ClientUnusable(
            f"client {name}: {client.name} {found} is not supported; {oldest} or newer is: "
            f"pip install 'crosswire[{client.extra}]'"
        )


def check_program(name: str, client: ClientProgram) -> None:
    """Make sure that what runs a client is new enough. What is missing shows when it is installed or started.

    Raises:
        ClientUnusable: Node.js is too old.
    """
    found = _node_version() if client.install.node else None
    if found and int(found.split(".")[0]) < OLDEST_NODE:
        raise ClientUnusable(f"client {name}: Node.js {found} is not supported; {OLDEST_NODE} or newer is")


def runtime_versions() -> str:
    """Return the versions of what runs the clients: of Python, and of Node.js where it is there."""
    return f"{sys.version} {_node_version()}"


@cache
def _node_version() -> str | None:
    node = shutil.which("node")
    return subprocess.check_output([node, "--version"], text=True).strip().removeprefix("v") if node else None


def _version(client: ClientPackage) -> str | None:
    try:
        return version(client.name)
    except PackageNotFoundError:
        return None
