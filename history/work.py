"""What a job sees of the store: reads as of now, and writes that count once it returns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from history.batch import Batch, key_hash
from history.entries import Event, Idempotent, Timer, to_micros
from history.timers import TimerChanges


class Work:
    """One job's part of a transaction that it shares with others; theirs before it is visible.

    Nothing of it is written when the job raises. Values are shared with later transactions: nobody
    changes one, whoever wants another makes it anew and calls `set`.
    """

    __slots__ = ("_batch", "_events", "_marks", "_release", "_remembered", "_state", "_timers")

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self._state: dict[str, Any] = {}
        self._events: list[Event] = []
        self._remembered: dict[str, tuple[bytes, str, int]] = {}
        self._timers: TimerChanges | None = None
        self._release: tuple[str, datetime] | None = None
        self._marks: dict[str, tuple[str, bytes]] = {}

    def get(self, key: str) -> Any:
        """The state of ``key``: a JSON value, or None where there is none."""
        return self._state[key] if key in self._state else self._batch.value(key)

    def set(self, key: str, value: Any) -> None:
        """Store a JSON value (without tuples) under ``key``; None takes it away."""
        self._state[key] = value

    def append(self, event: Event) -> int:
        """Log the event, and give it its number."""
        self._events.append(event)
        event.seq = self._batch.seq + len(self._events)
        return event.seq

    def idempotent(self, key: str) -> Idempotent | None:
        """What an idempotency key was used for before, or None."""
        hashed = key_hash(key)
        if hashed in self._remembered:
            body_hash, decision_id, _at = self._remembered[hashed]
            decision = self.decision(decision_id)
            if decision is not None:
                return Idempotent(body_hash, decision_id, decision.body, decision.sealed)
        return self._batch.idempotent(key)

    def remember(self, key: str, body_hash: bytes, decision_id: str) -> None:
        """Note what ``key`` was used for, after the decision was appended."""
        decision = self.decision(decision_id)
        if decision is None:
            raise ValueError(f"there is no decision {decision_id} to remember")
        self._remembered[key_hash(key)] = (body_hash, decision_id, to_micros(decision.at))

    def decision(self, decision_id: str) -> Event | None:
        """The decision with this id."""
        return self.last_event("decision", decision_id)

    def last_event(self, kind: str, decision_id: str) -> Event | None:
        """The newest event of a kind that belongs to a decision."""
        for event in reversed(self._events):
            if event.decision_id == decision_id and event.kind == kind:
                return event
        return self._batch.last_event(kind, decision_id)

    def add_timer(self, timer: Timer) -> None:
        """Set a timer, in the place of one with the same id."""
        self._changes().add(timer)

    def cancel_timers(self, decision_id: str, kind: str | None = None) -> None:
        """Take away the timers of a decision, or only those of a kind."""
        self._changes().cancel(decision_id, kind or "")

    def due_timers(self, now: datetime, limit: int) -> list[Timer]:
        """The timers that are due, the earliest first.

        They are this transaction's alone: what `fire` is called for fires once, however many
        processes look.
        """
        batch = self._batch
        spare = len(batch.timers.gone) + len(self._changes().gone)
        stored = batch.timers.over(batch.due_timers(now, limit + spare)).values()
        due = [timer for timer in self._changes().over(stored).values() if timer.due <= now]
        return sorted(due, key=lambda timer: (timer.due, timer.id))[:limit]

    def fire(self, timer: Timer) -> None:
        """The timer has done its work: it is taken away."""
        self._changes().drop(timer.id)

    @property
    def live(self) -> str | None:
        """The id of the release that is live for every process."""
        return self._release[0] if self._release else self._batch.live

    def activate(self, release_id: str, at: datetime) -> None:
        """Make a stored release the live one."""
        self._release = (release_id, at)

    def mark(self, release_id: str, state: str, story: bytes) -> None:
        """Note what came of a stored release; ``story`` is JSON."""
        self._marks[release_id] = (state, story)

    def finish(self) -> None:
        """Hand everything over to the batch; called when the job has returned."""
        batch = self._batch
        batch.state.update(self._state)
        batch.events += self._events
        batch.seq += len(self._events)
        batch.remembered.update(self._remembered)
        if self._timers is not None:
            batch.timers.then(self._timers)
        batch.release = self._release or batch.release
        batch.marks.update(self._marks)

    def _changes(self) -> TimerChanges:
        if self._timers is None:
            self._timers = TimerChanges()
        return self._timers
