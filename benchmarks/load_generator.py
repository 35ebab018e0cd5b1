"""HTTP load: connections that send request after request, with as little work as can be.

The requests are bytes that are nearly ready; of an answer only its length is looked at. That keeps
one process of this well ahead of one worker of any Python server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import cast


@dataclass(slots=True)
class Load:
    """What came of one run: answered requests, seconds, and each one's seconds until answered.

    ``failed`` are the requests that were not answered with 200; only `run_paced` goes on then.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.latencies) / self.seconds


class BadAnswer(Exception):
    """An answer that is not 200, or a connection that closed: nothing to take the time of.

    ``head`` is how the answer begins; empty where there is none.
    """

    def __init__(self, head: bytes) -> None:
        super().__init__(f"the server answered {head[:1_000]!r}" if head else "it hung up")
        self.head = head


def http_request(path: str, body: bytes) -> bytes:
    """A POST of JSON as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


NUMBER = "#" * 12
"""Where `numbered` puts a number into a request."""


def numbered(request: bytes) -> Iterator[bytes]:
    """The request without end, each time with another number of 12 digits as its `NUMBER`."""
    before, after = request.split(NUMBER.encode())
    return (b"%s%012d%s" % (before, number, after) for number in count(1))


async def one_answer(port: int, request: bytes) -> bytes:
    """The body of the answer to one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise BadAnswer(head + await reader.read(1_000))
        return await reader.readexactly(_content_length(head))
    finally:
        writer.close()
        await writer.wait_closed()


async def run_load(port: int, requests: Iterator[bytes], connections: int, seconds: float) -> Load:
    """Keep every connection busy for so long; ``requests`` has no end. Raises `BadAnswer`."""
    loop = asyncio.get_running_loop()
    load = Load()
    failed: asyncio.Future[None] = loop.create_future()
    opened: list[_Connection] = []
    for _ in range(connections):
        _, connection = await loop.create_connection(
            lambda: _Connection(requests, load, failed), "127.0.0.1", port
        )
        opened.append(connection)
    began = perf_counter()
    for connection in opened:
        connection.send()
    try:
        await asyncio.wait_for(asyncio.shield(failed), seconds)
    except TimeoutError:
        load.seconds = perf_counter() - began
    finally:
        failed.cancel()
        for connection in opened:
            connection.close()
    await asyncio.gather(*(connection.closed for connection in opened))
    return load


async def run_paced(
    port: int, requests: Iterator[bytes], connections: int, per_second: float, seconds: float
) -> Load:
    """Send so many requests a second for so long, however long the answers take.

    A request that is late because an answer was counts from when it was due, so that a server that
    stands still cannot hide it (Tene's "coordinated omission").
    """
    loop = asyncio.get_running_loop()
    load = Load()
    opened: list[_Paced] = []
    pause = connections / per_second
    for _ in range(connections):
        _, connection = await loop.create_connection(
            lambda: _Paced(requests, load, pause), "127.0.0.1", port
        )
        opened.append(connection)
    began = perf_counter()
    for number, connection in enumerate(opened):
        connection.begin(began + number / per_second)
    await asyncio.sleep(seconds)
    load.seconds = perf_counter() - began
    for connection in opened:
        connection.close()
    await asyncio.gather(*(connection.closed for connection in opened))
    return load


class _Connection(asyncio.Protocol):
    """Sends, waits for the whole answer, notes how long that took, and sends again."""

    def __init__(self, requests: Iterator[bytes], load: Load, failed: asyncio.Future[None]) -> None:
        self._requests = requests
        self._load = load
        self._failed = failed
        self._parts: list[bytes] = []
        self._missing = 0  # bytes of the answer that are still to come; 0 before its head
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def send(self) -> None:
        request = next(self._requests)
        self._sent = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self._failed.done():
            return
        if self._missing:
            self._missing -= len(data)
        else:
            self._begin(data)
        if not (self._missing or self._parts or self._failed.done()):
            self._load.latencies.append(perf_counter() - self._sent)
            self.send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._failed.done():
            self._fail(b"")
        self.closed.set_result(None)

    def close(self) -> None:
        self._transport.abort()

    def _begin(self, data: bytes) -> None:
        self._parts.append(data)
        answer = b"".join(self._parts)
        end = answer.find(b"\r\n\r\n")
        if end < 0:
            return
        self._parts.clear()
        if not answer.startswith(b"HTTP/1.1 200 "):
            self._fail(answer)
            return
        self._missing = end + 4 + _content_length(answer[: end + 4]) - len(answer)

    def _fail(self, answer: bytes) -> None:
        self._failed.set_exception(BadAnswer(answer))


class _Paced(_Connection):
    """Sends every ``pause`` seconds, or as soon after as the answer before is there."""

    def __init__(self, requests: Iterator[bytes], load: Load, pause: float) -> None:
        super().__init__(requests, load, asyncio.get_running_loop().create_future())
        self._pause = pause

    def begin(self, due: float) -> None:
        """Send the first request when it is due, by ``perf_counter``."""
        self._due = due
        self._wait()

    def send(self) -> None:
        """The next request, when it is due or late already."""
        self._due += self._pause
        if self._due > perf_counter():
            self._wait()
        else:
            super().send()
            self._sent = self._due

    def close(self) -> None:
        if not self._failed.done():
            self._failed.cancel()
        super().close()

    def _wait(self) -> None:
        asyncio.get_running_loop().call_later(self._due - perf_counter(), self._send_now)

    def _send_now(self) -> None:
        if not self._failed.done():
            super().send()

    def _fail(self, answer: bytes) -> None:
        """One request more that failed, and the end of this connection."""
        self._load.failed += 1
        self.close()


def _content_length(head: bytes) -> int:
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


def percentile(numbers: Sequence[float], share: float) -> float:
    """The number below which ``share`` of them lie (nearest rank)."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
