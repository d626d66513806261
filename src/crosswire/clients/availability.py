"""Which clients are installed, in which versions, and which a run asks."""

import shutil
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from crosswire.adapters.processes.environments import folder_of
from crosswire.clients.catalogue import CLIENTS, ClientPackage
from crosswire.errors import ClientUnusable
from crosswire.spelling import did_you_mean

ALL = "all"
NONE = "none"


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


def _version(client: ClientPackage) -> str | None:
    try:
        return version(client.name)
    except PackageNotFoundError:
        return None
