"""Reads calendars in a process of its own.

A large calendar takes seconds to read, and a rule such as "every second" for ever. In this process
neither holds up a request, and what takes too long is ended with it.

The process reads a JSON object a line, `{"length", "zone", "start", "end"}`, with the calendar's
bytes after it, and answers each with a line: `{"busy": [[from, until], …], "skipped": n}` or
`{"error": sentence}`. It ends with its input.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from assignment.calendars.busy import Reading, Unreadable, read_calendar

MOST_BUSY_TIMES = 2_000
_LONGEST_ANSWER = 2**20


class Reader:
    """Hands calendars to the process, one at a time; starts it when there is something to read."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None

    async def read(self, body: bytes, zone: ZoneInfo, start: datetime, end: datetime) -> Reading:
        """As `read_calendar` does, of at most the first `MOST_BUSY_TIMES`. Raises `Unreadable`."""
        asked = {
            "length": len(body),
            "zone": zone.key,
            "start": start.isoformat(),
            "end": end.isoformat(),
        }
        async with self._turn:
            try:
                async with asyncio.timeout(self._seconds):
                    line = await self._ask(json.dumps(asked).encode() + b"\n", body)
            except TimeoutError:
                await self._end()
                took = f"It takes longer than {self._seconds:g} seconds to read"
                raise Unreadable(took) from None
            except (OSError, ValueError):
                line = b""
            except asyncio.CancelledError:
                await self._end()
                raise
            if not line.endswith(b"\n"):
                await self._end()
                raise Unreadable("It is too much to read")
        answer = json.loads(line)
        if "error" in answer:
            raise Unreadable(answer["error"])
        times = ((datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in answer["busy"])
        return Reading(tuple(times), answer["skipped"])

    async def close(self) -> None:
        """End the process; a later `read` starts another."""
        async with self._turn:
            await self._end()

    async def _ask(self, *data: bytes) -> bytes:
        if self._process is not None and self._process.returncode is not None:
            await self._end()  # ended from outside, between two calendars
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # nothing of the folder it is started in
                "-m",
                "assignment.calendars",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=_LONGEST_ANSWER,
                start_new_session=True,  # Ctrl-C is for the server, which ends this process itself
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.writelines(data)
        await process.stdin.drain()
        return await process.stdout.readline()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()  # closes its pipes


def answers(requests: BinaryIO) -> Iterator[str]:
    """What the process answers to each request."""
    for line in requests:
        asked = json.loads(line)
        text = requests.read(asked["length"]).decode("utf-8-sig", errors="replace")
        start, end = (datetime.fromisoformat(asked[name]) for name in ("start", "end"))
        try:
            reading = read_calendar(text, ZoneInfo(asked["zone"]), start, end)
        except Unreadable as problem:
            yield json.dumps({"error": str(problem)})
            continue
        busy = [(a.isoformat(), b.isoformat()) for a, b in reading.busy[:MOST_BUSY_TIMES]]
        yield json.dumps({"busy": busy, "skipped": reading.skipped})
