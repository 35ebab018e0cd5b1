"""Group commit: one transaction for all that wait, each job by itself, and honest failures."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from history import GroupCommit, OutcomeUnknown, Store, StoreError, Work, open_store
from tests.postgres import Server
from tests.stores import NOW, decision


@pytest.fixture
def group(store: Store) -> Iterator[GroupCommit]:
    made = GroupCommit(store)
    yield made
    made.close()


class Gate:
    """A job that holds the writer back, so that what comes after it shares one commit."""

    def __init__(self) -> None:
        self._open = threading.Event()

    def wait(self, _work: Work) -> None:
        assert self._open.wait(30)

    def open(self) -> None:
        self._open.set()


async def together(group: GroupCommit, *jobs: Callable[[Work], object]) -> list[object]:
    """The outcomes of jobs that share a commit."""
    gate = Gate()
    tasks = [asyncio.ensure_future(group.run(job)) for job in (gate.wait, *jobs)]
    await asyncio.sleep(0)  # each has submitted its job
    gate.open()
    return (await asyncio.gather(*tasks, return_exceptions=True))[1:]


def turn(work: Work) -> int:
    """Take a turn and log it."""
    number = (work.get("pool a") or 0) + 1
    work.set("pool a", number)
    work.append(decision(f"d{number}"))
    return number


def fail(work: Work) -> None:
    turn(work)
    raise LookupError("no such record")


def test_what_waits_shares_a_commit(store: Store, group: GroupCommit) -> None:
    assert asyncio.run(together(group, *[turn] * 20)) == list(range(1, 21))
    assert group.counts.jobs == 21
    assert group.counts.commits in (1, 2)  # the first job may have been taken alone
    assert [event.decision_id for event in store.events()] == [f"d{n}" for n in range(1, 21)]


def test_a_job_that_raises_leaves_the_others_alone(store: Store, group: GroupCommit) -> None:
    outcomes = asyncio.run(together(group, turn, fail, turn))
    assert outcomes[::2] == [1, 2]
    assert isinstance(outcomes[1], LookupError)
    assert [event.seq for event in store.events()] == [1, 2]
    assert store.get("pool a") == 2
    assert group.counts.failed == 1


def test_two_jobs_with_one_key_make_one_decision(store: Store, group: GroupCommit) -> None:
    def once(work: Work) -> bytes:
        known = work.idempotent("key")
        if known is not None:
            return b"known " + known.answer
        turn(work)
        work.remember("key", b"hash", "d1")
        return b"new"

    async def both() -> tuple[list[object], bytes]:
        shared = await together(group, once, once)
        return shared, await group.run(once, idempotency_key="key")

    shared, later = asyncio.run(both())
    known = b'known {"decision_id":"d1","trace":{}}'
    assert shared == [b"new", known]
    assert later == known
    assert len(store.events()) == 1


def test_what_the_database_refuses_fails_alone(store: Store, group: GroupCommit) -> None:
    def refused(work: Work) -> None:
        event = decision("twice")
        work.append(event)
        event.seq = 1  # taken by the first

    outcomes = asyncio.run(together(group, turn, refused, turn))
    assert outcomes[::2] == [1, 2]
    assert isinstance(outcomes[1], StoreError)
    assert [event.decision_id for event in store.events()] == ["d1", "d2"]


def test_close_finishes_what_was_submitted(store: Store) -> None:
    async def submit_and_close() -> list[object]:
        group = GroupCommit(store)
        tasks = [asyncio.ensure_future(group.run(turn)) for _ in range(5)]
        await asyncio.sleep(0)
        group.close()
        group.close()
        with pytest.raises(StoreError, match="closed"):
            await group.run(turn)
        return list(await asyncio.gather(*tasks))

    assert asyncio.run(submit_and_close()) == [1, 2, 3, 4, 5]


def test_whoever_no_longer_waits_hurts_nobody(store: Store, group: GroupCommit) -> None:
    async def leave() -> int:
        gone = asyncio.ensure_future(group.run(turn))
        await asyncio.sleep(0)
        gone.cancel()
        return await group.run(turn)

    assert asyncio.run(leave()) == 2
    assert store.last_seq() == 2


def test_states_that_will_be_read_are_asked_for_together(store: Store, group: GroupCommit) -> None:
    with store.transaction() as work:
        work.set("rep ana", 7)
    names = ("rep ana", "rep bo")

    def job(work: Work) -> list[object]:
        return [work.get(name) for name in names]

    assert asyncio.run(group.run(job, keys=names)) == [7, None]


def test_a_transaction_of_another_thread_is_seen(store: Store, group: GroupCommit) -> None:
    async def both() -> int:
        await group.run(turn)
        await asyncio.to_thread(store.erase, "lead", "of d1")
        with store.transaction() as work:
            work.set("pool a", 10)
        return await group.run(turn)

    assert asyncio.run(both()) == 11


def test_a_full_disk_fails_the_batch_and_no_more(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    group = GroupCommit(store)

    def large(work: Work) -> None:
        turn(work)
        work.set("large", "x" * 10_000_000)

    async def run() -> int:
        await group.run(turn)
        await group.run(lambda work: limit(work, 200))
        outcomes = await together(group, turn, large)
        assert all(isinstance(outcome, StoreError) for outcome in outcomes)
        assert "full" in str(outcomes[0])
        await group.run(lambda work: limit(work, 1_000_000))
        return await group.run(turn)

    def limit(work: Work, pages: int) -> None:
        work._batch._driver.rows(f"PRAGMA max_page_count = {pages}")

    try:
        assert asyncio.run(run()) == 2
        assert [event.seq for event in store.events()] == [1, 2]
    finally:
        group.close()
        store.close()


def test_a_lost_connection_is_made_again(postgres: Server, postgres_url: str) -> None:
    store = open_store(postgres_url)
    group = GroupCommit(store)

    async def run() -> list[int]:
        first = await group.run(turn)
        postgres.run(DISCONNECT)
        return [first, await group.run(turn)]

    try:
        assert asyncio.run(run()) == [1, 2]
        assert [event.seq for event in store.events()] == [1, 2]
    finally:
        group.close()
        store.close()


def test_a_connection_lost_in_a_batch_runs_it_again(postgres: Server, postgres_url: str) -> None:
    store = open_store(postgres_url)
    group = GroupCommit(store)
    runs = []

    def disconnected(work: Work) -> int:
        runs.append(1)
        if len(runs) == 1:
            postgres.run(DISCONNECT)
        return turn(work)

    try:
        assert asyncio.run(together(group, turn, disconnected)) == [1, 2]
        assert len(runs) == 2
        assert [event.seq for event in store.events()] == [1, 2]
    finally:
        group.close()
        store.close()


def test_a_connection_lost_in_the_commit_is_not_tried_again(
    postgres: Server, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(postgres_url)
    group = GroupCommit(store)
    runs = []

    def once(work: Work) -> None:
        runs.append(turn(work))

    try:
        asyncio.run(group.run(turn))
        driver = store.writer._driver
        assert driver is not None
        commit = driver.commit

        def disconnected_commit() -> None:
            postgres.run(DISCONNECT)
            commit()

        monkeypatch.setattr(driver, "commit", disconnected_commit)
        with pytest.raises(OutcomeUnknown):
            asyncio.run(group.run(once))
        assert runs == [2]
        assert asyncio.run(group.run(turn)) == 2  # here it was not done
        assert [event.seq for event in store.events()] == [1, 2]
    finally:
        group.close()
        store.close()


def test_a_database_that_is_away_is_told(postgres: Server) -> None:
    name = postgres.new_database("migrated")
    store = open_store(postgres.url(name))
    group = GroupCommit(store)
    try:
        asyncio.run(group.run(turn))
        postgres.drop(name)
        with pytest.raises(StoreError) as raised:
            asyncio.run(group.run(turn))
        assert raised.value.again
        assert not isinstance(raised.value, OutcomeUnknown)
        with pytest.raises(StoreError):
            store.events()
        with pytest.raises(StoreError):
            store.lease("timers", "a", 30, NOW)
    finally:
        group.close()
        store.close()


DISCONNECT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'routebook'"
)
