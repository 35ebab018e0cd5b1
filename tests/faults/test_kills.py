"""Servers killed at random instants: no answer is missing, no turn lost or taken twice."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.faults.clients import PATIENCE, Address, Clients
from tests.faults.pool import check, write_pool
from tests.faults.processes import Starter, commanding, forking

CLIENTS = 8
FORKED = 40
COMMANDED = 10
STARTING = 10
ON_POSTGRESQL = 10
LONGEST = 0.08  # seconds between the first answer of a server and its end


async def serve_and_kill(starter: Starter, address: Address, seconds: float) -> None:
    """Start a server, and kill it so long after it has answered for the first time."""
    pid = await starter.begin()
    address.moved(await starter.port())
    await address.answered.wait()
    await asyncio.sleep(seconds)
    address.gone()
    await starter.kill(pid)


async def kill_while_starting(starter: Starter, seconds: float) -> None:
    """Kill a server that may not answer yet."""
    pid = await starter.begin()
    await asyncio.sleep(seconds)
    await starter.kill(pid)


async def killed(folder: Path, url: str, *, forked: int, commanded: int, starting: int) -> Clients:
    """The clients of servers of which so many were killed, once all they sent is answered."""
    chance = random.Random(7)
    clients, address = Clients(), Address()
    async with AsyncExitStack() as stack:
        forks: Starter = await stack.enter_async_context(forking(folder, url))
        command: Starter = await stack.enter_async_context(commanding(folder, url))
        # The long starts stand among the short ones; where is a matter of chance, too.
        order = [forks] * forked + [command] * commanded
        chance.shuffle(order)
        late = set(chance.sample(range(len(order)), starting))
        asking = asyncio.create_task(clients.route([address], CLIENTS, 1_000_000))
        async with asyncio.timeout(PATIENCE):
            for number, starter in enumerate(order):
                if number in late:
                    await kill_while_starting(forks, chance.uniform(0, 0.2))
                await serve_and_kill(starter, address, chance.uniform(0, LONGEST))
            clients.stopping = True
            pid = await forks.begin()
            address.moved(await forks.port())
            await asking
            await forks.kill(pid)
    return clients


def test_fifty_kills_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    folder = write_pool(tmp_path)
    numbers = {"forked": FORKED, "commanded": COMMANDED, "starting": STARTING}
    clients = asyncio.run(killed(folder, sqlite_url, **numbers))
    assert len(clients.answers) >= FORKED + COMMANDED
    assert clients.repeated >= FORKED + COMMANDED  # somebody waited for an answer at each kill
    check(sqlite_url, clients.answers)


def test_kills_on_postgresql(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url: str = request.getfixturevalue("postgres_url")
    folder = write_pool(tmp_path)
    numbers = {"forked": ON_POSTGRESQL, "commanded": 0, "starting": 2}
    clients = asyncio.run(killed(folder, url, **numbers))
    assert len(clients.answers) >= ON_POSTGRESQL
    check(url, clients.answers)
