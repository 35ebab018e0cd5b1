"""Many clients on several servers, one database: every turn once, whoever takes it."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2

from history import Event
from tests.faults.clients import PATIENCE, Address, Clients
from tests.faults.pool import REPS, check, spread, write_members, write_pool
from tests.faults.processes import commanding, forking

SERVERS = 4
CLIENTS = 32
LEADS = 10_000
LEADS_OF_THE_COMMAND = 1_000
LEADS_A_PHASE = 700

LEAVER, STAYERS = REPS[2], REPS[:2] + REPS[3:]


async def routed(folder: Path, url: str, servers: int, leads: int) -> Clients:
    """What the clients of so many servers were answered."""
    clients = Clients()
    async with forking(folder, url) as forks:
        addresses = []
        for _ in range(servers):
            await forks.begin()
            addresses.append(Address())
            addresses[-1].moved(await forks.port())
        await clients.route(addresses, CLIENTS, leads)
    return clients


def test_four_servers_on_one_postgresql(tmp_path: Path, postgres_url: str) -> None:
    clients = asyncio.run(routed(write_pool(tmp_path), postgres_url, SERVERS, LEADS))
    assert len(clients.answers) == LEADS
    assert clients.repeated == 0
    check(postgres_url, clients.answers)


def test_one_server_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    clients = asyncio.run(routed(write_pool(tmp_path), sqlite_url, 1, LEADS))
    assert len(clients.answers) == LEADS
    assert clients.repeated == 0
    check(sqlite_url, clients.answers)


def test_four_workers_of_the_command_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    async def run() -> Clients:
        clients, address = Clients(), Address()
        async with commanding(folder, postgres_url, "--workers", str(SERVERS)) as command:
            await command.begin()
            address.moved(await command.port())
            await clients.route([address], CLIENTS, LEADS_OF_THE_COMMAND)
        return clients

    folder = write_pool(tmp_path)
    clients = asyncio.run(run())
    assert len(clients.answers) == LEADS_OF_THE_COMMAND
    check(postgres_url, clients.answers)


# Edits of the members under load ----------------------------------------------------------------


def test_edits_of_the_members_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    hold_under_edits(write_pool(tmp_path), postgres_url, SERVERS)


def test_edits_of_the_members_on_sqlite(tmp_path: Path, sqlite_url: str) -> None:
    hold_under_edits(write_pool(tmp_path), sqlite_url, 1)


def hold_under_edits(folder: Path, url: str, servers: int) -> None:
    """One of the seven leaves and comes back while clients route: no reset, no flood."""
    clients = asyncio.run(edited(folder, url, servers))
    log = check(url, clients.answers, all_there=False)
    without = [LEAVER not in _members(event) for event in log]
    first = without.index(True)
    last = len(log) - 1 - without[::-1].index(True)
    before, after = log[:first], log[last + 1 :]
    assert min(len(before), last - first, len(after)) > LEADS_A_PHASE // 2
    # Who was there all the time differs by one at most, over both edits.
    assert spread(log, STAYERS) <= 1
    assert spread(before, REPS) <= 1
    assert not any(
        left and event.assigned_to == LEAVER for event, left in zip(log, without, strict=True)
    )
    # Who comes back starts where the others are. Any part of the log begins and ends somewhere
    # within a cycle, so two may differ by two there.
    assert spread(after, REPS) <= 2
    assert spread(after[:70], REPS) <= 2


def _members(event: Event) -> set[str]:
    candidates = json.loads(event.body)["trace"]["assignment"]["candidates"]
    return {candidate["rep"] for candidate in candidates}


async def edited(folder: Path, url: str, servers: int) -> Clients:
    """The clients of servers whose sheet of members is edited twice meanwhile."""
    clients = Clients()
    async with AsyncExitStack() as stack:
        forks = await stack.enter_async_context(forking(folder, url))
        http = await stack.enter_async_context(httpx2.AsyncClient(timeout=PATIENCE))
        addresses, ports = [], []
        for _ in range(servers):
            await forks.begin()
            ports.append(await forks.port())
            addresses.append(Address())
            addresses[-1].moved(ports[-1])

        routing = asyncio.create_task(clients.route(addresses, CLIENTS, 1_000_000))
        async with asyncio.timeout(PATIENCE):
            await clients.have(LEADS_A_PHASE)
            for members in (STAYERS, REPS):
                write_members(folder, members)
                for port in ports:  # or each would notice a moment later, by itself
                    await http.post(f"http://127.0.0.1:{port}/v1/tables/refresh")
                await clients.have(LEADS_A_PHASE)
            clients.stopping = True
            await routing
    return clients
