"""Brings a spreadsheet to what should stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dsl.diagnostics import CellRef
from dsl.workbook import column_letters
from sheets_adapter.google import Spreadsheet, Tab
from sheets_adapter.links import a1_title
from sheets_adapter.source import SourceError
from sheets_adapter.write_back import notes as noting
from sheets_adapter.write_back import plan
from sheets_adapter.write_back.cells import Row
from sheets_adapter.write_back.tabs import CHANGES


class WriteBack:
    """Writes into one spreadsheet, opened with write scope.

    ``links`` are those of its sheets, by which renamed tabs are found; see `plan.Places`. Every
    method blocks and raises ``SourceError``; called again, it does what it had not done.
    """

    def __init__(self, spreadsheet: Spreadsheet, links: Mapping[str, str] | None = None) -> None:
        self._spreadsheet = spreadsheet
        self._links = links or {}

    def status(self, rows: Sequence[Row]) -> None:
        """Make the status tab these rows: one read, one write."""
        tabs = self._spreadsheet.tabs()
        places = self._places(tabs)
        self._spreadsheet.batch_update(plan.status(rows, tabs, places.link))

    def notes(self, wanted: Mapping[CellRef, str]) -> None:
        """Make these our notes, wherever others of ours stand: two reads, a write for each sheet.

        A sheet that may not be written to (its owner protected it) keeps no other from its notes.
        """
        tabs = self._spreadsheet.tabs()
        places = self._places(tabs)
        found = noting.read(self._spreadsheet.get(noting.FIELDS))
        failed: SourceError | None = None
        there = places.places(wanted)
        for sheet in sorted({place.sheet_id for place in (*there, *found)}):
            requests = noting.requests(_of(there, sheet), _of(found, sheet))
            try:
                if requests:
                    self._spreadsheet.batch_update(requests)
            except SourceError as error:
                failed = failed or error
        if failed is not None:
            raise failed

    def append(self, header: Row, entries: Sequence[plan.Entry]) -> None:
        """Put those entries into the change log that are not in it: two reads, one write.

        ``header`` and each row have one cell less than the tab has columns; the last is the id.
        """
        tabs = self._spreadsheet.tabs()
        widening = plan.widening(tabs)
        if widening:
            self._spreadsheet.batch_update(widening)
        told, above = self._told(tabs)
        trimming = plan.trimming(above)
        if trimming:
            self._spreadsheet.batch_update(trimming)
            tabs = self._spreadsheet.tabs()
            told, above = self._told(tabs)
        new = [entry for entry in entries if entry.id not in told]
        if new:
            link_to = self._places(tabs).link
            self._spreadsheet.batch_update(plan.changes(header, new, above, tabs, link_to))

    def _places(self, tabs: Sequence[Tab]) -> plan.Places:
        return plan.Places(self._spreadsheet.url, tabs, self._links)

    def _told(self, tabs: Sequence[Tab]) -> tuple[set[str], int]:
        """The ids in the change log, and how many lines it has."""
        tab = plan.tab_of(CHANGES, tabs)
        if tab is None:
            return set(), 0
        title = a1_title(tab.title)
        first, last = "A", column_letters(len(CHANGES.widths) - 1)
        times, ids = self._spreadsheet.values(
            [f"{title}!{first}:{first}", f"{title}!{last}:{last}"]
        )
        return {row[0] for row in ids if row}, max(len(times), len(ids))


def _of(notes: Mapping[noting.Place, str], sheet_id: int) -> dict[noting.Place, str]:
    return {place: note for place, note in notes.items() if place.sheet_id == sheet_id}
