"""An end to what has no time-out of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

_T = TypeVar("_T")


def in_time(work: Callable[[], _T], seconds: float) -> _T:
    """What ``work`` returns or raises; ``TimeoutError`` when it takes longer.

    Looking up a name can hang in the operating system, and connecting waits for each of the many
    addresses that a name has. What takes too long is left behind in a thread that ends with it.
    """
    outcome: Future[_T] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=run, name="google", daemon=True).start()
    return outcome.result(seconds)
