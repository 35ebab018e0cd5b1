"""An emulator on a port: in a thread for tests, in the foreground for the command."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

import uvicorn

from sheets_adapter.emulator.app import application
from sheets_adapter.emulator.cut import CuttableHttp
from sheets_adapter.emulator.state import Emulator

HOST = "127.0.0.1"
_FILE = "service-account.json"
_SECONDS = 10.0
_OWNER_ONLY = 0o600
_PATIENCE = 1


@dataclass(frozen=True, slots=True)
class Served:
    """An emulator that answers: what a client needs to reach it."""

    url: str
    credentials: Path
    """A service-account file whose token_uri is the emulator's own."""
    email: str
    emulator: Emulator

    @property
    def spreadsheet_id(self) -> str:
        """The id of the first spreadsheet."""
        return next(iter(self.emulator.books))


@contextmanager
def running(emulator: Emulator, folder: Path | None = None, port: int = 0) -> Iterator[Served]:
    """Serve the emulator from a thread until the block ends, on a free port unless said.

    The service-account file is written into ``folder``, or into a private one that goes again.
    """
    with _listen(port) as listening, TemporaryDirectory() as private:
        served = _describe(emulator, listening, (folder or Path(private)) / _FILE)
        server = _Server(_config(emulator))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        server.serving.wait(_SECONDS)
        try:
            yield served
        finally:
            server.stop()
            thread.join(_SECONDS)


def serve(
    emulator: Emulator,
    announce: Callable[[Served], None],
    port: int = 0,
    credentials: Path | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM, and say where once it can be reached.

    The service-account file is ``credentials``, or one in a private folder that goes again.
    ``OSError`` when the port is taken or the file cannot be written.
    """
    with _listen(port) as listening, TemporaryDirectory() as private:
        signal.signal(signal.SIGTERM, _leave)
        with suppress(KeyboardInterrupt):
            announce(_describe(emulator, listening, credentials or Path(private) / _FILE))
            uvicorn.Server(_config(emulator)).run([listening])


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    """uvicorn repeats a signal to whoever was there before it once everything has ended."""
    raise SystemExit(0)


class _Server(uvicorn.Server):
    """uvicorn's server, which ends at once: it looks at no clock, and nobody is waited for."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None

    def stop(self) -> None:
        """End it, from another thread."""
        if self._loop is not None and self._ended is not None:
            self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        """Serve until stopped."""
        await self.on_tick(0)
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        self.serving.set()
        await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close every connection; what a fault keeps back ends with it."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.gather(*self.server_state.tasks)


def _listen(port: int) -> socket.socket:
    """A listening socket of this machine only; ``OSError`` when the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def _describe(emulator: Emulator, listening: socket.socket, file: Path) -> Served:
    """Where the emulator is, with its service-account file written for its owner only."""
    url = f"http://{HOST}:{listening.getsockname()[1]}"
    file.touch(_OWNER_ONLY)
    file.chmod(_OWNER_ONLY)
    file.write_text(json.dumps(emulator.tokens.account_file(emulator.email, url), indent=2))
    return Served(url, file, emulator.email, emulator)


def _config(emulator: Emulator) -> uvicorn.Config:
    """How uvicorn serves an emulator."""
    return uvicorn.Config(
        application(emulator),
        http=CuttableHttp,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_PATIENCE,
    )
