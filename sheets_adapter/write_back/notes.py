"""Notes on cells: ours beside a person's own, which is never changed.

Ours is everything from a line that begins with `BEGIN` to the line `END`. What stands before and
after is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from sheets_adapter.write_back.cells import clean

BEGIN = "Routebook: "
END = "(Routebook takes this note away when the cell is mended.)"

_APART = "\n\n"  # between a person's note and ours
_MOST = 5  # problems told in one note
# A line with BEGIN inside makes the search begin anew: an END belongs to the nearest BEGIN.
_OURS = re.compile(rf"^{BEGIN}(?:(?!^{BEGIN}).)*?{re.escape(END)}", re.DOTALL | re.MULTILINE)


class _Cell(msgspec.Struct):
    note: str = ""


class _Row(msgspec.Struct):
    values: list[_Cell] = []


class _Data(msgspec.Struct, rename="camel"):
    start_row: int = 0
    start_column: int = 0
    row_data: list[msgspec.Raw] = []


class _Properties(msgspec.Struct, rename="camel"):
    sheet_id: int = 0


class _Sheet(msgspec.Struct):
    properties: _Properties = msgspec.field(default_factory=_Properties)
    data: list[_Data] = []


class _Book(msgspec.Struct):
    sheets: list[_Sheet] = []


_row = msgspec.json.Decoder(_Row)
_NOTE = b'"note"'


class Place(NamedTuple):
    """A cell by the id of its sheet and its 0-based row and column."""

    sheet_id: int
    row: int
    column: int


def our_note(problems: Sequence[str]) -> str:
    """Our note for a cell with these problems, each of them one or two sentences."""
    lines = [" ".join(clean(text).replace(END, "").split()) for text in dict.fromkeys(problems)]
    shown = lines[:_MOST]
    if len(lines) > _MOST:
        shown.append(f"And {len(lines) - _MOST} more: see the tab Routebook.")
    return "\n".join((BEGIN + shown[0], *(f"• {line}" for line in shown[1:]), END))


def is_ours(note: str) -> bool:
    """Whether something in a note is ours."""
    return _OURS.search(note) is not None


def merged(note: str, ours: str) -> str:
    """The note with ``ours`` in place of what was ours in it; none of ours when that is empty."""
    found = list(_OURS.finditer(note))
    if not found:
        return note + (_APART if note and ours else "") + ours
    first, *others = found
    for other in reversed(others):
        note = _without(note, other)
    return note[: first.start()] + ours + note[first.end() :] if ours else _without(note, first)


def requests(wanted: Mapping[Place, str], found: Mapping[Place, str]) -> list[dict[str, Any]]:
    """What changes the notes that are ``found`` so that ours are those ``wanted``, and no more."""
    stale = {place for place, note in found.items() if is_ours(note)}
    changed = []
    for place in sorted(stale | wanted.keys()):
        before = found.get(place, "")
        after = merged(before, wanted.get(place, ""))
        if after != before:
            changed.append(_request(place, after))
    return changed


def read(body: bytes) -> dict[Place, str]:
    """All notes of a spreadsheet, from the JSON of `FIELDS` of it.

    Each row is decoded by itself, and only when it has a note: all of a large sheet at once would
    hold up every other thread. Raises ``msgspec.ValidationError``.
    """
    return {
        Place(sheet.properties.sheet_id, data.start_row + r, data.start_column + c): cell.note
        for sheet in msgspec.json.decode(body, type=_Book).sheets
        for data in sheet.data
        for r, row in enumerate(data.row_data)
        if _NOTE in bytes(row)
        for c, cell in enumerate(_row.decode(row).values)
        if cell.note
    }


FIELDS = "sheets(properties(sheetId),data(startRow,startColumn,rowData(values(note))))"
"""What of a spreadsheet `read` reads."""


def _without(note: str, ours: re.Match[str]) -> str:
    """The note as the person has it: without ours, and without what keeps the two apart."""
    before = note[: ours.start()]
    return before.removesuffix(_APART) + note[ours.end() :]


def _request(place: Place, note: str) -> dict[str, Any]:
    cell = {
        "sheetId": place.sheet_id,
        "startRowIndex": place.row,
        "endRowIndex": place.row + 1,
        "startColumnIndex": place.column,
        "endColumnIndex": place.column + 1,
    }
    value = {"note": note} if note else {}
    return {"updateCells": {"range": cell, "rows": [{"values": [value]}], "fields": "note"}}
