"""Finding declared columns in a sheet, whatever their order, spelling and neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dsl.diagnostics import CellRef
from dsl.values import clean, header_key
from dsl.workbook import Sheet, column_letters


class SheetColumns:
    """The header row of a sheet (its first that is not blank) and the rows below it.

    ``wanted`` gives each column's header by the name it is asked for.
    """

    def __init__(self, sheet: Sheet, wanted: Mapping[str, str]) -> None:
        self.sheet = sheet
        self.header_row = next(
            (at for at, row in enumerate(sheet.rows) if any(cell.strip() for cell in row)), 0
        )
        header = sheet.rows[self.header_row] if sheet.rows else ()
        self.headers = [clean(cell) for cell in header]
        self.width = max((at for at, text in enumerate(self.headers) if text), default=-1)
        self._at: dict[str, int] = {}
        self.duplicates: list[str] = []
        folded = [header_key(text) for text in self.headers]
        for name, title in wanted.items():
            exact = [at for at, text in enumerate(self.headers) if text == title]
            near = [at for at, text in enumerate(folded) if text == header_key(title)]
            found = exact or near
            if found:
                self._at[name] = found[0]
            if len(found) > 1:
                self.duplicates.append(name)

    def position(self, name: str) -> int | None:
        """The 0-based position of a column, or None when the sheet lacks it."""
        return self._at.get(name)

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows below the header with their 1-based numbers."""
        first = self.header_row + 1
        return enumerate(self.sheet.rows[first:], first + 1)

    def cell(self, row: Sequence[str], name: str) -> str:
        """The cleaned text of a cell; empty where the row or the sheet ends before it."""
        at = self._at.get(name)
        return clean(row[at]) if at is not None and at < len(row) else ""


def cell_ref(columns: SheetColumns, row: int, name: str) -> CellRef:
    """The address of a cell by row number and column name."""
    at = columns.position(name) or 0
    return CellRef(columns.sheet.title, f"{column_letters(at)}{row}")
