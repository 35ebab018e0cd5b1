"""The statements of every commit as ready texts: compiled once, run by the driver itself.

Building and caching them through Core at each use would cost more than all the rest of a commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Dialect, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from history.schema import events, idempotency, state, timers

_EVENT_COLUMNS = ", ".join(f"e.{column.name}" for column in events.columns)


class Statements(NamedTuple):
    """Texts whose parameters are tuples, for a whole row in the order of its table's columns.

    ``of_list`` makes one parameter of many texts.
    """

    head: str
    set_head: str
    states: str
    keys: str
    last_event: str
    due_timers: str
    add_events: str
    set_states: str
    drop_states: str
    remember: str
    add_timers: str
    drop_timers: str
    cancel_timers: str
    cancel_timers_of: str
    activate: str
    mark_release: str
    set_live: str
    of_list: Callable[[Iterable[str]], Any]


@cache
def statements(engine: str) -> Statements:
    """Those of ``sqlite`` or ``postgresql``."""
    if engine == "sqlite":
        return _statements(
            SQLiteDialect_pysqlite(paramstyle="qmark"),
            mark="?",
            one_of="IN (SELECT value FROM json_each(?))",
            lock="",
            of_list=_json_list,
        )
    return _statements(
        PGDialect_psycopg(paramstyle="format"),  # type: ignore[no-untyped-call]
        mark="%s",
        one_of="= ANY(%s)",
        lock=" FOR UPDATE",
        of_list=list,
    )


def _statements(
    dialect: Dialect,
    mark: str,
    one_of: str,
    lock: str,
    of_list: Callable[[Iterable[str]], Any],
) -> Statements:
    return Statements(
        head=f"SELECT seq, version, release_id FROM head WHERE id = 1{lock}",
        set_head=f"UPDATE head SET seq = {mark}, version = {mark} WHERE id = 1",
        states=f"SELECT key, value FROM state WHERE key {one_of}",
        keys=(
            "SELECT i.key, i.body_hash, i.decision_id, e.body, e.sealed, e.erased "
            "FROM idempotency i LEFT JOIN events e "
            "ON e.decision_id = i.decision_id AND e.kind = 'decision' "
            f"WHERE i.key {one_of}"
        ),
        last_event=(
            f"SELECT {_EVENT_COLUMNS} FROM events e "
            f"WHERE e.kind = {mark} AND e.decision_id = {mark} ORDER BY e.seq DESC LIMIT 1"
        ),
        due_timers=(
            "SELECT id, kind, due, decision_id, body FROM timers "
            f"WHERE due <= {mark} ORDER BY due, id LIMIT {mark}"
        ),
        add_events=_insert(events, dialect, replace=False),
        set_states=_insert(state, dialect),
        drop_states=f"DELETE FROM state WHERE key = {mark}",
        remember=_insert(idempotency, dialect),
        add_timers=_insert(timers, dialect),
        drop_timers=f"DELETE FROM timers WHERE id = {mark}",
        cancel_timers=f"DELETE FROM timers WHERE decision_id = {mark} AND kind = {mark}",
        cancel_timers_of=f"DELETE FROM timers WHERE decision_id = {mark}",
        activate=f"UPDATE releases SET activated_at = {mark} WHERE id = {mark}",
        mark_release=f"UPDATE releases SET state = {mark}, story = {mark} WHERE id = {mark}",
        set_live=f"UPDATE head SET release_id = {mark} WHERE id = 1",
        of_list=of_list,
    )


def _json_list(texts: Iterable[str]) -> str:
    return msgspec.json.encode(list(texts)).decode()


def _insert(table: Table, dialect: Dialect, replace: bool = True) -> str:
    names = [column.name for column in table.columns]
    made: Insert = upsert(table, dialect) if replace else table.insert()
    compiled = made.compile(dialect=dialect, column_keys=names)
    assert list(getattr(compiled, "positiontup", ())) == names
    return str(compiled)


def upsert(
    table: Table, dialect: Dialect, where: ColumnElement[bool] | None = None
) -> postgresql.Insert | sqlite.Insert:
    """Insert rows that take the place of those with the same primary key, where these allow it."""
    made = _new(table, dialect)
    return made.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={one.name: made.excluded[one.name] for one in table.columns if not one.primary_key},
        where=where,
    )


def insert_once(table: Table, dialect: Dialect) -> postgresql.Insert | sqlite.Insert:
    """Insert rows, but none whose primary key is there."""
    return _new(table, dialect).on_conflict_do_nothing()


def _new(table: Table, dialect: Dialect) -> postgresql.Insert | sqlite.Insert:
    return sqlite_insert(table) if dialect.name == "sqlite" else postgresql_insert(table)
