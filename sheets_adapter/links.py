"""Links that open a spreadsheet file at a row: templates for ``Sheet.link``."""

from __future__ import annotations

import re

# Only what would change the meaning of the link or of its template is escaped: people read these.
_ESCAPES = {ord(character): f"%{ord(character):02X}" for character in "%#?{}"}
_BARE_TITLE = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}\d+|R\d*(C\d*)?|C\d*|TRUE|FALSE", re.IGNORECASE)


def csv_link(file_name: str) -> str:
    """``California.csv#row={row}``: the row of a CSV file as in RFC 7111, section 2.1."""
    return file_name.translate(_ESCAPES) + "#row={row}"


def xlsx_link(file_name: str, title: str) -> str:
    """``acme.xlsx#California!{range}``: a range of a sheet, as hyperlinks in Excel write it."""
    return f"{file_name.translate(_ESCAPES)}#{a1_title(title).translate(_ESCAPES)}!{{range}}"


def google_link(spreadsheet_id: str, sheet_id: int) -> str:
    """``https://docs.google.com/…/edit#gid=7&range={range}``: as browsers have it."""
    address = f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}/edit"
    return f"{address}#gid={sheet_id}&range={{range}}"


def a1_title(title: str) -> str:
    """A sheet title as A1 notation writes it before ``!``: ``California``, ``'US states'``."""
    if _BARE_TITLE.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"
