"""Working hours as people write them."""

from __future__ import annotations

from datetime import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.roster import Hours
from dsl.roster.hours import read_hours
from dsl.tables.cell_problem import CellProblem

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week(text: str, locale: str = "en_US") -> str:
    """The shifts of each working day, in one form."""
    hours = read_hours(text, locale)
    assert isinstance(hours, Hours), hours
    return ", ".join(
        f"{day} {' '.join(f'{shift.start:%H:%M}-{shift.until:%H:%M}' for shift in shifts)}"
        for day, shifts in zip(DAYS, hours.week, strict=True)
        if shifts
    )


def every(days: str, times: str) -> str:
    return ", ".join(f"{day} {times}" for day in days.split())


WORKDAYS = "Mon Tue Wed Thu Fri"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon-Fri 09:00-17:30", every(WORKDAYS, "09:00-17:30")),
        ("mon – fri  9:00 – 17:30", every(WORKDAYS, "09:00-17:30")),
        ("Monday to Friday 9am to 5:30pm", every(WORKDAYS, "09:00-17:30")),
        ("Mo-Fr: 9.00-17.30", every(WORKDAYS, "09:00-17:30")),
        ("weekdays 9-5pm", every(WORKDAYS, "09:00-17:00")),
        ("Mondays 1-5pm", "Mon 13:00-17:00"),
        ("Mon 9 a.m. - 12 p.m.", "Mon 09:00-12:00"),
        ("Mon 8h30-17h", "Mon 08:30-17:00"),
        ("Mon 9-17", "Mon 09:00-17:00"),
        ("Mon 11-1pm", "Mon 11:00-13:00"),
        ("Mon 12am-12pm", "Mon 00:00-12:00"),
        ("Mon noon-midnight", "Mon 12:00-00:00"),
        (
            "Mon-Thu 08:30-17:30, Fri 08:30-15:00",
            every("Mon Tue Wed Thu", "08:30-17:30") + ", Fri 08:30-15:00",
        ),
        (
            "Mon, Wed & Fri 9:00-12:00 and 13:00-17:00",
            every("Mon Wed Fri", "09:00-12:00 13:00-17:00"),
        ),
        ("Mon 13:00-17:00; Mon 9:00-12:00", "Mon 09:00-12:00 13:00-17:00"),
        ("Mon 09:00-12:00, 12:00-17:00", "Mon 09:00-17:00"),
        ("Mon-Sat 10:00-14:00, Sat closed", every(WORKDAYS, "10:00-14:00")),
        ("daily 10:00-14:00, weekend off", every(WORKDAYS, "10:00-14:00")),
        ("Sat-Mon 10:00-14:00", every("Mon Sat Sun", "10:00-14:00")),
        ("Sat 10:00-24:00", "Sat 10:00-00:00"),
        ("24/7", every(" ".join(DAYS), "00:00-00:00")),
        ("always", every(" ".join(DAYS), "00:00-00:00")),
        ("Sun 24/7", "Sun 00:00-00:00"),
        ("Fri 22:00-06:00", "Fri 22:00-00:00, Sat 00:00-06:00"),
        ("Sun 10pm-6am", "Mon 00:00-06:00, Sun 22:00-00:00"),
        ("Mon-Tue 22:00-06:00", "Mon 22:00-00:00, Tue 00:00-06:00 22:00-00:00, Wed 00:00-06:00"),
    ],
)  # fmt: skip
def test_forms(text: str, expected: str) -> None:
    assert week(text) == expected


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Mo-Do 09:00-17:00", "de_DE"),
        ("lundi-jeudi 9h-17h", "fr-FR"),
        ("Mon-Thu 9am-5pm", "ja_JP"),
        ("Mon-Thu 9am-5pm", "xx_XX"),
    ],
)
def test_days_in_the_language_of_the_workbook(text: str, locale: str) -> None:
    assert week(text, locale) == every("Mon Tue Wed Thu", "09:00-17:00")


def test_midnight_ends_a_day() -> None:
    hours = read_hours("Mon 20:00-02:00")
    assert isinstance(hours, Hours)
    assert [shift.until for shifts in hours.week for shift in shifts] == [time(0), time(2)]


def of_day(at: time) -> int:
    return at.hour * 60 + at.minute


minutes = st.integers(0, 24 * 60 - 1)


@given(st.integers(0, 6), st.integers(0, 6), minutes, minutes)
def test_a_time_lasts_as_long_as_it_says(first: int, last: int, start: int, end: int) -> None:
    if start == end:
        end = (end + 1) % (24 * 60)
    text = f"{DAYS[first]}-{DAYS[last]} {start // 60:02}:{start % 60:02}-{end // 60}:{end % 60:02}"
    hours = read_hours(text)
    assert isinstance(hours, Hours)
    total = 0
    for shifts in hours.week:
        day = [(of_day(shift.start), of_day(shift.until) or 1440) for shift in shifts]
        assert all(begin < until for begin, until in day)
        assert all(one[1] < other[0] for one, other in pairwise(day))
        total += sum(until - begin for begin, until in day)
    assert total == ((end - start) % 1440) * ((last - first) % 7 + 1)


@given(st.text(alphabet="MonFrisat 0123456789:-–,;/amp.closed", max_size=30) | st.text())
def test_any_text_is_hours_or_says_what_is_wrong(text: str) -> None:
    found = read_hours(text)
    if isinstance(found, CellProblem):
        assert found.message
        assert found.help
    else:
        assert any(found.week)
