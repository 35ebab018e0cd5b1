"""What other processes do in the tests: write through group commit, and say what was answered."""

from __future__ import annotations

import asyncio
import os
from functools import partial
from multiprocessing.connection import Connection

from history import GroupCommit, Work, open_store
from tests.stores import decision

CLIENTS = 4


def one_turn(decision_id: str, work: Work) -> str:
    """Take the pool's next turn; the log says which, and so does the answer."""
    number = (work.get("pool a") or 0) + 1
    work.set("pool a", number)
    rep = f"rep {number % 7}"
    work.set(rep, (work.get(rep) or 0) + 1)
    work.append(decision(decision_id, assigned_to=rep, step=str(number)))
    work.remember(decision_id, b"hash", decision_id)
    return f"{decision_id} {number}"


def take_turns(url: str, count: int, name: int) -> None:
    """Take turns, a few at the same time."""
    store = open_store(url)
    group = GroupCommit(store)

    async def client(number: int) -> None:
        for each in range(number, count, CLIENTS):
            decision_id = f"p{name}-{each}"
            job = partial(one_turn, decision_id)
            await group.run(job, ["pool a"], decision_id)

    async def clients() -> None:
        await asyncio.gather(*[client(number) for number in range(CLIENTS)])

    asyncio.run(clients())
    group.close()
    store.close()


def write_until_killed(url: str, pipe: Connection, name: str) -> None:
    """Take turns for ever; each answer is a line in the pipe, written after the commit."""
    store = open_store(url)
    group = GroupCommit(store)

    async def client(number: int) -> None:
        each = 0
        while True:
            each += 1
            decision_id = f"{name}-{number}-{each}"
            job = partial(one_turn, decision_id)
            answer = await group.run(job, ["pool a"], decision_id)
            os.write(pipe.fileno(), f"{answer}\n".encode())

    async def clients() -> None:
        await asyncio.gather(*[client(number) for number in range(CLIENTS)])

    asyncio.run(clients())
