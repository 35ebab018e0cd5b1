"""What can go wrong with the store.

StoreError            nothing of what was asked was written
├── Locked            another process writes to the file
└── OutcomeUnknown    it may have been written: the connection broke while it was committed
"""

from __future__ import annotations


class StoreError(Exception):
    """The store could not do what was asked, and nothing of it was written.

    ``again`` tells that the very same may work when it is tried again (the connection was lost, a
    lock was not had in time); otherwise what was asked is itself refused.
    """

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


class Locked(StoreError):
    """Another process writes to the SQLite file; ``by`` is what it calls itself, or empty."""

    def __init__(self, message: str, by: str = "") -> None:
        super().__init__(message)
        self.by = by


class OutcomeUnknown(StoreError):
    """The connection broke during the commit: what was asked may or may not be in the log.

    It must not be done again blindly; whether an idempotency key is known tells what happened.
    """
