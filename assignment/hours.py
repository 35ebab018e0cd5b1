"""Working hours in a time zone: who is at work now, and when a span of working time is over.

A shift is told by the clock on the rep's wall: somebody is at work at every instant at which that
clock shows a time inside a shift. Where the clock is put forward, the times it jumps over never
come, so a shift there is shorter. Where it is put back, the times it repeats come twice, and both
count. Elapsed time is always real time, never the difference of two readings of a wall clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dsl.roster.people import Hours, Shift

_OFFICE = (Shift(time(9), time(17)),)
DEFAULT_HOURS = Hours((_OFFICE,) * 5 + ((),) * 2)
"""The hours of a rep who states none: Monday to Friday, 09:00 to 17:00."""

MOST_DAYS_CLOSED = 400
"""Who is not at work for so many days on end is never at work."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_END_OF_TIME = datetime(9998, 1, 1, tzinfo=UTC)  # datetimes end in 9999


def is_open(hours: Hours | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether ``now`` (aware) is inside a shift; with no hours, inside `DEFAULT_HOURS`."""
    wall = now.astimezone(zone)
    clock = wall.time()
    return any(
        shift.start <= clock and (clock < shift.until or shift.until == time.min)
        for shift in (hours or DEFAULT_HOURS).week[wall.weekday()]
    )


def next_open(hours: Hours | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first instant from ``now`` on that is inside a shift, in UTC; None if there is none."""
    return next((start for start, _until in _spans(hours, zone, now, _no_day)), None)


def open_until(
    hours: Hours | None, zone: ZoneInfo, now: datetime, days_off: Callable[[date], bool]
) -> datetime | None:
    """Until when working time that is going on ``now`` lasts, in UTC; None if there is none.

    It may go on after that: that is where a shift, or a day from now, is over.
    """
    opened, closed = next(_spans(hours, zone, now, days_off), (None, None))
    return closed if opened == now else None


def add_working_time(
    start: datetime,
    duration: timedelta,
    hours: Hours | None,
    zone: ZoneInfo,
    days_off: Callable[[date], bool],
) -> datetime | None:
    """When ``duration`` of working time has gone by since ``start``, in UTC.

    That is the earliest such instant: eight hours from the start of an eight-hour shift end with
    that shift, not with the beginning of the next. No duration is over at once, even at night.
    ``days_off`` tells the local days that do not count. None when the rep stays away for
    `MOST_DAYS_CLOSED` days before it is over.
    """
    if duration <= timedelta():
        return start.astimezone(UTC)
    for opened, closed in _spans(hours, zone, start, days_off):
        if duration <= closed - opened:
            return opened + duration
        duration -= closed - opened
    return None


def _no_day(_day: date) -> bool:
    return False


def _spans(
    hours: Hours | None, zone: ZoneInfo, start: datetime, days_off: Callable[[date], bool]
) -> Iterator[tuple[datetime, datetime]]:
    """The spans of working time from ``start`` on, in UTC, in order."""
    week = (hours or DEFAULT_HOURS).week
    at = start.astimezone(UTC)
    closed_since = at
    while at < _END_OF_TIME and at - closed_since < MOST_DAYS_CLOSED * _DAY:
        for first, last, offset in _steady(zone, at, at + _DAY):
            for opened, closed in _on_the_wall(week, first + offset, last + offset, days_off):
                yield opened - offset, closed - offset
                closed_since = closed - offset
        at += _DAY


def _on_the_wall(
    week: tuple[tuple[Shift, ...], ...],
    first: datetime,
    last: datetime,
    days_off: Callable[[date], bool],
) -> Iterator[tuple[datetime, datetime]]:
    """The shifts between two readings of a wall clock that runs evenly (and is labelled UTC)."""
    day = first.date()
    while day <= last.date():
        if not days_off(day):
            for shift in week[day.weekday()]:
                ends = day if shift.until > time.min else day + _DAY
                opened = max(first, datetime.combine(day, shift.start, UTC))
                closed = min(last, datetime.combine(ends, shift.until, UTC))
                if opened < closed:
                    yield opened, closed
        day += _DAY


def _steady(
    zone: ZoneInfo, first: datetime, last: datetime
) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """``first`` to ``last`` cut where the zone's offset from UTC changes: from, until, offset.

    No zone changes its offset twice within the day that is asked for.
    """
    before, after = _offset(zone, first), _offset(zone, last)
    if before == after:
        yield first, last, before
        return
    low, high = first, last  # the offset changes after low, and has changed by high
    while high - low > _SECOND:
        middle = low + (high - low) / 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    change = high.replace(microsecond=0)  # offsets change at whole seconds of UTC
    yield first, change, before
    yield change, last, after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
