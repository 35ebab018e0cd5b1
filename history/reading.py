"""Reads for those outside a commit: single decisions, pages of them, the log as a feed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, Select, func, select

from history.entries import DecisionFilter, Event, from_micros, to_micros
from history.rows import as_event
from history.schema import events, head, state

_NEWEST_FIRST = events.c.seq.desc()


def decision(connection: Connection, decision_id: str) -> Event | None:
    """The decision with this id."""
    query = _decisions().where(events.c.decision_id == decision_id).limit(1)
    found = _events(connection, query)
    return found[0] if found else None


def decisions(
    connection: Connection, wanted: DecisionFilter, after: int | None, limit: int
) -> list[Event]:
    """The newest ``limit`` decisions that fit, of those logged before number ``after``."""
    query = _decisions()
    for name in ("record_type", "record_id", "assigned_to", "outcome", "step"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(events.c[name] == value)
    if wanted.since is not None:
        query = query.where(events.c.at >= to_micros(wanted.since))
    if wanted.until is not None:
        query = query.where(events.c.at < to_micros(wanted.until))
    if after is not None:
        query = query.where(events.c.seq < after)
    return _events(connection, query.order_by(_NEWEST_FIRST).limit(limit))


def feed(
    connection: Connection, after: int, limit: int, kinds: Collection[str] | None
) -> list[Event]:
    """The first ``limit`` events after number ``after``, the oldest first."""
    query = select(events).where(events.c.seq > after)
    if kinds is not None:
        query = query.where(events.c.kind.in_(sorted(kinds)))
    return _events(connection, query.order_by(events.c.seq).limit(limit))


def of_decision(connection: Connection, decision_id: str) -> list[Event]:
    """Everything that happened to a decision, the oldest first."""
    query = select(events).where(events.c.decision_id == decision_id)
    return _events(connection, query.order_by(events.c.seq))


def last_seq(connection: Connection) -> int:
    """The number of the last event, 0 before the first."""
    return int(connection.execute(select(head.c.seq)).scalar_one())


def first_at(connection: Connection) -> object:
    """When the oldest event was logged, None before the first."""
    found = connection.execute(select(func.min(events.c.at))).scalar()
    return None if found is None else from_micros(found)


def value(connection: Connection, key: str) -> bytes | None:
    """The state of ``key`` as JSON."""
    return connection.execute(select(state.c.value).where(state.c.key == key)).scalar()


def glance(connection: Connection, keys: Collection[str]) -> tuple[str | None, dict[str, bytes]]:
    """The id of the live release, and the states of ``keys`` that there are."""
    live = connection.execute(select(head.c.release_id)).scalar()
    rows = connection.execute(select(state.c.key, state.c.value).where(state.c.key.in_(keys)))
    return live, {row.key: row.value for row in rows}


def _decisions() -> Select[tuple[object, ...]]:
    return select(events).where(events.c.kind == "decision")


def _events(connection: Connection, query: Select[tuple[object, ...]]) -> list[Event]:
    return [as_event(row) for row in connection.execute(query)]
