"""One of several processes does what is to be done once."""

from datetime import UTC, datetime, timedelta

import pytest

from history import Lease, Store
from tests.stores import postgres, postgres_url, sqlite_url, store, url

__all__ = ["postgres", "postgres_url", "sqlite_url", "store", "url"]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def lease(store: Store, clock: Clock, holder: str, *, alone: bool = False) -> Lease:
    return Lease(store, "reading", holder, 60.0, 10.0, clock, alone=alone)


def test_one_has_it_and_keeps_it(store: Store, clock: Clock) -> None:
    one, other = lease(store, clock, "one"), lease(store, clock, "other")
    for _ in range(20):
        assert one.hold()
        assert not other.hold()
        clock.pass_(20)
    assert (one.held, other.held) == (True, False)


def test_when_it_runs_out_another_gets_it(store: Store, clock: Clock) -> None:
    one, other = lease(store, clock, "one"), lease(store, clock, "other")
    assert one.hold()
    assert not other.hold()
    clock.pass_(60)
    assert one.has_run_out
    assert other.hold()
    assert not one.hold()
    assert not one.held


def test_it_is_asked_for_now_and_then(store: Store, clock: Clock) -> None:
    one, other = lease(store, clock, "one"), lease(store, clock, "other")
    assert one.hold()
    assert not other.hold()
    one.give_back()
    clock.pass_(9)
    assert not other.hold()
    clock.pass_(1)
    assert other.hold()


def test_it_lasts_for_half_of_its_time(store: Store, clock: Clock) -> None:
    one = lease(store, clock, "one")
    assert [one.lasts, one.hold(), one.lasts] == [False, True, True]
    clock.pass_(29)
    assert one.lasts
    clock.pass_(1)
    assert [one.lasts, one.hold(), one.lasts] == [False, True, True]


def test_who_is_alone_asks_nobody(store: Store, clock: Clock) -> None:
    alone = lease(store, clock, "alone", alone=True)
    assert alone.held
    assert alone.hold()
    assert not alone.has_run_out
    assert lease(store, clock, "other").hold()
    alone.give_back()
    assert alone.held
