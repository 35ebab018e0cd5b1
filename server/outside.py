"""What a server does beside answering that reaches other machines: calendars and webhooks."""

from __future__ import annotations

import random
from collections.abc import Iterable

from assignment.calendars import Calendars
from assignment.outgoing import Outgoing
from dsl.roster import Rep
from server.ids import process_name
from server.service import Service
from server.webhooks import Webhooks


async def keep_calendars(service: Service) -> None:
    """Read the calendars that the live roster names, again and again, until it is cancelled.

    Decisions ask for busy times in memory; a calendar that cannot be read holds up none of them.
    """
    if service.journal is None:
        return
    settings = service.settings

    def reps() -> Iterable[Rep]:
        release = service.live.release
        return () if release is None else (release.framework.roster.reps or {}).values()

    async with Outgoing(private=settings.private_addresses) as outgoing:
        calendars = Calendars(reps, outgoing, settings.framework.absolute().parent)
        service.calendars = calendars
        service.journal.busy = calendars.busy
        await calendars.run(service.stopping)


async def send_webhooks(service: Service) -> None:
    """Send every event of the log to the configured addresses, until the service stops."""
    settings, store = service.settings, service.store
    if store is None or not settings.webhooks:
        return
    async with Outgoing(private=settings.private_addresses) as outgoing:
        webhooks = Webhooks(
            store,
            settings.webhooks,
            settings.webhook_secret,
            outgoing,
            service.clock,
            random.random,
            process_name(),
        )
        service.webhooks = webhooks
        await webhooks.run(service.stopping)
