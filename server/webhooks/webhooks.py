"""All endpoints: each has a sender of its own, so that none waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from assignment.outgoing import Outgoing
from history import Store
from server.webhooks.pace import Pace
from server.webhooks.sender import EndpointState, Sender
from server.webhooks.signing import Signer


class Webhooks:
    """Sends every event of the log to ``endpoints`` (URLs), signed with ``secret``.

    At least once and in order, to each endpoint by itself. Of several processes on one store, one
    sends to an endpoint; ``holder`` is this one's name and differs from all others. ``clock``
    gives aware UTC times, ``chance`` numbers from 0 to 1. ``outgoing`` stays its maker's to close.
    Raises `BadSecret`.
    """

    def __init__(
        self,
        store: Store,
        endpoints: Sequence[str],
        secret: str,
        outgoing: Outgoing,
        clock: Callable[[], datetime],
        chance: Callable[[], float],
        holder: str,
        pace: Pace | None = None,
    ) -> None:
        self._pace = pace or Pace()
        signer = Signer(secret) if endpoints else None
        self._senders = [
            Sender(url, store, signer, outgoing, clock, chance, holder, self._pace)
            for url in dict.fromkeys(endpoints)
            if signer is not None
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Send until ``stop`` is set, or until cancelled."""
        tasks = [asyncio.create_task(sender.run(stop)) for sender in self._senders]
        try:
            await stop.wait()
            self.wake()
            if tasks:
                await asyncio.wait(tasks, timeout=self._pace.grace)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Events were committed: send them now. To be called in the event loop; costs nothing."""
        for sender in self._senders:
            sender.wake()

    def states(self) -> list[EndpointState]:
        """How each endpoint is doing, for metrics."""
        return [sender.state for sender in self._senders]

    def problems(self) -> list[str]:
        """A sentence for each endpoint that does not take what is sent to it."""
        return [f"Webhook {it.name}: {it.problem}" for it in self.states() if it.problem]
