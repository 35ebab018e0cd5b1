"""The database's own driver, for commits: SQLAlchemy makes and keeps the connection.

A statement through Core costs 15 to 45 µs of CPU more than through the driver, which is most of
what a commit would cost; all that is not in every commit goes through Core.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from history.engines import file_of
from history.errors import OutcomeUnknown, StoreError


class Driver:
    """One connection. Every method raises `StoreError`.

    The driver's own error is not shown with it: its details quote what was to be stored.
    """

    def __init__(self, engine: Engine) -> None:
        self.name = engine.dialect.name
        self._dialect = engine.dialect
        module = engine.dialect.loaded_dbapi
        self._errors: type[Any] = module.Error
        self._passing = (module.OperationalError, module.InterfaceError)
        try:
            self._pooled = engine.raw_connection()
        except self._errors as error:  # made outside of any statement: as the driver raised it
            raise self._told(error) from None
        except SQLAlchemyError as error:
            raise told(error) from None
        self._file = file_of(engine.url)
        self._opened = self._identity()
        connection: Any = self._pooled.driver_connection
        self._connection = connection
        self._cursor = connection.cursor()

    def begin(self) -> None:
        """Begin a transaction; SQLite's write lock is had, PostgreSQL begins by itself."""
        if self.name == "sqlite":
            if self._identity() != self._opened:  # what is written there is lost at the next start
                raise StoreError(
                    f"{self._file} has been taken away or replaced since it was opened"
                )
            self.rows("BEGIN IMMEDIATE")

    def _identity(self) -> tuple[int, int] | None:
        """Which SQLite file stands under the name now."""
        try:
            found = None if self._file is None else self._file.stat()
        except OSError:
            return None
        return None if found is None else (found.st_dev, found.st_ino)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement; its rows, when it has any."""
        try:
            self._cursor.execute(sql, parameters)
            return self._cursor.fetchall() if self._cursor.description else []
        except self._errors as error:
            raise self._told(error) from None

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement for each row of parameters."""
        try:
            self._cursor.executemany(sql, rows)
        except self._errors as error:
            raise self._told(error) from None

    @contextmanager
    def together(self) -> Iterator[None]:
        """Statements without results: sent to PostgreSQL all at once, answered at the end."""
        try:
            with nullcontext() if self.name == "sqlite" else self._connection.pipeline():
                yield
        except self._errors as error:
            raise self._told(error) from None

    def commit(self) -> None:
        """Make it last. Raises `OutcomeUnknown` when nobody was left to say whether it does."""
        try:
            self._connection.commit()
        except self._errors as error:
            if self._may_have_happened(error):
                reason = first_line(error)
                raise OutcomeUnknown(f"the commit was not confirmed: {reason}") from None
            raise self._told(error) from None

    def rollback(self) -> None:
        """Undo the transaction."""
        try:
            self._connection.rollback()
        except self._errors as error:
            raise self._told(error) from None

    def close(self, *, broken: bool = False) -> None:
        """Give the connection back; a broken one is not used again."""
        with suppress(SQLAlchemyError, self._errors):
            if broken:
                self._pooled.invalidate()
            self._pooled.close()

    def _told(self, error: Any) -> StoreError:
        again = isinstance(error, self._passing)
        return StoreError(f"the database refused: {first_line(error)}", again=again)

    def _may_have_happened(self, error: Any) -> bool:
        """Whether a failed COMMIT can still turn out to be done.

        A connection that is lost says nothing; a disk that fails to sync may hold it all the same.
        A full disk is told before anything counts.
        """
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR"):
            return True
        return self._dialect.is_disconnect(error, self._connection, self._cursor)


def told(error: SQLAlchemyError) -> StoreError:
    """What callers are told of an error that came through Core."""
    again = isinstance(error, OperationalError | InterfaceError)
    reason = error.orig if isinstance(error, DBAPIError) else error
    return StoreError(f"the database refused: {first_line(reason)}", again=again)


def first_line(error: BaseException | None) -> str:
    """The database's own words, without its details: those quote what was to be stored."""
    return str(error).strip().partition("\n")[0]
