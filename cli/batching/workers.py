"""Answering chunks in this process or in several, always in the order of the records."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from cli.batching.answers import Answerer, Answers, Job
from cli.batching.records import Chunk
from cli.failures import CouldNotRun
from cli.framework import make_framework

_AHEAD = 3  # chunks that wait for each worker: enough to keep it busy, few enough for memory


def answered(
    answerer: Answerer, job: Job, chunks: Iterable[Chunk], workers: int
) -> Iterator[Answers]:
    """The answers of every chunk, in order. ``answerer`` answers the job in this process."""
    if workers == 1:
        yield from map(answerer, chunks)
        return
    # A fresh interpreter each: a framework holds functions, which no process can send to another.
    context = multiprocessing.get_context("spawn")
    waiting: deque[Future[Answers]] = deque()
    with ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(job,)) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(_answer, chunk))
                if len(waiting) >= workers * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise CouldNotRun(
                "a worker ended before its work was done", "Try fewer --workers"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


class _Worker:
    answerer: Answerer


def _begin(job: Job) -> None:
    _Worker.answerer = Answerer(make_framework(job.sources), job)


def _answer(chunk: Chunk) -> Answers:
    return _Worker.answerer(chunk)
