"""Taking away: what is older than it may be kept, and what a person asks to have erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, or_, select, update

from assignment import claims
from assignment.record import let_go
from assignment.state import State
from history import reading
from history.entries import to_micros
from history.schema import events, head, idempotency, state, timers
from history.statements import upsert

_AT_ONCE = 500  # rows in one transaction, so that nobody waits long for it
_ERASED = b'{"erased":true}'
_RECORDS = "record "  # what the state's keys of records begin with
_OFFERS = "offer "
_OF_RECORDS = (_RECORDS, "feedback ", _OFFERS)  # states that are about one record or decision


def prune_events(connection: Connection, before: datetime) -> int:
    """Take away a portion of the events from before that time; how many they were."""
    old = (
        select(events.c.seq)
        .where(events.c.at < to_micros(before))
        .order_by(events.c.at)
        .limit(_AT_ONCE)
    )
    return connection.execute(delete(events).where(events.c.seq.in_(old))).rowcount


def prune_keys(connection: Connection, after: str, before: datetime) -> str | None:
    """Of a portion of the idempotency keys after that one, take away those from before that time.

    Gives the last key looked at, or None at the end.
    """
    key, at = idempotency.c.key, idempotency.c.at
    page = select(key, at).where(key > after).order_by(key).limit(_AT_ONCE)
    rows = connection.execute(page).all()
    gone = [row.key for row in rows if row.at < to_micros(before)]
    connection.execute(delete(idempotency).where(key.in_(gone)))
    return rows[-1].key if len(rows) == _AT_ONCE else None


def prune_records(connection: Connection, after: str) -> str | None:
    """Of a portion of the states of records after that key, take away those without an event.

    Gives the last key looked at, or None at the end.
    """
    last = select(head.c.seq + 1).scalar_subquery()
    oldest = connection.execute(select(func.coalesce(func.min(events.c.seq), last))).scalar_one()
    page = (
        select(state.c.key, state.c.seq, state.c.value)
        .where(state.c.key > after)
        .where(or_(*(state.c.key.startswith(prefix) for prefix in _OF_RECORDS)))
        .order_by(state.c.key)
        .limit(_AT_ONCE)
    )
    rows = connection.execute(page).all()
    gone = {row.key: msgspec.json.decode(row.value) for row in rows if row.seq < oldest}
    if gone:
        _let_go(connection, gone)
        connection.execute(delete(state).where(state.c.key.in_(list(gone))))
        changed_state(connection)
    return rows[-1].key if len(rows) == _AT_ONCE else None


def _let_go(connection: Connection, gone: Mapping[str, Any]) -> None:
    """Of what goes nothing counts as open, or as claimed: nothing could tell so later."""

    def read(key: str) -> Any:
        found = reading.value(connection, key)
        return None if found is None else msgspec.json.decode(found)

    kept = State(read)
    for key, value in gone.items():
        if key.startswith(_OFFERS):
            claims.done(kept, key.removeprefix(_OFFERS))
        elif key.startswith(_RECORDS):
            let_go(kept, value)
    seq = reading.last_seq(connection)
    for key, value in kept.writes.items():
        row = {"key": key, "value": msgspec.json.encode(value), "seq": seq}
        connection.execute(upsert(state, connection.dialect).values(row))


def erase(connection: Connection, record_type: str, record_id: str) -> int:
    """Take a record's content out of the log, and all else that is kept of it.

    Of its events (how many is returned) the number, the kind, the time, the release and where
    they went are left: who got how much stays true.
    """
    ours = (events.c.record_type == record_type) & (events.c.record_id == record_id)
    found = select(events.c.decision_id).where(ours, events.c.decision_id != "").distinct()
    decisions = list(connection.execute(found).scalars())
    erased = connection.execute(
        update(events)
        .where(or_(ours, events.c.decision_id.in_(decisions)))
        .where(events.c.erased.is_(False))
        .values(record_id=None, body=_ERASED, sealed=None, request=b"", erased=True)
    ).rowcount
    connection.execute(delete(timers).where(timers.c.decision_id.in_(decisions)))
    key = f"{_RECORDS}{record_type} {record_id}"
    if connection.execute(delete(state).where(state.c.key == key)).rowcount:
        changed_state(connection)
    return erased


def changed_state(connection: Connection) -> None:
    """Tell every process that what it remembers of the state is old."""
    connection.execute(update(head).values(version=head.c.version + 1))
