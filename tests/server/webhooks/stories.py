"""What the stories of webhooks are told with: a clock, senders, events and receivers."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook

from assignment.outgoing import Outgoing
from history import Store
from server.webhooks import Pace, Webhooks
from server.webhooks.messages import endpoint_name
from tests.assignment.web import Reply, Seen, Web
from tests.stores import NOW, decision

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while True:
            if holds():
                return
            await asyncio.sleep(0.005)


@asynccontextmanager
async def sending(
    store: Store,
    *urls: str,
    clock: Clock,
    holder: str = "a",
    outgoing: Outgoing | None = None,
    **pace: float,
) -> AsyncIterator[Webhooks]:
    """A sender at work, which knows where it begins."""
    stop = asyncio.Event()
    async with outgoing or Outgoing(private=True) as out:
        each = Pace(**{"poll": 0.02, **pace})
        webhooks = Webhooks(store, urls, SECRET, out, clock, lambda: 0.5, holder, each)
        task = asyncio.create_task(webhooks.run(stop))
        names = [endpoint_name(url) for url in urls]
        try:
            await until(lambda: all(store.delivery(name).next_at for name in names))
            yield webhooks
        finally:
            stop.set()
            await task


def happens(store: Store, *names: str, **more: Any) -> None:
    with store.transaction() as work:
        for name in names:
            work.append(decision(name, **more))


def verified(seen: Seen) -> Any:
    """The message, if its signature is what the specification's library makes of it."""
    headers = {name.lower(): value for name, value in seen.headers.items()}
    at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    expected = Webhook(SECRET).sign(headers["webhook-id"], at, seen.body.decode())
    assert headers["webhook-signature"] == expected
    assert headers["content-type"] == "application/json"
    return json.loads(seen.body)


def told(receiver: Web) -> list[str]:
    """The decisions that were received, in order."""
    return [verified(seen)["data"]["decision_id"] for seen in receiver.seen]


def ids(receiver: Web) -> list[str]:
    return [
        {name.lower(): it for name, it in seen.headers.items()}["webhook-id"]
        for seen in receiver.seen
    ]


def replies(*statuses: int, **headers: str) -> Callable[[Seen], Reply]:
    """These, one after the other, and then 200."""
    left = list(statuses)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _seen: Reply(status=left.pop(0), headers=named) if left else Reply()
