"""Print what the official SDKs know of the API and schemas/ lack; nothing is written.

    python scripts/sdk_drift.py [--npm FOLDER]

Reads the Python SDK that is installed, and the npm SDK in FOLDER (`node_modules/openai`); without it, in the
environment of the client `openai-node`, where that was built. What is new belongs into scripts/additions.toml, which
scripts/derive_schemas.py puts into schemas/. Exit status 1 if something is new.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import sdk_npm
import sdk_python
from sdk_shapes import Object, Unknown, Way, unknown_to

from crosswire.adapters.processes.environments import folder_of
from crosswire.clients.catalogue import CLIENTS, ClientProgram
from crosswire.wire.schema_files import document


def unknown(shapes_of: Callable[[str], Sequence[Way]]) -> Iterator[tuple[str, Unknown]]:
    """Yield what an SDK knows beyond schemas/, with the first document that lacks it."""
    found: dict[Unknown, str] = {}
    for name in sdk_python.ROOTS:
        for way in shapes_of(name):
            if isinstance(way, Object):
                for lack in unknown_to(document(name), way):
                    found.setdefault(lack, name)
    yield from ((name, lack) for lack, name in found.items())


def installed_npm() -> Path | None:
    """Return the folder of the npm SDK in its client's environment; None where that was not built."""
    client = CLIENTS["openai-node"]
    folder = folder_of(client.install) / "node_modules" / "openai" if isinstance(client, ClientProgram) else None
    return folder if folder and folder.is_dir() else None


def main(arguments: list[str] | None = None) -> int:
    """Print what is new in each SDK; return 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--npm", type=Path, help="the folder of the npm SDK (default: its client's environment)")
    options = parser.parse_args(arguments)
    npm = options.npm or installed_npm()
    sdks: list[tuple[str, Callable[[str], Sequence[Way]]]] = [
        (f"openai {version('openai')} (Python)", sdk_python.shapes_of)
    ]
    if npm is None:
        print("openai (npm): not read; crosswire builds its environment for `--clients openai-node`, or name it: --npm")
    else:
        sdks.append((f"openai {sdk_npm.version_of(npm)} (npm)", lambda name: sdk_npm.shapes_of(npm, name)))
    count = 0
    for sdk, shapes_of in sdks:
        lacking = list(unknown(shapes_of))
        count += len(lacking)
        print(f"{sdk}: {len(lacking)} new")
        for name, lack in lacking:
            print(f"  {name} {lack}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
