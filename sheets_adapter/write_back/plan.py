"""From what should stand in our tabs to the requests that put it there.

Requests say where they write, so one that is sent twice (its answer was lost) does no harm.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dsl.diagnostics import CellRef
from dsl.values.text import header_key
from sheets_adapter.google import Tab
from sheets_adapter.write_back.cells import FIELDS, Cell, Link, Row, position, row_data
from sheets_adapter.write_back.notes import Place
from sheets_adapter.write_back.tabs import CHANGES, OWN_IDS, STATUS, OwnTab, making

MOST_CHANGES = 5_000
"""Lines of the change log that are kept."""

_SLACK = 500  # more than have to go, so that not every change takes lines away


@dataclass(frozen=True, slots=True)
class Entry:
    """One happening in the change log: its rows, and an ``id`` by which it is told only once."""

    id: str
    rows: tuple[Row, ...]


class Places:
    """Where things are in a spreadsheet, by its tabs; ours are none of them.

    A tab that was renamed is found by its former title as well: ``links`` are those of sheets as
    they were read (`Sheet.link`), by the title that they had then.
    """

    def __init__(self, url: str, tabs: Sequence[Tab], links: Mapping[str, str]) -> None:
        self._url = url
        self._links = links
        self._tabs = {tab.title: tab for tab in tabs if tab.sheet_id not in OWN_IDS}
        self._by_header = {header_key(title): tab for title, tab in self._tabs.items()}

    def link(self, at: CellRef) -> str:
        """What opens a cell, or a whole sheet; empty when there is no such sheet."""
        tab = self._tab(at.sheet)
        if tab is None:
            return ""
        return f"{self._url}#gid={tab.sheet_id}" + (f"&range={at.cell}" if at.cell else "")

    def place(self, at: CellRef) -> Place | None:
        """A cell that is there to be written to; None for any other."""
        tab, found = self._tab(at.sheet), position(at.cell)
        if tab is None or found is None or found[0] >= tab.rows or found[1] >= tab.columns:
            return None
        return Place(tab.sheet_id, *found)

    def places(self, notes: Mapping[CellRef, str]) -> dict[Place, str]:
        """The notes by where they are to stand."""
        return {place: note for at, note in notes.items() if (place := self.place(at)) is not None}

    def _tab(self, title: str) -> Tab | None:
        found = self._tabs.get(title) or self._by_header.get(header_key(title))
        link = self._links.get(title, "")
        if found is None and link.startswith(f"{self._url}#gid="):
            gid = link.removeprefix(f"{self._url}#gid=").partition("&")[0]
            return next((tab for tab in self._tabs.values() if str(tab.sheet_id) == gid), None)
        return found


def status(rows: Sequence[Row], tabs: Sequence[Tab], link_to: Link) -> list[dict[str, Any]]:
    """What makes the status tab these rows and nothing else."""
    whole = {
        "updateCells": {
            "range": {"sheetId": STATUS.sheet_id},
            "rows": [row_data(row, link_to) for row in rows],
            "fields": FIELDS,
        }
    }
    size = _sized(STATUS, max(len(rows), STATUS.frozen + 1))
    apart = {"unmergeCells": {"range": {"sheetId": STATUS.sheet_id}}}
    return [*_there(STATUS, tabs), size, apart, whole]


def changes(
    header: Row, entries: Sequence[Entry], above: int, tabs: Sequence[Tab], link_to: Link
) -> list[dict[str, Any]]:
    """What puts entries below the ``above`` lines that the change log has, header and all.

    The last column is the entry's id. The oldest lines go when there have become too many.
    """
    rows = [[*row, Cell(entry.id)] for entry in entries for row in entry.rows]
    tab = tab_of(CHANGES, tabs)
    there = CHANGES.frozen + 1 if tab is None else tab.rows
    missing = max(1, above) + len(rows) - there
    return [
        *_there(CHANGES, tabs),
        *_trimming(above),
        *([_longer(CHANGES, missing)] if missing > 0 else []),
        _written(CHANGES, 0, [[*header, Cell("Event", bold=True)]], link_to),
        _written(CHANGES, max(1, above - _surplus(above)), rows, link_to),
    ]


def widening(tabs: Sequence[Tab]) -> list[dict[str, Any]]:
    """What brings columns back that somebody took out of the change log, though not their texts."""
    tab = tab_of(CHANGES, tabs)
    missing = 0 if tab is None else len(CHANGES.widths) - tab.columns
    return [_longer(CHANGES, missing, "COLUMNS")] if missing > 0 else []


def _surplus(above: int) -> int:
    """How many of the oldest lines go."""
    return above - MOST_CHANGES + _SLACK - 1 if above > MOST_CHANGES + 1 else 0


def _trimming(above: int) -> list[dict[str, Any]]:
    surplus = _surplus(above)
    if not surplus:
        return []
    rows = {
        "sheetId": CHANGES.sheet_id,
        "dimension": "ROWS",
        "startIndex": 1,
        "endIndex": 1 + surplus,
    }
    return [{"deleteDimension": {"range": rows}}]


def tab_of(own: OwnTab, tabs: Sequence[Tab]) -> Tab | None:
    """The tab as it is in a spreadsheet."""
    return next((tab for tab in tabs if tab.sheet_id == own.sheet_id), None)


def _there(own: OwnTab, tabs: Sequence[Tab]) -> list[dict[str, Any]]:
    return [] if tab_of(own, tabs) else making(own, [tab.title for tab in tabs])


def _sized(own: OwnTab, rows: int) -> dict[str, Any]:
    """As many rows as there is something in, so that nothing else stays in the tab."""
    grid = {"rowCount": rows, "columnCount": len(own.widths), "frozenRowCount": own.frozen}
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": own.sheet_id, "gridProperties": grid},
            "fields": ",".join(f"gridProperties.{name}" for name in grid),
        }
    }


def _longer(own: OwnTab, count: int, dimension: str = "ROWS") -> dict[str, Any]:
    """More rows at the end: sent twice, or by two at a time, it never takes any away."""
    more = {"sheetId": own.sheet_id, "dimension": dimension, "length": count}
    return {"appendDimension": more}


def _written(own: OwnTab, row: int, rows: Sequence[Row], link_to: Link) -> dict[str, Any]:
    return {
        "updateCells": {
            "start": {"sheetId": own.sheet_id, "rowIndex": row, "columnIndex": 0},
            "rows": [row_data(each, link_to) for each in rows],
            "fields": FIELDS,
        }
    }
