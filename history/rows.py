"""Between entries and the tuples of their tables' columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from history.entries import Event, Timer, from_micros, to_micros

_TEXTS = (
    "decision_id",
    "record_type",
    "record_id",
    "release_id",
    "event",
    "outcome",
    "assigned_to",
    "step",
)


def event_row(event: Event) -> tuple[Any, ...]:
    """The values of ``events``, in the order of its columns."""
    return (
        event.seq,
        event.kind,
        to_micros(event.at),
        event.decision_id,
        event.record_type,
        event.record_id,
        event.release_id,
        event.event,
        event.outcome,
        event.assigned_to,
        event.step,
        event.body,
        event.sealed,
        event.request,
        event.erased,
    )


def as_event(row: Sequence[Any]) -> Event:
    """The event of a row of ``events``."""
    seq, kind, at, *texts, body, sealed, request, erased = row
    return Event(
        kind=kind,
        at=from_micros(at),
        body=body,
        sealed=sealed,
        request=request,
        seq=seq,
        erased=bool(erased),
        **dict(zip(_TEXTS, texts, strict=True)),
    )


def timer_row(timer: Timer) -> tuple[Any, ...]:
    """The values of ``timers``, in the order of its columns."""
    return (timer.id, timer.kind, to_micros(timer.due), timer.decision_id, timer.body)


def as_timer(row: Sequence[Any]) -> Timer:
    """The timer of a row of ``timers``."""
    id_, kind, due, decision_id, body = row
    return Timer(id_, kind, from_micros(due), decision_id, body)
