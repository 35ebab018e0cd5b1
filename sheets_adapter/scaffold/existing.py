"""What stands in a spreadsheet, tab by tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dsl.values import header_key
from dsl.workbook import Sheet, Workbook
from sheets_adapter.cells import trimmed
from sheets_adapter.google import Spreadsheet, Tab
from sheets_adapter.links import a1_title
from sheets_adapter.write_back import OWN_IDS


@dataclass(frozen=True, slots=True)
class Existing:
    """The tabs of a spreadsheet with their rows, without those that Routebook writes.

    ``taken`` are the ids of all tabs, ``own`` the titles of Routebook's, as headers match.
    """

    tabs: Mapping[str, Tab]
    workbook: Workbook
    taken: frozenset[int]
    own: frozenset[str]

    def tab(self, title: str) -> tuple[Tab, Sheet] | None:
        """The tab of that title, spelled so or as headers match; None when there is none."""
        sheet = self.workbook.sheet(title)
        return None if sheet is None else (self.tabs[sheet.title], sheet)


def read_existing(spreadsheet: Spreadsheet, locale: str = "en_US") -> Existing:
    """All tabs, in two API reads. Raises ``SourceError``."""
    every = spreadsheet.tabs()
    tabs = [tab for tab in every if tab.sheet_id not in OWN_IDS]
    values = spreadsheet.values([a1_title(tab.title) for tab in tabs]) if tabs else []
    sheets = tuple(Sheet(tab.title, trimmed(rows)) for tab, rows in zip(tabs, values, strict=True))
    return Existing(
        {tab.title: tab for tab in tabs},
        Workbook(sheets, locale),
        frozenset(tab.sheet_id for tab in every),
        frozenset(header_key(tab.title) for tab in every if tab.sheet_id in OWN_IDS),
    )


def header_row(sheet: Sheet) -> int:
    """The 0-based row of the headers: the first that is not blank."""
    rows = enumerate(sheet.rows)
    return next((at for at, row in rows if any(cell.strip() for cell in row)), 0)


def header_positions(sheet: Sheet) -> dict[str, int]:
    """The 0-based column of each header, by how headers match."""
    headers = sheet.rows[header_row(sheet)] if sheet.rows else ()
    found: dict[str, int] = {}
    for at, text in enumerate(headers):
        if text.strip():
            found.setdefault(header_key(text), at)
    return found


def width(sheet: Sheet) -> int:
    """How many columns from the left hold anything."""
    return max(map(len, sheet.rows), default=0)
