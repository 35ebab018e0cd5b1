"""What arrives at an event loop is gathered, and goes on all at once.

It goes on once the loop has read all that has arrived, and only when what went before is done:
whoever was answered by one commit, and asks again at once, is in the next one. Large commits are
cheap; and while the thread that commits is at work the loop has little to do, so that the two do
not take the interpreter from each other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

_MOST_AT_ONCE = 128
_LONGEST = 0.005  # seconds for which it looks whether more arrives; mostly it takes microseconds


class Gathering(Generic[T]):
    """Of one event loop, in which all but `take` is called. ``hand_over`` gets what goes on."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, hand_over: Callable[[list[T]], object]
    ) -> None:
        self._loop = loop
        self._hand_over = hand_over
        self._waiting: deque[T] = deque()
        self._busy = False
        self._until = 0.0  # loop time

    def add(self, one: T) -> None:
        """One more."""
        self._waiting.append(one)
        if not self._busy:
            self.done()

    def done(self) -> None:
        """What was handed over is done: what has been gathered since may follow."""
        self._busy = bool(self._waiting)
        if self._busy:
            self._until = self._loop.time() + _LONGEST
            self._loop.call_soon(self._look, 0)

    def take(self) -> list[T]:
        """What is next; in any thread, each one is taken once."""
        taken: list[T] = []
        try:
            while len(taken) < _MOST_AT_ONCE:
                taken.append(self._waiting.popleft())
        except IndexError:
            pass
        return taken

    def _look(self, before: int) -> None:
        """Called each time when the loop has read what arrived, until that is nothing new."""
        number = len(self._waiting)
        if before < number < _MOST_AT_ONCE and self._loop.time() < self._until:
            self._loop.call_soon(self._look, number)
        else:
            self._hand_over(self.take())
