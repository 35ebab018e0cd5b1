"""Requests about rows and columns: append, insert, delete, their sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sheets_adapter.emulator import masks
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.errors import invalid
from sheets_adapter.emulator.grid import Grid

Reply = dict[str, Any]

_DIMENSIONS = ("ROWS", "COLUMNS")


def append_dimension(book: Book, request: Mapping[str, Any]) -> Reply:
    """``appendDimension``: blank rows or columns at the end of the grid."""
    grid = book.grid_of(request.get("sheetId", 0))
    length = request.get("length", 0)
    if not isinstance(length, int) or length < 1:
        raise invalid("The length must be at least 1.")
    if _dimension(request) == "ROWS":
        grid.grow(grid.row_count + length, 0)
    else:
        grid.grow(0, grid.column_count + length)
    return {}


def insert_dimension(book: Book, request: Mapping[str, Any]) -> Reply:
    """``insertDimension``."""
    grid, dimension, start, end = _span(book, request["range"])
    if start > _count(grid, dimension):
        raise invalid(f"range.startIndex[{start}] is too large.")
    grid.insert(dimension, start, end - start)
    return {}


def delete_dimension(book: Book, request: Mapping[str, Any]) -> Reply:
    """``deleteDimension``."""
    grid, dimension, start, end = _span(book, request["range"])
    count = _count(grid, dimension)
    if end > count:
        raise invalid(f"range.endIndex[{end}] is too large: the sheet has {count} {dimension}.")
    if end - start >= count:
        raise invalid(f"You can't delete all the {dimension.lower()} on the sheet.")
    grid.delete(dimension, start, end)
    return {}


def auto_resize_dimensions(book: Book, request: Mapping[str, Any]) -> Reply:
    """``autoResizeDimensions``: nobody looks at the emulator's sheets as pixels."""
    _span(book, request["dimensions"])
    return {}


def update_dimension_properties(book: Book, request: Mapping[str, Any]) -> Reply:
    """``updateDimensionProperties``: width, height, hidden."""
    grid, dimension, start, end = _span(book, request["range"])
    if not request.get("fields"):
        raise invalid(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    mask = masks.parse(request["fields"])
    for index in range(start, min(end, _count(grid, dimension))):
        old = grid.sizes.get((dimension, index), {})
        grid.sizes[dimension, index] = masks.merged(old, request.get("properties", {}), mask)
    return {}


CHANGES = {
    "appendDimension": append_dimension,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "autoResizeDimensions": auto_resize_dimensions,
    "updateDimensionProperties": update_dimension_properties,
}


def _dimension(request: Mapping[str, Any]) -> str:
    dimension = request.get("dimension")
    if dimension not in _DIMENSIONS:
        raise invalid("dimension must be ROWS or COLUMNS.")
    return str(dimension)


def _count(grid: Grid, dimension: str) -> int:
    return grid.row_count if dimension == "ROWS" else grid.column_count


def _span(book: Book, wanted: Mapping[str, Any]) -> tuple[Grid, str, int, int]:
    """The sheet, the dimension, and the first and the last-but-one index of a DimensionRange."""
    grid = book.grid_of(wanted.get("sheetId", 0))
    dimension = _dimension(wanted)
    start = wanted.get("startIndex", 0)
    end = wanted.get("endIndex", _count(grid, dimension))
    if not 0 <= start < end:
        raise invalid("The endIndex must be greater than the startIndex.")
    return grid, dimension, start, end
