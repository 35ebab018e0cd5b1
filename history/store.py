"""The store: one interface, two engines."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from time import sleep
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from history import kept, reading, retention
from history.driver import Driver, told
from history.engines import (
    WriterLock,
    create_private,
    file_of,
    parse_url,
    reading_engine,
    writing_engine,
)
from history.entries import DecisionFilter, Delivery, Event, StoredRelease
from history.errors import StoreError
from history.migrate import check, migrate
from history.work import Work
from history.writer import Writer

P = ParamSpec("P")
R = TypeVar("R")

_WIPES = 20  # times


def open_store(url: str, *, read_only: bool = False) -> Store:
    """Open the history at a SQLAlchemy URL, ``sqlite:///FILE`` or ``postgresql://…``.

    It makes or brings up to date the tables; with ``read_only`` it changes nothing, and can be
    opened while another process writes to the same SQLite file. Raises `StoreError`.
    """
    parsed = parse_url(url)
    file = file_of(parsed)
    lock: WriterLock | None = None
    if file is not None:
        if read_only and not file.is_file():
            raise StoreError(f"there is no history at {file} yet")
        if not read_only:
            lock = WriterLock(file)
            create_private(file)
    reader = reading_engine(parsed)
    writer = reader
    if file is not None and not read_only:
        writer = writing_engine(parsed)
    store = Store(reader, writer, lock, read_only=read_only)
    try:
        store.prepare()
    except BaseException:
        store.close()
        raise
    return store


class Store:
    """The log, and what stands beside it. Every method blocks, and may be called in any thread.

    Made by `open_store`. Every method raises `StoreError` for what the database refuses.
    """

    def __init__(
        self, reader: Engine, writer: Engine, lock: WriterLock | None, *, read_only: bool
    ) -> None:
        self.engine = reader
        self._writing_engine = writer
        self._writer = Writer(writer)
        self._lock = lock
        self._read_only = read_only

    def prepare(self) -> None:
        """Bring the tables up to date, or see that they are. Raises `StoreError`."""
        if self._read_only:
            with self._reading() as connection:
                check(connection)
        else:
            with self._writer.transaction() as connection:
                migrate(connection)

    @property
    def writer(self) -> Writer:
        """What `GroupCommit` writes with. Raises `StoreError` for a store opened to read."""
        if self._read_only:
            raise StoreError("this history was opened to read only")
        return self._writer

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """One transaction by itself; it counts when the block ends without an exception."""
        with self.writer.batch() as batch:
            work = Work(batch)
            yield work
            work.finish()

    def get(self, key: str) -> Any:
        """The state of ``key``, as last committed: a JSON value or None."""
        with self._reading() as connection:
            found = reading.value(connection, key)
        return None if found is None else msgspec.json.decode(found)

    def glance(self, keys: Collection[str]) -> tuple[str | None, dict[str, Any]]:
        """The id of the live release, and the states of those ``keys`` that have one."""
        with self._reading() as connection:
            live, found = reading.glance(connection, keys)
        return live, {key: msgspec.json.decode(text) for key, text in found.items()}

    def decision(self, decision_id: str) -> Event | None:
        """The decision with this id."""
        with self._reading() as connection:
            return reading.decision(connection, decision_id)

    def decisions(
        self, wanted: DecisionFilter | None = None, after: int | None = None, limit: int = 100
    ) -> list[Event]:
        """Decisions that fit, the newest first; ``after`` is the number of the last one had."""
        with self._reading() as connection:
            return reading.decisions(connection, wanted or DecisionFilter(), after, limit)

    def events(
        self, after: int = 0, limit: int = 100, kinds: Collection[str] | None = None
    ) -> list[Event]:
        """The log after number ``after``, the oldest first; ``kinds`` leaves out all others."""
        with self._reading() as connection:
            return reading.feed(connection, after, limit, kinds)

    def events_of(self, decision_id: str) -> list[Event]:
        """Everything that happened to a decision, the oldest first."""
        with self._reading() as connection:
            return reading.of_decision(connection, decision_id)

    def last_seq(self) -> int:
        """The number of the last event, 0 before the first."""
        with self._reading() as connection:
            return reading.last_seq(connection)

    def save_release(
        self, release_id: str, parts: Mapping[str, bytes], body: bytes, at: datetime
    ) -> None:
        """Keep a release under its content name; one that is kept already stays as it is.

        ``parts`` are contents by name (the framework's text, each table), ``body`` is JSON. It is
        made live by `Work.activate`.
        """
        hashes = {part: kept.content_hash(data) for part, data in parts.items()}
        by_hash = {hashes[part]: data for part, data in parts.items()}
        with self._reading() as connection:  # long work, and nobody's transaction waits for it
            packed = kept.packed(connection, by_hash)
        with self.writer.transaction() as connection:
            kept.save_release(connection, release_id, hashes, packed, body, at)

    def release(self, release_id: str) -> StoredRelease | None:
        """The release with this id."""
        with self._reading() as connection:
            return kept.release(connection, release_id)

    def releases(self, limit: int = 100) -> list[StoredRelease]:
        """The newest releases, by when they were last live, else saved."""
        with self._reading() as connection:
            return kept.all_releases(connection, limit)

    def live_release(self) -> StoredRelease | None:
        """The release that is live for every process."""
        with self._reading() as connection:
            return kept.live_release(connection)

    def content(self, content_hash: str) -> bytes | None:
        """The content that a release names by its hash."""
        with self._reading() as connection:
            return kept.content(connection, content_hash)

    def delivery(self, endpoint: str) -> Delivery:
        """How far a webhook endpoint has been told."""
        with self._reading() as connection:
            return kept.delivery(connection, endpoint)

    def save_delivery(self, delivery: Delivery) -> None:
        """Note how far a webhook endpoint has been told."""
        with self.writer.transaction() as connection:
            kept.save_delivery(connection, delivery)

    @property
    def is_alone(self) -> bool:
        """Whether no other process can write to it as long as it is open."""
        return self._lock is not None

    def lease(self, name: str, holder: str, seconds: float, now: datetime) -> bool:
        """Whether ``holder`` is the one who does ``name`` for these seconds; zero gives it back."""
        with self.writer.transaction() as connection:
            return kept.lease(connection, name, holder, seconds, now)

    def name_holder(self, name: str) -> None:
        """Tell those who find the SQLite file locked who they may turn to."""
        if self._lock is not None:
            self._lock.name_holder(name)

    def prune(self, before: datetime, keys_before: datetime | None = None) -> int:
        """Take away events from before that time, in portions; how many they were.

        With them go the states of records that have no event left, and idempotency keys from
        before ``keys_before`` (by default, the same time). Releases are kept.
        """
        pruned = 0
        while count := self._portion(retention.prune_events, before):
            pruned += count
        last: str | None = ""
        while last is not None:
            last = self._portion(retention.prune_keys, last, keys_before or before)
        last = ""
        while last is not None:
            last = self._portion(retention.prune_records, last)
        return pruned

    def erase(self, record_type: str, record_id: str) -> int:
        """Take a record's content out of the log, of SQLite's file too; how many events it had."""
        with self.writer.transaction(locked=True) as connection:
            count = retention.erase(connection, record_type, record_id)
        self._wipe()
        return count

    def close(self) -> None:
        """Let go of the database."""
        self._writer.close()
        self._writing_engine.dispose()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _portion(
        self, remove: Callable[Concatenate[Connection, P], R], *args: P.args, **names: P.kwargs
    ) -> R:
        with self.writer.transaction(locked=True) as connection:
            return remove(connection, *args, **names)

    def _wipe(self) -> None:
        """Bring what was erased out of the log file that SQLite writes ahead."""
        if self._lock is None:
            return
        driver = Driver(self._writing_engine)
        try:
            # While it waits for a reader nobody can write: it waits for moments, now and then.
            driver.rows("PRAGMA busy_timeout = 100")
            for _ in range(_WIPES):
                if driver.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0] == 0:
                    return
                sleep(0.1)
        finally:
            driver.close(broken=True)  # its patience is not that of the others

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise told(error) from None
