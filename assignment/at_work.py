"""Who is at work at an instant, by their working hours, and since when they will be."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assignment.hours import is_open, next_open
from dsl.roster import Rep

_MINUTE = 60


class AtWork:
    """Answers for the reps of a roster. May be asked from several threads.

    It is asked at each turn of a pool, so it is remembered for the minute that is going on: shifts
    and days begin and end on minutes.
    """

    def __init__(self) -> None:
        self._known: tuple[float, dict[str, str | None]] = (-1, {})

    def reason(self, rep: Rep, zone: ZoneInfo, now: datetime) -> str | None:
        """Why the rep is not at work, in the words of the trace; None when they are."""
        minute = now.timestamp() // _MINUTE
        known = self._known
        if known[0] != minute:
            known = self._known = (minute, {})
        try:
            return known[1][rep.id]
        except KeyError:
            found = known[1][rep.id] = _reason(rep, zone, now)
            return found


def _reason(rep: Rep, zone: ZoneInfo, now: datetime) -> str | None:
    if is_open(rep.hours, zone, now):
        return None
    opens = next_open(rep.hours, zone, now)
    return "outside working hours" + ("" if opens is None else f" until {told(opens, zone, now)}")


def told(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A time to come as people in a zone say it: ``14:30``, ``Mon 09:00``, ``2026-12-01 09:00``."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return clock
    if local.date() - today < timedelta(days=7):
        return f"{_DAYS[local.weekday()]} {clock}"
    return f"{local.date()} {clock}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
