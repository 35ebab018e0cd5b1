"""One transaction under the head's lock: what it reads, and what it will write in few statements.

The head's row is both the lock and the number of the last event. So numbers have no gaps and are
in the order of the commits, and whoever reads the log never sees a later event before an earlier.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec

from history.driver import Driver
from history.entries import Event, Idempotent, Timer, to_micros
from history.rows import as_event, as_timer, event_row, timer_row
from history.statements import Statements, statements
from history.timers import TimerChanges

_MOST_REMEMBERED = 20_000  # state values; those that came first are forgotten first

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass(slots=True)
class StateCache:
    """The state as this process last saw it, good for as long as the head has this ``version``.

    A value is None where there is none.
    """

    version: int = -1
    values: dict[str, Any] = field(default_factory=dict)

    def clear(self) -> None:
        """Know nothing any more."""
        self.version = -1
        self.values.clear()


@lru_cache(4096)
def key_hash(key: str) -> str:
    """How an idempotency key is kept: what a caller chose may say more than it should."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class Batch:
    """The jobs of one commit share it; each has its own `Work`, and is taken in when it is done.

    Made within a transaction of ``driver``. ``seq`` is the number of the last event.
    """

    def __init__(self, driver: Driver, cache: StateCache) -> None:
        self.timers = TimerChanges()
        self.events: list[Event] = []
        self.state: dict[str, Any] = {}
        self.remembered: dict[str, tuple[bytes, str, int]] = {}
        self.release: tuple[str, datetime] | None = None
        self.marks: dict[str, tuple[str, bytes]] = {}
        self._driver = driver
        self._sql: Statements = statements(driver.name)
        self._known: dict[str, Idempotent | None] = {}
        self._cache = cache
        [(self.seq, self._version, self._live)] = driver.rows(self._sql.head)
        self._first: int = self.seq
        if cache.version != self._version:
            cache.clear()
            cache.version = self._version

    @property
    def live(self) -> str | None:
        """The id of the live release, as the jobs so far left it."""
        live: str | None = self._live if self.release is None else self.release[0]
        return live

    def fetch(self, keys: Iterable[str], idempotency_keys: Iterable[str] = ()) -> None:
        """Read these states and keys, each with one query, unless they are known."""
        values = self._cache.values
        missing = {key for key in keys if key not in values}
        if missing:
            found = self._driver.rows(self._sql.states, (self._sql.of_list(missing),))
            values.update(dict.fromkeys(missing))
            values.update((key, _decode(value)) for key, value in found)
        hashes = {key_hash(key) for key in idempotency_keys} - self._known.keys()
        if hashes:
            rows = self._driver.rows(self._sql.keys, (self._sql.of_list(hashes),))
            self._known.update(dict.fromkeys(hashes))
            for key, body_hash, decision_id, body, sealed, erased in rows:
                answer = (b"", None) if erased or body is None else (body, sealed)
                self._known[key] = Idempotent(body_hash, decision_id, *answer)

    def value(self, key: str) -> Any:
        """The state that the jobs so far left: a JSON value that nobody may change, or None."""
        if key in self.state:
            return self.state[key]
        if key not in self._cache.values:
            self.fetch([key])
        return self._cache.values[key]

    def idempotent(self, key: str) -> Idempotent | None:
        """What the key was used for, before or in this batch."""
        hashed = key_hash(key)
        if hashed in self.remembered:
            body_hash, decision_id, _at = self.remembered[hashed]
            decision = self.last_event("decision", decision_id)
            if decision is None:
                return Idempotent(body_hash, decision_id)
            return Idempotent(body_hash, decision_id, decision.body, decision.sealed)
        if hashed not in self._known:
            self.fetch((), [key])
        return self._known[hashed]

    def last_event(self, kind: str, decision_id: str) -> Event | None:
        """The newest event of a kind that belongs to a decision."""
        for event in reversed(self.events):
            if event.decision_id == decision_id and event.kind == kind:
                return event
        rows = self._driver.rows(self._sql.last_event, (kind, decision_id))
        return as_event(rows[0]) if rows else None

    def due_timers(self, now: datetime, limit: int) -> list[Timer]:
        """The stored timers that are due, whatever this batch does to them."""
        return [
            as_timer(row)
            for row in self._driver.rows(self._sql.due_timers, (to_micros(now), limit))
        ]

    def flush(self) -> None:
        """Write everything; the caller commits."""
        with self._driver.together():
            self._flush()

    def _flush(self) -> None:
        state = self.state
        self._many(self._sql.add_events, [event_row(event) for event in self.events])
        self._many(
            self._sql.set_states,
            [(key, _encode(value), self.seq) for key, value in state.items() if value is not None],
        )
        self._many(self._sql.drop_states, [(key,) for key in state if state[key] is None])
        self._many(self._sql.remember, [(key, *row) for key, row in self.remembered.items()])
        self._flush_timers()
        if self.release is not None:
            name, at = self.release
            self._many(self._sql.activate, [(to_micros(at), name)])
            self._many(self._sql.set_live, [(name,)])
        self._many(self._sql.mark_release, [(*mark, name) for name, mark in self.marks.items()])
        self._version += bool(state)
        if state or self.seq != self._first:
            self._many(self._sql.set_head, [(self.seq, self._version)])

    def committed(self) -> None:
        """Remember the state that is now everybody's."""
        values = self._cache.values
        values.update(self.state)
        self._cache.version = self._version
        while len(values) > _MOST_REMEMBERED:
            del values[next(iter(values))]

    def _flush_timers(self) -> None:
        timers = self.timers
        self._many(self._sql.cancel_timers, [one for one in timers.cancelled if one[1]])
        self._many(
            self._sql.cancel_timers_of, [(one[0],) for one in timers.cancelled if not one[1]]
        )
        self._many(self._sql.drop_timers, [(one,) for one in timers.gone])
        self._many(self._sql.add_timers, [timer_row(timer) for timer in timers.added.values()])

    def _many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._driver.many(sql, rows)
