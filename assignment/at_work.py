"""Who is at work at an instant, by their working hours, and when their working time is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assignment.hours import add_working_time, is_open, next_open, open_until
from assignment.minute import Minute
from dsl.roster import Rep


class AtWork:
    """Answers for the reps of a roster. May be asked from several threads."""

    def __init__(self) -> None:
        self._reasons = Minute[str | None]()
        self._until = Minute[datetime | None]()

    def reason(self, rep: Rep, zone: ZoneInfo, now: datetime) -> str | None:
        """Why the rep is not at work, in the words of the trace; None when they are."""
        known = self._reasons.at(now)
        try:
            return known[rep.id]
        except KeyError:
            found = known[rep.id] = _reason(rep, zone, now)
            return found

    def over(self, rep: Rep, zone: ZoneInfo, now: datetime, within: timedelta) -> datetime | None:
        """When so much of the rep's working time has gone by; None if they are never at work."""
        known = self._until.at(now)
        if rep.id not in known:
            began = now.replace(second=0, microsecond=0)
            known[rep.id] = open_until(rep.hours, zone, began, _days_off(rep))
        until = known[rep.id]
        if until is not None and now + within <= until:
            return now + within
        return add_working_time(now, within, rep.hours, zone, _days_off(rep))


def _days_off(rep: Rep) -> Callable[[date], bool]:
    return lambda day: any(
        (off.first is None or off.first <= day) and (off.last is None or day <= off.last)
        for off in rep.time_off
    )


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
