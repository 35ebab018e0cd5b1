"""Looks for timers that are due, for as long as the server runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from history import StoreError, Work
from history.lifecycle import TimerFailed, due
from server.ids import Ulids
from server.service import Service

SECONDS = 1.0
"""Between two looks."""

_AT_ONCE = 100  # timers in one commit, which requests wait for
_AGAIN = timedelta(minutes=1)

_log = logging.getLogger("routebook.timers")


class Timers:
    """Lets deadlines and offers run out. Every process looks, and each timer fires in one of them.

    A timer that fails is tried again after a minute, and holds up no other. ``new_id`` is called in
    the thread that commits, so it is not the one of the requests.
    """

    def __init__(
        self,
        service: Service,
        new_id: Callable[[], str] | None = None,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._service = service
        self._new_id = new_id or Ulids()
        self._pause = pause
        self._failed: dict[str, datetime] = {}

    async def run(self) -> None:
        """Look each second, until cancelled. No error ends it."""
        while True:
            try:
                await self.look()
            except StoreError as error:
                _log.warning("no timer could fire: %s", error)
            except Exception:
                _log.exception("no timer could fire")
            await self._pause(SECONDS)

    async def look(self) -> int:
        """Let everything fire that is due; how many did. Raises ``StoreError``."""
        service, release = self._service, self._service.live.release
        journal = service.journal
        if journal is None or release is None:
            return 0
        fired = 0
        while True:
            now = service.clock()
            self._failed = {timer: at for timer, at in self._failed.items() if at > now}
            job: Callable[[Work], int] = partial(
                due,
                journal=journal,
                ruling=release.ruling,
                now=now,
                new_id=self._new_id,
                limit=_AT_ONCE,
                passed_over=frozenset(self._failed),
            )
            try:
                count = await journal.commit.run(job)
            except TimerFailed as failed:
                _log.error("%s; it is tried again in a minute", failed, exc_info=failed.__cause__)
                self._failed[failed.timer.id] = now + _AGAIN
                continue
            if count:
                service.wake()
            fired += count
            if count < _AT_ONCE:
                return fired
