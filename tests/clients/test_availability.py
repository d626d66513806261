"""Which clients a run asks, and what happens where one is not there."""

import pytest

from crosswire.clients import availability
from crosswire.clients.availability import check_package, chosen_clients, is_installed
from crosswire.clients.catalogue import CLIENTS, ClientPackage
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
