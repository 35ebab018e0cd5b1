"""Real servers to kill: ``routebook serve``, and forked ones, which start within 0.1 seconds."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol

from tests.faults.pool import KEY

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("routebook")
_ADDRESS = re.compile(r"Routebook: http://127\.0\.0\.1:(\d+)/")


class Starter(Protocol):
    """Starts servers on one folder and one database."""

    async def begin(self) -> int:
        """Begin to start a server; its process id."""

    async def port(self) -> int:
        """Where the server that was begun last answers, once it does."""

    async def kill(self, pid: int) -> None:
        """Kill a server, and wait until it is gone."""


class Forked:
    """Servers forked by `tests.faults.forked`."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.running: set[int] = set()

    async def begin(self) -> int:
        self._order("start")
        pid = int((await self._said(re.compile(r"pid (\d+)")))[1])
        self.running.add(pid)
        return pid

    async def port(self) -> int:
        return int((await self._said(_ADDRESS))[1])

    async def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        self._order(f"wait {pid}")
        await self._said(re.compile("ended"))
        self.running.discard(pid)

    def _order(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())

    async def _said(self, wanted: re.Pattern[str]) -> re.Match[str]:
        assert self._process.stdout is not None
        return await _line(self._process.stdout, wanted)


class Commanded:
    """Servers started as people do."""

    def __init__(self, folder: Path, url: str, *arguments: str) -> None:
        self._folder = folder
        self._arguments = arguments
        self._environment = os.environ | {
            "ROUTEBOOK_DATABASE_URL": url,
            "ROUTEBOOK_ENCRYPTION_KEY": KEY,
            "ROUTEBOOK_LOG_LEVEL": "error",
        }
        self._process: Process | None = None

    async def begin(self) -> int:
        self._process = await asyncio.create_subprocess_exec(
            COMMAND,
            "serve",
            "--port",
            "0",
            *self._arguments,
            cwd=self._folder,
            env=self._environment,
            stdout=PIPE,
        )
        return self._process.pid

    async def port(self) -> int:
        assert self._process is not None
        assert self._process.stdout is not None
        return int((await _line(self._process.stdout, _ADDRESS))[1])

    async def kill(self, pid: int) -> None:
        assert self._process is not None
        assert self._process.pid == pid
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> None:
        """End it in good order, its workers too."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


async def _line(stream: asyncio.StreamReader, wanted: re.Pattern[str]) -> re.Match[str]:
    while line := (await stream.readline()).decode():
        if found := wanted.match(line):
            return found
    raise AssertionError("the server ended")


@asynccontextmanager
async def forking(folder: Path, url: str) -> AsyncIterator[Forked]:
    """What forks servers; those that still run are killed in the end."""
    settings = {
        "framework": str(folder / "pool.route"),
        "tables": str(folder / "workbook"),
        "database_url": url,
        "encryption_key": KEY,
        "log_level": "error",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.forked",
        json.dumps(settings),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
        start_new_session=True,
    )
    forks = Forked(process)
    try:
        yield forks
        for pid in list(forks.running):  # whoever comes next finds nobody at the database
            await forks.kill(pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@asynccontextmanager
async def commanding(folder: Path, url: str, *arguments: str) -> AsyncIterator[Commanded]:
    """``routebook serve``; it is ended in good order in the end."""
    command = Commanded(folder, url, *arguments)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(command.stop)
        yield command
