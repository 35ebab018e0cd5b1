"""A spreadsheet of the emulator as a test holds it: look at cells, and edit as people do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dsl.workbook import column_letters
from sheets_adapter.emulator import a1, entered, shown
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.errors import GoogleError
from sheets_adapter.emulator.grid import Cell, Grid
from sheets_adapter.emulator.locales import customs

if TYPE_CHECKING:
    from sheets_adapter.emulator.state import Emulator


class EmulatedSpreadsheet:
    """One spreadsheet, by its id. A tab or cell that does not exist is a ``ValueError``."""

    def __init__(self, emulator: Emulator, book_id: str) -> None:
        self._emulator = emulator
        self.id = book_id

    @property
    def title(self) -> str:
        """The name of the file."""
        return self._book.title

    @property
    def url(self) -> str:
        """Where a person would open it at Google."""
        return self._book.url

    @property
    def tabs(self) -> list[str]:
        """The titles of the tabs, in their order."""
        with self._emulator.lock:
            return [grid.title for grid in self._book.grids]

    def sheet_id(self, tab: str) -> int:
        """The id of a tab, which stays when the tab is renamed."""
        return self._grid(tab).sheet_id

    def rows(self, tab: str) -> list[list[str]]:
        """What the cells show, without blanks at the ends of rows and of the sheet."""
        with self._emulator.lock:
            grid, ways = self._grid(tab), customs(self._book.locale)
            rows = [[shown.formatted(grid, cell, ways) for cell in row] for row in grid.rows]
        for row in rows:
            while row and not row[-1]:
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def value(self, tab: str, cell: str) -> str:
        """What one cell shows."""
        with self._emulator.lock:
            return shown.formatted(
                self._grid(tab), self.cell(tab, cell), customs(self._book.locale)
            )

    def cell(self, tab: str, cell: str) -> dict[str, Any]:
        """Everything that was set in a cell, in Google's form."""
        with self._emulator.lock:
            return dict(self._grid(tab).cell(*a1.cell(cell)))

    def note(self, tab: str, cell: str) -> str:
        """The note on a cell, or nothing."""
        return str(self.cell(tab, cell).get("note", ""))

    def notes(self, tab: str) -> dict[str, str]:
        """Every note of a tab, by its cell."""
        with self._emulator.lock:
            return {
                f"{column_letters(column)}{row + 1}": cell["note"]
                for row, cells in enumerate(self._grid(tab).rows)
                for column, cell in enumerate(cells)
                if "note" in cell
            }

    def protections(self, tab: str) -> list[dict[str, Any]]:
        """The protected ranges of a tab, in Google's form."""
        with self._emulator.lock:
            return [dict(protection) for protection in self._grid(tab).protected]

    def properties(self, tab: str) -> dict[str, Any]:
        """The properties of a tab, in Google's form."""
        with self._emulator.lock:
            return dict(self._grid(tab).properties)

    def set(self, tab: str, cell: str, value: object) -> None:
        """Put a value into a cell as it is: text stays text, ``""`` and ``None`` clear it."""
        self._put(tab, cell, lambda old: entered.put(old, entered.of_python(value)))

    def type(self, tab: str, cell: str, text: str) -> None:
        """Type into a cell as people do: a ZIP loses its leading zeros, ``=`` begins a formula."""
        ways = customs(self._book.locale)
        self._put(tab, cell, lambda old: entered.put(old, entered.typed(text, ways, old)))

    def set_note(self, tab: str, cell: str, text: str) -> None:
        """Put a note on a cell; ``""`` takes it away."""
        self._put(
            tab,
            cell,
            lambda old: (
                {name: part for name, part in old.items() if name != "note"}
                | ({"note": text} if text else {})
            ),
        )

    def format(self, tab: str, cells: str, kind: str, pattern: str = "") -> None:
        """Give cells a number format: ``TEXT``, ``NUMBER``, ``DATE`` … and a pattern."""
        looks = {"type": kind} | ({"pattern": pattern} if pattern else {})

        def formatted(old: Cell) -> Cell:
            return old | {
                "userEnteredFormat": old.get("userEnteredFormat", {}) | {"numberFormat": looks}
            }

        with self._emulator.lock:
            self._grid(tab).change(_area(cells), formatted)
            self._touch()

    def freeze(self, tab: str, rows: int = 1) -> None:
        """Let the first rows stay in sight."""
        with self._emulator.lock:
            self._grid(tab).properties["gridProperties"]["frozenRowCount"] = rows
            self._touch()

    def merge(self, tab: str, cells: str) -> None:
        """Make one cell of many: only the top left one keeps its value."""
        with self._emulator.lock:
            self._grid(tab).merge(_area(cells))
            self._touch()

    def add(
        self, tab: str, rows: list[list[object]] | None = None, index: int | None = None
    ) -> None:
        """A new tab, at the end unless said."""
        with self._emulator.lock:
            try:
                grid = self._book.add_grid(tab, index=index)
            except GoogleError as error:
                raise ValueError(error.message) from None
            entered.fill(grid, rows or [])
            self._touch()

    def rename(self, tab: str, title: str) -> None:
        """Another title for a tab; its id stays."""
        with self._emulator.lock:
            grid = self._grid(tab)
            try:
                self._book.check_title(title, grid)
            except GoogleError as error:
                raise ValueError(error.message) from None
            grid.properties["title"] = title
            self._touch()

    def remove(self, tab: str) -> None:
        """Delete a tab."""
        with self._emulator.lock:
            self._book.grids.remove(self._grid(tab))
            self._touch()

    def move(self, tab: str, index: int) -> None:
        """Another place among the tabs."""
        with self._emulator.lock:
            grid = self._grid(tab)
            self._book.grids.remove(grid)
            self._book.grids.insert(index, grid)
            self._touch()

    def insert_rows(self, tab: str, before: int, count: int = 1) -> None:
        """Blank rows before the row with this number, counted from 1."""
        with self._emulator.lock:
            self._grid(tab).insert("ROWS", before - 1, count)
            self._touch()

    def delete_rows(self, tab: str, first: int, count: int = 1) -> None:
        """Delete rows from this number on, counted from 1."""
        with self._emulator.lock:
            self._grid(tab).delete("ROWS", first - 1, first - 1 + count)
            self._touch()

    def insert_columns(self, tab: str, before: str, count: int = 1) -> None:
        """Blank columns before the one with this letter."""
        with self._emulator.lock:
            self._grid(tab).insert("COLUMNS", a1.cell(f"{before}1")[1], count)
            self._touch()

    def replace(self, tab: str, rows: list[list[object]]) -> None:
        """Other values for the whole tab; notes and formats stay."""
        with self._emulator.lock:
            grid = self._grid(tab)
            height, width = len(rows), max(map(len, rows), default=0)
            grid.grow(height, width)
            for number in range(max(height, len(grid.rows))):
                row = rows[number] if number < height else []
                there = len(grid.rows[number]) if number < len(grid.rows) else 0
                for column in range(max(len(row), there)):
                    value = row[column] if column < len(row) else None
                    old = grid.cell(number, column)
                    grid.put(number, column, entered.put(old, entered.of_python(value)))
            self._touch()

    @property
    def _book(self) -> Book:
        return self._emulator.book(self.id)

    def _grid(self, tab: str) -> Grid:
        grid = self._book.titled(tab)
        if grid is None:
            raise ValueError(f"there is no tab {tab!r}; there are {', '.join(self.tabs)}")
        return grid

    def _put(self, tab: str, cell: str, changed: Any) -> None:
        row, column = a1.cell(cell)
        with self._emulator.lock:
            grid = self._grid(tab)
            grid.put(row, column, changed(grid.cell(row, column)))
            self._touch()

    def _touch(self) -> None:
        self._emulator.touch(self._book)


def _area(cells: str) -> Area:
    where = a1.area(cells)
    if where is None:
        raise ValueError(f"{cells!r} is no range; write A2:C9")
    return where
