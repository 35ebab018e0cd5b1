"""An end to what has no time-out of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, InvalidStateError, wait
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

_T = TypeVar("_T")

GRACE_SECONDS = 0.5
"""For an answer that comes in the last moment to be read."""


class GivenUp(Exception):
    """The calls were given up before this one had an answer."""


class Calls:
    """Calls that block, each with an end: when its time is up, or when all are given up."""

    def __init__(self) -> None:
        self._given_up: Future[None] = Future()

    @property
    def given_up(self) -> bool:
        """Whether no call has an answer any more."""
        return self._given_up.done()

    def give_up(self) -> None:
        """End the calls under way at once, and those to come before they begin."""
        with suppress(InvalidStateError):  # a second time
            self._given_up.set_result(None)

    def in_time(self, work: Callable[[], _T], seconds: float) -> _T:
        """What ``work`` returns or raises; ``TimeoutError`` when it takes longer; or `GivenUp`.

        Looking up a name can hang in the operating system, and connecting waits for each of the
        many addresses that a name has. What takes too long is left behind in a thread that ends
        with it, and does not keep the process.
        """
        outcome: Future[_T] = Future()

        def run() -> None:
            try:
                outcome.set_result(work())
            except BaseException as error:
                outcome.set_exception(error)

        if not self.given_up:
            Thread(target=run, name="google", daemon=True).start()
            either: list[Future[Any]] = [outcome, self._given_up]
            wait(either, seconds, FIRST_COMPLETED)
        if outcome.done():
            return outcome.result()
        raise GivenUp if self.given_up else TimeoutError
