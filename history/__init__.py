"""The store: one append-only log, the state of the pools, releases, timers, in one transaction.

    job -> lot -> batch -> commit -> answer        (work, gathering, batch, writer, commit)

`open_store` gives a `Store`, `GroupCommit` its durable writes; SQLite and PostgreSQL are alike.
"""

from history.commit import CommitCounts, GroupCommit
from history.entries import (
    DecisionFilter,
    Delivery,
    Event,
    Idempotent,
    StoredRelease,
    Timer,
)
from history.errors import Locked, OutcomeUnknown, StoreError
from history.leases import Lease
from history.privacy import Sealer, SealError, open_key
from history.store import Store, open_store
from history.work import Work

__all__ = [
    "CommitCounts",
    "DecisionFilter",
    "Delivery",
    "Event",
    "GroupCommit",
    "Idempotent",
    "Lease",
    "Locked",
    "OutcomeUnknown",
    "SealError",
    "Sealer",
    "Store",
    "StoreError",
    "StoredRelease",
    "Timer",
    "Work",
    "open_key",
    "open_store",
]
