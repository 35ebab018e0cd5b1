"""Values as ``spreadsheets.values`` takes them: raw, or as if a person had typed them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dsl.workbook import column_letters
from sheets_adapter.emulator import a1, entered
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.book import Book
from sheets_adapter.emulator.errors import invalid
from sheets_adapter.emulator.grid import Cell, Grid
from sheets_adapter.emulator.locales import customs
from sheets_adapter.emulator.reading import DIMENSIONS, choice
from sheets_adapter.emulator.table import table_in

_INPUT = ("RAW", "USER_ENTERED")
_INSERT = ("OVERWRITE", "INSERT_ROWS")


def write(
    book: Book, grid: Grid, where: Area, data: Mapping[str, Any], option: str, text: str
) -> Area:
    """Put the values of a ValueRange into an area; the cells that it spans."""
    if option not in _INPUT:
        raise invalid("'valueInputOption' is required but not specified")
    rows = _rows_of(data)
    height, width = len(rows), max(map(len, rows), default=0)
    single = where.bottom == where.top + 1 and where.right == where.left + 1
    target = Area(where.top, where.top + height, where.left, where.left + width)
    if not single:
        _check_fits(grid, where, rows, text)
    if where.top + height > grid.row_count or where.left + width > grid.column_count:
        raise invalid(
            f"Range ({a1.written(grid.title, target)}) exceeds grid limits. Max rows: "
            f"{grid.row_count}, max columns: {grid.column_count}"
        )
    place(book, grid, (where.top, where.left), rows, option)
    return target


def place(
    book: Book, grid: Grid, corner: tuple[int, int], rows: Sequence[Sequence[Any]], option: str
) -> None:
    """Put rows of values into cells from a corner on; ``None`` leaves a cell as it is."""
    ways = customs(book.locale)
    for number, row in enumerate(rows, start=corner[0]):
        for column, value in enumerate(row, start=corner[1]):
            if value is not None:
                cell = grid.cell(number, column)
                made = entered.raw(value) if option == "RAW" else entered.typed(value, ways, cell)
                grid.put(number, column, entered.put(cell, made))


def update_response(book: Book, grid: Grid, where: Area) -> dict[str, Any]:
    """Google's UpdateValuesResponse."""
    rows = (where.bottom or 0) - where.top
    columns = (where.right or 0) - where.left
    answer: dict[str, Any] = {
        "spreadsheetId": book.book_id,
        "updatedRange": a1.written(grid.title, where),
    }
    if rows and columns:
        answer |= {
            "updatedRows": rows,
            "updatedColumns": columns,
            "updatedCells": rows * columns,
        }
    return answer


def append(
    book: Book, grid: Grid, where: Area, data: Mapping[str, Any], option: str, insert: str
) -> dict[str, Any]:
    """Values after the last row of the table in an area; Google's AppendValuesResponse."""
    if option not in _INPUT:
        raise invalid("'valueInputOption' is required but not specified")
    if insert not in _INSERT:
        raise invalid(f"Invalid value at 'insertDataOption', \"{insert}\"")
    rows = _rows_of(data)
    table = table_in(grid, where)
    corner = (where.top, where.left) if table is None else (table.bottom or 0, table.left)
    if table is not None and insert == "INSERT_ROWS" and corner[0] < grid.row_count:
        grid.insert("ROWS", corner[0], len(rows))
    place(book, grid, corner, rows, option)
    width = max(map(len, rows), default=0)
    written = Area(corner[0], corner[0] + len(rows), corner[1], corner[1] + width)
    grid.grow(written.bottom or 0, written.right or 0)
    answer: dict[str, Any] = {"spreadsheetId": book.book_id}
    if table is not None:
        answer["tableRange"] = a1.written(grid.title, table)
    return answer | {"updates": update_response(book, grid, written)}


def clear(grid: Grid, where: Area) -> None:
    """Take the values away; formats and notes stay."""

    def without(cell: Cell) -> Cell:
        return {name: part for name, part in cell.items() if name != "userEnteredValue"}

    grid.change(where, without)


def _rows_of(data: Mapping[str, Any]) -> list[list[Any]]:
    values = data.get("values", [])
    if not isinstance(values, list) or not all(isinstance(row, list) for row in values):
        raise invalid(
            "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue)"
        )
    if choice(data, "majorDimension", DIMENSIONS) == "COLUMNS":
        width = max(map(len, values), default=0)
        padded = [[*column, *[None] * (width - len(column))] for column in values]
        return [list(row) for row in zip(*padded, strict=True)]
    return values


def _check_fits(grid: Grid, where: Area, rows: Sequence[Sequence[Any]], text: str) -> None:
    if where.bottom is not None and len(rows) > where.bottom - where.top:
        raise invalid(
            f"Requested writing within range [{text}], but tried writing to row "
            f"[{where.bottom + 1}]"
        )
    width = max(map(len, rows), default=0)
    if where.right is not None and width > where.right - where.left:
        raise invalid(
            f"Requested writing within range [{text}], but tried writing to column "
            f"[{column_letters(where.right)}]"
        )
