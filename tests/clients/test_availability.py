"""Which clients a run asks, and what happens where one is not there."""

import re

import pytest

from crosswire.clients import availability
from crosswire.clients.availability import check_package, check_program, chosen_clients, is_installed
from crosswire.clients.catalogue import CLIENTS, ClientPackage, ClientProgram
from crosswire.errors import ClientUnusable


def test_clients_are_chosen_by_name() -> None:
    """`all` are all; names are in the order of the catalogue; without the option those that are installed."""
    assert [*CLIENTS] == chosen_clients("all")
    assert ["openai-node", "ai-sdk"] == chosen_clients("ai-sdk, openai-node")
    assert [name for name in CLIENTS if is_installed(name)] == chosen_clients(None)


def test_an_unknown_client_is_refused() -> None:
    """The error names the client that was meant, or all of them."""
    with pytest.raises(ClientUnusable, match=r"there is no client 'ai-sdl'.*--clients ai-sdk"):
        chosen_clients("ai-sdl")
    with pytest.raises(ClientUnusable, match="openai-python, openai-node, "):
        chosen_clients("x")


def test_a_client_is_installed_where_its_packages_are(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client with an environment of its own is installed once that environment is built."""
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path))

    assert not is_installed("ai-sdk")
    assert is_installed("openai-python")


@pytest.mark.parametrize(
    ("found", "error_text"),
    [
        (None, "client openai-python: openai is not installed: pip install 'crosswire[sdk]'"),
        ("2.53.9", "client openai-python: openai 2.53.9 is not supported; 2.54 or newer is: "),
    ],
)
def test_a_package_has_to_be_new_enough(found: str | None, error_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old version, or none, is an error that names the command which helps."""
    monkeypatch.setattr(availability, "_version", lambda _: found)
    client = CLIENTS["openai-python"]
    assert isinstance(client, ClientPackage)

    with pytest.raises(ClientUnusable) as raised:
        check_package("openai-python", client)

    assert str(raised.value).startswith(error_text)


def test_node_has_to_be_new_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that runs with an old Node.js is not started; the error names both versions."""
    monkeypatch.setattr(availability, "_node_version", lambda: "16.20.2")
    client, of_python = CLIENTS["ai-sdk"], CLIENTS["pydantic-ai"]
    assert isinstance(client, ClientProgram)
    assert isinstance(of_python, ClientProgram)
    check_program("pydantic-ai", of_python)

    with pytest.raises(ClientUnusable, match=r"client ai-sdk: Node.js 16.20.2 is not supported; 20 or newer is"):
        check_program("ai-sdk", client)


@pytest.mark.parametrize("name", CLIENTS)
def test_versions_are_pinned(name: str) -> None:
    """Each package of a client in a process of its own has one version, so that all runs see the same."""
    client = CLIENTS[name]
    packages = [*client.install.python, *client.install.node] if isinstance(client, ClientProgram) else []

    assert [] == [package for package in packages if not re.fullmatch(r".+(==|@)[\d.]+", package)]
