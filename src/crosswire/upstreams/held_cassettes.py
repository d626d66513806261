"""A persister for vcrpy that keeps a new cassette in memory alone: it is not cleared of secrets yet."""

from pathlib import Path
from typing import Any

from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]
from vcr.serialize import deserialize  # type: ignore[import-untyped]

from crosswire.wire.reading import YAML, read_text


class Held:
    """Reads the cassette on file, if there is one, and writes none."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def load_cassette(self, cassette_path: str, serializer: Any) -> Any:  # noqa: ARG002
        """Return the cassette on file.

        Raises:
            CassetteNotFoundError: there is no such file, or none is to be read.
        """
        if self.path is None or not self.path.is_file():
            raise CassetteNotFoundError
        return deserialize(read_text(self.path), YAML)

    def save_cassette(self, cassette_path: str, cassette_dict: Any, serializer: Any) -> None:
        """Write nothing."""
