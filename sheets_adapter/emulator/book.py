"""One spreadsheet as the emulator holds it: sheets in the order of their tabs, and who may what."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sheets_adapter.emulator import a1
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.errors import invalid, unparsable
from sheets_adapter.emulator.grid import COLUMNS, ROWS, Grid

DEFAULT_LOCALE = "en_US"
TIME_ZONE = "Etc/GMT"


@dataclass(slots=True)
class Book:
    """A spreadsheet."""

    book_id: str
    properties: dict[str, Any]
    """Google's SpreadsheetProperties: title, locale, timeZone."""
    grids: list[Grid] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    """``owner``, ``writer`` or ``reader`` by e-mail; ``anyone`` is an e-mail, too."""
    named_ranges: list[dict[str, Any]] = field(default_factory=list)
    created: str = ""
    modified: str = ""
    last_id: int = 0

    @property
    def title(self) -> str:
        """The name of the file."""
        return str(self.properties["title"])

    @property
    def locale(self) -> str:
        """The locale in which numbers and dates are typed and shown."""
        return str(self.properties.get("locale", DEFAULT_LOCALE))

    @property
    def url(self) -> str:
        """Where a person would open it."""
        return f"https://docs.google.com/spreadsheets/d/{self.book_id}/edit"

    def copy(self) -> Book:
        """One that may be changed without this one."""
        return Book(
            self.book_id,
            deepcopy(self.properties),
            [grid.copy() for grid in self.grids],
            dict(self.roles),
            deepcopy(self.named_ranges),
            self.created,
            self.modified,
            self.last_id,
        )

    def next_id(self) -> int:
        """An id that no part of this spreadsheet has had."""
        self.last_id += 1
        return self.last_id

    def grid_of(self, sheet_id: int) -> Grid:
        """The sheet with an id; 400 when there is none."""
        for grid in self.grids:
            if grid.sheet_id == sheet_id:
                return grid
        raise invalid(f"No grid with id: {sheet_id}")

    def titled(self, title: str) -> Grid | None:
        """The sheet with a title, in any case."""
        exact = [grid for grid in self.grids if grid.title == title]
        alike = [grid for grid in self.grids if grid.title.casefold() == title.casefold()]
        return next(iter(exact + alike), None)

    def find(self, text: str) -> tuple[Grid, Area]:
        """The sheet and the area of an A1 range; without a title it is in the first sheet."""
        title, cells = a1.split(text)
        if title is None:
            where = a1.area(text)
            if where is not None:
                return self._first(text), where
            named = self._named(text)
            if named is not None and self.titled(text) is None:
                return named
            title, cells = text, None
        grid = self.titled(title)
        if grid is None:
            raise unparsable(text)
        where = Area() if cells is None else a1.area(cells)
        if where is None:
            raise unparsable(text)
        return grid, where

    def bounded(self, text: str) -> tuple[Grid, Area]:
        """As ``find``, cut to the grid; a range wholly outside it is 400, as at Google."""
        grid, where = self.find(text)
        return grid, inside(grid, where, text)

    def of_grid_range(self, grid_range: Mapping[str, Any]) -> tuple[Grid, Area]:
        """The sheet and the area of a GridRange."""
        sheet_id = grid_range.get("sheetId", 0)
        return self.grid_of(sheet_id), a1.of_grid_range(grid_range)

    def add_grid(
        self, title: str, *, sheet_id: int | None = None, index: int | None = None
    ) -> Grid:
        """A blank sheet; 400 when the title or the id is taken."""
        self.check_title(title)
        if sheet_id is None:
            sheet_id = 0 if not self.grids and not self.last_id else self._free_id()
        elif any(grid.sheet_id == sheet_id for grid in self.grids):
            raise invalid(
                f"Invalid requests[0].addSheet: A sheet with id {sheet_id} already exists"
            )
        grid = Grid(
            {
                "sheetId": sheet_id,
                "title": title,
                "sheetType": "GRID",
                "gridProperties": {"rowCount": ROWS, "columnCount": COLUMNS},
            }
        )
        self.grids.insert(len(self.grids) if index is None else index, grid)
        return grid

    def check_title(self, title: str, other_than: Grid | None = None) -> None:
        """400 for a title that is blank or that another sheet has."""
        if not title.strip():
            raise invalid("Invalid value for the title of a sheet: it must not be blank")
        taken = self.titled(title)
        if taken is not None and taken is not other_than:
            raise invalid(
                f'A sheet with the name "{title}" already exists. Please enter another name.'
            )

    def _first(self, text: str) -> Grid:
        if not self.grids:
            raise unparsable(text)
        return self.grids[0]

    def _free_id(self) -> int:
        """Large and without order, as Google's are, and the same in every run."""
        taken = {grid.sheet_id for grid in self.grids}
        while True:
            sheet_id = self.next_id() * 1_103_515_245 % 2_147_483_647
            if sheet_id not in taken:
                return sheet_id

    def _named(self, text: str) -> tuple[Grid, Area] | None:
        for named in self.named_ranges:
            if named["name"].casefold() == text.casefold():
                return self.of_grid_range(named["range"])
        return None


def inside(grid: Grid, where: Area, text: str) -> Area:
    """An area cut to the grid; 400 when it begins outside."""
    if where.top >= grid.row_count or where.left >= grid.column_count:
        raise invalid(
            f"Range ({text}) exceeds grid limits. Max rows: {grid.row_count}, "
            f"max columns: {grid.column_count}"
        )
    return where.within(grid.row_count, grid.column_count)
