"""What the store keeps, as the rest of the system sees it. All times are aware and in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Event(msgspec.Struct):
    """One entry of the log; a decision is an event of kind ``decision``.

    ``body`` is JSON, as it is shown; ``sealed`` is what only a key opens (`privacy`); ``request``
    is JSON of what a replay needs. ``seq`` is the number in the log, from 1 without gaps, and is
    given by `Work.append`. Of an ``erased`` event only the skeleton is left.
    """

    kind: str
    at: datetime
    body: bytes
    decision_id: str = ""
    record_type: str = ""
    record_id: str | None = None
    release_id: str = ""
    event: str = ""
    outcome: str = ""
    assigned_to: str = ""
    step: str = ""
    sealed: bytes | None = None
    request: bytes = b""
    seq: int = 0
    erased: bool = False


class Timer(msgspec.Struct, frozen=True):
    """Something to do once it is ``due``; ``body`` is JSON. A timer of the same id replaces it."""

    id: str
    kind: str
    due: datetime
    decision_id: str = ""
    body: bytes = b"{}"


class Idempotent(msgspec.Struct, frozen=True):
    """What an idempotency key was used for: the hash of the request's body, and its decision.

    ``answer`` and ``sealed`` are the decision's `Event.body` and `Event.sealed`; ``answer`` is
    empty when the decision has been erased or is older than the retention.
    """

    body_hash: bytes
    decision_id: str
    answer: bytes = b""
    sealed: bytes | None = None


class DecisionFilter(msgspec.Struct, frozen=True):
    """Which decisions to list: those that fit everything that is given.

    ``since`` is the first moment that counts, ``until`` the first that counts no more.
    """

    record_type: str | None = None
    record_id: str | None = None
    assigned_to: str | None = None
    outcome: str | None = None
    step: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class StoredRelease(msgspec.Struct, frozen=True):
    """A release as it is kept: ``parts`` names its contents by hash (`Store.content`).

    ``body`` is JSON of whoever keeps releases. ``activated_at`` is when it last became live, None
    when it never did. ``state`` and ``story`` (JSON) tell what came of it last (`Work.mark`).
    """

    id: str
    saved_at: datetime
    body: bytes
    parts: dict[str, str]
    activated_at: datetime | None = None
    state: str = ""
    story: bytes = b"{}"


class Delivery(msgspec.Struct, frozen=True):
    """How far one webhook endpoint has been told: up to the event numbered ``cursor``.

    ``failures`` counts those in a row; ``next_at`` is when to try again.
    """

    endpoint: str
    cursor: int = 0
    failures: int = 0
    next_at: datetime | None = None


def to_micros(at: datetime) -> int:
    """Microseconds since 1970, exactly. Raises TypeError for a time without a zone."""
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The time that `to_micros` was given, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)
