"""Replacing a large table without stopping the requests that are answered meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dsl.gently import AT_ONCE
from dsl.memory import undisturbed
from releases.live import Live
from releases.release import Release

T = TypeVar("T")


def quietly(live: Live, work: Callable[[], T]) -> T:
    """What ``work`` gives, which may make another release live.

    What it reads stays, so the collector does not walk through it. And a table that gives way is
    half a million objects: let go of at once, they would stop every thread until all are gone.
    """
    before = live.release
    with undisturbed():
        found = work()
    replaced = _replaced(before, live.release)
    del before
    for things in replaced:
        while things:
            del things[-AT_ONCE:]
    return found


def _replaced(before: Release | None, now: Release | None) -> list[list[Any]]:
    """What there is most of in the tables that are not in the release any more."""
    if before is None or now is None or before is now:
        return []
    kept = {id(table) for table in now.framework.tables.values()}
    found: list[list[Any]] = []
    for table in before.framework.tables.values():
        if id(table) not in kept:
            entries = [] if table.index is None else table.index.entries
            found += [list(entries), list(table.rows), list(table.sheet.rows)]
    return found
