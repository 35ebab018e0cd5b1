"""Edits of the workbook in a scenario: rows by the names of their columns, or a whole sheet.

```json
{"sheet": "Pool members", "add":    {"pool": "dach", "rep": "zoe@acme.example"}}
{"sheet": "Pool members", "remove": {"pool": "dach", "rep": "urs@acme.example"}}
{"sheet": "Pools",        "where":  {"pool": "dach"}, "set": {"method": "weighted"}}
{"sheet": "Time off",     "rows":   [["rep", "from", "until"], ["urs@acme.example", "", ""]]}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dsl import Sheet, Workbook
from dsl.diagnostics import did_you_mean
from golden_tests.reading import Kinds, check_members, refuse

_KINDS: Kinds = {
    "sheet": (str, "text"),
    "add": (dict, "an object"),
    "remove": (dict, "an object"),
    "where": (dict, "an object"),
    "set": (dict, "an object"),
    "rows": (list, "a list"),
}
_FORMS = ({"add"}, {"remove"}, {"where", "set"}, {"rows"})

Rows = list[list[str]]


def check_edit(whose: str, edit: Any) -> None:
    """Refuses what is no edit. ``whose`` is as in "its edit". Raises ``GoldenError``."""
    if not isinstance(edit, dict) or not isinstance(edit.get("sheet"), str):
        refuse(f'{whose} must be an object with a "sheet"')
    check_members(whose, edit, _KINDS)
    if set(edit) - {"sheet"} not in _FORMS:
        refuse(f'{whose} must have "add", "remove", "where" and "set", or "rows"')
    cells: list[Any] = [text for name in ("add", "remove", "where", "set") if name in edit
                        for text in edit[name].values()]  # fmt: skip
    for row in edit.get("rows", ()):
        if not isinstance(row, list):
            refuse(f'{whose} has "rows" that are no lists of cells')
        cells += row
    if not all(isinstance(cell, str) for cell in cells):
        refuse(f"{whose} has a cell that is not text")


def edited(workbook: Workbook, edits: Iterable[Mapping[str, Any]]) -> Workbook:
    """The workbook after some edits.

    Raises ``GoldenError`` for a sheet or column that is not there, or a row that is to be removed
    or changed and is not there: a scenario whose edits do nothing would prove nothing.
    """
    for edit in edits:
        sheet = workbook.sheet(edit["sheet"])
        if sheet is None:
            refuse(f'there is no sheet "{edit["sheet"]}" to edit')
        after = replace(sheet, rows=_rows(sheet, edit))
        sheets = tuple(after if each is sheet else each for each in workbook.sheets)
        workbook = replace(workbook, sheets=sheets)
    return workbook


def _rows(sheet: Sheet, edit: Mapping[str, Any]) -> Rows:
    if "rows" in edit:
        return [list(row) for row in edit["rows"]]
    header, *rows = [list(row) for row in sheet.rows]
    if "add" in edit:
        added = [""] * len(header)
        _write(sheet, header, added, edit["add"])
        return [header, *rows, added]
    wanted = _by_column(sheet, header, edit.get("remove") or edit["where"])
    here = [row for row in rows if all(_cell(row, at) == text for at, text in wanted.items())]
    if not here:
        sought = ", ".join(f"{header[at]} {text}" for at, text in wanted.items())
        refuse(f'the sheet "{sheet.title}" has no row with {sought}')
    if "remove" in edit:
        return [header, *(row for row in rows if row not in here)]
    for row in here:
        row += [""] * (len(header) - len(row))
        _write(sheet, header, row, edit["set"])
    return [header, *rows]


def _write(sheet: Sheet, header: list[str], row: list[str], cells: Mapping[str, str]) -> None:
    for at, text in _by_column(sheet, header, cells).items():
        row[at] = text


def _by_column(sheet: Sheet, header: list[str], cells: Mapping[str, str]) -> dict[int, str]:
    for name in cells:
        if name not in header:
            near = did_you_mean(name, header)
            hint = f'did you mean "{near}"?' if near else f"it has {', '.join(header)}"
            refuse(f'the sheet "{sheet.title}" has no column "{name}"; {hint}')
    return {header.index(name): text for name, text in cells.items()}


def _cell(row: list[str], at: int) -> str:
    return row[at] if at < len(row) else ""
