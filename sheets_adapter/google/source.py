"""A Google spreadsheet as a source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from dsl.values.text import header_key
from dsl.workbook import Sheet, Workbook
from sheets_adapter.cells import trimmed, with_plain_breaks
from sheets_adapter.google.credentials import Access
from sheets_adapter.google.in_time import GRACE_SECONDS, GivenUp
from sheets_adapter.links import google_link
from sheets_adapter.source import workbook_of

if TYPE_CHECKING:
    from sheets_adapter.google.http import Client
    from sheets_adapter.google.reading import Found

_GID = re.compile(r"#gid=(\d+)&")


class GoogleSource:
    """The tabs of one spreadsheet as sheets, hidden ones too, by two reads for any number of them.

    Cells are the texts that the sheet shows. Numbers and dates in them are written as in the
    spreadsheet's own locale; ``locale`` is used only where it tells none.

    A tab is known by its id. One that is renamed is still given under its former title as well, so
    that a framework goes on to find it, until another tab takes that title or it is deleted.
    """

    def __init__(
        self, spreadsheet_id: str, locale: str = "en_US", access: Access | None = None
    ) -> None:
        self.spreadsheet_id = spreadsheet_id
        self._locale = locale
        self._access = access or Access()
        # Whoever starts waits for the first answer, and no longer for the second.
        first = self._access.first_seconds
        self._seconds = self._access.seconds if first is None else first
        self._client: Client | None = None
        self._title = ""
        self._bearers: dict[str, tuple[str, int]] = {}
        self._renamed: dict[str, str] = {}
        self._seen = b""
        self._workbook: Workbook | None = None
        self._turn = Lock()

    @property
    def name(self) -> str:
        """The title of the spreadsheet; ``google:ID`` before it has been read."""
        return self._title or f"google:{self.spreadsheet_id}"

    @property
    def watched(self) -> Path | None:
        """``None``: Google tells nobody in time."""
        return None

    @property
    def renamed(self) -> Mapping[str, str]:
        """Former titles under which a sheet is still given -> what its tab is called now."""
        return dict(self._renamed)

    def remember(self, sheets: Iterable[Sheet]) -> None:
        """Take over the titles of sheets that an earlier run read from this spreadsheet.

        They are known by their links. A tab that was renamed since is found again.
        """
        ours = f"/d/{self.spreadsheet_id}/"
        for sheet in sheets:
            gid = _GID.search(sheet.link) if ours in sheet.link else None
            if gid:
                self._bearers.setdefault(header_key(sheet.title), (sheet.title, int(gid[1])))

    def fetch(self) -> Workbook:
        """Every tab now; the same ``Workbook`` object as before when nothing changed.

        ``SourceError`` tells why it cannot be had.
        """
        from sheets_adapter.google.failures import FAILURES, explained

        with self._turn:
            seconds, self._seconds = self._seconds, self._access.seconds
            try:
                ask = partial(self._ask, seconds)
                return self._updated(self._access.calls.in_time(ask, seconds + GRACE_SECONDS))
            except (TimeoutError, GivenUp) as error:
                self._client = None  # the one that hangs is left alone
                raise explained(error, self.name, "") from error
            except FAILURES as error:
                raise explained(error, self.name, "") from error

    def _ask(self, seconds: float) -> Found:
        from sheets_adapter.google.http import Client
        from sheets_adapter.google.reading import read

        client = self._client = self._client or Client(self._access)
        with client.within(seconds, self.name):
            return read(client, self.spreadsheet_id)

    def _updated(self, found: Found) -> Workbook:
        seen = hashlib.sha256(repr(found.head).encode() + found.body).digest()
        if self._workbook is None or seen != self._seen:
            self._title = found.head.title
            self._workbook = self._read(found)
            self._seen = seen
        return self._workbook

    def _read(self, found: Found) -> Workbook:
        rows = {
            tab.sheet_id: trimmed([with_plain_breaks(cell) for cell in row] for row in its_rows)
            for tab, its_rows in zip(found.head.tabs, found.rows(), strict=True)
        }
        titles = [(tab.title, tab.sheet_id) for tab in found.head.tabs]
        present = {header_key(title): (title, sheet_id) for title, sheet_id in titles}
        former = [
            (title, sheet_id)
            for key, (title, sheet_id) in self._bearers.items()
            if key not in present and sheet_id in rows
        ]
        kept = {sheet.title: sheet for sheet in self._workbook.sheets} if self._workbook else {}
        sheets = []
        for title, sheet_id in titles + former:
            sheet = Sheet(title, rows[sheet_id], google_link(self.spreadsheet_id, sheet_id))
            same = kept.get(title)
            sheets.append(same if same == sheet else sheet)
        workbook = workbook_of(sheets, found.head.locale or self._locale, self.name)
        now = {sheet_id: title for title, sheet_id in titles}
        self._renamed = {title: now[sheet_id] for title, sheet_id in former}
        self._bearers = {header_key(title): (title, sheet_id) for title, sheet_id in former}
        self._bearers |= present
        return workbook
