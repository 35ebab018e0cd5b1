"""Calendars are read in a process that can be ended."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assignment.calendars import Reading, Unreadable, read_calendar
from assignment.calendars.reader import MOST_BUSY_TIMES, Reader
from tests.assignment.calendars.texts import calendar, meeting

ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 10, 26, tzinfo=UTC)
END = START + timedelta(days=14)
EVERY_SECOND = calendar("DTSTART:19700101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY;INTERVAL=2")


def test_the_process_reads_as_the_function_does() -> None:
    texts = [
        meeting("20261027T130000", "20261027T140000"),
        calendar("SUMMARY:Ärger \u2028 \U0001f600", "DTSTART;VALUE=DATE:20261030"),
        calendar(),
    ]

    async def run() -> list[Reading]:
        reader = Reader(60)
        found = [await reader.read(text.encode(), ZONE, START, END) for text in texts]
        with pytest.raises(Unreadable, match="It is not a calendar"):
            await reader.read(b"hello", ZONE, START, END)
        found.append(await reader.read(texts[0].encode(), ZONE, START, END))
        await reader.close()
        return found

    expected = [read_calendar(text, ZONE, START, END) for text in texts]
    assert asyncio.run(run()) == [*expected, expected[0]]
    assert expected[1].skipped == 1


def test_what_takes_too_long_is_ended_and_the_next_one_read() -> None:
    async def run() -> Reading:
        reader = Reader(60)
        await reader.read(calendar().encode(), ZONE, START, END)  # started
        reader._seconds = 0.5
        with pytest.raises(Unreadable, match=r"It takes longer than 0\.5 seconds to read"):
            await reader.read(EVERY_SECOND.encode(), ZONE, START, END)
        reader._seconds = 60
        try:
            return await reader.read(
                meeting("20261027T130000Z", "20261027T140000Z").encode(), ZONE, START, END
            )
        finally:
            await reader.close()

    assert len(asyncio.run(run()).busy) == 1


def test_a_process_that_ended_is_started_again() -> None:
    async def run() -> None:
        reader = Reader(60)
        await reader.read(calendar().encode(), ZONE, START, END)
        process = reader._process
        assert process is not None
        process.kill()
        await process.wait()
        await reader.read(calendar().encode(), ZONE, START, END)
        assert reader._process is not process
        await reader.close()
        assert reader._process is None

    asyncio.run(run())


def test_it_tells_so_many_busy_times_and_no_more() -> None:
    text = calendar("DTSTART:20261026T000000Z\nDURATION:PT1M\nRRULE:FREQ=MINUTELY;INTERVAL=5")

    async def run() -> Reading:
        reader = Reader(100)
        try:
            return await reader.read(text.encode(), ZONE, START, END)
        finally:
            await reader.close()

    assert len(asyncio.run(run()).busy) == MOST_BUSY_TIMES
