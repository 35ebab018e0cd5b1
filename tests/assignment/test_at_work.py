"""What is remembered for a minute is what would be found anew."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from assignment.at_work import AtWork
from assignment.hours import add_working_time
from assignment.minute import Minute
from dsl.roster.people import Hours, Rep, Shift, TimeOff

MIDNIGHT = datetime(2026, 3, 8, tzinfo=UTC)  # the day on which New York puts its clocks forward
ZONE = ZoneInfo("America/New_York")
SHIFTS = (Shift(time(0), time(8, 30)), Shift(time(9), time(0)))
HOURS = Hours((SHIFTS, SHIFTS, (), SHIFTS, SHIFTS[:1], SHIFTS[1:], SHIFTS))
DAY_OFF = MIDNIGHT.date() + timedelta(days=1)
REP = Rep("ana", "Ana", True, hours=HOURS, time_off=(TimeOff(DAY_OFF, DAY_OFF),))


@given(
    st.lists(
        st.tuples(st.integers(0, 3 * 24 * 60), st.integers(0, 59_999_999), st.integers(0, 9_000)),
        max_size=8,
    )
)
def test_working_time_is_over_as_if_nothing_was_remembered(
    asked: list[tuple[int, int, int]],
) -> None:
    at_work = AtWork()
    for minute, micros, seconds in asked:
        for later in (0, 1):  # a second time within the minute
            now = MIDNIGHT + timedelta(minutes=minute, microseconds=micros * later)
            within = timedelta(seconds=seconds)
            off = {DAY_OFF}
            assert at_work.over(REP, ZONE, now, within) == add_working_time(
                now, within, HOURS, ZONE, off.__contains__
            )


def test_a_minute_begins_with_nothing_known() -> None:
    minute = Minute[int]()
    last = MIDNIGHT + timedelta(seconds=59, microseconds=999_999)
    minute.at(MIDNIGHT)["ana"] = 1
    assert minute.at(last) == {"ana": 1}
    assert minute.at(last + timedelta(microseconds=1)) == {}
    assert minute.at(MIDNIGHT) == {}
