"""scripts/sdk_drift.py prints what the official SDKs know and schemas/ lack."""

import importlib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Required

import pytest
from pydantic import BaseModel
from typing_extensions import TypedDict

from crosswire.clients.catalogue import CLIENTS, ClientProgram

_CHECKOUT = Path(__file__).parents[2]

ASK: Mapping[str, Any] = {
    "$ref": "#/$defs/Ask",
    "$defs": {
        "Ask": {
            "type": "object",
            "properties": {
                "size": {"type": "string", "enum": ["small"]},
                "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        "Part": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"enum": ["text", "image"]}},
            "allOf": [
                {
                    "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
                    "then": {"$ref": f"#/$defs/{name}"},
                }
                for kind, name in (("text", "TextPart"), ("image", "ImagePart"))
            ],
        },
        "TextPart": {"type": "object", "properties": {"type": {"enum": ["text"]}, "text": {"type": "string"}}},
        "ImagePart": {"type": "object", "properties": {"type": {"enum": ["image"]}, "url": {"type": "string"}}},
    },
}
"""A schema as schemas/ has them: its unions are decided."""


class TextPart(BaseModel):
    """A part that the schema has, with a field that it lacks."""

    type: Literal["text"]
    text: str
    language: str | None = None


class ImagePart(TypedDict, total=False):
    """A part that the schema has."""

    type: Required[Literal["image"]]
    url: Required[str]


class Sound(BaseModel):
    """A part that the schema lacks."""

    type: Literal["sound"]
    data: str


class Ask(BaseModel):
    """A request: a word and a field more than the schema has."""

    size: Literal["small", "large"]
    parts: list[TextPart | ImagePart | Sound]
    labels: dict[str, str]
    again: "Ask | None" = None


NPM = """
import * as Shared from "./shared.js";
/** A request. */
export interface Ask {
    /** How large; 'huge' is said here alone. */
    size: 'small' | 'large';
    parts: Array<TextPart | Ask.Image | Shared.Sound>;
    labels: { [key: string]: string };
    again?: Ask | null;
}
export declare namespace Ask {
    interface Image extends Picture {
        type: 'image';
    }
    interface Picture {
        url: string;
    }
}
export type TextPart = Text;
interface Text {
    type: 'text';
    text: string;
    language?: string | null;
}
"""
SHARED = "export interface Sound { type: 'sound'; data: string; }"

NEW = ["Ask.again", "Ask.size = large", "Part.type = sound", "TextPart.language"]


@pytest.fixture(scope="module")
def scripts() -> Iterator[Mapping[str, ModuleType]]:
    """Return the scripts as modules; they find their neighbours as if they were run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        yield {name: importlib.import_module(name) for name in ("sdk_shapes", "sdk_python", "sdk_npm", "sdk_drift")}


def _unknown(scripts: Mapping[str, ModuleType], ways: Any) -> list[str]:
    return sorted(str(lack) for way in ways for lack in scripts["sdk_shapes"].unknown_to(ASK, way))


def test_what_the_python_sdk_has_more_is_told(
    scripts: Mapping[str, ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field, a word and a kind of object are named by the schema's component; what both have is not."""
    monkeypatch.setattr(scripts["sdk_python"], "ROOTS", {"chat/request": (__name__, "Ask")})

    assert NEW == _unknown(scripts, scripts["sdk_python"].shapes_of("chat/request"))


def test_what_the_npm_sdk_has_more_is_told(
    scripts: Mapping[str, ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TypeScript says the same: aliases, namespaces, what an interface extends, and imports are followed."""
    (tmp_path / "ask.d.ts").write_text(NPM)
    (tmp_path / "shared.d.ts").write_text(SHARED)
    monkeypatch.setattr(scripts["sdk_npm"], "ROOTS", {"chat/request": ("ask.d.ts", "Ask")})

    assert NEW == _unknown(scripts, scripts["sdk_npm"].shapes_of(tmp_path, "chat/request"))


def test_the_schemas_have_what_the_installed_sdks_know(
    scripts: Mapping[str, ModuleType], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is new in the Python SDK of the development environment, nor in the npm SDK where it is installed."""
    status = scripts["sdk_drift"].main([])

    assert (0, True) == (status, "openai 3.57.0 (Python): 0 new" in capsys.readouterr().out.splitlines())


def test_something_new_is_printed_and_fails(
    scripts: Mapping[str, ModuleType], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is new is printed with the document that lacks it, and the exit status is 1."""
    monkeypatch.setattr(scripts["sdk_drift"].sdk_python, "ROOTS", {"chat/request": (__name__, "Ask")})
    monkeypatch.setattr(scripts["sdk_drift"], "document", lambda _: ASK)
    monkeypatch.setattr(scripts["sdk_drift"], "installed_npm", lambda: None)

    status = scripts["sdk_drift"].main([])

    lines = capsys.readouterr().out.splitlines()
    assert (1, NEW) == (status, sorted(line.removeprefix("  chat/request ") for line in lines if line[:2] == "  "))


@pytest.mark.usefixtures("scripts")
def test_the_ledger_names_the_sdks() -> None:
    """docs/ledger.md says which SDKs it is about: the one that is installed, and the one that the npm client pins."""
    introduction = importlib.import_module("docs_of_ledger").INTRODUCTION
    client = CLIENTS["openai-node"]
    assert isinstance(client, ClientProgram)
    (npm,) = client.install.node

    assert f"openai {version('openai')}\n(Python)" in introduction
    assert f"{npm.replace('@', ' ')} (npm)" in introduction
