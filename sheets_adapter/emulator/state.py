"""All that an emulator holds: spreadsheets, tokens, faults, quota, the log of requests."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_adapter.emulator import entered
from sheets_adapter.emulator.book import DEFAULT_LOCALE, TIME_ZONE, Book
from sheets_adapter.emulator.errors import GoogleError, not_found
from sheets_adapter.emulator.faults import Faults
from sheets_adapter.emulator.kinds import READS
from sheets_adapter.emulator.quota import Quota
from sheets_adapter.emulator.spreadsheet import EmulatedSpreadsheet
from sheets_adapter.emulator.tokens import Tokens

EMAIL = "routebook@emulated.iam.gserviceaccount.com"
"""The emulator's only service account."""

_LOGGED = 10_000

Rows = Sequence[Sequence[object]]
Watch = Callable[["Exchange"], None]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the log keeps it; ``status`` is 0 when no answer came."""

    method: str
    path: str
    kind: str
    status: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request to a Google API with its answer, for whoever wants to look at every one."""

    kind: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    request: Any
    status: int
    response: Any


class Log(list[Request]):
    """The requests in their order; the oldest go when there are very many."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()

    def add(self, request: Request) -> None:
        """Keep one more."""
        self.counts[request.kind] += 1
        self.append(request)
        if len(self) > _LOGGED:
            del self[: _LOGGED // 2]

    def clear(self) -> None:
        """Begin anew."""
        super().clear()
        self.counts.clear()

    @property
    def reads(self) -> int:
        """Requests that count against the read quota of the Sheets API."""
        return sum(self.counts[kind] for kind in READS)


class Emulator:
    """Google Sheets in memory: what the real client sees over HTTP is here to look at and change.

    >>> emulator = Emulator()
    >>> book = emulator.add({"California": [["zip", "owner"], ["94105", "ana@acme.example"]]})
    >>> book.rows("California")[1]
    ['94105', 'ana@acme.example']

    Args:
        clock: Seconds since 1970; what tokens and quotas go by. Clients sign with the time of
            their machine, so one for tests begins with that.
        quota: Requests allowed a minute; none are counted unless given.
        watch: Called with every exchange with an API, after it was answered.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        quota: Quota | None = None,
        watch: Watch | None = None,
    ) -> None:
        self.email = EMAIL
        self.faults = Faults()
        self.requests = Log()
        self.tokens = Tokens(clock)
        self.quota = quota
        self.lock = threading.RLock()
        self.watch = watch
        self.books: dict[str, Book] = {}
        self._clock = clock

    def add(
        self,
        tabs: Mapping[str, Rows] | None = None,
        *,
        title: str = "Untitled spreadsheet",
        locale: str = DEFAULT_LOCALE,
        shared: bool = True,
    ) -> EmulatedSpreadsheet:
        """A spreadsheet with rows by tab, which the service account may edit unless not shared.

        Text stays text; Python numbers, booleans and dates become what a sheet has for them.
        """
        with self.lock:
            book = self.new_book(title, locale)
            if shared:
                book.roles[self.email] = "writer"
            for name, rows in (tabs or {"Sheet1": []}).items():
                entered.fill(book.add_grid(name), rows)
            return EmulatedSpreadsheet(self, book.book_id)

    def new_book(self, title: str, locale: str = DEFAULT_LOCALE) -> Book:
        """A spreadsheet without any sheet yet."""
        now = self.now()
        properties = {
            "title": title,
            "locale": locale,
            "autoRecalc": "ON_CHANGE",
            "timeZone": TIME_ZONE,
        }
        book = Book(f"1{secrets.token_urlsafe(32)}", properties, created=now, modified=now)
        self.books[book.book_id] = book
        return book

    def share(self, book: EmulatedSpreadsheet, email: str = "", *, write: bool = True) -> None:
        """Let an account read or also edit; the emulator's own unless another is named."""
        with self.lock:
            self.book(book.id).roles[email or self.email] = "writer" if write else "reader"

    def unshare(self, book: EmulatedSpreadsheet, email: str = "") -> None:
        """From now on the account is refused with 403."""
        with self.lock:
            self.book(book.id).roles.pop(email or self.email, None)

    def book(self, book_id: str) -> Book:
        """The spreadsheet with an id; 404 when there is none."""
        try:
            return self.books[book_id]
        except KeyError:
            raise not_found() from None

    def touch(self, book: Book) -> None:
        """Somebody edited it now."""
        book.modified = self.now()

    def now(self) -> str:
        """The time in the form of the Drive API."""
        moment = dt.datetime.fromtimestamp(self._clock(), dt.UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"

    def charge(self, kind: str) -> GoogleError | None:
        """Count a request against the quota; the error when it is used up."""
        return None if self.quota is None else self.quota.take(kind, self._clock())
