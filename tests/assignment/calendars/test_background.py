"""Calendars are kept fresh; one that is slow or bad holds up nothing, and its last state stays."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assignment.calendars import Calendars, Reading, background
from assignment.calendars.background import AHEAD, MOST_TOLD
from assignment.calendars.reader import Reader
from assignment.outgoing import Outgoing
from dsl.roster.people import Rep
from tests.assignment.calendars.desk import MEETING, NOON, TOLD, Desk, rep, serving
from tests.assignment.calendars.texts import calendar, meeting
from tests.assignment.web import Reply, Seen, web


def test_busy_times_of_a_url_and_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "ben.ics").write_text(MEETING, encoding="utf-8-sig")
    with web(lambda _seen: serving(MEETING)) as server:
        desk = Desk(
            rep("ann", server.url("/ann.ics")),
            rep("ben", "ben.ics"),
            rep("cas", ""),
            rep("dan", "dan.ics", active=False),
            folder=tmp_path,
        )
        assert desk.busy() == []

        async def scenario() -> None:
            assert desk.busy("ann") == desk.busy("ben") == TOLD
            assert desk.busy("cas") == desk.busy("dan") == desk.busy("nobody") == []
            assert desk.calendars.problems() == []

        desk.run(scenario)


def test_whole_days_are_in_the_zone_of_each_rep(tmp_path: Path) -> None:
    (tmp_path / "holidays.ics").write_text(calendar("DTSTART;VALUE=DATE:20261126"))
    desk = Desk(
        rep("ann", "holidays.ics", "America/New_York"),
        rep("ben", "holidays.ics", "Asia/Kolkata"),
        folder=tmp_path,
    )

    async def scenario() -> None:
        assert desk.busy("ann")[0][0] == "2026-11-26T05:00:00+00:00"
        assert desk.busy("ben")[0][0] == "2026-11-25T18:30:00+00:00"

    desk.run(scenario)


def test_what_is_over_or_far_away_is_not_told(tmp_path: Path) -> None:
    daily = "DTSTART:20260101T080000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    (tmp_path / "ann.ics").write_text(calendar(daily))
    desk = Desk(rep("ann", "ann.ics"), folder=tmp_path)

    async def scenario() -> None:
        starts = [datetime.fromisoformat(since) for since, _until in desk.busy()]
        assert starts[0] == datetime(2026, 11, 24, 8, tzinfo=UTC)  # today's ended hours ago
        assert len(starts) == AHEAD.days
        desk.now += timedelta(days=3)
        assert desk.busy()[0][0] == "2026-11-27T08:00:00+00:00"

    desk.run(scenario)


def test_so_many_busy_times_are_told_and_no_more(tmp_path: Path) -> None:
    often = "DTSTART:20261123T120000Z\nDURATION:PT10M\nRRULE:FREQ=MINUTELY;INTERVAL=30;COUNT=300"
    (tmp_path / "ann.ics").write_text(calendar(often))
    desk = Desk(rep("ann", "ann.ics"), folder=tmp_path)

    async def scenario() -> None:
        assert len(desk.busy()) == MOST_TOLD
        assert desk.busy()[0][0] == "2026-11-23T12:00:00+00:00"

    desk.run(scenario)


def test_a_calendar_that_turns_bad_keeps_its_last_state_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with web(lambda _seen: serving(MEETING)) as server:
        desk = Desk(rep("ann", server.url("/private-abc123/basic.ics")), folder=tmp_path)

        async def scenario() -> None:
            server.reply = lambda _seen: serving("<html>Sign in</html>")
            await desk.later()
            assert desk.busy() == TOLD
            (problem,) = desk.calendars.problems()
            assert problem.rep == "ann@a.example"
            assert problem.address == "http://127.0.0.1/…"
            assert problem.reason == "It is not a calendar"
            assert problem.since == NOON + timedelta(minutes=5)
            server.reply = lambda _seen: Reply(status=503)
            await desk.later()
            (problem,) = desk.calendars.problems()
            assert problem.reason == "The server answered 503 instead of a calendar"
            assert problem.since == NOON + timedelta(minutes=5)  # it has been bad since then
            assert desk.busy() == TOLD
            moved = meeting("20261123T150000Z", "20261123T160000Z")
            server.reply = lambda _seen: serving(moved)
            await desk.later()
            assert desk.calendars.problems() == []
            assert desk.busy()[0][0] == "2026-11-23T15:00:00+00:00"

        desk.run(scenario)
    assert "abc123" not in caplog.text
    told = [record.getMessage() for record in caplog.records if record.name.startswith("routebook")]
    assert told == ["a calendar could not be read"] * 2 + ["a calendar can be read again"]


def test_one_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    def reply(seen: Seen) -> Reply:
        if seen.path == "/slow.ics":
            return Reply(hangs=True, headers={"Content-Length": "9"})
        return serving(MEETING)

    with web(reply) as server:
        desk = Desk(
            rep("ann", server.url("/slow.ics")),
            rep("ben", server.url("/ben.ics")),
            folder=tmp_path,
            timeout=1,
        )

        async def scenario() -> None:
            assert desk.busy("ann") == []
            assert desk.busy("ben") == TOLD
            assert desk.reasons() == {"ann": "The server did not answer within 1 seconds"}

        desk.run(scenario)


def test_an_event_that_cannot_be_read_is_told_and_the_others_count(tmp_path: Path) -> None:
    event = "DTSTART:20261123T130000Z\nDTEND:20261123T140000Z"
    (tmp_path / "ann.ics").write_text(calendar("DTSTART:soon", event, "DTSTART:later"))
    (tmp_path / "ben.ics").write_text(calendar("DTSTART:soon", event))
    desk = Desk(rep("ann", "ann.ics"), rep("ben", "ben.ics"), folder=tmp_path)

    async def scenario() -> None:
        assert desk.busy("ann") == desk.busy("ben") == TOLD
        reasons = {
            "ann": "2 events in it could not be read",
            "ben": "1 event in it could not be read",
        }
        assert desk.reasons() == reasons
        await desk.later()  # unchanged, and so not read again
        assert desk.reasons() == reasons

    desk.run(scenario)


def test_calendars_are_asked_for_every_five_minutes_or_so(tmp_path: Path) -> None:
    with web(lambda _seen: serving(MEETING)) as server:
        desk = Desk(rep("ann", server.url()), folder=tmp_path)

        async def scenario() -> None:
            await desk.later(4.9)
            assert len(server.seen) == 1
            await desk.later(0.2)
            assert len(server.seen) == 2

        desk.run(scenario)


def test_servers_are_asked_whether_anything_changed(tmp_path: Path) -> None:
    def reply(seen: Seen) -> Reply:
        if seen.headers.get("If-None-Match") == '"1"':
            assert seen.headers["If-Modified-Since"] == "Mon, 23 Nov 2026 08:00:00 GMT"
            return Reply(status=304)
        return serving(MEETING, ETag='"1"', Last_Modified="Mon, 23 Nov 2026 08:00:00 GMT")

    with web(reply) as server:
        desk = Desk(rep("ann", server.url()), folder=tmp_path)

        async def scenario() -> None:
            await desk.later()
            await desk.later()
            asked = ["If-None-Match" in seen.headers for seen in server.seen]
            assert asked == [False, True, True]
            assert desk.busy() == TOLD
            assert desk.calendars.problems() == []
            # after a day other days are near, so the text itself is needed again
            await desk.later(24 * 60)
            assert "If-None-Match" not in server.seen[-1].headers

        desk.run(scenario)


def test_a_text_that_did_not_change_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[bytes] = []
    really = Reader.read

    async def read(self: Reader, body: bytes, *more: Any) -> Reading:
        reads.append(body)
        return await really(self, body, *more)

    monkeypatch.setattr(Reader, "read", read)
    file = tmp_path / "ann.ics"
    file.write_text(MEETING)
    desk = Desk(rep("ann", "ann.ics"), folder=tmp_path)

    async def scenario() -> None:
        file.write_text(MEETING.replace("20260101T000000Z", "20261123T120455Z"))  # its DTSTAMP
        await desk.later()
        assert len(reads) == 1
        assert desk.busy() == TOLD
        file.write_text(MEETING.replace("T1300", "T1330"))
        await desk.later()
        assert len(reads) == 2
        assert desk.busy()[0][0] == "2026-11-23T13:30:00+00:00"
        await desk.later(24 * 60)  # a day later other days are near
        assert len(reads) == 3

    desk.run(scenario)


def test_reps_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "ann.ics").write_text(MEETING)
    desk = Desk(rep("ann", "gone.ics"), folder=tmp_path)

    async def scenario() -> None:
        assert desk.reasons() == {"ann": "There is no such file"}
        desk.reps = [rep("ann", "ann.ics"), rep("ben", "ann.ics")]
        await desk.calendars.refresh()  # a new one is read at once
        assert desk.busy("ann") == desk.busy("ben") == TOLD
        assert desk.calendars.problems() == []
        desk.reps = []
        await desk.calendars.refresh()
        assert desk.busy("ann") == []

    desk.run(scenario)


def test_it_runs_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_LOOK_SECONDS", 0.01)
    (tmp_path / "ann.ics").write_text(MEETING)
    failures = [RuntimeError("the roster is being read")]

    async def run() -> None:
        stop = asyncio.Event()
        reps = [rep("ann", "ann.ics")]
        async with Outgoing() as outgoing:
            calendars = Calendars(lambda: reps, outgoing, tmp_path, clock=lambda: NOON)
            task = asyncio.create_task(calendars.run(stop))
            while not calendars.busy("ann@a.example"):  # noqa: ASYNC110 (a process answers)
                await asyncio.sleep(0.01)
            stop.set()
            await task
            assert calendars.busy("ann@a.example") == TOLD

            def broken() -> list[Rep]:
                if failures:
                    raise failures.pop()
                stop.set()
                return []

            stop.clear()
            calendars = Calendars(broken, outgoing, tmp_path, clock=lambda: NOON)
            await calendars.run(stop)  # one failure does not end it
            assert failures == []

    asyncio.run(asyncio.wait_for(run(), 60))
