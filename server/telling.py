"""Tells the people who keep the sheets, beside answering requests and never in their way."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from history import Store
from releases import Clock, Live
from releases.telling import Telling, TellingPace
from server.ids import process_name
from server.service import Service
from sheets_adapter.google import Access, open_spreadsheet

_LEAST_SECONDS = 0.05
_GRACE_SECONDS = 2.0  # how long a stop waits for what is being told


def telling_of(
    live: Live,
    store: Store | None,
    tables: str,
    access: Access,
    clock: Clock,
    pace: TellingPace | None = None,
) -> Telling:
    """Tells in the Google spreadsheet ``tables``, which is opened with write scope once needed."""
    opening = partial(open_spreadsheet, tables, access, write=True)
    alone = store is not None and store.is_alone
    return Telling(live, store, opening, clock, process_name(), pace, alone=alone)


async def tell_people(service: Service) -> None:
    """Tell what is new, until the service stops; it blocks a thread of its own, and no other."""
    telling, stopping = service.telling, service.stopping
    if telling is None:
        return
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, "telling")
    try:
        while not stopping.is_set():
            pause = await loop.run_in_executor(thread, telling.turn)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(pause, _LEAST_SECONDS)):
                    await stopping.wait()
    finally:
        telling.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_SECONDS):
                await loop.run_in_executor(thread, telling.leave)
        thread.shutdown(wait=False, cancel_futures=True)
