"""Retention: what is older than it may be kept is taken away, by one process at a time."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from uuid import uuid4

from history import Store
from releases import Clock

EVERY_SECONDS = 3600.0
_LEASE = "retention"

_log = logging.getLogger("routebook.retention")


class Retention:
    """Prunes a store, once every hour. ``days`` is how long is kept, 0 for ever."""

    def __init__(self, store: Store, days: float, clock: Clock) -> None:
        self._store = store
        self._days = days
        self._clock = clock
        self._holder = uuid4().hex

    async def run(self) -> None:
        """Prune now, and again until it is cancelled. It raises nothing."""
        while self._days > 0:
            await asyncio.to_thread(self.prune)
            await asyncio.sleep(EVERY_SECONDS)

    def prune(self) -> int | None:
        """Prune once; how many events went, None when another process sees to it or it failed."""
        now = self._clock()
        try:
            # It is held until well after the next turn, so that the same process goes on.
            if not self._store.lease(_LEASE, self._holder, 1.5 * EVERY_SECONDS, now):
                return None
            pruned = self._store.prune(now - timedelta(days=self._days))
        except Exception:  # the next turn may work
            _log.exception("what is over its time could not be taken away")
            return None
        if pruned:
            _log.info("events over their time taken away", extra={"events": pruned})
        return pruned
