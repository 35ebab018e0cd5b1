"""Refreshes come one at a time, when files change, when it is time, and when they are asked for."""

import asyncio
import math
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dsl.workbook import Workbook
from releases import Live, Refreshed, Refresher
from releases.refresher import JITTER, MOST, WINDOW_SECONDS, Allowance
from releases.telling import TellingPace
from sheets_adapter.csv_folder import CsvFolder
from sheets_adapter.watch import changes

Sheets = dict[str, list[list[object]]]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Gated:
    """A source whose fetches wait to be let through."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.name, self.watched = "gated", None
        self.fetches = 0
        self.gate = threading.Semaphore(0)

    def fetch(self) -> Workbook:
        self.fetches += 1
        self.gate.acquire()
        found = self.inner.fetch()
        assert isinstance(found, Workbook)
        return found


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 (a worker thread makes it true)
        await asyncio.sleep(0.005)


def within(seconds: float, work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, seconds))


def test_those_who_ask_during_a_refresh_share_the_next_one(live: Live) -> None:
    source = Gated(live.source)
    live.source = source
    refresher = Refresher(live, 60, changes)

    async def run() -> None:
        first = asyncio.create_task(refresher.refresh())
        await until(lambda: source.fetches == 1)
        later = [asyncio.create_task(refresher.refresh()) for _ in range(5)]
        await asyncio.sleep(0)
        source.gate.release(2)
        await first
        found = await asyncio.gather(*later)
        assert source.fetches == 2  # what was written after the first began is seen by all
        assert all(one is found[0] for one in found)
        source.gate.release()
        await refresher.refresh()
        assert source.fetches == 3

    within(60, run())


def test_a_source_without_files_is_polled(live: Live, sheets: Sheets) -> None:
    refresher = Refresher(live, 0.01, changes)

    async def run() -> None:
        task = asyncio.create_task(refresher.run())
        await until(lambda: live.release is not None)
        first = live.release
        sheets["States"].append(["NV", "nev@a.example"])
        await until(lambda: live.release is not first)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    within(60, run())


def test_changed_files_are_read_at_once(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workbook"
    folder.mkdir()
    states = folder / "States.csv"
    states.write_text("state,owner\nCA,ana@a.example\n")
    (folder / "Zips.csv").write_text("zip,owner\n10001,nat@a.example\n")
    live = Live(file, CsvFolder(folder), lambda: NOW)
    refresher = Refresher(live, 0.5, changes)
    others = file.read_text().replace('"Rest"', '"Others"')

    async def run() -> None:
        await refresher.refresh()
        task = asyncio.create_task(refresher.run())
        first = live.release
        states.write_text("state,owner\nCA,new@a.example\n")
        await until(lambda: live.release is not first)
        second = live.release
        assert second is not None
        assert second.framework.decide({"State": "CA"}).assigned_to == "new@a.example"
        file.write_text(others)  # noqa: ASYNC240 (a few bytes)
        await until(lambda: live.release is not second)
        third = live.release
        assert third is not None
        assert third.framework.decide({}).assigned_to == "Others"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    within(60, run())


# How often a polled source is read ---------------------------------------------------------------


def pauses(live: Live, chance: float, count: int) -> list[float]:
    """How long a refresher at default settings rests between its first polls."""
    found: list[float] = []

    async def pause(seconds: float) -> None:
        if seconds > 1:
            found.append(seconds)
            if len(found) == count:
                enough.set()
                await asyncio.Event().wait()
        else:
            await asyncio.sleep(0.001)

    async def run() -> None:
        task = asyncio.create_task(refresher.run())
        await enough.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    enough = asyncio.Event()
    refresher = Refresher(live, 15.0, changes, chance=lambda: chance, pause=pause)
    within(60, run())
    return found


@pytest.mark.parametrize("chance", [0.0, 0.25, 1.0])
def test_polls_come_at_their_time_give_or_take_a_tenth(live: Live, chance: float) -> None:
    wanted = 15.0 * (1 - JITTER + 2 * JITTER * chance)
    assert pauses(live, chance, 3) == pytest.approx([wanted] * 3)
    assert 13.5 <= wanted <= 16.5  # and so an edit is read within 20 seconds


def test_a_polled_source_is_not_read_for_the_framework_file_besides(live: Live) -> None:
    """The watch on the file looks now and then, too."""
    source = Gated(live.source)
    source.gate.release(100)
    live.source = source
    looks = 0

    async def looking(*paths: Path, recheck_seconds: float) -> AsyncIterator[frozenset[Path]]:
        nonlocal looks
        for changed in (frozenset[Path](), frozenset(paths), frozenset[Path]()):
            await asyncio.sleep(0)
            yield changed
            looks += 1
        await asyncio.Event().wait()

    async def run() -> None:
        refresher = Refresher(live, 60.0, looking)
        await refresher.start()
        task = asyncio.create_task(refresher.run())
        await until(lambda: looks == 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    within(60, run())
    assert source.fetches == 2  # at the start, and for the change


def test_whoever_asks_a_hundred_times_gets_few_reads(live: Live) -> None:
    source = Gated(live.source)
    source.gate.release(1000)
    live.source = source
    now = 0.0

    async def pause(seconds: float) -> None:
        nonlocal now
        now += seconds

    async def run() -> None:
        refresher = Refresher(live, 60.0, changes, pause=pause, clock=lambda: now)
        await asyncio.gather(*(refresher.refresh() for _ in range(100)))
        assert source.fetches <= 2
        for _ in range(100):
            await refresher.refresh()

    within(60, run())
    windows = (source.fetches - 1) // MOST
    assert now == pytest.approx(windows * WINDOW_SECONDS)


def test_whoever_waits_for_the_quota_is_served_by_the_next_poll(live: Live) -> None:
    source = Gated(live.source)
    source.gate.release(1000)
    live.source = source
    now = 0.0
    reading: list[bool] = []
    refresh = live.refresh

    def noted() -> Refreshed:
        reading.append(True)
        try:
            return refresh()
        finally:
            reading.pop()

    live.refresh = noted  # type: ignore[method-assign]

    async def pause(seconds: float) -> None:
        """Time goes on by the waits of those who ask; a poll comes when it is due."""
        nonlocal now
        if seconds > 1:
            until = now + seconds
            while now < until:  # noqa: ASYNC110 (others put it forward)
                await asyncio.sleep(0)
        else:
            while reading:  # noqa: ASYNC110 (time stands still for the thread that reads)
                await asyncio.sleep(0)
            now += seconds
            await asyncio.sleep(0.001)

    async def run() -> None:
        refresher = Refresher(live, 15.0, changes, chance=lambda: 0.5, pause=pause, clock=clock)
        await refresher.start()
        task = asyncio.create_task(refresher.run())
        for _ in range(MOST):
            await refresher.refresh()
        before, began = source.fetches, now
        await asyncio.gather(*(refresher.refresh() for _ in range(20)))
        assert source.fetches == before + 1
        assert now - began <= 16.0
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def clock() -> float:
        return now

    within(60, run())


def test_reads_stay_below_what_google_gives_an_account() -> None:
    """Two reads a refresh and three a turn of telling; Google gives 60 a minute."""
    polls = math.ceil(60 / (15.0 * (1 - JITTER)))
    turns = math.ceil(60 / TellingPace().apart)
    assert WINDOW_SECONDS == 60
    assert 2 * (MOST + polls) + 3 * turns < 60


def test_an_allowance_comes_back_with_time() -> None:
    now = 0.0
    allowance = Allowance(3, 60.0, lambda: now)
    for at in (0.0, 1.0, 30.0):
        now = at
        assert allowance.seconds == 0.0
        allowance.take()
    assert allowance.seconds == 30.0
    now = 60.0
    assert allowance.seconds == 0.0
    allowance.take()
    assert allowance.seconds == 1.0
    now = 200.0
    assert allowance.seconds == 0.0
