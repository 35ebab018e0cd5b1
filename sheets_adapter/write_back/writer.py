"""Brings a spreadsheet to what should stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

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
    method blocks and raises ``SourceError``; another one of these does what was not done. All of
    them together read the tabs once: one of these is for what is to be written now.
    """

    def __init__(self, spreadsheet: Spreadsheet, links: Mapping[str, str] | None = None) -> None:
        self._spreadsheet = spreadsheet
        self._links = links or {}

    def status(self, rows: Sequence[Row]) -> None:
        """Make the status tab these rows: one write."""
        self._spreadsheet.batch_update(plan.status(rows, self._tabs, self._places.link))

    def notes(self, wanted: Mapping[CellRef, str]) -> None:
        """Make these our notes, wherever others of ours stand: one read, a write for each sheet.

        A sheet that may not be written to (its owner protected it) keeps no other from its notes.
        """
        found = self._spreadsheet.get_as(noting.FIELDS, noting.read)
        failed: SourceError | None = None
        there = self._places.places(wanted)
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
        """Put those entries into the change log that are not in it: one read, one write.

        ``header`` and each row have one cell less than the tab has columns; the last is the id.
        """
        tabs = self._tabs
        widening = plan.widening(tabs)
        if widening:
            self._spreadsheet.batch_update(widening)
        told, above = self._told(tabs)
        new = [entry for entry in entries if entry.id not in told]
        if new:
            link_to = self._places.link
            self._spreadsheet.batch_update(plan.changes(header, new, above, tabs, link_to))

    @cached_property
    def _tabs(self) -> Sequence[Tab]:
        return self._spreadsheet.tabs()

    @cached_property
    def _places(self) -> plan.Places:
        return plan.Places(self._spreadsheet.url, self._tabs, self._links)

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
