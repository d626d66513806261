"""A tape: calls kept in one vcrpy cassette as they complete, without secrets; the file is whole at any time."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from crosswire.errors import AlreadyThere, ConfigurationError
from crosswire.files import write_whole
from crosswire.secrets.redaction import redacted, told_by_headers
from crosswire.secrets.scan import refuse_secrets
from crosswire.wire.cassettes import HttpCall, write_cassette


class Tape:
    """A cassette that grows; `allowed` are texts that look like secrets and are none.

    A cassette holds bodies, joined; in how many bytes each piece of them came stands beside it, in `sizes_file`.

    Raises:
        AlreadyThere: there is a file, and `force` does not say to replace it.
        ConfigurationError: there is no folder for it.
    """

    def __init__(self, file: Path, allowed: Collection[str] = (), *, force: bool = False) -> None:
        if file.exists() and not force:
            raise AlreadyThere(f"{file} is there already; give another name, or replace it with --force")
        if not file.parent.is_dir():
            raise ConfigurationError(f"{file}: there is no folder {file.parent}; make it first")
        self.file = file
        self.sizes_file = file.with_suffix(".chunks.json")
        self.allowed = allowed
        self._written: tuple[str, ...] = ()
        self._sizes: tuple[Sequence[int], ...] = ()

    def __len__(self) -> int:
        return len(self._written)

    def keep(self, call: HttpCall, sizes: Sequence[int]) -> None:
        """Redact a call and write it behind the others; where that is refused, the file stays as it was.

        Raises:
            SecretsFound: there is one in it that cannot be replaced.
            CassetteUnwritable: a body is not text.
        """
        fit = redacted(call, self.allowed)
        refuse_secrets({self.file.name: [fit]}, self.allowed, told_by_headers(call))
        new = write_cassette([fit]).removeprefix(_BEGINS).removesuffix(_ENDS)
        written, all_sizes = (*self._written, new), (*self._sizes, sizes)
        write_whole(self.file, "".join([_BEGINS, *written, _ENDS]))
        write_whole(self.sizes_file, json.dumps(all_sizes) + "\n")
        self._written, self._sizes = written, all_sizes


_BEGINS, _ENDS = "interactions:\n", "version: 1\n"
"""What stands around the interactions of a cassette. Each is written, and read back, once: a session may be long."""
