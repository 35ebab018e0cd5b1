"""The records of a file, in chunks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from cli.failures import CouldNotRun, unreadable
from sheets_adapter import SourceError
from sheets_adapter.csv_text import rows_of
from sheets_adapter.decode import decoded

Cells = tuple[str, ...]
_AT_A_TIME = 200
_BOM = b"\xef\xbb\xbf"


class Chunk(NamedTuple):
    """Some records with their row or line numbers, and how far they bring the whole.

    A record is a row of cells, or a line of JSON as it stands in the file.
    """

    records: list[tuple[int, Cells | bytes]]
    size: int


class CsvRecords:
    """The rows of a CSV file, in any encoding and with any delimiter that a sheet may have.

    ``header`` has a name, maybe a blank one, for every column; rows have as many cells.
    """

    def __init__(self, path: Path) -> None:
        try:
            rows = rows_of(decoded(path.read_bytes(), path.name), path.name)
        except OSError as error:
            raise unreadable(path, error) from error
        except SourceError as error:
            raise CouldNotRun(error.message, error.help) from error
        if not any(rows):
            raise CouldNotRun(f"{path} is empty", "Its first row must name the columns")
        numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
        width = max(len(row) for _, row in numbered)
        padded = [(number, _padded(row, width)) for number, row in numbered]
        self.header: Cells = padded[0][1]
        self._rows: list[tuple[int, Cells | bytes]] = list(padded[1:])
        self.total = len(self._rows)

    def chunks(self) -> Iterator[Chunk]:
        """The rows; sizes are numbers of rows."""
        for start in range(0, self.total, _AT_A_TIME):
            rows = self._rows[start : start + _AT_A_TIME]
            yield Chunk(rows, len(rows))


class NdjsonRecords:
    """The lines of an NDJSON file. Blank ones are counted and left out."""

    header: Cells | None = None

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self.total = path.stat().st_size
            path.open("rb").close()
        except OSError as error:
            raise unreadable(path, error) from error

    def chunks(self) -> Iterator[Chunk]:
        """The lines; sizes are numbers of bytes."""
        with self._path.open("rb") as file:
            numbered = enumerate(file, start=1)
            while some := list(islice(numbered, _AT_A_TIME)):
                size = sum(len(line) for _, line in some)
                lines = [(number, line.removeprefix(_BOM).strip()) for number, line in some]
                yield Chunk([(number, line) for number, line in lines if line], size)


def _padded(row: Cells, width: int) -> Cells:
    return row + ("",) * (width - len(row))
