"""Several processes on one PostgreSQL: every turn is taken once, whoever takes it."""

from __future__ import annotations

import multiprocessing
from collections import Counter

from history import open_store
from tests.history.test_killed import check
from tests.history.writing import take_turns

PROCESSES = 4
TURNS = 250


def test_turns_are_exact_over_all_processes(postgres_url: str) -> None:
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.history.writing"])
    started = [
        processes.Process(target=take_turns, args=(postgres_url, TURNS, number))
        for number in range(PROCESSES)
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    assert [process.exitcode for process in started] == [0] * PROCESSES
    store = open_store(postgres_url)
    try:
        check(store, {})
        log = store.events(limit=10_000)
        assert len(log) == PROCESSES * TURNS
        counts = Counter(event.assigned_to for event in log).values()
        assert max(counts) - min(counts) <= 1
    finally:
        store.close()
