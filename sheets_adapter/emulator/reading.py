"""Values as ``spreadsheets.values`` answers them: which range, how rendered, what is trimmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_adapter.emulator import a1, shown
from sheets_adapter.emulator.a1 import Area
from sheets_adapter.emulator.book import Book, inside
from sheets_adapter.emulator.errors import invalid
from sheets_adapter.emulator.grid import Cell, Grid
from sheets_adapter.emulator.locales import Customs, customs

_RENDER = ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
_MOMENTS = ("SERIAL_NUMBER", "FORMATTED_STRING")
DIMENSIONS = ("ROWS", "COLUMNS")


@dataclass(frozen=True, slots=True)
class Rendering:
    """How values are to be read."""

    value: str = "FORMATTED_VALUE"
    moment: str = "SERIAL_NUMBER"
    dimension: str = "ROWS"


def rendering(options: Mapping[str, Any], prefix: str = "") -> Rendering:
    """The options of a query or a body; with ``prefix`` those for the values of a response."""

    def name(option: str) -> str:
        return prefix + option[0].upper() + option[1:] if prefix else option

    return Rendering(
        choice(options, name("valueRenderOption"), _RENDER),
        choice(options, name("dateTimeRenderOption"), _MOMENTS),
        "ROWS" if prefix else choice(options, "majorDimension", DIMENSIONS),
    )


def choice(options: Mapping[str, Any], name: str, allowed: Sequence[str], default: str = "") -> str:
    """One of the words that an option may be; the first one unless said."""
    value = options.get(name)
    if value is None or value == "":
        return default or allowed[0]
    if value not in allowed:
        raise invalid(f"Invalid value at '{name}' (type.googleapis.com), \"{value}\"")
    return str(value)


def value_range(book: Book, grid: Grid, where: Area, how: Rendering) -> dict[str, Any]:
    """A bounded area as Google's ValueRange: without ``values`` when all of it is blank."""
    rows = _trimmed(_rows(book, grid, where, how))
    if how.dimension == "COLUMNS":
        width = max(map(len, rows), default=0)
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        rows = _trimmed([list(column) for column in zip(*padded, strict=True)])
    answer = {"range": a1.written(grid.title, where), "majorDimension": how.dimension}
    return answer | {"values": rows} if rows else answer


def bounded(book: Book, text: object) -> tuple[Grid, Area]:
    """The sheet and the area of the range that a request names."""
    if not isinstance(text, str) or not text:
        raise invalid("Missing required field: range")
    return book.bounded(text)


def filtered(book: Book, data_filter: Mapping[str, Any]) -> tuple[Grid, Area]:
    """The sheet and the area that a DataFilter finds: by A1 range or by GridRange."""
    if "gridRange" in data_filter:
        grid, where = book.of_grid_range(data_filter["gridRange"])
        return grid, inside(grid, where, f"'{grid.title}'")
    return bounded(book, data_filter.get("a1Range"))


def _rows(book: Book, grid: Grid, where: Area, how: Rendering) -> list[list[Any]]:
    ways = customs(book.locale)
    right = where.right
    rows = []
    for row in grid.rows[where.top : where.bottom]:
        rows.append([_rendered(grid, cell, how, ways) for cell in row[where.left : right]])
    return rows


def _rendered(grid: Grid, cell: Cell, how: Rendering, ways: Customs) -> Any:
    value = cell.get("userEnteredValue")
    if value is None:
        return ""
    text = value.get("stringValue")
    if text is not None:
        return text
    if how.value == "FORMATTED_VALUE":
        return shown.formatted(grid, cell, ways)
    if how.value == "FORMULA" and "formulaValue" in value:
        return value["formulaValue"]
    plain = shown.effective(grid, cell) or {}
    if "errorValue" in plain:
        return shown.error_text(plain["errorValue"])
    if "numberValue" in plain and how.moment == "FORMATTED_STRING" and shown.is_date(cell):
        return shown.formatted(grid, cell, ways)
    return next(iter(plain.values()), "")


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows
