"""One cell as it is to be written: a text that stays a text, and perhaps a link.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dsl.diagnostics import CellRef

_LONGEST = 5_000  # characters; Google takes 50,000, nobody reads them
_CUT = "…"
_A1 = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,7})")

FIELDS = "userEnteredValue,userEnteredFormat"
"""What of a cell in Routebook's own tabs is written."""

Link = Callable[[CellRef], str]
"""Where a place in the spreadsheet opens; empty when it is not there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, which opens ``link`` or the place ``at`` in the same spreadsheet when it is clicked.

    Only ``https`` links are written; for any other the text stands without one. A ``wide`` text
    runs over the cells to its right instead of making its row high.
    """

    text: str = ""
    link: str = ""
    at: CellRef | None = None
    bold: bool = False
    wide: bool = False


Row = Sequence[Cell]


def cell_data(cell: Cell, link_to: Link) -> dict[str, Any]:
    """The cell as ``CellData``: a ``stringValue``, which Google never reads as a formula.

    The format is plain text as well, so that the text stays one when somebody opens the cell and
    presses Enter. A formula for the link would bring in text from elsewhere, so it is a format.
    """
    look: dict[str, Any] = {}
    if cell.bold:
        look["bold"] = True
    link = cell.link or (link_to(cell.at) if cell.at is not None else "")
    if link.startswith("https://"):
        look["link"] = {"uri": link}
    style: dict[str, Any] = {
        "numberFormat": {"type": "TEXT"},
        "wrapStrategy": "OVERFLOW_CELL" if cell.wide else "WRAP",
        "verticalAlignment": "TOP",
    }
    if look:
        style["textFormat"] = look
    found: dict[str, Any] = {"userEnteredFormat": style}
    if cell.text:
        found["userEnteredValue"] = {"stringValue": clean(cell.text)}
    return found


def row_data(row: Row, link_to: Link) -> dict[str, Any]:
    """The cells of a row as ``RowData``."""
    return {"values": [cell_data(cell, link_to) for cell in row]}


def clean(text: str) -> str:
    """The text without what Google refuses (halves of characters, control codes), and cut."""
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + _CUT


def position(a1: str) -> tuple[int, int] | None:
    """The 0-based row and column of a cell: ``B17`` is ``(16, 1)``; None for what is no cell."""
    found = _A1.fullmatch(a1)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
