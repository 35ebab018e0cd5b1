"""Running the service: from settings to a listening server, and down again in good order."""

from __future__ import annotations

import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from types import FrameType
from typing import NoReturn, TextIO

import uvicorn
from uvicorn.supervisors import Multiprocess

from history import GroupCommit, Sealer, SealError, StoreError, open_key, open_store
from history.journal import Journal
from releases import Live, Refresher
from server.app import Application
from server.auth import Gate, is_loopback
from server.keys import KeyFileError
from server.limits import Bodies
from server.logs import RequestLog, configure
from server.protocol import LimitedHttp
from server.service import Service, utc_now
from server.settings import Settings, SettingsError
from server.webhooks import BadSecret, Signer
from sheets_adapter import SourceError, open_source
from sheets_adapter.watch import changes

_BACKLOG = 2048
# How long requests wait at most for a table that is being read in another thread to let them.
_SWITCH_SECONDS = 0.001


def build(settings: Settings) -> Application:
    """The application for ``settings``. Raises `SettingsError` for what cannot be served."""
    try:
        source = open_source(settings.tables, settings.locale)
        gate = Gate(settings.keys_file, open_to_local=is_loopback(settings.host))
        store = open_store(settings.database_url) if settings.database_url else None
    except (SourceError, KeyFileError, StoreError) as error:
        raise SettingsError(str(error)) from error
    live = Live(settings.framework, source, utc_now, store)
    service = Service(
        settings=settings,
        live=live,
        refresher=Refresher(live, settings.refresh_seconds, changes),
        gate=gate,
        bodies=Bodies(settings.max_body, settings.body_seconds),
        request_log=RequestLog() if settings.log_requests else None,
        store=store,
    )
    if settings.webhooks:
        _check_secret(settings.webhook_secret)
    if store is not None:
        service.journal = Journal(GroupCommit(store), _sealer(settings))
    return Application(service)


def _check_secret(secret: str) -> None:
    try:
        Signer(secret)
    except BadSecret as error:
        raise SettingsError(f"webhook_secret: {error}") from error


def _sealer(settings: Settings) -> Sealer:
    """With the key that was set, else with one in a file, which is made when there is none."""
    try:
        return open_key(settings.encryption_key or settings.encryption_key_file)
    except SealError as error:
        raise SettingsError(f"the key that private fields are sealed with: {error}") from error


def check(settings: Settings) -> None:
    """Refuse to be reachable by others without any key. Raises `SettingsError`."""
    if is_loopback(settings.host):
        return
    try:
        gate = Gate(settings.keys_file, open_to_local=False)
    except KeyFileError as error:
        raise SettingsError(str(error)) from error
    if not gate.has_keys:
        raise SettingsError(
            f"{settings.host} can be reached by other machines, and there is no API key yet. Make "
            "one first: routebook keys create --scope admin. Or serve on 127.0.0.1, without keys"
        )


def serve(settings: Settings, out: TextIO | None = None) -> None:
    """Serve until SIGINT or SIGTERM. Prints the address of the page to ``out`` (standard output).

    Raises `SettingsError` when the server cannot start like this.
    """
    check(settings)
    sys.setswitchinterval(_SWITCH_SECONDS)
    out = out or sys.stdout
    configure(settings.log_level)
    if settings.workers > 1:
        _serve_many(settings, out)
        return
    application = build(settings)
    listening = listen(settings)
    signal.signal(signal.SIGTERM, _leave)
    with listening, suppress(KeyboardInterrupt):
        Server(_config(settings, application), application.service.live, out).run([listening])


def _worker(settings: Settings) -> Application:
    """What each worker process begins with."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    configure(settings.log_level)
    return build(settings)


class Server(uvicorn.Server):
    """uvicorn's server, which also says where the page is once it answers."""

    def __init__(self, config: uvicorn.Config, live: Live, out: TextIO) -> None:
        super().__init__(config)
        self._live = live
        self._out = out

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say where."""
        await super().startup(sockets)
        if self.started and sockets:
            self._announce(sockets[0])

    def _announce(self, listening: socket.socket) -> None:
        lines = [f"Routebook: {_address(listening)}"]
        if self._live.release is None:
            lines.append("Not ready: no release is live yet.")
        lines += [f"  {problem.diagnostic}" for problem in self._live.problems.errors()]
        self._out.write("\n".join(lines) + "\n")
        self._out.flush()


def _serve_many(settings: Settings, out: TextIO) -> None:
    """One process a worker, all on one socket; each one reads the tables for itself."""
    listening = listen(settings)
    with listening:
        out.write(f"Routebook: {_address(listening)} ({settings.workers} workers)\n")
        out.flush()
        config = _config(settings, partial(_worker, settings), factory=True)
        Multiprocess(config, [listening]).run()


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    """uvicorn repeats a signal to whoever was there before it once everything has ended."""
    raise SystemExit(0)


def _config(settings: Settings, app: object, *, factory: bool = False) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=factory,
        workers=settings.workers,
        loop="auto",
        http=LimitedHttp,
        ws="none",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )


def listen(settings: Settings) -> socket.socket:
    """The listening socket, made here so that a taken port is one plain sentence."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host.strip("[]"), settings.port))
        listening.listen(_BACKLOG)  # only now does a port that is taken show
    except OSError as error:
        listening.close()
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(f"cannot listen on {where}: {error.strerror or error}") from error
    listening.set_inheritable(True)
    return listening


def _address(listening: socket.socket) -> str:
    """Where a person opens the page; a server on all addresses is on this machine's own, too."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"
