"""Retention: what is over its time goes, by one process, and never by accident."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from history import Store
from server import Settings, SettingsError
from server.retention import EVERY_SECONDS, Retention
from tests.server.histories import Desk, problem, routed
from tests.stores import NOW, decision, postgres, postgres_url, sqlite_url, store, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "store", "url"]  # fixtures

DAY = timedelta(days=1)


@pytest.fixture
def kept(store: Store) -> Store:
    """With a decision of each of the last ten days."""
    with store.transaction() as work:
        for days in range(10, 0, -1):
            work.append(decision(f"d{days}", at=NOW - days * DAY))
    return store


def left(store: Store) -> list[str]:
    return [event.decision_id for event in store.decisions()]


def test_what_is_older_goes(kept: Store) -> None:
    assert Retention(kept, 3.5, lambda: NOW).prune() == 7
    assert left(kept) == ["d1", "d2", "d3"]


def test_one_process_sees_to_it_and_another_takes_over(kept: Store) -> None:
    now = NOW
    one, other = (Retention(kept, 5, lambda: now) for _ in range(2))
    assert one.prune() == 5
    assert other.prune() is None
    now += timedelta(seconds=EVERY_SECONDS)
    assert other.prune() is None
    assert one.prune() == 1  # d5, an hour later
    now += timedelta(seconds=2 * EVERY_SECONDS)  # it is not there any more
    assert other.prune() == 0
    assert one.prune() is None


def test_zero_keeps_for_ever(kept: Store) -> None:
    asyncio.run(Retention(kept, 0, lambda: NOW).run())
    assert len(left(kept)) == 10


def test_a_failure_is_told_and_does_not_end_it(
    kept: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError("no space")

    monkeypatch.setattr(logging.getLogger("routebook"), "propagate", True)
    monkeypatch.setattr(kept, "prune", fail)
    assert Retention(kept, 1, lambda: NOW).prune() is None
    assert "could not be taken away" in caplog.text


def test_a_server_begins_with_it(url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"), url)
    with desk.open() as client:
        old = routed(client, "1", idempotency_key="k")
    desk.clock.now += 8 * DAY
    with desk.open() as client:  # for ever
        assert routed(client, "1", idempotency_key="k") == old
    with desk.open(retention_days=7) as client:
        address = f"/v1/decisions/{old['decision_id']}"
        while client.get(address).status_code == 200:
            pass  # it is done in a thread
        assert problem(client.get(address)) == (404, "not-found")


@pytest.mark.parametrize("days", [-1, float("nan"), float("inf"), 1e9])
def test_days_that_make_no_sense_are_refused(
    days: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("x") / "x.route"
    with pytest.raises(SettingsError, match="retention_days must be between 0"):
        Settings(file, "workbook", retention_days=days)
