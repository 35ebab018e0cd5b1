"""Requests about cells: values, notes, formats, drop-downs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sheets_adapter.emulator import masks
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.calls import check_names
from sheets_adapter.emulator.errors import invalid
from sheets_adapter.emulator.grid import Cell, Grid
from sheets_adapter.emulator.masks import Mask

Reply = dict[str, Any]

_CELL = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")
_VALUES = {"numberValue", "stringValue", "boolValue", "formulaValue"}


def update_cells(book: Book, request: Mapping[str, Any]) -> Reply:
    """``updateCells``: cells from a corner on, or in a range, whose other cells are cleared."""
    mask = _mask(request)
    rows = [_row(row) for row in request.get("rows", [])]
    if "start" in request:
        start = request["start"]
        grid = book.grid_of(start.get("sheetId", 0))
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        target = Area(top, top + len(rows), left, left + max(map(len, rows), default=0))
    else:
        grid, target = book.of_grid_range(request["range"])
        height, width = len(rows), max(map(len, rows), default=0)
        target = target.within(grid.row_count, grid.column_count)
        if height > (target.bottom or 0) - target.top or width > (target.right or 0) - target.left:
            raise invalid("Tried to write outside of the range.")
        grid.change(target, partial(_merged, new={}, mask=mask))
    if (target.bottom or 0) > grid.row_count or (target.right or 0) > grid.column_count:
        raise invalid(f"Attempting to write outside of the grid of sheet {grid.title}.")
    _place(grid, target.top, target.left, rows, mask)
    return {}


def append_cells(book: Book, request: Mapping[str, Any]) -> Reply:
    """``appendCells``: after the last row with data."""
    grid = book.grid_of(request.get("sheetId", 0))
    rows = [_row(row) for row in request.get("rows", [])]
    _place(grid, grid.used, 0, rows, _mask(request))
    return {}


def repeat_cell(book: Book, request: Mapping[str, Any]) -> Reply:
    """``repeatCell``: the same in every cell of a range."""
    grid, where = book.of_grid_range(request["range"])
    cell = _checked(request.get("cell", {}))
    mask = _mask(request)
    grid.change(where, partial(_merged, new=cell, mask=mask))
    return {}


def set_data_validation(book: Book, request: Mapping[str, Any]) -> Reply:
    """``setDataValidation``: a drop-down or another rule; without a rule it is taken away."""
    grid, where = book.of_grid_range(request["range"])
    cell = {"dataValidation": request["rule"]} if request.get("rule") else {}
    if cell and "condition" not in request["rule"]:
        raise invalid("A data validation rule must have a condition.")
    grid.change(where, partial(_merged, new=cell, mask={"dataValidation": {}}))
    return {}


def merge_cells(book: Book, request: Mapping[str, Any]) -> Reply:
    """``mergeCells``: all of a range, its rows, or its columns."""
    grid, where = book.of_grid_range(request["range"])
    where = where.within(grid.row_count, grid.column_count)
    if any(_meet(where, merge) for merge in grid.merges):
        raise invalid("You can't merge cells that are merged already.")
    kind = request.get("mergeType", "MERGE_ALL")
    rows, columns = range(where.top, where.bottom or 0), range(where.left, where.right or 0)
    if kind == "MERGE_ROWS":
        parts = [Area(row, row + 1, where.left, where.right) for row in rows]
    elif kind == "MERGE_COLUMNS":
        parts = [Area(where.top, where.bottom, column, column + 1) for column in columns]
    else:
        parts = [where]
    for part in parts:
        grid.merge(part)
    return {}


def unmerge_cells(book: Book, request: Mapping[str, Any]) -> Reply:
    """``unmergeCells``."""
    grid, where = book.of_grid_range(request["range"])
    grid.merges = [merge for merge in grid.merges if not _meet(where, merge)]
    return {}


CHANGES = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_data_validation,
    "mergeCells": merge_cells,
    "unmergeCells": unmerge_cells,
}


def _mask(request: Mapping[str, Any]) -> Mask:
    if not request.get("fields"):
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    return masks.parse(request["fields"])


def _row(row: Mapping[str, Any]) -> list[Cell]:
    check_names(row, ("values",), "rows")
    return [_checked(cell) for cell in row.get("values", [])]


def _checked(cell: Mapping[str, Any]) -> Cell:
    """A cell as it was sent, without what only Google sets; 400 for a value of no known kind."""
    value = cell.get("userEnteredValue", {})
    if len(value) > 1 or not set(value) <= _VALUES:
        raise invalid("A userEnteredValue must have exactly one known kind of value.")
    return {name: cell[name] for name in _CELL if cell.get(name) not in (None, {}, "")}


def _merged(old: Cell, new: Cell, mask: Mask) -> Cell:
    return {
        name: part
        for name, part in masks.merged(old, new, mask).items()
        if name in _CELL and part not in (None, {}, "")
    }


def _place(grid: Grid, top: int, left: int, rows: list[list[Cell]], mask: Mask) -> None:
    for number, cells in enumerate(rows, start=top):
        for column, cell in enumerate(cells, start=left):
            grid.put(number, column, _merged(grid.cell(number, column), cell, mask))


def _meet(one: Area, other: Area) -> bool:
    rows = other.top < (one.bottom or MANY) and one.top < (other.bottom or MANY)
    return rows and other.left < (one.right or MANY) and one.left < (other.right or MANY)


MANY = 1 << 31
"""More rows or columns than any sheet has."""
