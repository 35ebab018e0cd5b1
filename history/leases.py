"""What one process does for all that share a store: whoever holds the lease of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from history.store import Store


class Lease:
    """The lease ``name``, as ``holder`` among the processes sees it.

    It is had for ``seconds`` and renewed once half of them are over, so that it does not run out
    during what is done by it. While another process has it, it is asked for every ``ask`` seconds.
    Who has the store ``alone`` holds it without asking. ``clock`` gives aware UTC times.

    For one thread at a time. `hold` and `give_back` block, and raise ``StoreError``.
    """

    def __init__(
        self,
        store: Store,
        name: str,
        holder: str,
        seconds: float,
        ask: float,
        clock: Callable[[], datetime],
        *,
        alone: bool = False,
    ) -> None:
        self.held = self._alone = alone
        self._store = store
        self._name = name
        self._holder = holder
        self._seconds = timedelta(seconds=seconds)
        self._ask = timedelta(seconds=ask)
        self._clock = clock
        self._ends = self._ask_at = clock()

    @property
    def has_run_out(self) -> bool:
        """Whether another process may have it by now."""
        return not self._alone and self._clock() >= self._ends

    @property
    def lasts(self) -> bool:
        """Whether it is held for half of its time at least, so that `hold` need not ask."""
        return self._alone or self._ends - self._clock() > self._seconds / 2

    def hold(self) -> bool:
        """Keep it, or try to get it; whether it is held."""
        if self.lasts:
            return True
        now = self._clock()
        if now >= self._ends:
            self.held = False
        if not self.held and now < self._ask_at:
            return False
        self._ask_at = now + self._ask
        seconds = self._seconds.total_seconds()
        self.held = self._store.lease(self._name, self._holder, seconds, now)
        if self.held:
            self._ends = now + self._seconds
        return self.held

    def give_back(self) -> None:
        """Let another process have it, if this one does."""
        if self._alone or not self.held:
            return
        self.held = False
        self._ends = self._clock()
        self._store.lease(self._name, self._holder, 0, self._ends)
