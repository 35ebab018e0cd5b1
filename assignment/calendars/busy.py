"""The text of a calendar to the times at which its owner is busy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

Busy = tuple[datetime, datetime]
"""From, and until (which is not in it), both in UTC."""

_DAY = timedelta(days=1)
_NOT_BUSY = {
    "TRANSP": {"TRANSPARENT"},
    "STATUS": {"CANCELLED"},
    "X-MICROSOFT-CDO-BUSYSTATUS": {"FREE", "WORKINGELSEWHERE"},
}


class Unreadable(Exception):
    """A calendar that cannot be read. The message is a sentence for the owner of the roster."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Busy times, in order and apart; ``skipped`` counts the events that could not be read."""

    busy: tuple[Busy, ...]
    skipped: int = 0


def busy_times(text: str, zone: tzinfo, start: datetime, end: datetime) -> list[Busy]:
    """When the owner of the calendar is busy from ``start`` to ``end`` (both aware).

    See `read_calendar`, which also counts the events that it could not read.
    """
    return list(read_calendar(text, zone, start, end).busy)


def read_calendar(text: str, zone: tzinfo, start: datetime, end: datetime) -> Reading:
    """The busy times of a calendar from ``start`` to ``end`` (both aware), cut to these.

    Whole days, and times without a zone or with one that nobody knows, are in the owner's ``zone``.
    Events that are free or cancelled do not count, nor do those that take no time. One event that
    cannot be read takes none of the others with it. Raises `Unreadable`.
    """
    try:
        calendars = [
            found
            for found in icalendar.Calendar.from_ical(text, multiple=True)
            if found.name == "VCALENDAR"
        ]
    except (ValueError, LookupError, RecursionError):
        calendars = []
    if not calendars:
        raise Unreadable("It is not a calendar")
    busy: list[Busy] = []
    skipped = 0
    for calendar in calendars:
        for series in _series(calendar):
            try:
                busy += _occurrences(series, zone, start, end)
            except Exception:  # the libraries fail in many ways over what no program should write
                skipped += 1
    return Reading(tuple(_merged(busy)), skipped)


def _series(calendar: icalendar.Component) -> Iterable[icalendar.Calendar]:
    """Each event of a calendar with its overrides, as a calendar of its own."""
    by_uid: dict[str, icalendar.Calendar] = {}
    for number, event in enumerate(calendar.walk("VEVENT")):
        uid = str(event.get("UID", number))
        if uid not in by_uid:
            by_uid[uid] = icalendar.Calendar()
            if "X-WR-TIMEZONE" in calendar:
                by_uid[uid]["X-WR-TIMEZONE"] = calendar["X-WR-TIMEZONE"]
        by_uid[uid].add_component(event)
    return by_uid.values()


def _occurrences(
    series: icalendar.Calendar, zone: tzinfo, start: datetime, end: datetime
) -> list[Busy]:
    # A day more on either side: where days begin depends on the zone, which the query knows not.
    around = recurring_ical_events.of(series).between(start - _DAY, end + _DAY)
    found = []
    for event in around:
        if any(str(event.get(name, "")).upper() in values for name, values in _NOT_BUSY.items()):
            continue
        since = max(_utc(event["DTSTART"].dt, zone), start)
        until = min(_utc(event["DTEND"].dt, zone), end)
        if since < until:
            found.append((since.astimezone(UTC), until.astimezone(UTC)))
    return found


def _utc(moment: date, zone: tzinfo) -> datetime:
    """A time, or the midnight that begins a day, in UTC.

    Of a local time that comes twice the first is meant, and one that the clock jumps over is told
    by the clock of before, as RFC 5545 (3.3.5) has it.
    """
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def _merged(busy: list[Busy]) -> Iterable[Busy]:
    merged: list[Busy] = []
    for since, until in sorted(busy):
        if merged and since <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], until)
        else:
            merged.append((since, until))
    return merged
