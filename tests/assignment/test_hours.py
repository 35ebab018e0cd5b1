"""Working hours agree with a clock that is read minute by minute, in zones that change theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.hours import DEFAULT_HOURS, add_working_time, is_open, next_open
from dsl.roster.people import Hours, Shift

MINUTE = timedelta(minutes=1)
NEVER = Hours(((),) * 7)
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")

# Zones, each with days on which their clocks change (Kolkata's never do).
CHANGES = {
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
    "Europe/London": [date(2026, 3, 29), date(2026, 10, 25)],
    "Australia/Lord_Howe": [date(2026, 4, 5), date(2026, 10, 4)],  # by half an hour
    "Asia/Kolkata": [date(2026, 3, 8)],
    "America/Sao_Paulo": [date(2018, 2, 18), date(2018, 11, 4)],  # at midnight
    "America/St_Johns": [date(2010, 11, 7), date(2010, 3, 14)],  # back over midnight, at 00:01
}


def every_day(*shifts: tuple[str, str]) -> Hours:
    return Hours(
        (tuple(Shift(time.fromisoformat(a), time.fromisoformat(b)) for a, b in shifts),) * 7
    )


def no_day(_day: date) -> bool:
    return False


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read_the_clock(hours: Hours, zone: ZoneInfo, at: datetime) -> bool:
    """Whether the wall clock shows a working time, in minutes of the day."""
    wall = at.astimezone(zone)
    shown = wall.hour * 60 + wall.minute
    for shift in hours.week[wall.weekday()]:
        start = shift.start.hour * 60 + shift.start.minute
        until = (shift.until.hour * 60 + shift.until.minute) or 24 * 60
        if start <= shown < until:
            return True
    return False


def minute_by_minute(
    start: datetime, minutes: int, hours: Hours, zone: ZoneInfo, days_off: Callable[[date], bool]
) -> datetime | None:
    """`add_working_time` the slow way; None when it is not over within twelve days."""
    at = start
    while minutes and at - start < timedelta(days=12):
        if read_the_clock(hours, zone, at) and not days_off(at.astimezone(zone).date()):
            minutes -= 1
        at += MINUTE
    return None if minutes else at


@st.composite
def weeks(draw: st.DrawFn) -> Hours:
    days = []
    for _ in range(7):
        marks = sorted(draw(st.sets(st.integers(0, 96), max_size=4)))
        cuts = [time(mark // 4 % 24, mark % 4 * 15) for mark in marks]
        days.append(tuple(Shift(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)))
    return Hours(tuple(days))


@st.composite
def moments(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone and a minute within three days of a day on which its clocks change."""
    name = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from(CHANGES[name]))
    minute = draw(st.integers(-3 * 24 * 60, 3 * 24 * 60))
    return ZoneInfo(name), datetime.combine(day, time(), UTC) + minute * MINUTE


@given(weeks(), moments())
def test_open_is_what_the_clock_shows(hours: Hours, moment: tuple[ZoneInfo, datetime]) -> None:
    zone, now = moment
    assert is_open(hours, zone, now) == read_the_clock(hours, zone, now)


@given(weeks(), moments())
def test_next_open_is_the_first_open_minute(
    hours: Hours, moment: tuple[ZoneInfo, datetime]
) -> None:
    zone, now = moment
    found = next_open(hours, zone, now)
    slowly = next(
        (
            at
            for at in (now + minutes * MINUTE for minutes in range(8 * 24 * 60))
            if read_the_clock(hours, zone, at)
        ),
        None,
    )
    if slowly is not None:
        assert found == slowly
    else:  # nothing in eight days: not at all, or only where the clock jumped over it
        assert found is None or found > now + timedelta(days=8) - MINUTE


@given(weeks(), moments(), st.integers(0, 40 * 60), st.sets(st.integers(-1, 9), max_size=3))
def test_working_time_is_counted_minute_by_minute(
    hours: Hours, moment: tuple[ZoneInfo, datetime], minutes: int, off: set[int]
) -> None:
    zone, start = moment
    holidays = {start.astimezone(zone).date() + timedelta(days=days) for days in off}
    found = add_working_time(start, minutes * MINUTE, hours, zone, holidays.__contains__)
    slowly = minute_by_minute(start, minutes, hours, zone, holidays.__contains__)
    if slowly is not None:
        assert found == slowly
    else:
        assert found is None or found >= start + timedelta(days=12)


def test_the_end_of_a_shift_ends_the_span_rather_than_the_next_morning() -> None:
    monday = utc("2026-11-23T14:00")  # 09:00 in New York
    due = add_working_time(monday, timedelta(hours=8), None, NEW_YORK, no_day)
    assert due == utc("2026-11-23T22:00")


def test_a_friday_afternoon_goes_on_on_monday() -> None:
    friday = utc("2026-11-20T21:00")  # 16:00 in New York
    due = add_working_time(friday, timedelta(hours=4), None, NEW_YORK, no_day)
    assert due == utc("2026-11-23T17:00")


def test_days_off_are_local_days() -> None:
    thursday = utc("2026-11-19T02:00")  # still Wednesday evening in New York
    off = {date(2026, 11, 19)}
    due = add_working_time(thursday, timedelta(hours=1), None, NEW_YORK, off.__contains__)
    assert due == utc("2026-11-20T15:00")


@pytest.mark.parametrize("weekday", range(7))
def test_no_hours_are_monday_to_friday_nine_to_five(weekday: int) -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=weekday)
    london = ZoneInfo("Europe/London")
    shown = [is_open(None, london, day + timedelta(hours=hour)) for hour in range(24)]
    assert shown == [weekday < 5 and 9 <= hour < 17 for hour in range(24)]
    assert DEFAULT_HOURS.week[weekday] == ((Shift(time(9), time(17)),) if weekday < 5 else ())


def test_midnight_ends_a_day_and_shifts_join_over_it() -> None:
    hours = every_day(("00:00", "06:00"), ("22:00", "00:00"))
    start = utc("2026-11-23T22:00")
    due = add_working_time(start, timedelta(hours=8), hours, ZoneInfo("UTC"), no_day)
    assert due == utc("2026-11-24T06:00")
    assert is_open(hours, ZoneInfo("UTC"), utc("2026-11-23T23:59:59.999999"))


def test_a_shift_in_the_repeated_hour_counts_both_times() -> None:
    hours = every_day(("01:30", "03:00"))  # on 1 November 01:00 to 02:00 come twice
    midnight = utc("2026-11-01T04:00")
    assert next_open(hours, NEW_YORK, midnight) == utc("2026-11-01T05:30")
    # 30 minutes of the first time, then closed until 01:30 comes again
    due = add_working_time(midnight, timedelta(minutes=31), hours, NEW_YORK, no_day)
    assert due == utc("2026-11-01T06:31")
    whole = add_working_time(midnight, timedelta(hours=2), hours, NEW_YORK, no_day)
    assert whole == utc("2026-11-01T08:00")


def test_a_shift_in_the_hour_that_is_jumped_over_never_comes() -> None:
    hours = every_day(("02:00", "03:00"))
    start = utc("2026-03-08T06:30")  # 01:30, half an hour before 02:00 becomes 03:00
    assert next_open(hours, NEW_YORK, start) == utc("2026-03-09T06:00")


def test_half_an_hour_is_jumped_over_on_lord_howe() -> None:
    hours = every_day(("01:00", "04:00"))
    midnight = utc("2026-10-03T13:30")
    due = add_working_time(midnight, timedelta(hours=2, minutes=30), hours, LORD_HOWE, no_day)
    assert due is not None
    assert due.astimezone(LORD_HOWE).time() == time(4)
    assert due == utc("2026-10-03T17:00")


def test_seconds_and_microseconds_are_kept() -> None:
    start = utc("2026-11-23T14:00:00.000001")
    due = add_working_time(start, timedelta(hours=8), None, NEW_YORK, no_day)
    assert due == utc("2026-11-24T14:00:00.000001")


def test_no_duration_is_over_at_once() -> None:
    night = utc("2026-11-22T03:00")
    assert add_working_time(night, timedelta(), None, NEW_YORK, no_day) == night


def test_nobody_is_at_work_who_never_is() -> None:
    start = utc("2026-11-23T14:00")
    hour = timedelta(hours=1)
    assert next_open(NEVER, NEW_YORK, start) is None
    assert add_working_time(start, hour, NEVER, NEW_YORK, no_day) is None
    assert add_working_time(start, hour, None, NEW_YORK, lambda _day: True) is None


def test_more_than_a_year_of_work_has_an_end() -> None:
    start = utc("2026-11-23T14:00")
    due = add_working_time(start, timedelta(hours=8 * 5 * 100), None, NEW_YORK, no_day)
    assert due == utc("2028-10-20T21:00")  # the Friday of the hundredth week, on summer time


def test_the_calendar_ends_before_a_span_that_nobody_can_work() -> None:
    assert add_working_time(utc("9990-01-01"), timedelta.max, None, NEW_YORK, no_day) is None
