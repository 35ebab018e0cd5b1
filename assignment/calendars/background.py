"""All calendars of the roster, read in the background; whoever asks is answered from memory."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assignment.calendars.busy import Busy, Unreadable
from assignment.calendars.reader import Reader
from assignment.calendars.sources import NOTHING_YET, Fetched, Sources, without_secrets
from assignment.outgoing import Outgoing

if TYPE_CHECKING:  # the process that reads calendars imports this package, and needs no language
    from dsl.roster.people import Rep

_log = logging.getLogger("routebook.calendars")

AHEAD = timedelta(days=14)
"""How far ahead busy times are told."""

MOST_TOLD = 100
"""How many busy times are told at most: each decision that asks keeps them in the log."""

_BEHIND = timedelta(hours=1)  # for who asks with a clock that is a little late
_READ_AGAIN = timedelta(days=1)  # even if it did not change, as time moved on
_LONGEST_READ = 30.0
_AT_ONCE = 16
_LOOK_SECONDS = 2.0  # how soon a new rep's calendar is read
_STAMP = re.compile(rb"\nDTSTAMP[^\n]*")


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """A calendar that could not be read, or not all of it, ``since`` when, and why.

    ``address`` says where it is without the part of a URL that is its password.
    """

    rep: str
    address: str
    reason: str
    since: datetime


@dataclass(slots=True)
class _Calendar:
    """What is known of a calendar as seen from a zone. ``busy`` is the last that was read well."""

    address: str
    zone: ZoneInfo
    due: datetime
    busy: tuple[Busy, ...] = ()
    fetched: Fetched = NOTHING_YET
    digest: bytes = b""
    read_at: datetime | None = None
    skipped: int = 0
    problem: tuple[str, datetime] | None = None


class Calendars:
    """Reads the calendars of ``reps()`` again and again, and keeps when each rep is busy.

    Files are told by a path from ``folder``, and stay inside it and ``roots``. ``zone`` is that of
    reps who state none. A calendar that is slow or bad holds up nothing: the busy times that were
    last read stay, and `problems` tells. ``busy`` and ``problems`` may be called from any thread.
    """

    def __init__(
        self,
        reps: Callable[[], Iterable[Rep]],
        outgoing: Outgoing,
        folder: Path,
        *,
        roots: Sequence[Path] = (),
        zone: ZoneInfo | None = None,
        seconds: float = 300,
        timeout: float = 10,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._reps = reps
        self._sources = Sources(outgoing, folder, roots, timeout)
        self._reader = Reader(_LONGEST_READ)
        self._zone = zone or ZoneInfo("UTC")
        self._seconds = seconds
        self._clock = clock
        self._chance = chance
        self._of: dict[str, _Calendar] = {}
        self._calendars: dict[tuple[str, ZoneInfo], _Calendar] = {}
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    def busy(self, rep_id: str) -> list[list[str]]:
        """When a rep is busy from now on: ``[[from, until], …]`` in ISO 8601, UTC, in order.

        At most `AHEAD` of now and at most `MOST_TOLD`; none for a rep without a calendar.
        """
        calendar = self._of.get(rep_id)
        if calendar is None:
            return []
        busy, now = calendar.busy, self._clock()
        first = bisect_right(busy, now - _BEHIND, key=lambda times: times[1])
        near = (times for times in busy[first : first + MOST_TOLD] if times[0] < now + AHEAD)
        return [[since.isoformat(), until.isoformat()] for since, until in near]

    def problems(self) -> list[CalendarProblem]:
        """What could not be read when it was last tried, in the order of the reps."""
        return [
            CalendarProblem(rep, without_secrets(calendar.address), *problem)
            for rep, calendar in list(self._of.items())
            if (problem := calendar.problem) is not None
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Keep calendars fresh until ``stop`` is set or the task is cancelled."""
        work = asyncio.create_task(self._go_on())
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            stopped.cancel()
            await asyncio.gather(work, stopped, return_exceptions=True)
            await self.close()

    async def refresh(self) -> None:
        """Read every calendar that is due: new ones, and those not looked at for ``seconds``."""
        self._take_over(self._reps())
        now = self._clock()
        due = [one for one in self._calendars.values() if one.due <= now]
        await asyncio.gather(*(self._refresh(one) for one in due))

    async def close(self) -> None:
        """End what reads calendars. `run` does so by itself."""
        self._sources.close()
        await self._reader.close()

    async def _go_on(self) -> None:
        while True:
            try:
                await self.refresh()
            except Exception:  # one that is our mistake must not be the last
                _log.exception("calendars could not be read")
            await asyncio.sleep(_LOOK_SECONDS)

    def _take_over(self, reps: Iterable[Rep]) -> None:
        """Know the calendars of these reps and no others; who share one share the reading."""
        now = self._clock()
        calendars: dict[tuple[str, ZoneInfo], _Calendar] = {}
        of: dict[str, _Calendar] = {}
        for rep in reps:
            if rep.calendar and rep.active:
                zone = rep.time_zone or self._zone
                key = rep.calendar, zone
                known = calendars.get(key) or self._calendars.get(key)
                calendars[key] = of[rep.id] = known or _Calendar(rep.calendar, zone, now)
        self._calendars, self._of = calendars, of

    async def _refresh(self, calendar: _Calendar) -> None:
        async with self._at_once:
            try:
                await self._read(calendar)
                reason = ""
                if calendar.skipped:
                    events = "1 event" if calendar.skipped == 1 else f"{calendar.skipped} events"
                    reason = f"{events} in it could not be read"
            except Unreadable as problem:
                reason = str(problem)
            except Exception:  # a mistake of ours must not end the others' refreshes
                _log.exception("a calendar could not be read")
                reason = "It could not be read"
        self._tell(calendar, reason)
        # Not all at the same second, here and on the other machines
        late = self._seconds * (0.9 + 0.2 * self._chance())
        calendar.due = self._clock() + timedelta(seconds=late)

    async def _read(self, calendar: _Calendar) -> None:
        """Fetch a calendar and, if it changed, read it. What is known changes at the very end."""
        now = self._clock()
        fresh = calendar.read_at is not None and now - calendar.read_at < _READ_AGAIN
        fetched = await self._sources.fetch(
            calendar.address, calendar.fetched if fresh else NOTHING_YET
        )
        if fetched.body is None:
            if not fresh:
                raise Unreadable("The server sent no calendar")
            return
        # Some services write the time of the request into every event.
        digest = hashlib.sha256(_STAMP.sub(b"", fetched.body)).digest()
        if not fresh or digest != calendar.digest:
            start, end = now - _READ_AGAIN, now + AHEAD + _READ_AGAIN
            reading = await self._reader.read(fetched.body, calendar.zone, start, end)
            calendar.busy, calendar.skipped = reading.busy, reading.skipped
            calendar.digest, calendar.read_at = digest, now
        calendar.fetched = Fetched(None, fetched.etag, fetched.modified)

    def _tell(self, calendar: _Calendar, reason: str) -> None:
        was = calendar.problem
        if reason:
            calendar.problem = reason, was[1] if was else self._clock()
        else:
            calendar.problem = None
        if reason != (was[0] if was else ""):
            _log.log(
                logging.WARNING if reason else logging.INFO,
                "a calendar could not be read" if reason else "a calendar can be read again",
                extra={"calendar": without_secrets(calendar.address), "reason": reason},
            )
