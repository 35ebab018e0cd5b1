"""Reading a request while answering it, over one connection.

Many clients send all they have before they read the first line of the answer. Once the answer fills
what the network holds, such a client waits for us and we would wait for it. So while a write waits,
reading goes on into a spool: in memory at first, then in a temporary file. A client that reads as
it writes never gets there.
"""

from __future__ import annotations

import asyncio
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any

from starlette.types import Message, Receive, Send

from server.limits import Disconnected
from server.problems import Refused

_IN_MEMORY = 1_000_000
_ON_DISK = 1_000_000_000
_CHUNK = 65_536


class Spool:
    """Bytes that wait their turn, first in, first out."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (see close)
        self._read = 0
        self._written = 0

    def __len__(self) -> int:
        return self._written - self._read

    def put(self, data: bytes) -> None:
        """Add ``data`` at the end."""
        self._file.seek(self._written)
        self._written += self._file.write(data)

    def take(self) -> bytes:
        """The next bytes, at most 64 KiB; the file begins anew when it is used up."""
        self._file.seek(self._read)
        data = self._file.read(_CHUNK)
        self._read += len(data)
        if self._read == self._written:
            self._file.seek(0)
            self._file.truncate()
            self._read = self._written = 0
        return data

    def close(self) -> None:
        """Give the memory or the file back."""
        self._file.close()


class Duplex:
    """The two directions of one streamed request, as a context manager.

    ``seconds`` is how long the client may keep us waiting, for a byte of its request or for reading
    a piece of the answer. ``stopping`` ends the reading.
    """

    def __init__(
        self, receive: Receive, send: Send, seconds: float, stopping: asyncio.Event
    ) -> None:
        self._receive = receive
        self._send = send
        self._seconds = seconds
        self._spool = Spool()
        self._ended = False
        self._incoming: asyncio.Task[Message] | None = None
        self._stopping = asyncio.ensure_future(stopping.wait())

    async def __aenter__(self) -> Duplex:
        self._listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._spool.close()
        left = [task for task in (self._incoming, self._stopping) if task is not None]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def read(self) -> bytes | None:
        """The next bytes of the request; ``None`` at its end.

        Raises `Refused` (408, 503) when they do not come, `Disconnected` when they never will.
        """
        while not self._spool and not self._ended:
            assert self._incoming is not None
            if self._stopping.done():
                raise Refused("shutting-down", "the lines from this one on were not routed")
            waiting = {self._incoming, self._stopping}
            done, _ = await asyncio.wait(
                waiting, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED
            )
            if not done:
                raise Refused("request-timeout", f"nothing came for {self._seconds:g} seconds")
            if self._incoming in done:
                self._take_in()
        if self._stopping.done() and self._spool:
            raise Refused("shutting-down", "the lines from this one on were not routed")
        return self._spool.take() if self._spool else None

    async def write(self, data: bytes, *, last: bool = False) -> None:
        """Send a piece of the answer, reading on as long as the client does not take it."""
        message = {"type": "http.response.body", "body": data, "more_body": not last}
        sending = asyncio.ensure_future(self._send(message))
        try:
            while not sending.done():
                waiting: set[asyncio.Future[Any]] = {sending}
                if self._incoming is not None and len(self._spool) < _ON_DISK:
                    waiting.add(self._incoming)
                done, _ = await asyncio.wait(
                    waiting, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED
                )
                if not done:
                    raise Disconnected
                if self._incoming in done:
                    self._take_in()
            sending.result()
        finally:
            sending.cancel()

    def _listen(self) -> None:
        self._incoming = asyncio.ensure_future(self._receive())

    def _take_in(self) -> None:
        """Put what came into the spool, and listen on: at last, for the client going away."""
        assert self._incoming is not None
        message = self._incoming.result()
        self._incoming = None
        if message["type"] == "http.disconnect":
            raise Disconnected
        if message.get("body"):
            self._spool.put(message["body"])
        if message.get("more_body"):
            self._listen()
        elif not self._ended:
            self._ended = True
            self._listen()
