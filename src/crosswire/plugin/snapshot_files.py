"""A snapshot's file: readable JSON, in a folder of its adapter's, written whole."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from syrupy.data import Snapshot, SnapshotCollection
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from crosswire.files import write_whole
from crosswire.plugin.exchanges import Exchanges
from crosswire.plugin.own_scenarios import scenario_folders
from crosswire.plugin.snapshots import snapshot_routes

if TYPE_CHECKING:
    from syrupy.location import PyTestLocation
    from syrupy.types import SnapshotIndex

TEST = "test_same_as_before"


class ServedFile(SingleFileSnapshotExtension):
    """One file an exchange, named as the test's parameters are."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    @classmethod
    def dirname(cls, *, test_location: "PyTestLocation") -> str:
        """Return the folder of the adapter's snapshots. It has no version, as snapshots outlast versions."""
        config = test_location.item.config
        adapter = re.sub(r"[^\w.@+-]+", "_", config.stash[Exchanges.KEY].candidate.name)
        return str(Path(config.getoption("snapshots")).absolute() / adapter / test_location.basename)

    @classmethod
    def get_file_basename(cls, *, test_location: "PyTestLocation", index: "SnapshotIndex") -> str:
        """Return the name of the file: what the test's name has in its brackets."""
        return cls.get_snapshot_name(test_location=test_location, index=index).partition("[")[2].removesuffix("]")

    def read_snapshot_collection(self, *, snapshot_location: str) -> SnapshotCollection:
        """Return the snapshot of a file under its test's name: `-k` chooses by it."""
        collection = SnapshotCollection(location=snapshot_location)
        collection.add(Snapshot(name=f"{TEST}[{Path(snapshot_location).stem}]"))
        return collection

    def owns_snapshot_collection(self, *, filepath: str, test_location: "PyTestLocation") -> bool:
        """Tell whether a file is a snapshot of which this adapter has no exchange.

        An exchange that this run leaves out still has its snapshot, and so has one of Crosswire's own scenarios.
        """
        path, config = Path(filepath), test_location.item.config
        serves = config.stash[Exchanges.KEY].candidate.serves
        routes = {*snapshot_routes(), *snapshot_routes(scenario_folders(config))}
        ours = path.parent.name == test_location.basename and path.suffix == f".{self.file_extension}"
        return ours and path.stem not in {route.id for route in routes if route.serves in serves}

    @classmethod
    def matches_test_location(cls, *, test_location: "PyTestLocation", snapshot_location: str) -> bool:
        """Tell whether a file is a snapshot of the test, also of an exchange that no longer exists."""
        return Path(snapshot_location).parent.name == test_location.basename

    @classmethod
    def write_snapshot_collection(
        cls,
        *,
        snapshot_collection: SnapshotCollection,
        name_order: dict[str, int] | None = None,  # noqa: ARG003 - syrupy's, for files of several snapshots
    ) -> None:
        """Write a file in one step: a reader sees the old one or the new one."""
        snapshot = next(iter(snapshot_collection))
        write_whole(Path(snapshot_collection.location), str(snapshot.data))
