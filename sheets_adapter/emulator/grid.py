"""One sheet: its properties, its cells, and what inserting and deleting rows does to them.

A cell is the part of Google's CellData that people set (``userEnteredValue``,
``userEnteredFormat``, ``note``, ``dataValidation``); what it shows is computed from that.
A cell is never changed, only put in the place of another: so a copy of a sheet needs no copies of
its cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sheets_adapter.emulator.a1 import Area, of_grid_range

Cell = dict[str, Any]
BLANK: Cell = {}

ROWS = 1000
COLUMNS = 26
"""The grid that Google gives a new sheet."""
MAX_CELLS = 10_000_000


@dataclass(slots=True)
class Grid:
    """A sheet: ``rows`` may be ragged and shorter than the grid of ``row_count``."""

    properties: dict[str, Any]
    """Google's SheetProperties, without the index."""
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    protected: list[dict[str, Any]] = field(default_factory=list)
    sizes: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """Properties of rows and columns that differ from the usual, by dimension and index."""

    @property
    def sheet_id(self) -> int:
        """What stays when the sheet is renamed."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """What the tab shows."""
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        """Rows of the grid, blank ones too."""
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        """Columns of the grid, blank ones too."""
        return int(self.properties["gridProperties"]["columnCount"])

    @property
    def used(self) -> int:
        """Rows up to the last one in which anything was set."""
        height = len(self.rows)
        while height and not any(self.rows[height - 1]):
            height -= 1
        return height

    def copy(self) -> Grid:
        """One that may be changed without this one."""
        return Grid(
            deepcopy(self.properties),
            [list(row) for row in self.rows],
            list(self.merges),
            deepcopy(self.protected),
            dict(self.sizes),
        )

    def cell(self, row: int, column: int) -> Cell:
        """What was set in a cell; a blank one for a cell that was never touched."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return BLANK

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Another cell in the place of the one there; the grid grows when it must.

        A cell that a merge covers keeps no value.
        """
        self.grow(row + 1, column + 1)
        if "userEnteredValue" in cell and self._covered(row, column):
            cell = {name: part for name, part in cell.items() if name != "userEnteredValue"}
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        cells += [BLANK] * (column + 1 - len(cells))
        cells[column] = cell

    def change(self, where: Area, changed: Callable[[Cell], Cell]) -> None:
        """Every cell of an area, put through a function."""
        if changed(BLANK) == BLANK:
            height = min(where.bottom or len(self.rows), len(self.rows))
            where = Area(min(where.top, height), height, where.left, where.right)
        for row, column in self.every(where):
            cell = self.cell(row, column)
            new = changed(cell)
            if new != cell:
                self.put(row, column, new)

    def every(self, where: Area) -> Iterator[tuple[int, int]]:
        """The cells of an area that are in the grid."""
        bounded = where.within(self.row_count, self.column_count)
        for row in range(bounded.top, bounded.bottom or 0):
            for column in range(bounded.left, bounded.right or 0):
                yield row, column

    def grow(self, rows: int, columns: int) -> None:
        """At least so many rows and columns."""
        grid = self.properties["gridProperties"]
        grid["rowCount"] = max(self.row_count, rows)
        grid["columnCount"] = max(self.column_count, columns)

    def cut(self) -> None:
        """Drop what stands outside the grid, after it became smaller."""
        del self.rows[self.row_count :]
        for row in self.rows:
            del row[self.column_count :]

    def merge(self, where: Area) -> None:
        """One cell from many: the top left one keeps its value, the others lose theirs."""
        self.merges.append(where)
        for row, column in self.every(where):
            cell = self.cell(row, column)
            if (row, column) != (where.top, where.left) and "userEnteredValue" in cell:
                self.put(row, column, cell)

    def insert(self, dimension: str, start: int, count: int) -> None:
        """Blank rows (``ROWS``) or columns (``COLUMNS``) before the one at ``start``."""
        if dimension == "ROWS":
            if start < len(self.rows):
                self.rows[start:start] = [[] for _ in range(count)]
            self.properties["gridProperties"]["rowCount"] += count
        else:
            for row in self.rows:
                if start < len(row):
                    row[start:start] = [BLANK] * count
            self.properties["gridProperties"]["columnCount"] += count
        self._shift(dimension, start, count)

    def delete(self, dimension: str, start: int, end: int) -> None:
        """Rows or columns from ``start`` to before ``end``."""
        if dimension == "ROWS":
            del self.rows[start:end]
            self.properties["gridProperties"]["rowCount"] -= end - start
        else:
            for row in self.rows:
                del row[start:end]
            self.properties["gridProperties"]["columnCount"] -= end - start
        self._shift(dimension, start, start - end)

    def _covered(self, row: int, column: int) -> bool:
        return any(
            merge.holds(row, column) and (row, column) != (merge.top, merge.left)
            for merge in self.merges
        )

    def _shift(self, dimension: str, start: int, count: int) -> None:
        """Move merges, protections and sizes with their rows or columns."""
        moved = (_moved(merge, dimension, start, count) for merge in self.merges)
        self.merges = [merge for merge in moved if merge is not None]
        kept = []
        for protection in self.protected:
            inside = _moved(of_grid_range(protection.get("range", {})), dimension, start, count)
            if inside is not None:
                ends = to_grid_range(inside)
                kept.append(protection | {"range": {"sheetId": self.sheet_id, **ends}})
        self.protected = kept
        sizes = {}
        for (of, index), size in self.sizes.items():
            new = _index(index, start, count) if of == dimension else index
            if new is not None:
                sizes[of, new] = size
        self.sizes = sizes


def to_grid_range(where: Area) -> dict[str, int]:
    """An area as a GridRange without its sheet: only the ends that it has."""
    ends = {
        "startRowIndex": where.top if where.top or where.bottom is not None else None,
        "endRowIndex": where.bottom,
        "startColumnIndex": where.left if where.left or where.right is not None else None,
        "endColumnIndex": where.right,
    }
    return {name: value for name, value in ends.items() if value is not None}


def _index(index: int, start: int, count: int) -> int | None:
    """Where a row or column went, ``None`` when it was deleted."""
    if index < start:
        return index
    return None if index < start - count else index + count


def _moved(where: Area, dimension: str, start: int, count: int) -> Area | None:
    """An area after rows or columns came (``count`` above 0) or went; ``None`` when all went."""
    rows = dimension == "ROWS"
    first, end = (where.top, where.bottom) if rows else (where.left, where.right)
    if count >= 0:
        first = first + count if first >= start else first
        end = end + count if end is not None and end > start else end
    else:
        gone = start - count
        first = first if first < start else max(start, first + count)
        if end is not None:
            end = end if end <= start else max(start, end + count) if end >= gone else start
            if end <= first:
                return None
    if rows:
        return Area(first, end, where.left, where.right)
    return Area(where.top, where.bottom, first, end)
