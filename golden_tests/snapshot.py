"""Golden files as syrupy snapshots, so that the tests of the example hold the same files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from syrupy.data import SnapshotCollections
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from golden_tests.opening import read_golden
from golden_tests.reading import GoldenError
from golden_tests.render import render

GOLDENS = Path(__file__).parents[1] / "examples" / "acme" / "goldens"


class GoldenSnapshot(SingleFileSnapshotExtension):
    """One file for each name that a test asserts: ``examples/acme/goldens/NAME.json``.

    Only what a file holds is compared, not its layout.
    """

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    def serialize(self, data: Any, **_: Any) -> str:
        """The text of a golden file."""
        return render(data)

    def read_snapshot_data_from_location(
        self, *, snapshot_location: str, snapshot_name: str, session_id: str
    ) -> str | None:
        """The file as it would have been written; None when it is not there or holds no golden."""
        try:
            return render(read_golden(Path(snapshot_location)).stored)
        except GoldenError:
            return None

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        """The folder of the goldens, wherever the test is."""
        return str(GOLDENS)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        """The name that the test gave."""
        return str(index)

    @classmethod
    def matches_test_location(
        cls, *, test_location: PyTestLocation, snapshot_location: str
    ) -> bool:
        """Every golden is the test's own."""
        return Path(snapshot_location).parent == GOLDENS

    def discover_snapshots(
        self, *, test_location: PyTestLocation, ignore_extensions: list[str] | None = None
    ) -> SnapshotCollections:
        """None: a golden that no test asserted is somebody's new input, never to be removed."""
        return SnapshotCollections()
