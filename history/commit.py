"""Group commit: whatever waits when a commit is done shares the next one.

A durable commit costs milliseconds, a job microseconds. So jobs are gathered, and one thread takes
all of them, runs them in order in one transaction, commits once, and answers all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

from history.errors import OutcomeUnknown, StoreError
from history.gathering import Gathering
from history.store import Store
from history.work import Work

T = TypeVar("T")
Done = Callable[[Any, BaseException | None], None]

_log = logging.getLogger("routebook.history")


class _Job(NamedTuple):
    run: Callable[[Work], Any]
    done: Done
    keys: Collection[str]
    idempotency_key: str


class _Lot(NamedTuple):
    """Jobs of one event loop that are handed over together."""

    loop: asyncio.AbstractEventLoop
    jobs: Sequence[_Job]


_Outcome = tuple[Any, BaseException | None]


@dataclass(slots=True)
class CommitCounts:
    """Totals since the start, for metrics: commits, jobs in them, and jobs that failed."""

    commits: int = 0
    jobs: int = 0
    failed: int = 0


class GroupCommit:
    """Runs jobs in shared transactions of a store, in a thread of its own.

    A job may be run twice, when the first transaction was lost before its commit: it must do
    nothing but what its `Work` offers. What it writes is there when it is answered, also after a
    power cut.
    """

    def __init__(self, store: Store) -> None:
        self.counts = CommitCounts()
        self._writer = store.writer
        self._gathered: dict[asyncio.AbstractEventLoop, Gathering[_Job]] = {}
        self._waiting: SimpleQueue[_Lot | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._work, name="history-commit", daemon=True)
        self._thread.start()

    def submit(
        self,
        job: Callable[[Work], T],
        done: Callable[[T | None, BaseException | None], None],
        keys: Collection[str] = (),
        idempotency_key: str = "",
    ) -> None:
        """Queue a job, from an event loop; ``done`` is called there with its result or its error.

        ``keys`` are states that it will surely read, and ``idempotency_key`` the one that it asks
        for: those of all jobs are read with one query. The error is the job's own, or a
        `StoreError`. Raises `StoreError` after `close`.
        """
        if self._closed:
            raise StoreError("the history is closed")
        loop = asyncio.get_running_loop()
        gathering = self._gathered.get(loop)
        if gathering is None:
            gathering = self._gathered[loop] = Gathering(loop, partial(self._hand_over, loop))
        gathering.add(_Job(job, done, keys, idempotency_key))

    async def run(
        self, job: Callable[[Work], T], keys: Collection[str] = (), idempotency_key: str = ""
    ) -> T:
        """The job's result, once it is committed. Raises what the job raised, or `StoreError`."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def done(result: Any, error: BaseException | None) -> None:
            if future.done():  # whoever waited has gone
                return
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        self.submit(job, done, keys, idempotency_key)
        return await future

    def close(self) -> None:
        """Finish what was submitted, and end. It blocks for as long as that takes."""
        if not self._closed:
            self._closed = True
            for loop, gathering in list(self._gathered.items()):
                while jobs := gathering.take():
                    self._hand_over(loop, jobs)
            self._waiting.put(None)
        self._thread.join()

    def _hand_over(self, loop: asyncio.AbstractEventLoop, jobs: Sequence[_Job]) -> None:
        self._waiting.put(_Lot(loop, jobs))

    def _work(self) -> None:
        while (lot := self._waiting.get()) is not None:
            outcomes = self._committed(lot.jobs) if lot.jobs else ()
            self.counts.failed += sum(error is not None for _result, error in outcomes)
            try:
                lot.loop.call_soon_threadsafe(self._answer, lot, outcomes)
            except RuntimeError:
                count = len(lot.jobs)
                _log.warning("%d jobs were committed after their event loop ended", count)

    def _answer(self, lot: _Lot, outcomes: Sequence[_Outcome]) -> None:
        for job, (result, error) in zip(lot.jobs, outcomes, strict=True):
            try:
                job.done(result, error)
            except Exception:
                _log.exception("whoever waited for a commit failed")
        self._gathered[lot.loop].done()

    def _committed(self, jobs: Sequence[_Job]) -> Sequence[_Outcome]:
        """The outcome of each job, after a commit, or after none could be had."""
        try:
            return self._attempt(jobs)
        except OutcomeUnknown as error:
            return [(None, error)] * len(jobs)
        except Exception as error:
            again = isinstance(error, StoreError) and error.again
            if not again and len(jobs) > 1:
                # One of them holds what the database refuses: the others are not to suffer.
                return [outcome for job in jobs for outcome in self._last_attempt([job])]
            return self._last_attempt(jobs) if again else [(None, _as_store_error(error))]

    def _last_attempt(self, jobs: Sequence[_Job]) -> Sequence[_Outcome]:
        try:
            return self._attempt(jobs)
        except Exception as error:
            told = _as_store_error(error)
            _log.warning("a commit of %d failed: %s", len(jobs), told)
            return [(None, told)] * len(jobs)

    def _attempt(self, jobs: Sequence[_Job]) -> Sequence[_Outcome]:
        with self._writer.batch() as batch:
            batch.fetch(
                [key for job in jobs for key in job.keys],
                [job.idempotency_key for job in jobs if job.idempotency_key],
            )
            outcomes = [_run(job, Work(batch)) for job in jobs]
        self.counts.commits += 1
        self.counts.jobs += len(jobs)
        return outcomes


def _run(job: _Job, work: Work) -> _Outcome:
    try:
        result = job.run(work)
    except StoreError:
        raise  # the transaction is lost, for all of them
    except BaseException as error:
        return None, error
    work.finish()
    return result, None


def _as_store_error(error: Exception) -> StoreError:
    if isinstance(error, StoreError):
        return error
    told = StoreError(f"what was written cannot be stored: {type(error).__name__}")
    told.__cause__ = error
    return told
