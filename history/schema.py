"""The tables. Times are microseconds since 1970 in UTC, so both engines keep them alike.

`migrations` makes them; a test holds the two against each other.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

REVISION = "0001"  # the newest migration

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
)


def _number() -> TypeEngine[int]:
    """64 bits. SQLite's INTEGER has them, and as a primary key it is the table's own order."""
    return BigInteger().with_variant(Integer, "sqlite")


def _name() -> TypeEngine[str]:
    """A text that is compared byte by byte, whatever the language of the database."""
    return Text().with_variant(Text(collation="C"), "postgresql")


# One row: who holds its lock writes, and numbers the events. ``version`` counts the changes of
# ``state``, so that a process knows whether what it remembers of it is current.
head = Table(
    "head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="ck_head_one_row"), primary_key=True),
    Column("seq", _number(), nullable=False),
    Column("version", _number(), nullable=False),
    Column("release_id", _name(), ForeignKey("releases.id", name="fk_head_release")),
)

events = Table(
    "events",
    metadata,
    Column("seq", _number(), primary_key=True, autoincrement=False),
    Column("kind", _name(), nullable=False),
    Column("at", _number(), nullable=False),
    Column("decision_id", _name(), nullable=False),
    Column("record_type", _name(), nullable=False),
    Column("record_id", _name()),
    Column("release_id", _name(), nullable=False),
    Column("event", _name(), nullable=False),
    Column("outcome", _name(), nullable=False),
    Column("assigned_to", _name(), nullable=False),
    Column("step", _name(), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sealed", LargeBinary),
    Column("request", LargeBinary, nullable=False),
    Column("erased", Boolean, nullable=False),
    Index("ix_events_at", "at"),
    Index("ix_events_decision_id", "decision_id"),
    Index("ix_events_record", "record_type", "record_id", "seq"),
    Index("ix_events_assigned_to", "assigned_to", "seq"),
    Index("ix_events_step", "step", "seq"),
)

# What is found by its key alone stands in the order of its keys: a row touches one page, not two.
# ``seq`` is the last event when the value was written: retention goes by it.
state = Table(
    "state",
    metadata,
    Column("key", _name(), primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("seq", _number(), nullable=False),
    sqlite_with_rowid=False,
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key", _name(), primary_key=True),  # SHA-256 of what was sent, in hexadecimal
    Column("body_hash", LargeBinary, nullable=False),
    Column("decision_id", _name(), nullable=False),
    Column("at", _number(), nullable=False),
    sqlite_with_rowid=False,
)

timers = Table(
    "timers",
    metadata,
    Column("id", _name(), primary_key=True),
    Column("kind", _name(), nullable=False),
    Column("due", _number(), nullable=False),
    Column("decision_id", _name(), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_timers_due", "due"),
    Index("ix_timers_decision_id", "decision_id"),
    sqlite_with_rowid=False,
)

contents = Table(
    "contents",
    metadata,
    Column("hash", _name(), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),  # compressed with zlib
)

releases = Table(
    "releases",
    metadata,
    Column("id", _name(), primary_key=True),
    Column("saved_at", _number(), nullable=False),
    Column("activated_at", _number()),
    Column("body", LargeBinary, nullable=False),
    Column("parts", LargeBinary, nullable=False),  # JSON: name -> content hash
    Column("state", _name(), nullable=False),  # what came of it where it is not live
    Column("story", LargeBinary, nullable=False),  # JSON of whoever keeps releases
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("endpoint", _name(), primary_key=True),
    Column("cursor", _number(), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_at", _number()),
)

leases = Table(
    "leases",
    metadata,
    Column("name", _name(), primary_key=True),
    Column("holder", _name(), nullable=False),
    Column("until", _number(), nullable=False),
)
