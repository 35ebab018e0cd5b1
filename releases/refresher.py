"""Keeps a `Live` fresh beside a server: on changed files, on a timer, on request.

Fetching and building block, so they run in a worker thread, one at a time. Of several processes on
one store only one reads the source; see `releases.following`.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sized
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from history import StoreError
from releases.following import Replicas
from releases.live import Live, Refreshed
from releases.problems import Problems
from releases.quietly import quietly
from releases.release import Release, changed_tables

JITTER = 0.1
"""So much sooner or later, as a share, comes each poll: servers started together drift apart."""

LOOK_SECONDS = 0.5
"""Between two looks at what other processes have written."""

ANSWER_SECONDS = 0.1
"""Between two looks whether a refresh was done that this process asked for."""

PATIENCE_SECONDS = 60.0
"""How long it is waited for: a slow source and a lease that has to run out take less."""

MOST, WINDOW_SECONDS = 15, 60.0
"""Refreshes of a polled source that are asked for: no more than so many within so many seconds.

With five polls these are 40 reads a minute, of the 60 that Google gives an account; 18 more are for
telling people in their spreadsheet (`releases.telling`).
"""


class Changes(Protocol):
    """How files and folders are watched."""

    def __call__(self, *paths: Path, recheck_seconds: float) -> AsyncIterator[Sized]:
        """Yield what may have changed after each change, and nothing now and then without one."""


_log = logging.getLogger("routebook.releases")


class Refresher:
    """Refreshes ``live`` whenever its files change, and every ``seconds`` in any case.

    ``changes`` is how files are watched; a network drive tells of no change, so they are looked at
    now and then all the same. A source without files (a spreadsheet service) is polled. With
    ``replicas`` that is done by one of them, and asked of it by the others. ``chance`` gives
    numbers from 0 to 1, ``pause`` waits for seconds, ``clock`` counts them.
    """

    def __init__(
        self,
        live: Live,
        seconds: float,
        changes: Changes,
        replicas: Replicas | None = None,
        *,
        chance: Callable[[], float] = random.random,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._live = live
        self._seconds = seconds
        self._changes = changes
        self._replicas = replicas
        self._chance = chance
        self._clock = clock
        self._pause = pause
        self._allowance = Allowance(MOST, WINDOW_SECONDS, clock)
        self._turn = asyncio.Lock()
        self._started = 0
        self._last: Refreshed | None = None
        self._has_read = False
        self._reading: asyncio.Task[None] | None = None
        self._answering: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Come by a first release: by reading the source, or from the process that reads it."""
        while True:
            await self._follow()
            if self._reads:
                await self._refresh(asked=False)
                return
            if self._live.release is not None:
                return
            await self._pause(LOOK_SECONDS)

    async def refresh(self) -> Refreshed:
        """Refresh with everything that was written before this call.

        Callers that wait for the same turn share one refresh: each needs one that started after it
        asked, and one is enough for all of them. A source that is polled has a quota, so of it only
        so many are had in a while; the others wait, and share. Raises ``StoreError`` when another
        process is the one to read, and cannot be asked.
        """
        return await self._refresh(asked=True)

    async def run(self) -> None:
        """Refresh for ever, until cancelled."""
        try:
            while True:
                await self._look()
                self._mind_reading()
                self._mind_answering()
                await self._pause(LOOK_SECONDS)
        finally:
            await self._leave()

    # Reading the source ---------------------------------------------------------------------------

    @property
    def _reads(self) -> bool:
        return self._replicas is None or self._replicas.leads

    @property
    def _is_polled(self) -> bool:
        return self._live.source.watched is None

    async def _refresh(self, *, asked: bool) -> Refreshed:
        asked_during = self._started
        limited = asked and self._is_polled
        # Not in turn: a poll that comes meanwhile does for those who wait.
        while limited and self._reads and self._started == asked_during:
            wait = self._allowance.seconds
            if not wait:
                break
            await self._pause(min(wait, LOOK_SECONDS))
        async with self._turn:
            if self._last is None or self._started == asked_during:
                if not self._reads:
                    self._started += 1
                    self._last = await self._ask()
                    return self._last
                self._has_read = True
                if limited:
                    self._allowance.take()
                self._started += 1
                self._last = await self._read()
            return self._last

    async def _read(self) -> Refreshed:
        replicas = self._replicas
        answered = 0 if replicas is None else replicas.asked
        found = await asyncio.to_thread(quietly, self._live, self._live.refresh)
        _tell(self._live, found)
        if replicas is not None:
            try:
                await asyncio.to_thread(replicas.tell, answered)
            except StoreError as error:
                _log.warning("what was read cannot be told to other processes: %s", error)
        return found

    def _mind_reading(self) -> None:
        """Watch and poll for as long as this process is the one to."""
        task = self._reading
        if task is not None and task.done():
            _log.error("watching stopped, and begins anew", exc_info=task.exception())
            task = None
        if self._reads and task is None:
            task = asyncio.create_task(self._keep_reading())
        elif not self._reads and task is not None:
            task.cancel()
            task, self._has_read = None, False
        self._reading = task

    async def _keep_reading(self) -> None:
        watched = self._live.source.watched
        async with asyncio.TaskGroup() as both:
            if self._is_polled:
                both.create_task(self._poll())
            paths = [self._live.framework_file, *([] if watched is None else [watched])]
            both.create_task(self._watch(paths))

    async def _poll(self) -> None:
        if not self._has_read:  # another process did until now
            await self._refresh(asked=False)
        while True:
            await self._pause(self._seconds * (1 + JITTER * (2 * self._chance() - 1)))
            await self._refresh(asked=False)

    async def _watch(self, paths: list[Path]) -> None:
        async for changed in self._changes(*paths, recheck_seconds=self._seconds):
            # A poll looks at the framework's file as well.
            if changed or not self._is_polled:
                await self._refresh(asked=False)

    # Among other processes ------------------------------------------------------------------------

    async def _look(self) -> None:
        """See what other processes have written, and begin to take it over. No error ends it."""
        replicas, task = self._replicas, self._following
        if replicas is None:
            return
        try:
            news = await asyncio.to_thread(replicas.look)
        except StoreError as error:
            _log.warning("what other processes do cannot be read: %s", error)
            return
        if news and (task is None or task.done()):
            self._following = asyncio.create_task(self._take_over(replicas))

    async def _follow(self) -> None:
        """Look, and wait until what there is has been taken over."""
        for _ in range(2):  # what one that was under way has missed is in the next
            await self._look()
            if self._following is not None:
                await asyncio.wait([self._following])

    async def _take_over(self, replicas: Replicas) -> None:
        try:
            await asyncio.to_thread(quietly, self._live, replicas.follow)
        except StoreError as error:
            _log.warning("another process's release cannot be read: %s", error)
        except Exception:
            _log.exception("another process's release could not be taken over")

    async def _ask(self) -> Refreshed:
        """Have the source read by the process that does that, and take over what comes of it."""
        replicas, live = self._replicas, self._live
        assert replicas is not None
        before, known = live.release, live.problems
        number = await asyncio.to_thread(replicas.ask)
        until = self._clock() + PATIENCE_SECONDS
        while replicas.answered < number:
            if self._reads:  # the one that did is gone
                return await self._read()
            if self._clock() > until:
                raise StoreError("the process that reads the tables does not answer")
            await self._pause(ANSWER_SECONDS)
            await self._follow()
        return _between(before, known, live)

    def _mind_answering(self) -> None:
        """Read when another process asks for it."""
        replicas, task = self._replicas, self._answering
        if replicas is None or not replicas.leads or replicas.asked <= replicas.answered:
            return
        if task is None or task.done():
            self._answering = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        with suppress(StoreError):
            await self._refresh(asked=True)

    async def _leave(self) -> None:
        tasks = [task for task in (self._reading, self._answering, self._following) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._replicas is not None:
            with suppress(StoreError):
                await asyncio.to_thread(self._replicas.leave)


class Allowance:
    """At most ``most`` within any ``seconds``: a sliding window. ``clock`` counts seconds."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float]) -> None:
        self._taken: deque[float] = deque(maxlen=most)
        self._seconds = seconds
        self._clock = clock

    @property
    def seconds(self) -> float:
        """How long to wait until one is there."""
        if len(self._taken) < (self._taken.maxlen or 0):
            return 0.0
        return max(0.0, self._taken[0] + self._seconds - self._clock())

    def take(self) -> None:
        """Take one."""
        self._taken.append(self._clock())


def _between(before: Release | None, known: Problems, live: Live) -> Refreshed:
    """What is different since then."""
    release, problems = live.release, live.problems
    changed = changed_tables(before, release)
    news = release is not before or problems != known
    return Refreshed(changed, tuple(sorted(problems.held)), release, news)


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
