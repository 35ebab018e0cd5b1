"""Keeps a `Live` fresh beside a server: on changed files, on a timer, on request.

Fetching and building block, so they run in a worker thread, one at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from releases.live import Live, Refreshed


class Changes(Protocol):
    """How files and folders are watched."""

    def __call__(self, *paths: Path, recheck_seconds: float) -> AsyncIterator[object]:
        """Yield after each change to one of them, and now and then without one."""


_log = logging.getLogger("routebook.releases")


class Refresher:
    """Refreshes ``live`` whenever its files change, and every ``seconds`` in any case.

    ``changes`` is how files are watched; a network drive tells of no change, so they are looked at
    now and then all the same. A source without files (a spreadsheet service) is polled.
    """

    def __init__(self, live: Live, seconds: float, changes: Changes) -> None:
        self._live = live
        self._seconds = seconds
        self._changes = changes
        self._turn = asyncio.Lock()
        self._started = 0
        self._last: Refreshed | None = None

    async def refresh(self) -> Refreshed:
        """Refresh with everything that was written before this call.

        Callers that wait for the same turn share one refresh: each needs one that started after it
        asked, and one is enough for all of them.
        """
        asked_during = self._started
        async with self._turn:
            if self._last is None or self._started == asked_during:
                self._started += 1
                self._last = await asyncio.to_thread(self._live.refresh)
                _tell(self._live, self._last)
            return self._last

    async def run(self) -> None:
        """Refresh for ever, until cancelled."""
        watched = self._live.source.watched
        async with asyncio.TaskGroup() as both:
            if watched is None:
                both.create_task(self._poll())
            paths = [self._live.framework_file, *([] if watched is None else [watched])]
            both.create_task(self._watch(paths))

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._seconds)
            await self.refresh()

    async def _watch(self, paths: list[Path]) -> None:
        async for _ in self._changes(*paths, recheck_seconds=self._seconds):
            await self.refresh()


def _tell(live: Live, refreshed: Refreshed) -> None:
    """Worth a line each time something is different; that nothing is, only for those who debug."""
    release = refreshed.release
    _log.log(
        logging.INFO if refreshed.news else logging.DEBUG,
        "refreshed",
        extra={
            "release": None if release is None else release.id,
            "changed": list(refreshed.changed),
            "held": list(refreshed.held),
            "errors": [str(one.diagnostic) for one in live.problems.errors()],
        },
    )
