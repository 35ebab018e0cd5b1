"""The first tables: the log, its head, and what stands beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None


def _number() -> TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _name() -> TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and the head of an empty log."""
    _releases()
    _log()
    _beside()


def _releases() -> None:
    op.create_table(
        "contents",
        sa.Column("hash", _name(), nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_contents"),
    )
    op.create_table(
        "releases",
        sa.Column("id", _name(), nullable=False),
        sa.Column("saved_at", _number(), nullable=False),
        sa.Column("activated_at", _number()),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("parts", sa.LargeBinary, nullable=False),
        sa.Column("state", _name(), nullable=False),
        sa.Column("story", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
    )


def _log() -> None:
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("seq", _number(), nullable=False),
        sa.Column("version", _number(), nullable=False),
        sa.Column("release_id", _name()),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
        sa.CheckConstraint("id = 1", name="ck_head_one_row"),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_head_release"),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "version": 0}])
    op.create_table(
        "events",
        sa.Column("seq", _number(), nullable=False, autoincrement=False),
        sa.Column("kind", _name(), nullable=False),
        sa.Column("at", _number(), nullable=False),
        sa.Column("decision_id", _name(), nullable=False),
        sa.Column("record_type", _name(), nullable=False),
        sa.Column("record_id", _name()),
        sa.Column("release_id", _name(), nullable=False),
        sa.Column("event", _name(), nullable=False),
        sa.Column("outcome", _name(), nullable=False),
        sa.Column("assigned_to", _name(), nullable=False),
        sa.Column("step", _name(), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("request", sa.LargeBinary, nullable=False),
        sa.Column("erased", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_index("ix_events_decision_id", "events", ["decision_id"])
    op.create_index("ix_events_record", "events", ["record_type", "record_id", "seq"])
    op.create_index("ix_events_assigned_to", "events", ["assigned_to", "seq"])
    op.create_index("ix_events_step", "events", ["step", "seq"])


def _beside() -> None:
    op.create_table(
        "state",
        sa.Column("key", _name(), nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.Column("seq", _number(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_state"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency",
        sa.Column("key", _name(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary, nullable=False),
        sa.Column("decision_id", _name(), nullable=False),
        sa.Column("at", _number(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "timers",
        sa.Column("id", _name(), nullable=False),
        sa.Column("kind", _name(), nullable=False),
        sa.Column("due", _number(), nullable=False),
        sa.Column("decision_id", _name(), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_timers_due", "timers", ["due"])
    op.create_index("ix_timers_decision_id", "timers", ["decision_id"])
    op.create_table(
        "deliveries",
        sa.Column("endpoint", _name(), nullable=False),
        sa.Column("cursor", _number(), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("next_at", _number()),
        sa.PrimaryKeyConstraint("endpoint", name="pk_deliveries"),
    )
    op.create_table(
        "leases",
        sa.Column("name", _name(), nullable=False),
        sa.Column("holder", _name(), nullable=False),
        sa.Column("until", _number(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
