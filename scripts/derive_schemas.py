"""Derive schemas/ from an OpenAPI 3.1 description of the API, so that a failure names a branch and a field.

    python scripts/derive_schemas.py PATH_TO_OPENAPI.json [--out schemas]

A union becomes a decision (`if` it is a string, `if` its type is "message", `then` that branch) in place of `oneOf`,
which can only say that nothing fits. No prose; unknown fields are allowed; what genuine answers lack is in waivers.py,
what the official SDKs know beyond the description in additions.toml.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from additions import NONE, Additions, UselessAdditionError, extended, load_additions
from decided_unions import Derivation
from openapi_components import DescriptionError, components
from waivers import WAIVERS, UselessWaiverError, Waiver, waived

from crosswire.files import write_whole

Schema = dict[str, Any]

ROOTS = {
    "responses/request": "CreateResponse",
    "responses/response": "Response",
    "responses/event": "ResponseStreamEvent",
    "responses/error": "ErrorResponse",
    "chat/request": "CreateChatCompletionRequest",
    "chat/response": "CreateChatCompletionResponse",
    "chat/chunk": "CreateChatCompletionStreamResponse",
    "chat/error": "ErrorResponse",
}

_LINE = 120


def derived(
    description: Schema, waivers: tuple[Waiver, ...] = WAIVERS, additions: Additions = NONE
) -> dict[str, Schema]:
    """Return every schema of schemas/, by name (`chat/chunk`), from a whole OpenAPI description."""
    relaxed = waived(extended(components(description, list(ROOTS.values())), additions), waivers)
    source = f"{description['info']['title']} {description['info']['version']}"
    return {name: _document(name, root, relaxed, source) for name, root in ROOTS.items()}


def _document(name: str, root: str, relaxed: dict[str, Schema], source: str) -> Schema:
    derivation = Derivation(relaxed, root)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:crosswire:{name.replace('/', ':')}",
        "$comment": f"{root} of the {source} description and of additions.toml, by scripts/derive_schemas.py",
        **derivation.schema,
        "$defs": derivation.definitions(),
    }


def written(value: object, before: int = 0, indent: str = "") -> str:
    """Return `value` as JSON in which whatever fits on a line is on one; `before` is how much of the line is used."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + before + len(flat) < _LINE or not isinstance(value, dict | list) or not value:
        return flat
    deeper = f"{indent} "
    if isinstance(value, list):
        lines = [written(entry, 0, deeper) for entry in value]
    else:
        keys = [f"{json.dumps(key)}: " for key in value]
        lines = [key + written(entry, len(key), deeper) for key, entry in zip(keys, value.values(), strict=True)]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    return "\n".join([opening, ",\n".join(f"{deeper}{line}" for line in lines), f"{indent}{closing}"])


def main(arguments: list[str] | None = None) -> int:
    """Write the schemas; return 1 and name the reason where the description cannot be read so."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("description", type=Path, help="the OpenAPI 3.1 description, as JSON")
    parser.add_argument("--out", type=Path, default=Path("schemas"), help="the folder to write to (default: schemas)")
    options = parser.parse_args(arguments)
    try:
        schemas = derived(json.loads(options.description.read_text(encoding="utf-8")), additions=load_additions())
    except (OSError, ValueError, DescriptionError, UselessWaiverError, UselessAdditionError) as problem:
        print(f"{options.description}: {problem}", file=sys.stderr)
        return 1
    for name, schema in schemas.items():
        path = options.out / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, written(schema) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
