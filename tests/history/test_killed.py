"""Killed at random instants: what was answered is there, no turn is lost or taken twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import select

import pytest

from history import Store, open_store
from tests.history.writing import write_until_killed

KILLS = {"sqlite": 50, "postgresql": 15}


@pytest.mark.parametrize("engine", KILLS)
def test_killed_at_random_instants(engine: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("sqlite_url" if engine == "sqlite" else "postgres_url")
    chance = random.Random(7)
    answered: dict[str, int] = {}
    for round_ in range(KILLS[engine]):
        lines = killed_after(url, f"r{round_}", chance.uniform(0, 0.02))
        answered |= {name: int(number) for name, number in map(str.split, lines)}
    assert len(answered) >= KILLS[engine]
    store = open_store(url)
    try:
        check(store, answered)
    finally:
        store.close()


def killed_after(url: str, name: str, seconds: float) -> list[str]:
    """The answers of a process that is killed so long after its first one."""
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["tests.history.writing"])
    reading, writing = processes.Pipe(duplex=False)
    process = processes.Process(target=write_until_killed, args=(url, writing, name), daemon=True)
    process.start()
    writing.close()
    assert reading.poll(60), "it never answered"
    select.select([], [], [], seconds)
    process.kill()
    process.join(60)
    with os.fdopen(os.dup(reading.fileno()), "rb") as pipe:
        text = pipe.read().decode()
    reading.close()
    return text[: text.rfind("\n") + 1].splitlines()


def check(store: Store, answered: dict[str, int]) -> None:
    """Hold the log against what was answered, and the state against the log."""
    log = store.events(limit=1_000_000)
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    # Each turn once, in order: the step says which turn it was.
    assert [int(event.step) for event in log] == list(range(1, len(log) + 1))
    logged = {event.decision_id: int(event.step) for event in log}
    assert len(logged) == len(log)
    assert answered.items() <= logged.items()
    assert store.get("pool a") == len(log)
    for number in range(7):
        rep = f"rep {number}"
        assert store.get(rep) == sum(event.assigned_to == rep for event in log)
    with store.transaction() as work:
        for name in logged:
            known = work.idempotent(name)
            assert known is not None
            assert known.decision_id == name
