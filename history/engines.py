"""Connections: durable SQLite with one writing process per file, PostgreSQL by psycopg."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from history.errors import Locked, StoreError

_BUSY_SECONDS = 30
_NAME_AT = 1  # in the lock file; the first byte is what is locked where only bytes can be
_LONGEST_NAME = 200  # bytes
_POSTGRESQL_SETTINGS = (
    # A process that hangs while it holds the head's lock must not stop all others for ever.
    "-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
)


def parse_url(url: str) -> URL:
    """The URL with its driver. Raises `StoreError` for one that no store can be opened with."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            "the database URL cannot be read; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from None
    name = parsed.drivername
    if name in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if name in ("sqlite", "sqlite+pysqlite"):
        if parsed.database in (None, "", ":memory:"):
            raise StoreError("the history needs a file: write sqlite:///FILE")
        return parsed.set(drivername="sqlite+pysqlite")
    raise StoreError(f"there is no store for {name}; use sqlite:///FILE or postgresql://…")


def file_of(url: URL) -> Path | None:
    """The SQLite file, or None for PostgreSQL."""
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def reading_engine(url: URL) -> Engine:
    """Connections that never write. On PostgreSQL it is the engine for everything."""
    if file_of(url) is None:
        return _postgresql(url)
    engine = _sqlite(url)
    event.listen(engine, "connect", _prepare_reader)
    return engine


def writing_engine(url: URL) -> Engine:
    """SQLite connections whose every transaction has the file's write lock from its start."""
    engine = _sqlite(url)
    event.listen(engine, "connect", _prepare_writer)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _sqlite(url: URL) -> Engine:
    settings = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    return create_engine(url, connect_args=settings, hide_parameters=True)


def _postgresql(url: URL) -> Engine:
    given: dict[str, Any] = {
        "connect_timeout": "10",
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "3",
        "application_name": "routebook",
        "options": _POSTGRESQL_SETTINGS,
    }
    settings = {name: value for name, value in given.items() if name not in url.query}
    return create_engine(
        url,
        connect_args=settings,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
    )


def _prepare_reader(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _prepare_writer(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # this module begins transactions, not the driver
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # Pages that change often are copied back less often: a tenth of a commit's CPU, for 16 MB.
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is erased is gone from the file


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class WriterLock:
    """That this process alone writes to a SQLite file; the system lets go of it at its death.

    The lock is on a file beside it, so that readers in other processes are not in its way.
    """

    def __init__(self, file: Path) -> None:
        self._path = file.with_name(file.name + "-lock")
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error.strerror}") from error
        try:
            _lock(self._descriptor)
        except OSError:
            os.lseek(self._descriptor, _NAME_AT, os.SEEK_SET)
            by = os.read(self._descriptor, _LONGEST_NAME).decode(errors="replace")
            os.close(self._descriptor)
            raise Locked(
                f"{file} is being written by another process; stop that one, or let the processes "
                "share a PostgreSQL database",
                by,
            ) from None
        self.name_holder("")

    def name_holder(self, name: str) -> None:
        """Tell those who find the file locked who they may turn to."""
        os.ftruncate(self._descriptor, _NAME_AT)
        os.lseek(self._descriptor, _NAME_AT, os.SEEK_SET)
        os.write(self._descriptor, name.encode()[:_LONGEST_NAME])

    def release(self) -> None:
        """Let another process write."""
        os.close(self._descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def create_private(file: Path) -> None:
    """Make the SQLite file for its owner's eyes only, unless there is one."""
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from error
