"""Releases of a server without a store."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from history import Event
from releases.shelf import MemoryShelf

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def saved(shelf: MemoryShelf, number: int) -> str:
    name = f"r-{number}"
    parts = {"framework": b"text", "table a": str(number).encode()}
    shelf.save_release(name, parts, b"{}", NOW + timedelta(hours=number))
    return name


def test_a_release_is_kept_with_its_contents() -> None:
    shelf = MemoryShelf()
    name = saved(shelf, 1)
    kept = shelf.release(name)
    assert kept is not None
    assert shelf.content(kept.parts["table a"]) == b"1"
    shelf.save_release(name, {}, b"ignored", NOW)
    assert shelf.release(name) == kept
    assert shelf.live_release() is None


def test_a_transaction_counts_as_a_whole_or_not_at_all() -> None:
    shelf = MemoryShelf()
    name = saved(shelf, 1)
    with suppress(ZeroDivisionError), shelf.transaction() as work:
        work.activate(name, NOW)
        work.set("key", [1])
        raise ZeroDivisionError
    assert (shelf.live_release(), shelf.get("key")) == (None, None)
    with shelf.transaction() as work:
        work.activate(name, NOW)
        work.mark(name, "held", b"[]")
        work.set("key", {"a": 1})
        work.append(Event("release.activated", NOW, b"{}"))
        assert (work.live, work.get("key")) == (name, {"a": 1})
    live = shelf.live_release()
    assert live is not None
    assert (live.id, live.activated_at, live.state, live.story) == (name, NOW, "held", b"[]")


def test_the_oldest_are_forgotten_but_not_the_live_one() -> None:
    shelf = MemoryShelf()
    live = saved(shelf, 0)
    with shelf.transaction() as work:
        work.activate(live, NOW)
    second = saved(shelf, 1)
    kept = shelf.release(second)
    assert kept is not None
    for number in range(2, 40):
        saved(shelf, number)
    assert shelf.release(live) is not None
    assert shelf.release(second) is None
    assert shelf.content(kept.parts["table a"]) is None
    assert shelf.content(kept.parts["framework"]) == b"text"
    assert shelf.releases(1)[0].id == "r-39"
