"""Replacing a large table without stopping the requests that are answered meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from dsl.gently import AT_ONCE, giving_way
from dsl.memory import undisturbed
from releases.live import Live
from releases.release import Release

T = TypeVar("T")


_REST, _LONGEST_REST = 3.0, 0.05  # times what others made it wait; seconds


class GiveWay:
    """Lets others go first: a thread that had to wait for them rests for longer than that.

    Python's lock goes to whoever asks, so a thread that computes without a pause makes each short
    request beside it wait at every turn. Where nobody waits there is no rest. ``clock`` counts
    seconds, ``worked`` those that this thread computed.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.perf_counter,
        worked: Callable[[], float] = time.thread_time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._worked = worked
        self._sleep = sleep
        self._since = (clock(), worked())

    def __call__(self) -> None:
        """Rest, if others wanted the time since the last call."""
        passed, computed = self._clock() - self._since[0], self._worked() - self._since[1]
        if passed > computed:
            self._sleep(min(_REST * (passed - computed), _LONGEST_REST))
        self._since = (self._clock(), self._worked())


def quietly(live: Live, work: Callable[[], T]) -> T:
    """What ``work`` gives, which may make another release live.

    It gives way to requests while it reads. What it reads stays, so the collector does not walk
    through it. And a table that gives way is half a million objects: let go of at once, they would
    stop every thread until all are gone.
    """
    before = live.release
    with undisturbed(), giving_way(GiveWay()):
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
