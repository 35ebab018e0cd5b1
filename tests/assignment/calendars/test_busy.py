"""What in a calendar makes its owner busy, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assignment.calendars import Unreadable, busy_times, read_calendar
from tests.assignment.calendars.texts import calendar, meeting

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2026, 10, 26, tzinfo=UTC)
END = START + timedelta(days=14)


def busy(
    text: str, zone: ZoneInfo = NEW_YORK, start: datetime = START, end: datetime = END
) -> list[str]:
    """Busy times as `10-27 13:00 - 10-27 14:00`, in UTC."""
    form = "%m-%d %H:%M"
    found = busy_times(text, zone, start, end)
    assert all(since.tzinfo is UTC and until.tzinfo is UTC for since, until in found)
    return [f"{since.strftime(form)} - {until.strftime(form)}" for since, until in found]


def test_a_meeting_in_utc() -> None:
    assert busy(meeting("20261027T130000Z", "20261027T140000Z")) == ["10-27 13:00 - 10-27 14:00"]


def test_a_time_without_a_zone_is_the_reps_own() -> None:
    text = meeting("20261027T090000", "20261027T100000")
    assert busy(text) == ["10-27 13:00 - 10-27 14:00"]
    assert busy(text, ZoneInfo("Asia/Kolkata")) == ["10-27 03:30 - 10-27 04:30"]


def test_whole_days_begin_at_the_reps_midnight() -> None:
    text = calendar("DTSTART;VALUE=DATE:20261030\nDTEND;VALUE=DATE:20261102")
    assert busy(text) == ["10-30 04:00 - 11-02 05:00"]  # the clocks change on 1 November
    assert busy(text, ZoneInfo("Pacific/Kiritimati")) == ["10-29 10:00 - 11-01 10:00"]
    one = calendar("DTSTART;VALUE=DATE:20261030")
    assert busy(one) == ["10-30 04:00 - 10-31 04:00"]


def test_whole_days_at_the_edge_of_what_was_asked_for() -> None:
    after = calendar("DTSTART;VALUE=DATE:20261109")
    assert busy(after, ZoneInfo("Pacific/Kiritimati")) == ["11-08 10:00 - 11-09 00:00"]
    before = calendar("DTSTART;VALUE=DATE:20261025")
    assert busy(before, ZoneInfo("Pacific/Honolulu")) == ["10-26 00:00 - 10-26 10:00"]


def test_a_whole_day_whose_midnight_is_jumped_over() -> None:
    start = datetime(2018, 11, 1, tzinfo=UTC)
    found = busy(
        calendar("DTSTART;VALUE=DATE:20181104"),
        ZoneInfo("America/Sao_Paulo"),
        start,
        start + timedelta(days=10),
    )
    assert found == ["11-04 03:00 - 11-05 02:00"]


def test_a_weekly_meeting_stays_at_its_local_time_when_clocks_change() -> None:
    text = calendar(
        """DTSTART;TZID=America/New_York:20260105T090000
        DTEND;TZID=America/New_York:20260105T100000
        RRULE:FREQ=WEEKLY;BYDAY=MO,TH"""
    )
    assert busy(text, ZoneInfo("UTC")) == [
        "10-26 13:00 - 10-26 14:00",
        "10-29 13:00 - 10-29 14:00",
        "11-02 14:00 - 11-02 15:00",
        "11-05 14:00 - 11-05 15:00",
    ]


def test_dates_taken_out_put_in_and_moved() -> None:
    text = calendar(
        """UID:standup
        DTSTART:20261026T090000Z
        DURATION:PT30M
        RRULE:FREQ=DAILY;COUNT=4
        EXDATE:20261027T090000Z
        RDATE:20261102T120000Z""",
        """UID:standup
        RECURRENCE-ID:20261028T090000Z
        DTSTART:20261028T150000Z
        DTEND:20261028T160000Z""",
        """UID:standup
        RECURRENCE-ID:20261029T090000Z
        DTSTART:20261029T090000Z
        DTEND:20261029T093000Z
        STATUS:CANCELLED""",
    )
    assert busy(text) == [
        "10-26 09:00 - 10-26 09:30",
        "10-28 15:00 - 10-28 16:00",
        "11-02 12:00 - 11-02 12:30",
    ]


def test_a_zone_that_the_calendar_explains_itself() -> None:
    text = calendar(
        """DTSTART;TZID=Our office:20261027T090000
        DTEND;TZID=Our office:20261027T100000""",
        head="""BEGIN:VTIMEZONE
        TZID:Our office
        BEGIN:STANDARD
        DTSTART:19700101T000000
        TZOFFSETFROM:+0300
        TZOFFSETTO:+0300
        END:STANDARD
        END:VTIMEZONE""",
    )
    assert busy(text) == ["10-27 06:00 - 10-27 07:00"]


def test_zones_by_their_name_in_outlook_and_zones_nobody_knows() -> None:
    berlin = "DTSTART;TZID=W. Europe Standard Time:20261027T090000\nDURATION:PT1H"
    assert busy(calendar(berlin)) == ["10-27 08:00 - 10-27 09:00"]
    nowhere = "DTSTART;TZID=Atlantis/Harbour:20261027T090000\nDURATION:PT1H"
    assert busy(calendar(nowhere)) == ["10-27 13:00 - 10-27 14:00"]


@pytest.mark.parametrize(
    "mark",
    [
        "TRANSP:TRANSPARENT",
        "STATUS:CANCELLED",
        "status:cancelled",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",
    ],
)
def test_what_is_free_or_cancelled_is_not_busy(mark: str) -> None:
    event = "DTSTART:20261027T130000Z\nDTEND:20261027T140000Z\n"
    assert busy(calendar(event + mark)) == []


@pytest.mark.parametrize(
    "mark",
    [
        "TRANSP:OPAQUE",
        "STATUS:TENTATIVE",
        "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
    ],
)
def test_what_is_busy_or_perhaps_is_busy(mark: str) -> None:
    event = "DTSTART:20261027T130000Z\nDTEND:20261027T140000Z\n"
    assert busy(calendar(event + mark)) == ["10-27 13:00 - 10-27 14:00"]


def test_times_are_sorted_and_joined_where_they_meet() -> None:
    text = calendar(
        "DTSTART:20261028T100000Z\nDTEND:20261028T110000Z",
        "DTSTART:20261027T130000Z\nDTEND:20261027T140000Z",
        "DTSTART:20261027T133000Z\nDTEND:20261027T150000Z",
        "DTSTART:20261027T150000Z\nDTEND:20261027T153000Z",
        "DTSTART:20261027T131000Z\nDTEND:20261027T132000Z",
    )
    assert busy(text) == ["10-27 13:00 - 10-27 15:30", "10-28 10:00 - 10-28 11:00"]


def test_times_are_cut_to_what_was_asked_for() -> None:
    text = calendar(
        "DTSTART;VALUE=DATE:20260901\nDTEND;VALUE=DATE:20261027",
        "DTSTART:20261108T230000Z\nDTEND:20261201T000000Z",
        "DTSTART:20261001T130000Z\nDTEND:20261001T140000Z",
        "DTSTART:20261109T000000Z\nDTEND:20261109T010000Z",
        "DTSTART:20261028T090000Z",  # takes no time
    )
    assert busy(text) == ["10-26 00:00 - 10-27 04:00", "11-08 23:00 - 11-09 00:00"]


def test_floating_times_in_the_zone_that_google_states() -> None:
    text = calendar("DTSTART:20261027T090000\nDURATION:PT1H", head="X-WR-TIMEZONE:Europe/Berlin")
    assert busy(text) == ["10-27 08:00 - 10-27 09:00"]


@pytest.mark.parametrize(
    "bad",
    [
        "DTSTART:yesterday\nDTEND:20261027T140000Z",
        "DTSTART:20261027T130000Z\nDTEND:20261027T140000Z\nRRULE:FREQ=SOMETIMES",
        "SUMMARY:No time at all",
    ],
)
def test_an_event_that_cannot_be_read_takes_no_other_with_it(bad: str) -> None:
    good = "DTSTART:20261028T130000Z\nDTEND:20261028T140000Z"
    reading = read_calendar(calendar(bad, good), NEW_YORK, START, END)
    assert reading.skipped == 1
    assert [since.day for since, _until in reading.busy] == [28]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "<html><body>Sign in</body></html>",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261027T130000Z\r\n",  # cut short
        "BEGIN:VEVENT\r\nDTSTART:20261027T130000Z\r\nEND:VEVENT\r\n",
        "\0\1\2",
        "BEGIN:VCALENDAR\r\n" * 5_000,
    ],
)
def test_what_is_no_calendar(text: str) -> None:
    with pytest.raises(Unreadable, match="It is not a calendar"):
        busy_times(text, NEW_YORK, START, END)


def test_an_empty_calendar_is_one() -> None:
    assert busy(calendar()) == []


def test_two_calendars_in_one_text() -> None:
    one = meeting("20261027T130000Z", "20261027T140000Z")
    other = meeting("20261028T130000Z", "20261028T140000Z")
    assert busy(one + other) == ["10-27 13:00 - 10-27 14:00", "10-28 13:00 - 10-28 14:00"]
