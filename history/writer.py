"""Who writes in a process: one transaction at a time, and what is left of one that failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from history.batch import Batch, StateCache
from history.driver import Driver, told
from history.errors import OutcomeUnknown, StoreError
from history.schema import head


class Writer:
    """Gives transactions, one at a time; ``engine`` begins its own with SQLite's write lock.

    ``cache`` is what it remembers of the state.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._one_at_a_time = Lock()
        self._driver: Driver | None = None
        self.cache = StateCache()

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """A transaction under the head's lock, written and committed at the end.

        Raises `StoreError` for what the database refuses; other exceptions pass, and undo it.
        """
        with self._one_at_a_time:
            driver = self._driver or Driver(self._engine)
            self._driver = driver
            try:
                driver.begin()
                batch = Batch(driver, self.cache)
                yield batch
                batch.flush()
            except BaseException:
                self._undo(driver)
                raise
            self._commit(driver)
            batch.committed()

    @contextmanager
    def transaction(self, *, locked: bool = False) -> Iterator[Connection]:
        """A transaction for what is not in every commit; ``locked`` takes the head's lock.

        Raises as `batch` does.
        """
        with self._one_at_a_time:
            try:
                with self._engine.begin() as connection:
                    if locked:
                        connection.execute(select(head.c.id).with_for_update())
                    yield connection
            except SQLAlchemyError as error:
                raise told(error) from None

    def close(self) -> None:
        """Give the connection back."""
        with self._one_at_a_time:
            self._drop(broken=False)

    def _commit(self, driver: Driver) -> None:
        try:
            driver.commit()
        except OutcomeUnknown:
            self.cache.clear()
            self._drop(broken=True)
            raise
        except BaseException:
            self._undo(driver)
            raise

    def _undo(self, driver: Driver) -> None:
        self.cache.clear()
        try:
            driver.rollback()
        except StoreError:
            self._drop(broken=True)  # the connection is gone, and the transaction with it

    def _drop(self, *, broken: bool) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            driver.close(broken=broken)
