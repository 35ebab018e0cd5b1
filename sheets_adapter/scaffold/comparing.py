"""What in a spreadsheet is not as its framework wants it. Pure but for the reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dsl.diagnostics import CellRef, Diagnostic, counted, did_you_mean, quoted
from dsl.tables.missing import no_column, no_sheet
from dsl.tables.sheet import SheetColumns
from dsl.values import header_key
from dsl.workbook import Sheet, Workbook, column_letters
from sheets_adapter.google import Spreadsheet
from sheets_adapter.links import a1_title
from sheets_adapter.scaffold.existing import Existing, header_positions, header_row, width
from sheets_adapter.scaffold.layout import ColumnPlan, SheetPlan

_FIELDS = (
    "sheets(properties.sheetId,data(startRow,rowData.values("
    "effectiveValue.numberValue,userEnteredFormat.numberFormat.type)))"
)
_PLAIN = "Select the column, choose Format, Number, Plain text, then type those cells again"
_MOST_NAMED = 3


def compare(plans: Sequence[SheetPlan], workbook: Workbook) -> list[Diagnostic]:
    """Tabs and columns that are missing, headers that are amiss, columns nobody asked for."""
    found: list[Diagnostic] = []
    for plan in plans:
        sheet = workbook.sheet(plan.title)
        if sheet is None:
            if plan.needed:
                found.append(no_sheet(plan.title, workbook))
        else:
            found += _of_sheet(plan, sheet)
    return found


def typed_cells(
    plans: Sequence[SheetPlan], existing: Existing, spreadsheet: Spreadsheet
) -> list[Diagnostic]:
    """Key columns that are not plain text, by one API read. Raises ``SourceError``."""
    wanted = list(_key_columns(plans, existing))
    if not wanted:
        return []
    ranges = [_range(sheet, at) for _, sheet, at, _ in wanted]
    grids = _grids(spreadsheet.get(_FIELDS, ranges))
    found: list[Diagnostic] = []
    for (_, sheet, at, column), rows in _matched(wanted, grids):
        found += _not_plain(sheet, at, column, rows)
    return found


def missing_plans(plans: Sequence[SheetPlan], workbook: Workbook) -> list[SheetPlan]:
    """The part of the plans that a workbook lacks beyond doubt, without rows.

    A tab or column is left out when there is one whose name is a slip of its own: that wants a new
    name, not a second one beside it.
    """
    found: list[SheetPlan] = []
    titles = [sheet.title for sheet in workbook.sheets]
    for plan in plans:
        sheet = workbook.sheet(plan.title)
        if sheet is None:
            if plan.needed and did_you_mean(plan.title, titles) is None:
                found.append(SheetPlan(plan.title, plan.columns))
            continue
        headers = _headers(sheet)
        lacking = tuple(
            column
            for column in _missing(plan, sheet)
            if column.needed and did_you_mean(column.header, headers) is None
        )
        if lacking:
            found.append(SheetPlan(plan.title, lacking))
    return found


def _of_sheet(plan: SheetPlan, sheet: Sheet) -> Iterator[Diagnostic]:
    columns = SheetColumns(sheet, {column.header: column.header for column in plan.columns})
    missing = _missing(plan, sheet)
    lacking = (no_column(columns, column.header) for column in missing if column.needed)
    yield from dict.fromkeys(lacking)
    row = header_row(sheet) + 1
    known = {header_key(column.header) for column in plan.columns}
    first: dict[str, int] = {}
    for at, text in enumerate(columns.headers):
        key = header_key(text)
        where = CellRef(sheet.title, f"{column_letters(at)}{row}")
        if text and key in first and key in known:
            message = f"The column {quoted(text)} is in {column_letters(first[key])} as well"
            help_ = "Rename or remove one of the two"
            yield Diagnostic("duplicate-column", "error", message, help_, where, text)
        elif text and key not in known and plan.needed:
            yield _extra(text, where, [column.header for column in missing])
        if text:
            first.setdefault(key, at)
    yield from _headless(sheet, columns.headers)


def _extra(text: str, where: CellRef, missing: Sequence[str]) -> Diagnostic:
    """A column that the framework does not read; a warning where its header may be a slip."""
    near = did_you_mean(text, missing)
    if near is not None:
        message = f"The framework does not know the column {quoted(text)}, and no cell of it counts"
        return Diagnostic(
            "extra-column", "warning", message, f"Did you mean `{near}`?", where, text
        )
    message = f"The framework does not read the column {quoted(text)}"
    return Diagnostic("extra-column", "info", message, "It may stay: it is yours", where, text)


def _headless(sheet: Sheet, headers: Sequence[str]) -> Iterator[Diagnostic]:
    """Columns with cells under no header."""
    top = header_row(sheet)
    for at in range(width(sheet)):
        if at < len(headers) and headers[at]:
            continue
        rows = enumerate(sheet.rows[top + 1 :], top + 2)
        cells = [number for number, row in rows if at < len(row) and row[at].strip()]
        if cells:
            letters = column_letters(at)
            message = f"The column {letters} has {counted(len(cells), 'cell')} and no header"
            help_ = f"Write a header into {letters}{top + 1}, or clear the column"
            where = CellRef(sheet.title, f"{letters}{cells[0]}")
            yield Diagnostic("no-header", "warning", message, help_, where)


def _missing(plan: SheetPlan, sheet: Sheet) -> list[ColumnPlan]:
    there = header_positions(sheet)
    return [column for column in plan.columns if header_key(column.header) not in there]


def _headers(sheet: Sheet) -> list[str]:
    row = sheet.rows[header_row(sheet)] if sheet.rows else ()
    return [text for text in row if text.strip()]


# Plain text ---------------------------------------------------------------------------------

_Wanted = tuple[int, Sheet, int, ColumnPlan]


def _key_columns(plans: Sequence[SheetPlan], existing: Existing) -> Iterator[_Wanted]:
    for plan in plans:
        there = existing.tab(plan.title)
        if there is None:
            continue
        tab, sheet = there
        positions = header_positions(sheet)
        for column in plan.columns:
            at = positions.get(header_key(column.header))
            if column.key and at is not None and len(sheet.rows) > header_row(sheet) + 1:
                yield tab.sheet_id, sheet, at, column


def _range(sheet: Sheet, at: int) -> str:
    letters = column_letters(at)
    first = header_row(sheet) + 2
    return f"{a1_title(sheet.title)}!{letters}{first}:{letters}{len(sheet.rows)}"


def _grids(answer: Mapping[str, Any]) -> dict[int, list[list[Any]]]:
    """By sheet id the cells of each range, in the order in which they were asked for."""
    found: dict[int, list[list[Any]]] = {}
    for sheet in answer.get("sheets", []):
        sheet_id = sheet.get("properties", {}).get("sheetId", 0)
        found[sheet_id] = [grid.get("rowData", []) for grid in sheet.get("data", [])]
    return found


def _matched(
    wanted: Iterable[_Wanted], grids: dict[int, list[list[Any]]]
) -> Iterator[tuple[_Wanted, list[Any]]]:
    for each in wanted:
        rows = grids.get(each[0])
        if rows:
            yield each, rows.pop(0)


def _not_plain(
    sheet: Sheet, at: int, column: ColumnPlan, rows: Sequence[Mapping[str, Any]]
) -> Iterator[Diagnostic]:
    cells = [(row.get("values") or [{}])[0] for row in rows]
    first = header_row(sheet) + 2
    letters = column_letters(at)
    numbers = [
        f"{letters}{number}"
        for number, cell in enumerate(cells, first)
        if "numberValue" in cell.get("effectiveValue", {})
    ]
    formats = {
        cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") for cell in cells
    }
    if formats <= {"TEXT"} and not numbers:
        return
    where = CellRef(sheet.title, numbers[0] if numbers else f"{letters}{first - 1}")
    if not numbers:
        message = f"The key column {quoted(column.header)} is not formatted as plain text"
        help_ = (
            "Select the column, choose Format, Number, Plain text, before a ZIP code loses zeros"
        )
        yield Diagnostic("not-plain-text", "info", message, help_, where)
        return
    named = ", ".join(numbers[:_MOST_NAMED]) + (", …" if len(numbers) > _MOST_NAMED else "")
    message = (
        f"The key column {quoted(column.header)} is not plain text: "
        f"{counted(len(numbers), 'cell')} held as a number ({named})"
    )
    yield Diagnostic("not-plain-text", "warning", message, _PLAIN, where)
