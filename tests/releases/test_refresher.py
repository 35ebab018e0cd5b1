"""Refreshes come one at a time, when files change, when it is time, and when they are asked for."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dsl.workbook import Workbook
from releases import Live, Refresher
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

    within(10, run())


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

    within(10, run())


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

    within(20, run())
