"""What counts as a table when rows are appended: a block of cells with blank ones around it."""

from __future__ import annotations

from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.grid import Grid


def table_in(grid: Grid, where: Area) -> Area | None:
    """The block of cells with values that an area touches; the last one when there are several."""
    for row in range(min(where.bottom or 0, len(grid.rows)) - 1, where.top - 1, -1):
        found = [column for column in range(len(grid.rows[row])) if where.holds(row, column)]
        start = next((column for column in found if _filled(grid, row, column)), None)
        if start is not None:
            return _block(grid, row, start)
    return None


def _block(grid: Grid, row: int, column: int) -> Area:
    """The smallest block around a cell beside which, corners too, all cells are blank."""
    top, bottom, left, right = row, row + 1, column, column + 1

    def in_row(one: int) -> bool:
        return any(_filled(grid, one, across) for across in range(left - 1, right + 1))

    def in_column(one: int) -> bool:
        return any(_filled(grid, down, one) for down in range(top - 1, bottom + 1))

    while True:
        before = (top, bottom, left, right)
        while in_row(bottom):
            bottom += 1
        while in_row(top - 1):
            top -= 1
        while in_column(right):
            right += 1
        while in_column(left - 1):
            left -= 1
        if before == (top, bottom, left, right):
            return Area(top, bottom, left, right)


def _filled(grid: Grid, row: int, column: int) -> bool:
    return row >= 0 and column >= 0 and "userEnteredValue" in grid.cell(row, column)
