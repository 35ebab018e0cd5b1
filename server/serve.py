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

from history import GroupCommit, Sealer, SealError, Store, StoreError, open_key, open_store
from history.journal import Contents, Journal
from releases import Live, Refresher, Replicas
from releases.draft import Draft
from releases.gates import Gates
from server.app import Application
from server.auth import Gate, is_loopback
from server.ids import process_name
from server.keys import KeyFileError
from server.limits import Bodies
from server.logs import RequestLog, configure
from server.protocol import LimitedHttp
from server.service import Service, utc_now
from server.settings import Settings, SettingsError
from server.telling import telling_of
from server.webhooks import BadSecret, Signer
from sheets_adapter import SourceError, open_source
from sheets_adapter.google import Access
from sheets_adapter.watch import changes

_BACKLOG = 2048
# How long requests wait at most for a table that is being read in another thread to let them.
_SWITCH_SECONDS = 0.0001
# How long Google gets at the start before the stored release is used.
_FIRST_SECONDS = 5.0


def build(settings: Settings) -> Application:
    """The application for ``settings``. Raises `SettingsError` for what cannot be served."""
    google = _google(settings)
    try:
        source = open_source(settings.tables, settings.locale, google)
        gate = Gate(settings.keys_file, open_to_local=is_loopback(settings.host))
        store = open_store(settings.database_url) if settings.database_url else None
    except (SourceError, KeyFileError, StoreError) as error:
        raise SettingsError(str(error)) from error
    sealer = None if store is None else _sealer(settings)
    live = Live(settings.framework, source, utc_now, store, _gates(settings, store, sealer))
    replicas = None
    if store is not None:
        replicas = Replicas(store, live, utc_now, process_name(), alone=store.is_alone)
    service = Service(
        settings=settings,
        live=live,
        refresher=Refresher(live, settings.refresh_seconds, changes, replicas),
        gate=gate,
        bodies=Bodies(settings.max_body, settings.body_seconds),
        request_log=RequestLog() if settings.log_requests else None,
        store=store,
        access=google,
    )
    if settings.write_back:
        service.telling = telling_of(live, store, settings.tables, google, utc_now)
    service.draft = _draft(settings, live, google)
    if settings.webhooks:
        _check_secret("webhook_secret", settings.webhook_secret)
    if settings.refresh_secret:
        _check_secret("refresh_secret", settings.refresh_secret)
    if store is not None:
        service.journal = Journal(GroupCommit(store), sealer)
    return Application(service)


def _gates(settings: Settings, store: Store | None, sealer: Sealer | None) -> Gates:
    folder = settings.goldens_folder
    if folder is not None and not folder.is_dir():
        raise SettingsError(f"goldens_folder: there is no folder {folder}")
    return Gates(
        goldens=settings.goldens,
        folder=folder,
        max_moved=settings.max_moved,
        impact_records=settings.impact_records,
        store=store,
        contents=Contents(sealer),
    )


def _draft(settings: Settings, live: Live, google: Access) -> Draft | None:
    if not settings.draft and not settings.draft_prefix:
        return None
    source = None
    if settings.draft:
        try:
            source = open_source(settings.draft, settings.locale, google)
        except SourceError as error:
            raise SettingsError(f"draft: {error}") from error
    return Draft(live, source, settings.draft_prefix, utc_now)


def _google(settings: Settings) -> Access:
    return Access(
        settings.google_credentials or None,
        settings.google_api_url,
        first_seconds=_FIRST_SECONDS,
    )


def _check_secret(setting: str, secret: str) -> None:
    try:
        Signer(secret)
    except BadSecret as error:
        raise SettingsError(f"{setting}: {error}") from error


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
        Server(_config(settings, application), application.service, out).run([listening])


def _worker(settings: Settings) -> Application:
    """What each worker process begins with."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    configure(settings.log_level)
    return build(settings)


class Server(uvicorn.Server):
    """uvicorn's server, which also says where the page is once it answers."""

    def __init__(self, config: uvicorn.Config, service: Service, out: TextIO) -> None:
        super().__init__(config)
        self._service = service
        self._out = out

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say where."""
        await super().startup(sockets)
        if self.started and sockets:
            self._announce(sockets[0])

    def _announce(self, listening: socket.socket) -> None:
        live, store = self._service.live, self._service.store
        if store is not None:
            store.name_holder(_address(listening))
        lines = [f"Routebook: {_address(listening)}"]
        if live.release is None:
            lines.append("Not ready: no release is live yet.")
        elif live.held is not None:
            lines.append(f"{live.held.id} is held: routebook releases show {live.held.id}")
        lines += [f"  {problem.diagnostic}" for problem in live.problems.errors()]
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
