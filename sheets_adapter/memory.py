"""A workbook written in Python: for tests, notebooks and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dsl.workbook import Sheet, Workbook, column_letters
from sheets_adapter.cells import cell_text, trimmed
from sheets_adapter.source import SourceError, workbook_of

Rows = Sequence[Sequence[object]]


class MemorySource:
    """Rows by sheet title. Cells may be any scalar: it becomes the text that a sheet would show.

    The mapping is read anew by every fetch, so an edit in place counts. There is nothing to open,
    so the sheets have no links.
    """

    def __init__(self, rows: Mapping[str, Rows], locale: str = "en_US") -> None:
        self._rows = rows
        self._locale = locale

    @property
    def name(self) -> str:
        """``memory``."""
        return "memory"

    @property
    def watched(self) -> Path | None:
        """``None``: an edit in place tells nobody."""
        return None

    def fetch(self) -> Workbook:
        """The mapping as it is now; ``SourceError`` names a cell that no sheet can hold."""
        sheets = [Sheet(title, trimmed(_texts(title, rows))) for title, rows in self._rows.items()]
        return workbook_of(sheets, self._locale, self.name)


def _texts(title: str, rows: Rows) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if isinstance(row, str) or not isinstance(row, Sequence):
            raise SourceError(
                f"row {number} of the sheet {title} is not a list of cells",
                'Write every row as a list, as in {"California": [["zip", "owner"]]}',
            )
        yield [_text(title, number, index, value) for index, value in enumerate(row)]


def _text(title: str, number: int, index: int, value: object) -> str:
    try:
        return cell_text(value)
    except TypeError as error:
        cell = f"{title}!{column_letters(index)}{number}"
        raise SourceError(f"{cell}: {error}", "Use text, a number, a date or None") from None
