"""A1 notation, as Google reads and writes it: ``'Rep''s tab'!A1:B``, ``A:C``, ``3:5``, ``Tab``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dsl.workbook import column_letters
from sheets_adapter.emulator.errors import invalid

_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]*)?")
_QUOTED = re.compile(r"'((?:[^']|'')*)'(?:!(.*))?", re.DOTALL)
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")
_ENDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells: 0-based, the end is the first one outside; ``None`` is unbounded."""

    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    def within(self, rows: int, columns: int) -> Area:
        """The same with ends, and no larger than the grid."""
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Area(min(self.top, bottom), bottom, min(self.left, right), right)

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell is inside."""
        return (
            self.top <= row
            and (self.bottom is None or row < self.bottom)
            and self.left <= column
            and (self.right is None or column < self.right)
        )


def split(text: str) -> tuple[str | None, str | None]:
    """The title and the cells of a range; ``None`` for a part that it does not have."""
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1].replace("''", "'"), quoted[2]
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, text)


def area(cells: str) -> Area | None:
    """The cells of a range without its title, or ``None`` for what is no range."""
    first, colon, last = cells.partition(":")
    start = _corner(first)
    if start is None:
        return None
    if not colon:
        column, row = start
        if column is None or row is None:
            return None
        return Area(row, row + 1, column, column + 1)
    end = _corner(last)
    if end is None:
        return None
    columns = sorted(value for value in (start[0], end[0]) if value is not None)
    rows = sorted(value for value in (start[1], end[1]) if value is not None)
    both_columns, both_rows = len(columns) == 2, len(rows) == 2
    if not both_columns and not both_rows:
        return Area(rows[0] if rows else 0, None, columns[0], None) if columns and rows else None
    return Area(
        rows[0] if rows else 0,
        rows[-1] + 1 if both_rows else None,
        columns[0] if columns else 0,
        columns[-1] + 1 if both_columns else None,
    )


def cell(text: str) -> tuple[int, int]:
    """The row and the column of one cell, 0-based; ``ValueError`` for anything else."""
    found = area(text)
    if found is None or ":" in text:
        raise ValueError(f"{text!r} is no cell; write A2")
    return found.top, found.left


def quoted(title: str) -> str:
    """A title as it stands before the ``!``: in quotes unless it is one plain word."""
    if _PLAIN_TITLE.fullmatch(title) and not _LOOKS_LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def written(title: str, where: Area) -> str:
    """The range of a bounded area: ``Tab!A1:B2``, or ``Tab!A1`` for one cell."""
    if where.bottom is None or where.right is None:
        raise ValueError("the area has no end")
    first = f"{column_letters(where.left)}{where.top + 1}"
    if where.bottom - where.top <= 1 and where.right - where.left <= 1:
        return f"{quoted(title)}!{first}"
    last = f"{column_letters(max(where.right - 1, where.left))}{max(where.bottom, where.top + 1)}"
    return f"{quoted(title)}!{first}:{last}"


def of_grid_range(grid_range: Mapping[str, Any]) -> Area:
    """A GridRange without its sheet."""
    for name in _ENDS:
        value = grid_range.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise invalid(f"Invalid GridRange: {name} must be a whole number of 0 or more")
    where = Area(
        grid_range.get("startRowIndex", 0),
        grid_range.get("endRowIndex"),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endColumnIndex"),
    )
    if (where.bottom is not None and where.bottom <= where.top) or (
        where.right is not None and where.right <= where.left
    ):
        raise invalid("Invalid GridRange: the end must be after the start")
    return where


def _corner(text: str) -> tuple[int | None, int | None] | None:
    """The column and the row of a corner, 0-based, either of them absent."""
    match = _CORNER.fullmatch(text)
    if not match or not text.strip("$"):
        return None
    letters, digits = match[1], match[2]
    column = None
    if letters:
        column = 0
        for letter in letters.upper():
            column = column * 26 + ord(letter) - 64
        column -= 1
    return column, int(digits) - 1 if digits else None
