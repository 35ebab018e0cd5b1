"""Reading a request body within a size and a time.

A timer for every request would cost more than the reading (a dictionary entry is a tenth of it),
so the reads under way are kept in a dictionary that one task looks through now and then.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from starlette.types import Receive

from server.problems import Refused

_DRAINED = 16  # times the limit: how much of a body too large is read, so that its 413 arrives


class Disconnected(Exception):
    """The client went away before its request was complete; nobody is there to be answered."""


def declared_length(digits: bytes) -> int:
    """What a ``Content-Length`` says; leading zeros may be thousands, more than ``int`` reads."""
    return int(digits.lstrip(b"0") or b"0")


class Bodies:
    """Reads bodies of at most ``limit`` bytes that arrive within ``seconds``.

    ``watch`` has to run beside it for the time to be kept. ``clock`` gives monotonic seconds.
    """

    def __init__(self, limit: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.limit = limit
        self.seconds = seconds
        self._clock = clock
        self._began: dict[asyncio.Task[object], float] = {}
        self._cut: dict[asyncio.Task[object], Refused] = {}
        self._stopping = False

    async def read(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        """The whole body. Raises `Refused` (408, 413, 503) or `Disconnected`."""
        task = asyncio.current_task()
        assert task is not None
        self._began[task] = self._clock()
        try:
            declared = headers.get(b"content-length", b"")
            if declared.isdigit() and (length := declared_length(declared)) > self.limit:
                raise await self._too_large(length, headers, receive)
            message = await receive()
            if message["type"] == "http.request" and not message.get("more_body"):
                body: bytes = message.get("body", b"")
                if len(body) > self.limit:
                    raise self._refuse_large(closed=False)
                return body
            return await self._rest(message, receive)
        except asyncio.CancelledError:
            refused = self._cut.pop(task, None)
            if refused is None:
                raise
            task.uncancel()
            raise refused from None
        finally:
            del self._began[task]

    async def _rest(self, message: Mapping[str, object], receive: Receive) -> bytes:
        parts: list[bytes] = []
        size = 0
        while True:
            if message["type"] == "http.disconnect":
                raise Disconnected
            part = message.get("body", b"")
            assert isinstance(part, bytes)
            parts.append(part)
            size += len(part)
            if size > self.limit:
                parts.clear()
                closed = bool(message.get("more_body")) and not await self._drain(receive)
                raise self._refuse_large(closed=closed)
            if not message.get("more_body"):
                return b"".join(parts)
            message = await receive()

    async def _too_large(
        self, declared: int, headers: Mapping[bytes, bytes], receive: Receive
    ) -> Refused:
        """A client that waits for ``100 Continue`` has sent nothing and needs no draining."""
        waits = headers.get(b"expect", b"").lower() == b"100-continue"
        fits = declared <= self.limit * _DRAINED
        drained = fits and not waits and await self._drain(receive)
        return self._refuse_large(closed=not drained)

    async def _drain(self, receive: Receive) -> bool:
        """Read on and forget, so that a client that is still writing hears the answer."""
        size = 0
        while size <= self.limit * _DRAINED:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            if not message.get("more_body"):
                return True
            size += len(message.get("body", b""))
        return False

    def _refuse_large(self, *, closed: bool) -> Refused:
        headers = {"Connection": "close"} if closed else {}
        detail = f"at most {self.limit:,} bytes are read; send many records to /v1/route/batch"
        return Refused("body-too-large", detail, headers=headers)

    async def watch(self) -> None:
        """Cut off the reads that take too long, until cancelled."""
        while True:
            await asyncio.sleep(min(1.0, self.seconds / 4))
            self.sweep()

    def sweep(self) -> None:
        """Cut off the reads that are under way for longer than allowed."""
        oldest = self._clock() - self.seconds
        detail = f"the body did not arrive within {self.seconds:g} seconds"
        late = [task for task, began in self._began.items() if began <= oldest]
        for task in late:
            self._cut_off(task, Refused("request-timeout", detail, headers=_CLOSE))

    def stop(self) -> None:
        """Answer every body that is still arriving: the server is about to stop."""
        for task in list(self._began):
            detail = "the body had not arrived in full; send the request again"
            headers = _CLOSE | {"Retry-After": "1"}
            self._cut_off(task, Refused("shutting-down", detail, headers=headers))

    def _cut_off(self, task: asyncio.Task[object], refused: Refused) -> None:
        if task not in self._cut:
            self._cut[task] = refused
            task.cancel()


_CLOSE = {"Connection": "close"}
