"""The requests of ``spreadsheets.batchUpdate`` that make and fill tabs.

Cells are written as ``stringValue``: text that is never taken for a formula, a number or a date.
All requests of one call take effect together or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from zlib import crc32

from dsl.workbook import column_letters
from sheets_adapter.links import a1_title
from sheets_adapter.scaffold.layout import ColumnPlan

Request = dict[str, Any]

_ROWS, _COLUMNS = 1000, 26  # of a tab that people add by hand
_PLAIN_TEXT = {"numberFormat": {"type": "TEXT", "pattern": "@"}}
_KEY_COLOUR = {"red": 0.85, "green": 0.90, "blue": 0.98}
_COLOUR = {"red": 0.93, "green": 0.93, "blue": 0.93}
_PROTECTED = "Routebook finds the columns by these headers. Renaming one holds the sheet."
_CHOICE = "Pick one of the list, or type another value."
_ASSIGNEE = "Pick a person, or write pool: NAME or queue: NAME. A red corner on those is harmless."


def new_sheet_id(title: str, taken: Collection[int]) -> int:
    """An id for a new tab that no other has; the same for the same title and the same others."""
    found = crc32(title.encode()) & 0x7FFFFFFF
    while found in taken:
        found = (found + 1) & 0x7FFFFFFF
    return found


def add_tab(sheet_id: int, title: str, rows: int, columns: int) -> Request:
    """A new tab with frozen headers, at least as large as one that is added by hand."""
    grid = {
        "rowCount": max(_ROWS, rows),
        "columnCount": max(_COLUMNS, columns),
        "frozenRowCount": 1,
    }
    properties = {"sheetId": sheet_id, "title": title, "gridProperties": grid}
    return {"addSheet": {"properties": properties}}


def delete_tab(sheet_id: int) -> Request:
    """The end of a tab."""
    return {"deleteSheet": {"sheetId": sheet_id}}


def grow(sheet_id: int, dimension: str, more: int) -> Request:
    """So many more rows (``ROWS``) or ``COLUMNS`` at the end of a tab."""
    return {"appendDimension": {"sheetId": sheet_id, "dimension": dimension, "length": more}}


def freeze(sheet_id: int, rows: int) -> Request:
    """The rows from the top that stay in sight."""
    properties = {"sheetId": sheet_id, "gridProperties": {"frozenRowCount": rows}}
    fields = "gridProperties.frozenRowCount"
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def write_headers(
    sheet_id: int, row: int, first: int, columns: Sequence[ColumnPlan]
) -> list[Request]:
    """Headers with their notes, from 0-based column ``first`` on, with a warning for who edits."""
    cells = [
        {
            **_cell(column.header),
            "note": column.note,
            "userEnteredFormat": {
                "textFormat": {"bold": True},
                "backgroundColor": _KEY_COLOUR if column.key else _COLOUR,
            },
        }
        for column in columns
    ]
    place = grid_range(sheet_id, row, row + 1, first, first + len(columns))
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": first}
    fields = "userEnteredValue,note,userEnteredFormat(textFormat.bold,backgroundColor)"
    protected = {"range": place, "description": _PROTECTED, "warningOnly": True}
    return [
        {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": fields}},
        {"addProtectedRange": {"protectedRange": protected}},
    ]


def set_up_column(
    sheet_id: int, header_row: int, index: int, column: ColumnPlan, offered: str | Sequence[str]
) -> list[Request]:
    """Width, plain text and drop-down of a column.

    ``offered`` is what the drop-down takes: a range in A1 notation, texts, or nothing.
    """
    found = [_width(sheet_id, index, column.width)]
    below = grid_range(sheet_id, header_row + 1, None, index, index + 1)
    if column.plain_text:
        found.append(plain_text(below))
    if offered:
        found.append(_drop_down(below, offered))
    return found


def plain_text(place: Request) -> Request:
    """The cells of a range keep what is typed: a ZIP code its zeros, ``11-12`` its hyphen."""
    cell = {"userEnteredFormat": _PLAIN_TEXT}
    return {
        "repeatCell": {"range": place, "cell": cell, "fields": "userEnteredFormat.numberFormat"}
    }


def write_rows(sheet_id: int, row: int, rows: Sequence[Sequence[str]]) -> Request:
    """Texts from 0-based ``row`` on and column A; cells beyond them stay as they are."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": row_data(rows), "fields": "userEnteredValue"}}


def replace_rows(sheet_id: int, rows: Sequence[Sequence[str]], height: int, width: int) -> Request:
    """The texts as all there is in a tab of ``height`` rows and ``width`` columns.

    Cells beyond them are cleared; formats, notes and drop-downs stay.
    """
    place = grid_range(sheet_id, 0, height, 0, width)
    return {"updateCells": {"range": place, "rows": row_data(rows), "fields": "userEnteredValue"}}


def row_data(rows: Sequence[Sequence[str]]) -> list[Request]:
    """Rows as the API has them; a blank cell holds nothing, not an empty text."""
    return [{"values": [_cell(text) for text in row]} for row in rows]


def grid_range(sheet_id: int, top: int, bottom: int | None, left: int, right: int) -> Request:
    """A range by 0-based rows and columns, the ends excluded; ``bottom`` None: to the last row."""
    found = {"sheetId": sheet_id, "startRowIndex": top}
    if bottom is not None:
        found["endRowIndex"] = bottom
    return found | {"startColumnIndex": left, "endColumnIndex": right}


def column_below(title: str, header_row: int, index: int) -> str:
    """All cells below a header, as a formula names them: ``='Pool members'!$A$2:$A``."""
    letters = column_letters(index)
    return f"={a1_title(title)}!${letters}${header_row + 2}:${letters}"


def _cell(text: str) -> Request:
    return {"userEnteredValue": {"stringValue": text}} if text else {}


def _width(sheet_id: int, index: int, width: int) -> Request:
    place = {
        "sheetId": sheet_id,
        "dimension": "COLUMNS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    properties = {"pixelSize": width}
    return {
        "updateDimensionProperties": {
            "range": place,
            "properties": properties,
            "fields": "pixelSize",
        }
    }


def _drop_down(place: Request, offered: str | Sequence[str]) -> Request:
    """A list to pick from, which refuses nothing that is typed."""
    if isinstance(offered, str):
        kind, values, help_ = "ONE_OF_RANGE", [offered], _ASSIGNEE
    else:
        kind, values, help_ = "ONE_OF_LIST", list(offered), _CHOICE
    condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
    rule = {"condition": condition, "inputMessage": help_, "strict": False, "showCustomUi": True}
    return {"setDataValidation": {"range": place, "rule": rule}}
