"""Where vcrpy keeps a cassette while it is recorded: nowhere but in memory, since nothing is cleared of secrets yet."""

from pathlib import Path
from typing import Any

from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]
from vcr.serialize import deserialize  # type: ignore[import-untyped]


class Held:
    """A persister: it reads the cassette that is on file, if any, and writes none."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def load_cassette(self, cassette_path: str, serializer: Any) -> Any:  # noqa: ARG002
        """Return what is on file.

        Raises:
            CassetteNotFoundError: there is no such file, or none is to be read.
        """
        if self.path is None or not self.path.is_file():
            raise CassetteNotFoundError
        return deserialize(self.path.read_text(encoding="utf-8"), serializer)

    def save_cassette(self, cassette_path: str, cassette_dict: Any, serializer: Any) -> None:
        """Write nothing."""
