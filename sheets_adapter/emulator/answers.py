"""A spreadsheet as ``spreadsheets.get`` answers it: only what a field mask wants is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sheets_adapter.emulator import masks, shown
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.grid import Cell, Grid, to_grid_range
from sheets_adapter.emulator.locales import Customs, customs
from sheets_adapter.emulator.masks import Mask

_PIXELS = {"ROWS": 21, "COLUMNS": 100}
_STORED = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation")


def spreadsheet(
    book: Book,
    mask: Mask,
    areas: Sequence[tuple[Grid, Area]] | None = None,
    *,
    with_data: bool = False,
) -> dict[str, Any]:
    """Google's Spreadsheet, cut to ``mask``; ``areas`` limit its sheets and their data."""
    grids = list(book.grids)
    if areas is not None:
        grids = [grid for grid in grids if any(grid is one for one, _ in areas)]
    sheets = []
    if masks.wants(mask, "sheets"):
        for grid in grids:
            wanted = [where for one, where in areas or () if one is grid]
            sheets.append(_sheet(book, grid, mask, wanted, with_data=with_data))
    answer: dict[str, Any] = {
        "spreadsheetId": book.book_id,
        "properties": book.properties,
        "sheets": sheets,
        "spreadsheetUrl": book.url,
    }
    if book.named_ranges:
        answer["namedRanges"] = book.named_ranges
    kept: dict[str, Any] = masks.kept(answer, mask)
    return kept


def sheet_properties(book: Book, grid: Grid) -> dict[str, Any]:
    """Google's SheetProperties, with the place among the tabs."""
    index = next(number for number, one in enumerate(book.grids) if one is grid)
    properties = grid.properties
    first = {"sheetId": properties["sheetId"], "title": properties["title"], "index": index}
    return first | {name: part for name, part in properties.items() if name not in first}


def _sheet(
    book: Book, grid: Grid, mask: Mask, areas: Sequence[Area], *, with_data: bool
) -> dict[str, Any]:
    answer: dict[str, Any] = {"properties": sheet_properties(book, grid)}
    if with_data and masks.wants(mask, "sheets", "data"):
        whole = [Area().within(grid.row_count, grid.column_count)]
        answer["data"] = [_data(book, grid, where, mask) for where in areas or whole]
    if grid.merges:
        answer["merges"] = [
            {"sheetId": grid.sheet_id, **to_grid_range(merge)} for merge in grid.merges
        ]
    if grid.protected:
        answer["protectedRanges"] = grid.protected
    return answer


def _data(book: Book, grid: Grid, where: Area, mask: Mask) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if where.top:
        answer["startRow"] = where.top
    if where.left:
        answer["startColumn"] = where.left
    if masks.wants(mask, "sheets", "data", "rowData"):
        ways = customs(book.locale)
        rows = [
            [_cell(grid, cell, ways, mask) for cell in row[where.left : where.right]]
            for row in grid.rows[where.top : where.bottom]
        ]
        for row in rows:
            while row and not row[-1]:
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            answer["rowData"] = [{"values": row} if row else {} for row in rows]
    for name, dimension, first, end in (
        ("rowMetadata", "ROWS", where.top, where.bottom),
        ("columnMetadata", "COLUMNS", where.left, where.right),
    ):
        if masks.wants(mask, "sheets", "data", name):
            usual = {"pixelSize": _PIXELS[dimension]}
            answer[name] = [
                usual | grid.sizes.get((dimension, index), {}) for index in range(first, end or 0)
            ]
    return answer


def _cell(grid: Grid, cell: Cell, ways: Customs, mask: Mask) -> Mapping[str, Any]:
    if not cell:
        return cell
    answer = {name: cell[name] for name in _STORED if name in cell}
    value = shown.effective(grid, cell)
    if value is not None:
        answer["effectiveValue"] = value
        answer["formattedValue"] = shown.formatted(grid, cell, ways)
    if "userEnteredFormat" in cell:
        answer["effectiveFormat"] = cell["userEnteredFormat"]
    for name in ("sheets", "data", "rowData", "values"):
        if not mask or "*" in mask:
            return answer
        mask = mask[name]
    kept: dict[str, Any] = masks.kept(answer, mask)
    return kept
