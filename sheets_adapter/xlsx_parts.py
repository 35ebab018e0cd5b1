"""Prepares an XLSX file for calamine 0.9, which has three blind spots that would hurt a person.

It reads error cells as blank, gives up on the file where it does not know the error (``#SPILL!``,
``#ERROR!``), and reads formulas that were saved without a value as blank. So such cells are
rewritten as text cells first. And it lays a sheet out as a full rectangle: one stray cell far down
and far right would take all memory, so a sheet that large is refused first.

Cells are found by patterns, not by an XML parser, which would take longer than the reading itself:
in XML a ``<`` never stands in a text, so what looks like the tag of a cell is one.
"""

from __future__ import annotations

import io
import re
import zipfile

from sheets_adapter.source import SourceError

# As many as a Google spreadsheet may have.
MOST_CELLS = 10_000_000

_ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^>]*\bt=)(?:"e"|'e')""")
_NO_VALUE = rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*>\s*</(?:\w+:)?v>)?\s*"
_UNCALCULATED = re.compile(
    rb"<((?:\w+:)?)c\b([^>]*)>\s*<\1f\b(?:[^>]*/>|[^>]*>[^<]*</\1f>)\s*" + _NO_VALUE + rb"</\1c>"
)
_CELL_TYPE = re.compile(rb"""\s+t=(["'])(\w*)\1""")
_LAST_ROW = re.compile(rb"""(?s).* r=["'][A-Z]*(\d+)["'].*</(?:\w+:)?sheetData>""")
_BEYOND_Z = re.compile(rb""" r=["']([A-Z]{2,})\d""")  # begins with a plain text: searched fast
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*(?<!/)>""")


def readable(data: bytes, name: str) -> bytes:
    """The XLSX file with error cells and uncalculated formulas (``#CALC!``) as text cells.

    The same bytes when there are none. Raises ``SourceError`` for a sheet of too many cells, and
    whatever ``zipfile`` raises for a file that is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        before = {part.filename: archive.read(part) for part in archive.infolist()}
    after = {part: _as_text(xml) if _is_sheet(part) else xml for part, xml in before.items()}
    for part, xml in after.items():
        if _is_sheet(part):
            _refuse_too_large(xml, name)
    if after == before:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, xml in after.items():
            archive.writestr(part, xml)
    return out.getvalue()


def _is_sheet(part: str) -> bool:
    return "worksheets/" in part and part.endswith(".xml")


def _as_text(xml: bytes) -> bytes:
    if b'="e"' in xml or b"='e'" in xml:
        xml = _ERROR.sub(rb'\1"str"', xml)
    if b"f>" in xml or b"<f " in xml:
        xml = _UNCALCULATED.sub(_not_calculated, xml)
    return xml


def _not_calculated(cell: re.Match[bytes]) -> bytes:
    prefix, attributes = cell[1], cell[2]
    kind = _CELL_TYPE.search(attributes)
    if kind and kind[2] == b"str":
        return cell[0]  # calculated, and the result is an empty text
    attributes = _CELL_TYPE.sub(b"", attributes)
    return b'<%bc%b t="str"><%bv>#CALC!</%bv></%bc>' % (prefix, attributes, prefix, prefix, prefix)


def _refuse_too_large(xml: bytes, name: str) -> None:
    columns = _BEYOND_Z.findall(xml)
    last_row = _LAST_ROW.match(xml)
    if _area(_widest(columns, b"Z"), last_row[1] if last_row else b"1") <= MOST_CELLS:
        return
    # Cells that are only formatted take no memory: look closer at which ones are filled.
    filled = _FILLED.findall(xml)
    column = _widest([column for column, _ in filled], b"A")
    row = max((row for _, row in filled), key=int, default=b"1")
    if _area(column, row) > MOST_CELLS:
        raise SourceError(
            f"{name} has a sheet that reaches down to row {int(row):,} and right to column "
            f"{column.decode()}, more than {MOST_CELLS:,} cells",
            "Delete the stray cells; Ctrl+End in a spreadsheet program shows where the last one is",
        )


def _widest(columns: list[bytes], least: bytes) -> bytes:
    return max({least, *columns}, key=_column_number)


def _area(column: bytes, row: bytes) -> int:
    return _column_number(column) * int(row)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
