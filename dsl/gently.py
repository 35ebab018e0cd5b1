"""Long work in short steps, so that requests that are answered meanwhile get their turn.

A single call into C, as of ``sorted``, stops every other thread until it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from heapq import merge
from typing import Any, TypeVar

T = TypeVar("T")

AT_ONCE = 2_000
"""So many items are sorted, or written out, in well under 10 milliseconds."""


_give_way: ContextVar[Callable[[], None] | None] = ContextVar("give_way", default=None)
_EVERY = 64  # items: some milliseconds of work


def in_order(items: Sequence[T], key: Callable[[T], Any]) -> list[T]:
    """The same as ``sorted(items, key=key)``, by merging short runs. n log n."""
    if len(items) <= AT_ONCE:
        return sorted(items, key=key)
    runs = [sorted(part, key=key) for part in portions(items)]
    return list(steps(merge(*runs, key=key)))


def portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items in their order, in short slices."""
    pause = _give_way.get()
    for at in range(0, len(items), AT_ONCE):
        if pause is not None:
            pause()
        yield items[at : at + AT_ONCE]


@contextmanager
def giving_way(pause: Callable[[], None]) -> Iterator[None]:
    """Inside, `steps` calls ``pause`` now and then, which may wait."""
    token = _give_way.set(pause)
    try:
        yield
    finally:
        _give_way.reset(token)


def steps(items: Iterable[T]) -> Iterable[T]:
    """The items as they are, for long loops that give way to others where that is asked for."""
    pause = _give_way.get()
    return items if pause is None else _paused(items, pause)


def _paused(items: Iterable[T], pause: Callable[[], None]) -> Iterator[T]:
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            pause()
        yield item
