"""Replicas on one store: one reads the source, all decide alike, and another takes over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Semaphore
from typing import Any

import pytest

from dsl.diagnostics import CellRef, Diagnostic, Span
from dsl.workbook import Workbook
from history import Store, StoreError, open_store
from releases import Live, Problem, Problems, Refresher, Replicas
from releases.following import ASK_SECONDS, LEASE_SECONDS, problems_from, problems_to_json
from sheets_adapter.memory import MemorySource
from sheets_adapter.watch import changes
from tests.stores import postgres, postgres_url, sqlite_url, store, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "store", "url"]

Sheets = dict[str, list[list[object]]]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Counted:
    """A source that counts how often it is read."""

    def __init__(self, sheets: Sheets) -> None:
        self._inner = MemorySource(sheets)
        self.name, self.watched = "counted", None
        self.fetches = 0
        self.gate = Semaphore(1000)

    def fetch(self) -> Workbook:
        self.gate.acquire()
        self.fetches += 1
        return self._inner.fetch()


class Site:
    """Replicas on one store with one source and one clock."""

    def __init__(self, store: Store, file: Path, source: Any) -> None:
        self.store, self.file, self.source, self.clock = store, file, source, Clock()
        self.lives: list[Live] = []

    def replica(self, seconds: float = 6000.0) -> tuple[Live, Replicas, Refresher]:
        live = Live(self.file, self.source, self.clock, self.store)
        replicas = Replicas(self.store, live, self.clock, f"replica {len(self.lives)}")
        self.lives.append(live)
        return live, replicas, Refresher(live, seconds, changes, replicas, pause=_briefly)

    def owner(self, at: int, state: str = "CA") -> object:
        release = self.lives[at].release
        return None if release is None else release.framework.decide({"State": state}).assigned_to


async def _briefly(seconds: float) -> None:
    """Waits a twentieth: what is proven by waiting is only an order."""
    await asyncio.sleep(seconds / 20)


@pytest.fixture
def site(store: Store, file: Path, sheets: Sheets) -> Site:
    return Site(store, file, Counted(sheets))


@pytest.fixture
def local(sqlite_url: str, file: Path, sheets: Sheets) -> Any:
    """Where the engine makes no difference."""
    opened = open_store(sqlite_url)
    yield Site(opened, file, Counted(sheets))
    opened.close()


@asynccontextmanager
async def running(*refreshers: Refresher) -> AsyncIterator[None]:
    """The refreshers start one after the other, and run."""
    tasks = []
    for refresher in refreshers:
        tasks.append(asyncio.create_task(refresher.run()))
        await refresher.start()
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (a worker thread makes it true)
            await asyncio.sleep(0.005)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 120))


# One reads, all follow ---------------------------------------------------------------------------


def test_all_replicas_decide_by_what_one_of_them_reads(site: Site, sheets: Sheets) -> None:
    async def story() -> None:
        replicas = [site.replica(2.0) for _ in range(3)]
        async with running(*(refresher for _, _, refresher in replicas)):
            assert [site.owner(at) for at in range(3)] == ["ana@a.example"] * 3
            sheets["States"][1][1] = "new@a.example"
            await until(lambda: [site.owner(at) for at in range(3)] == ["new@a.example"] * 3)
            assert [each.leads for _, each, _ in replicas] == [True, False, False]
            assert len({live.release.id for live, _, _ in replicas if live.release}) == 1

    run(story())


def test_ten_replicas_read_as_often_as_one(local: Site) -> None:
    async def reads_of(count: int) -> int:
        local.lives.clear()
        local.source.gate = Semaphore(4)  # a fifth read waits until it is counted
        replicas = [local.replica(4.0) for _ in range(count)]
        before = local.source.fetches
        async with running(*(refresher for _, _, refresher in replicas)):
            reader = replicas[0][0]
            await until(lambda: sum(reader.refreshes.values()) == 4)
            found: int = local.source.fetches - before
            assert sum(sum(live.refreshes.values()) for live, _, _ in replicas) == found
            local.source.gate.release(1000)
        await until(lambda: local.source.fetches - before == sum(reader.refreshes.values()))
        return found

    async def story() -> None:
        assert await reads_of(1) == await reads_of(10) == 4

    run(story())


def test_a_refresh_asked_of_any_replica_is_done_by_the_one_that_reads(
    site: Site, sheets: Sheets
) -> None:
    async def story() -> None:
        first, second, third = (site.replica() for _ in range(3))
        async with running(first[2], second[2], third[2]):
            before = site.source.fetches
            sheets["States"][1][1] = "new@a.example"
            found = await asyncio.gather(*(third[2].refresh() for _ in range(100)))
            assert site.owner(2) == "new@a.example"
            assert found[0].changed == ("states",)
            assert found[0].release is third[0].release
            # One that began after each call; calls during it share the next.
            assert site.source.fetches - before <= 2
            assert (
                second[0].refreshes
                == third[0].refreshes
                == {
                    "changed": 0,
                    "unchanged": 0,
                    "failed": 0,
                }
            )
            await until(lambda: site.owner(1) == "new@a.example")

    run(story())


def test_problems_and_ages_are_told_alike_everywhere(local: Site, sheets: Sheets) -> None:
    async def story() -> None:
        (one, _, reader), (other, _, follower) = local.replica(), local.replica()
        async with running(reader, follower):
            sheets["States"].append(["CA", "two@a.example"])
            local.clock.now += timedelta(seconds=LEASE_SECONDS / 3)
            await follower.refresh()
            assert other.problems == one.problems
            assert other.problems.held == {"states"}
            assert other.problems.errors()[0].since == local.clock.now
            assert other.fetched_at == one.fetched_at == local.clock.now
            del sheets["States"][-1]
            await follower.refresh()
            assert other.problems == one.problems == Problems()

    run(story())


def test_what_was_taken_over_once_is_no_news(local: Site, sheets: Sheets) -> None:
    one, first, _ = local.replica()
    other, second, _ = local.replica()
    first.look()
    one.refresh()
    sheets["States"].append(["CA", "two@a.example"])
    one.refresh()
    first.tell(0)
    assert second.look()
    second.follow()
    assert other.problems == one.problems != Problems()
    assert not second.look()


def test_what_people_decide_at_one_replica_is_so_at_all(local: Site, sheets: Sheets) -> None:
    async def story() -> None:
        (one, _, reader), (other, _, follower) = local.replica(), local.replica()
        async with running(reader, follower):
            first = one.release
            assert first is not None
            sheets["States"][1][1] = "new@a.example"
            await reader.refresh()
            await until(lambda: local.owner(1) == "new@a.example")
            await asyncio.to_thread(other.activate, first.id)
            await until(lambda: local.owner(0) == "ana@a.example")
            await until(lambda: refused(one) and refused(other))  # without another read
            await reader.refresh()
            assert local.owner(0) == "ana@a.example"  # what was put back is no edit

    run(story())


def refused(live: Live) -> bool:
    return [each.diagnostic.code for each in live.problems.errors()] == ["edit-refused"]


def test_problems_are_as_old_after_another_took_over(local: Site, sheets: Sheets) -> None:
    async def story() -> None:
        (_, _, reader), (other, second, follower) = local.replica(), local.replica()
        until_it_ends = AsyncExitStack()
        await until_it_ends.enter_async_context(running(reader))
        async with running(follower):
            sheets["States"].append(["CA", "two@a.example"])
            await reader.refresh()
            await until(lambda: other.problems.held)
            assert not second.leads
            known = other.problems.errors()
            await until_it_ends.aclose()
            local.clock.now += timedelta(seconds=2 * LEASE_SECONDS)
            await until(lambda: second.leads)
            await follower.refresh()
            assert other.problems.errors() == known

    run(story())


# The one that reads goes away --------------------------------------------------------------------


def test_another_takes_over_from_one_that_died(site: Site) -> None:
    _, first, _ = site.replica()
    _, second, _ = site.replica()
    first.look()
    second.look()
    assert (first.leads, second.leads) == (True, False)
    seconds = 0.0
    while not second.leads:
        seconds += 0.5
        site.clock.now = NOW + timedelta(seconds=seconds)
        second.look()
    assert LEASE_SECONDS <= seconds <= LEASE_SECONDS + ASK_SECONDS < 30
    first.look()  # it only slept
    assert not first.leads


def test_one_that_lives_keeps_on_reading(local: Site) -> None:
    _, first, _ = local.replica()
    _, second, _ = local.replica()
    for seconds in range(100):
        local.clock.now = NOW + timedelta(seconds=seconds)
        first.look()
        second.look()
        assert (first.leads, second.leads) == (True, False)


def test_one_that_ends_in_good_order_lets_another_read_at_once(local: Site, sheets: Sheets) -> None:
    async def story() -> None:
        _, first, reader = local.replica()
        _, second, follower = local.replica(2.0)
        task = asyncio.create_task(reader.run())
        await reader.start()
        async with running(follower):
            assert (first.leads, second.leads) == (True, False)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            sheets["States"][1][1] = "new@a.example"  # nobody reads now
            local.clock.now += timedelta(seconds=ASK_SECONDS)
            await until(lambda: local.owner(1) == "new@a.example")
            assert second.leads

    run(story())


def test_who_asks_one_that_died_reads_when_it_takes_over(local: Site, sheets: Sheets) -> None:
    async def story() -> None:
        _, dead, _ = local.replica()
        dead.look()
        live, replicas, refresher = local.replica()
        asked = asyncio.create_task(refresher.refresh())
        await until(lambda: local.store.get("refresh asked") == 1)
        assert live.release is None
        local.clock.now += timedelta(seconds=LEASE_SECONDS + 1)
        await asked
        assert replicas.leads
        assert local.owner(1) == "ana@a.example"

    run(story())


def test_a_replica_waits_for_a_first_release(local: Site, sheets: Sheets) -> None:
    async def story() -> None:
        _, first, reader = local.replica()
        first.look()
        other, _, follower = local.replica()
        task = asyncio.create_task(follower.start())
        await asyncio.sleep(0.1)
        assert not task.done()
        assert local.source.fetches == 0
        await reader.refresh()
        await task
        assert other.release is not None
        assert local.source.fetches == 1

    run(story())


def test_a_store_that_fails_stops_nothing(local: Site, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        live, _, refresher = local.replica(1.0)
        async with running(refresher):
            release = live.release
            real = local.store.glance
            local.store.glance = _broken  # type: ignore[method-assign]
            await until(lambda: "cannot be read" in caplog.text)
            local.store.glance = real  # type: ignore[method-assign]
            before = sum(live.refreshes.values())
            await until(lambda: sum(live.refreshes.values()) > before)
            assert live.release is release

    run(story())


def _broken(keys: object) -> Any:
    from history import StoreError

    raise StoreError("the disk is full")


# What is written down ----------------------------------------------------------------------------


def test_problems_come_back_as_they_were() -> None:
    cell = Diagnostic("bad-cell", "error", "No ZIP", "Write one", CellRef("Zips", "A2"), "x")
    line = Diagnostic("unused", "warning", "Unused", "", Span("a.route", 1, 2, 3, 4), "table")
    away = Diagnostic("source-unavailable", "error", "Away", "Wait")
    gap = Diagnostic("gap", "error", "Gap", "", CellRef("Zips"), witness={"zip": "00001"})
    problems = Problems(
        source=(Problem(away, NOW),),
        framework=(Problem(line, NOW),),
        tables={"zips": (Problem(cell, NOW), Problem(gap, NOW + timedelta(microseconds=1)))},
        held=frozenset({"zips"}),
        framework_held=True,
    )
    assert problems_from(problems_to_json(problems)) == problems
    assert problems_from(problems_to_json(Problems())) == Problems()


def test_who_asks_one_that_does_not_answer_is_told(local: Site) -> None:
    async def story() -> None:
        _, silent, _ = local.replica()
        silent.look()
        live, replicas, _ = local.replica()
        seconds = count()
        refresher = Refresher(
            live, 60.0, changes, replicas, pause=_briefly, clock=lambda: next(seconds)
        )
        replicas.look()
        with pytest.raises(StoreError, match="does not answer"):
            await refresher.refresh()
        assert live.release is None

    run(story())
