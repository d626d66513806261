"""A tape: a vcrpy cassette to which complete calls are added, without secrets; its file is whole at any time."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from crosswire.errors import AlreadyThere, ConfigurationError
from crosswire.files import sweep, write_whole
from crosswire.making.folders import refuse_installed
from crosswire.secrets.redaction import redact
from crosswire.secrets.scan import refuse_secrets
from crosswire.wire.cassettes import HttpCall, write_cassette


class Tape:
    """A cassette that grows; `allowed` are texts that look like secrets and are none.

    A cassette has whole bodies. The sizes of the pieces in which they came are in `sizes_file`, next to it.

    Raises:
        AlreadyThere: there is such a file, and `force` is not set; or it is no cassette.
        ConfigurationError: there is no such folder.
    """

    def __init__(self, file: Path, allowed: Collection[str] = (), *, force: bool = False) -> None:
        refuse_installed(file)
        sizes_file = file.with_suffix(".chunks.json")
        if taken := next((one for one in (file, sizes_file) if one.exists()), None):
            if not force:
                raise AlreadyThere(f"{taken} is there already; give another name, or replace it with --force")
            if file.exists() and not _is_cassette(file):
                raise AlreadyThere(f"{file} is no cassette; --force replaces one and nothing else: give another name")
        if not file.parent.is_dir():
            raise ConfigurationError(f"{file}: there is no folder {file.parent}; make it first")
        sweep(file.parent)
        self.file = file
        self.sizes_file = sizes_file
        self.allowed = allowed
        self._written: tuple[str, ...] = ()
        self._sizes: tuple[Sequence[int], ...] = ()
        self._secrets: frozenset[str] = frozenset()
        """What was secret in an earlier call: it is secret in every later one."""
        self.replaced: Counter[str] = Counter()
        """What was replaced, in words, without the secrets, and in how many calls."""

    def __len__(self) -> int:
        return len(self._written)

    def keep(self, call: HttpCall, sizes: Sequence[int]) -> None:
        """Redact a call and append it. Where that is refused, the file stays as it was.

        Raises:
            SecretsFound: there is one in it that cannot be replaced.
            CassetteUnwritable: a body is not text.
        """
        redaction = redact([call], self.allowed, self._secrets)
        fit = redaction.calls[0]
        refuse_secrets({self.file.name: [fit]}, self.allowed, redaction.secrets)
        new = write_cassette([fit]).removeprefix(_BEGINS).removesuffix(_ENDS)
        written, all_sizes = (*self._written, new), (*self._sizes, sizes)
        if not self._written:
            # If this process is killed between the two, no sizes of an earlier tape are beside this one.
            self.sizes_file.unlink(missing_ok=True)
        write_whole(self.file, "".join([_BEGINS, *written, _ENDS]))
        write_whole(self.sizes_file, json.dumps(all_sizes) + "\n")
        self._written, self._sizes = written, all_sizes
        self._secrets |= redaction.secrets
        self.replaced.update(redaction.replaced)


def _is_cassette(file: Path) -> bool:
    with file.open("rb") as content:
        return content.read(len(_FIRST)) in (_FIRST, b"")


_FIRST = b"interactions:"
_BEGINS, _ENDS = "interactions:\n", "version: 1\n"
"""The text around the interactions of a cassette. Each of these is written, and read back, once."""
