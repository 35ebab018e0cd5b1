"""Tells the people who keep the sheets, in their own spreadsheet, what became of their edits.

    live release, problems -> status tab, notes          events of the log -> change log tab

A consumer of the log with a cursor, like a webhook: nothing waits for it, and what it could not
tell it tells later. Of many replicas one tells: the one with the lease.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Literal

import msgspec

from history import Delivery, Lease, Store, StoreError
from releases.change_log import HEADER, KINDS, entry
from releases.held import Held
from releases.live import Clock, Live
from releases.problems import Problems
from releases.status import Report, Waiting, notes, status_rows
from sheets_adapter import SourceError
from sheets_adapter.google import Spreadsheet
from sheets_adapter.write_back import WriteBack

LEASE = "telling"

_PAGE = 20  # events at once; each may have hundreds of rows
_log = logging.getLogger("routebook.telling")


@dataclass(frozen=True, slots=True)
class TellingPace:
    """All of it in seconds.

    News are looked for every ``poll``. With none, the status tab is written every ``anew``, so that
    it shows when the spreadsheet was last read, and what somebody typed into it goes. What is new
    after a quiet time is told at once, and then together what comes within ``apart``: a turn takes
    up to three reads of the quota that refreshes need. Who has the lease has it for ``lease``, and
    others ask every ``ask``; the cursor is stored at least every ``save``. Waits after failures
    double from ``first_wait`` to ``longest_wait``.
    """

    poll: float = 1.0
    anew: float = 300.0
    apart: float = 10.0
    lease: float = 60.0
    ask: float = 10.0
    save: float = 60.0
    first_wait: float = 5.0
    longest_wait: float = 600.0


@dataclass(frozen=True, slots=True)
class TellingState:
    """How telling is doing in this process, since when, and why it fails when it does.

    ``elsewhere`` is the state of a replica while another one tells.
    """

    state: Literal["starting", "elsewhere", "ok", "failing"]
    since: datetime
    reason: str = ""


@dataclass(slots=True)
class _Told:
    """What this process has told since it began to tell; None for what is not known."""

    status: Report | None = None
    status_at: datetime | None = None
    noted: Problems | None = None
    changes: Delivery | None = None
    saved_at: datetime | None = None


class Telling:
    """Tells what `Live` holds and what the log says, one `turn` after the other.

    ``open_spreadsheet`` gives the spreadsheet with write scope; it may raise ``SourceError``.
    ``clock`` gives aware UTC times; ``holder`` is this process's name among the replicas, which all
    know the same problems; ``alone`` says that there are no others. Without a ``store`` there is no
    change log.
    """

    def __init__(
        self,
        live: Live,
        store: Store | None,
        open_spreadsheet: Callable[[], Spreadsheet],
        clock: Clock,
        holder: str,
        pace: TellingPace | None = None,
        *,
        alone: bool = False,
    ) -> None:
        self._live = live
        self._store = store
        self._open = open_spreadsheet
        self._clock = clock
        self._pace = pace = pace or TellingPace()
        self._lease: Lease | None = None
        if store is not None:
            self._lease = Lease(store, LEASE, holder, pace.lease, pace.ask, clock, alone=alone)
        self.state = TellingState("starting", clock())
        self._failures = 0
        self._again = self._next = clock()
        self._stopping = Event()
        self._spreadsheet: Spreadsheet | None = None
        self._told = _Told()

    def turn(self) -> float:
        """Tell what is new; the seconds until there may be more. Blocks, and never raises."""
        now = self._clock()
        if now < self._again:
            return min(self._pace.poll, (self._again - now).total_seconds())
        more = False
        try:
            if self._stopping.is_set():
                return self._pace.poll
            if self._lead():
                more = self._tell(now)
                self._failures = 0
                self._note("ok", now)
            else:
                self._note("elsewhere", now)
        except SourceError as error:
            if not self._stopping.is_set():
                self._failed(str(error))
        except StoreError as error:
            self._failed(f"The log cannot be read: {error}.")
        except Exception as error:  # whatever it is, it stays in here
            _log.exception("telling failed")
            self._failed(f"It stopped at an unexpected {type(error).__name__}; see the log.")
        if more:
            return max(0.0, (self._next - self._clock()).total_seconds())
        return self._pace.poll

    def stop(self) -> None:
        """Let the turn under way end at its next step, and begin no other; from another thread."""
        self._stopping.set()

    def leave(self) -> None:
        """Store the cursor and let another replica tell. Blocks, and never raises."""
        if self._lease is None or self._lease.has_run_out:
            return
        try:
            self._save(self._clock(), at_once=True)
            self._lease.give_back()
        except StoreError as error:
            _log.warning("the cursor of telling could not be stored", extra={"error": str(error)})

    # What is told -------------------------------------------------------------------------------

    def _tell(self, now: datetime) -> bool:
        """Tell everything that is new; whether there is more in the log."""
        if self._live.release is None and not self._live.problems.all():
            return False  # nothing has been read yet
        if now < self._next:
            return False
        if self._spreadsheet is None:
            self._spreadsheet = self._open()
        write_back = WriteBack(self._spreadsheet, _links(self._live))
        wanted = report(self._live)
        failed = None
        self._tell_status(write_back, wanted, now)
        try:
            more = self._tell_changes(write_back, self._spreadsheet.id, now)
        except SourceError as error:  # what is wrong with one keeps nobody from the other
            more, failed = False, error
        self._tell_notes(write_back, wanted.problems, now)
        if failed is not None:
            raise failed
        return more

    def _goes_on(self, now: datetime) -> bool:
        """Whether to take one more step, which asks Google: so the next turn is ``apart``."""
        self._next = now + _seconds(self._pace.apart)
        return not self._stopping.is_set()

    def _tell_status(self, write_back: WriteBack, wanted: Report, now: datetime) -> None:
        told = self._told
        due = told.status_at is None or now >= told.status_at + _seconds(self._pace.anew)
        if (due or wanted != told.status) and self._goes_on(now):
            write_back.status(status_rows(wanted, self._live.fetched_at, self._pace.anew))
            told.status, told.status_at = wanted, now

    def _tell_notes(self, write_back: WriteBack, problems: Problems, now: datetime) -> None:
        """Notes are read and written when the problems are others, and when it begins."""
        told = self._told
        if problems != told.noted and self._goes_on(now):
            told.noted = None
            write_back.notes(notes(problems))
            told.noted = problems

    def _tell_changes(self, write_back: WriteBack, spreadsheet_id: str, now: datetime) -> bool:
        if self._store is None:
            return False
        last = self._store.last_seq()
        known = self._known(self._store, spreadsheet_id, last)
        if known.cursor == last:
            return False
        events = self._store.events(known.cursor, _PAGE, KINDS)
        if events:
            if not self._goes_on(now):
                return False
            write_back.append(HEADER, [entry(event) for event in events])
        more = len(events) == _PAGE
        cursor = events[-1].seq if more else max([last, *(event.seq for event in events)])
        self._told.changes = Delivery(known.endpoint, cursor, 0, now)
        self._save(now, at_once=bool(events))
        return more

    # How far, and who ---------------------------------------------------------------------------

    def _known(self, store: Store, spreadsheet_id: str, last: int) -> Delivery:
        """How far this spreadsheet has been told; a log that ends before that is another one."""
        known = self._told.changes or store.delivery(f"{LEASE} {spreadsheet_id}")
        if known.cursor > last:
            _log.warning("the log ends before the cursor of telling", extra={"last": last})
            known = Delivery(known.endpoint, last)
        self._told.changes = known
        return known

    def _save(self, now: datetime, *, at_once: bool) -> None:
        told = self._told
        if self._store is None or told.changes is None:
            return
        due = told.saved_at is None or now >= told.saved_at + _seconds(self._pace.save)
        if at_once or due:
            self._store.save_delivery(told.changes)
            told.saved_at = now

    def _lead(self) -> bool:
        """Whether this process is the one that tells, for as long as that takes."""
        if self._lease is None:
            return True
        ran_out = self._lease.has_run_out
        if not self._lease.hold():
            return False
        if ran_out:
            self._told = _Told()  # another one may have told something else since
        return True

    # How it goes --------------------------------------------------------------------------------

    def _failed(self, reason: str) -> None:
        now = self._clock()
        self._failures += 1
        doubled = self._pace.first_wait * 2.0 ** min(self._failures - 1, 20)
        wait = min(doubled, self._pace.longest_wait)
        self._again = max(self._next, now + _seconds(wait))
        self._spreadsheet = None
        self._note("failing", now, reason)

    def _note(
        self, state: Literal["elsewhere", "ok", "failing"], now: datetime, reason: str = ""
    ) -> None:
        """Note how it goes; a line in the log when that is news."""
        if (self.state.state, self.state.reason) == (state, reason):
            return
        if state == "failing":
            _log.warning("the spreadsheet cannot be written to", extra={"reason": reason})
        elif self.state.state == "failing":
            _log.info("the spreadsheet is written to again")
        since = self.state.since if self.state.state == state else now
        self.state = TellingState(state, since, reason)


def report(live: Live) -> Report:
    """What there is to tell of a `Live`, as it is now."""
    release = live.release
    held = live.held
    waiting = () if held is None else (_waiting(held),)
    found = Report(problems=live.problems, waiting=waiting)
    if release is None:
        return found
    titles = {name: table.sheet.title for name, table in release.framework.tables.items()}
    return replace(found, release=release.id, since=release.activated_at, sheets=titles)


def _links(live: Live) -> dict[str, str]:
    """The links of the sheets of the live release, by the titles under which they were read."""
    if live.release is None:
        return {}
    return {sheet.title: sheet.link for sheet in live.release.sheets()}


def _waiting(held: Held) -> Waiting:
    impact = None if held.story.impact is None else msgspec.to_builtins(held.story.impact)
    return Waiting(held.id, held.since, tuple(held.story.reasons), impact)


def _seconds(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)
