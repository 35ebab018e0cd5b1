"""Sheets and columns that a framework asks for and the workbook lacks."""

from __future__ import annotations

from dsl.diagnostics import CellRef, Diagnostic, did_you_mean, quoted
from dsl.tables.sheet import SheetColumns
from dsl.workbook import Workbook, column_letters


def no_sheet(title: str, workbook: Workbook) -> Diagnostic:
    """The problem of a sheet that the workbook lacks."""
    near = did_you_mean(title, [sheet.title for sheet in workbook.sheets])
    help_ = f"Rename {quoted(near)} to `{title}`" if near else f"Add a sheet titled `{title}`"
    message = f"The workbook has no sheet `{title}`"
    return Diagnostic("no-sheet", "error", message, help_, CellRef(title))


def no_column(columns: SheetColumns, header: str) -> Diagnostic:
    """The problem of a column that a sheet lacks, at the header it was probably meant to be."""
    title, row = columns.sheet.title, columns.header_row + 1
    near = did_you_mean(header, [text for text in columns.headers if text])
    if near is not None:
        at = f"{column_letters(columns.headers.index(near))}{row}"
        message = f"This sheet has no column `{header}`"
        help_ = f"Rename {quoted(near)} to `{header}`"
        return Diagnostic("no-column", "error", message, help_, CellRef(title, at), near)
    message, help_ = f"This sheet has no column `{header}`", f"Add a column headed `{header}`"
    if not any(columns.headers):
        message, help_ = "This sheet is empty", "Write the headers of its columns in the first row"
    return Diagnostic("no-column", "error", message, help_, CellRef(title, f"A{row}"))
