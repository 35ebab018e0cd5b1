"""Clients that send one lead after the other, and each again until it is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

PATIENCE = 300.0
"""Seconds after which a test has failed: nothing here takes nearly as long."""


class Address:
    """Where a server answers at the moment; whoever asks waits until there is one."""

    def __init__(self) -> None:
        self._port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.answered = asyncio.Event()

    def moved(self, port: int) -> None:
        """There is a server at this port, which has not answered anything."""
        self.answered.clear()
        self._port.set_result(port)

    def gone(self) -> None:
        """There is none any more."""
        self._port = asyncio.get_running_loop().create_future()

    async def port(self) -> int:
        """Its port."""
        return await asyncio.shield(self._port)


class Clients:
    """What several clients have been answered: by record, the decision as it was sent."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes] = {}
        self.repeated = 0
        self.stopping = False
        self._count = 0
        self._goal = 0
        self._reached = asyncio.Event()

    async def have(self, more: int) -> None:
        """Wait until so many more leads are answered."""
        self._goal = len(self.answers) + more
        self._reached.clear()
        await self._reached.wait()

    async def route(self, addresses: Sequence[Address], clients: int, leads: int) -> None:
        """Send so many leads, or until `stopping`; each client stays with one server."""
        last = self._count + leads
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            for number in range(clients):
                group.create_task(self._client(addresses[number % len(addresses)], last))

    async def _client(self, address: Address, last: int) -> None:
        connection: _Connection | None = None
        while self._count < last and not self.stopping:
            self._count += 1
            record_id = f"lead-{self._count}"
            answer = None
            while answer is None:
                try:
                    connection = connection or await _Connection.to(await address.port())
                    answer = await connection.ask(record_id)
                except NotReady:
                    await asyncio.sleep(0.05)
                except (OSError, EOFError):
                    # Whether it has been decided nobody knows: it is sent again, with its key.
                    self.repeated += 1
                    if connection is not None:
                        connection.close()
                    connection = None
                    await asyncio.sleep(0.001)
            address.answered.set()
            self.answers[record_id] = answer
            if len(self.answers) >= self._goal:
                self._reached.set()
        if connection is not None:
            connection.close()


class NotReady(Exception):
    """The server has not read its tables yet."""


class _Connection:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> _Connection:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, record_id: str) -> bytes:
        """The decision on a lead. Raises `NotReady`; EOFError and OSError when the server dies."""
        fields = {"Email": f"{record_id}@example.com", "State": "CA"}
        body = json.dumps({"record_id": record_id, "fields": fields}).encode()
        self._writer.write(
            b"POST /v1/route HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Idempotency-Key: key of %s\r\nContent-Length: %d\r\n\r\n%s"
            % (record_id.encode(), len(body), body)
        )
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
        answer = await self._reader.readexactly(int(length))
        if b"urn:routebook:problem:not-ready" in answer:
            raise NotReady
        assert head.startswith(b"http/1.1 200 "), answer
        return answer

    def close(self) -> None:
        self._writer.close()
