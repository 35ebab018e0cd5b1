"""Who is there at an instant, why not, and who stands in."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from dsl.roster.people import Assignee, Rep, TimeOff
from dsl.roster.roster import Roster

_QUARTER = 900
"""Seconds. In every time zone of today days begin on a quarter of an hour, so that nobody's
absence changes within one."""


class Absences:
    """Answers for a roster; ``zone`` has the days of reps without a time zone of their own.

    Whether somebody is there is asked at each decision, so it is remembered for the quarter of an
    hour that is going on. Times are aware datetimes. May be asked from several threads.
    """

    def __init__(self, roster: Roster, zone: tzinfo = UTC) -> None:
        self._roster = roster
        self._zone = zone
        self._known: tuple[float, dict[str, str | None]] = (-1, {})

    def reason(self, rep_id: str, now: datetime) -> str | None:
        """Why the rep is not there, in the words of the trace; None when they are."""
        quarter = now.timestamp() // _QUARTER
        known = self._known
        if known[0] != quarter:
            known = self._known = (quarter, {})
        try:
            return known[1][rep_id]
        except KeyError:
            found = known[1][rep_id] = self._reason(rep_id, now)
            return found

    def cover(self, rep_id: str, now: datetime) -> Assignee | None:
        """Who takes over first: the cover of the time off that is on now, else the backup."""
        return next((who for who, _ in self.stand_ins(rep_id, now)), None)

    def stand_ins(self, rep_id: str, now: datetime) -> tuple[tuple[Assignee, str], ...]:
        """Who takes over for a rep, in the order in which they are asked, and as what."""
        rep = self._roster.rep(rep_id)
        if rep is None:
            return ()
        covers = [off.cover for off in _on(rep, self._today(rep, now)) if off.cover is not None]
        found = [(cover, f"cover for {rep.id}") for cover in covers]
        if rep.backup is not None and rep.backup not in covers:
            found.append((rep.backup, f"backup of {rep.id}"))
        return tuple(found)

    def _reason(self, rep_id: str, now: datetime) -> str | None:
        rep = self._roster.rep(rep_id)
        if rep is None:  # without a sheet of reps, whoever is named is one
            return None if self._roster.reps is None else "not in the roster"
        if not rep.active:
            return "no longer active"
        today = self._today(rep, now)
        if rep.start is not None and today < rep.start:
            return f"starts on {rep.start}"
        ends = [off.last for off in _on(rep, today)]
        if not ends:
            return None
        known = [last for last in ends if last is not None]
        return "out of office" if len(known) < len(ends) else f"out of office until {max(known)}"

    def _today(self, rep: Rep, now: datetime) -> date:
        return now.astimezone(rep.time_zone or self._zone).date()


def _on(rep: Rep, today: date) -> list[TimeOff]:
    """The lines of time off that a day is in."""
    return [
        off
        for off in rep.time_off
        if (off.first is None or off.first <= today) and (off.last is None or today <= off.last)
    ]
