"""Decisions as they are logged: sealed where they hold personal data, and read back whole.

A decision, what it changes in the state, its timers and its row are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from assignment.state import record_key
from dsl import encode
from history.commit import GroupCommit
from history.deciding import Asked, Read, Ruled, Ruling, rule
from history.entries import Event
from history.masking import masked, private_fields
from history.privacy import Sealer, SealError
from history.work import Work

_decode = msgspec.json.Decoder().decode


class KeyReused(Exception):
    """An idempotency key came back with another request."""


class Erased(Exception):
    """The content of a decision has been erased, or its retention is over."""


class Recorded(msgspec.Struct):
    """What a replay needs besides the release; kept with each decision."""

    asked: Asked
    reads: dict[str, Any]
    release: dict[str, str]
    at: datetime


class _Sealed(msgspec.Struct):
    """What of a decision only the key opens."""

    body: msgspec.Raw
    request: msgspec.Raw


class Order(msgspec.Struct, frozen=True, gc=False):
    """A decision that is asked for.

    ``key`` is its idempotency key (empty: none) and ``body_hash`` tells its request from others. A
    ``dry_run`` decides as things stand, and leaves nothing behind.
    """

    ruling: Ruling
    asked: Asked
    decision_id: str
    now: datetime
    key: str = ""
    body_hash: bytes = b""
    dry_run: bool = False


class Given(msgspec.Struct):
    """What came of an order: the decision, whole. ``body`` is its JSON, if that is at hand.

    ``again`` tells that it was made before, for the same idempotency key; then ``masked`` is its
    JSON as it is logged, without what was private at that time.
    """

    document: dict[str, Any]
    body: bytes | None = None
    again: bool = False
    masked: bytes | None = None


_Done = Callable[[Given | None, BaseException | None], None]


class Contents:
    """Opens what is in logged decisions. ``sealer`` is needed for records with private fields."""

    def __init__(self, sealer: Sealer | None) -> None:
        self.sealer = sealer

    def whole(self, event: Event) -> bytes:
        """The decision as it was given, as JSON. Raises `Erased`, and `SealError`."""
        _not_erased(event)
        return event.body if event.sealed is None else bytes(self._opened(event).body)

    def recorded(self, event: Event) -> Recorded:
        """What the decision was made from. Raises `Erased`, and `SealError`."""
        _not_erased(event)
        request = event.request if event.sealed is None else bytes(self._opened(event).request)
        return msgspec.json.decode(request, type=Recorded)

    def _opened(self, event: Event) -> _Sealed:
        if self.sealer is None or event.sealed is None:
            raise SealError("it is sealed, and the key is not at hand")
        plain = self.sealer.open(event.sealed, event.decision_id)
        return msgspec.json.decode(plain, type=_Sealed)


class Journal(Contents):
    """Makes decisions durable. ``busy`` gives the busy times of a rep's calendar."""

    def __init__(
        self,
        commit: GroupCommit,
        sealer: Sealer | None,
        busy: Callable[[str], Any] = lambda rep: None,
    ) -> None:
        super().__init__(sealer)
        self.commit = commit
        self.busy = busy
        self._private: tuple[Ruling | None, Mapping[str, frozenset[str]]] = (None, {})

    def submit(self, order: Order, done: _Done) -> None:
        """Decide and log, from an event loop; ``done`` is called there after the commit.

        Its error may be `KeyReused`, `Erased` or a `StoreError`.
        """
        self.commit.submit(partial(self.carry_out, order), done, _keys(order.asked), order.key)

    async def decide(self, order: Order) -> Given:
        """As `submit`, for those who wait."""
        return await self.commit.run(partial(self.carry_out, order), _keys(order.asked), order.key)

    def carry_out(self, order: Order, work: Work) -> Given:
        """Decide within a transaction, and log it there."""
        if (given := self.before(order, work)) is not None:
            return given
        ruled = rule(order.ruling, order.asked, order.decision_id, order.now, self.reading(work))
        if order.dry_run:
            return Given(ruled.document)
        event = self.event(order.asked, ruled, order.ruling)
        for key, value in ruled.state.writes.items():
            work.set(key, value)
        if ruled.ended:
            work.cancel_timers(ruled.ended)
        for timer in ruled.timers:
            work.add_timer(timer)
        work.append(event)
        if order.key:
            work.remember(order.key, order.body_hash, order.decision_id)
        return Given(ruled.document, event.body if event.sealed is None else None)

    def before(self, order: Order, work: Work) -> Given | None:
        """What an order with the same key was answered with. Raises `KeyReused` and `Erased`."""
        if not order.key:
            return None
        known = work.idempotent(order.key)
        if known is None:
            return None
        if known.body_hash != order.body_hash:
            raise KeyReused
        if not known.answer:
            raise Erased(f"{known.decision_id} has this key, and its content has been erased")
        body = known.answer
        if known.sealed is not None:
            event = Event("decision", order.now, body, known.decision_id, sealed=known.sealed)
            body = self.whole(event)
        return Given(_decode(body), body, again=True, masked=known.answer)

    def reading(self, work: Work) -> Read:
        """How a decision reads the state: calendars are asked, all else is in the store."""
        busy = self.busy

        def read(key: str) -> Any:
            return busy(key[5:]) if key.startswith("busy ") else work.get(key)

        return read

    def event(self, asked: Asked, ruled: Ruled, ruling: Ruling) -> Event:
        """The decision as it is logged: private values masked, and sealed beside."""
        decision, document = ruled.decision, ruled.document
        body = encode(document)
        at = decision.decided_at
        request = encode(Recorded(asked, ruled.state.reads, ruling.public, at))
        event = Event(
            kind="decision",
            at=at,
            body=body,
            decision_id=document["decision_id"],
            record_type=asked.record_type,
            record_id=asked.record_id,
            release_id=ruling.public["id"],
            event=asked.event,
            outcome=decision.outcome,
            assigned_to=decision.assigned_to,
            step=decision.step,
            request=request,
        )
        private = self._private_of(ruling, asked.record_type)
        if private:
            if self.sealer is None:
                raise SealError("a record with private fields needs a key to seal them with")
            whole = encode(_Sealed(msgspec.Raw(body), msgspec.Raw(request)))
            event.body = encode(document | {"trace": masked(document["trace"], private)})
            event.request = b""
            event.sealed = self.sealer.seal(whole, event.decision_id)
        return event

    def _private_of(self, ruling: Ruling, record_type: str) -> frozenset[str]:
        if self._private[0] is not ruling:
            records = ruling.framework.structure.records
            private = {name: private_fields(record) for name, record in records.items()}
            self._private = (ruling, private)
        return self._private[1][record_type]


def _not_erased(event: Event) -> None:
    if event.erased:
        raise Erased(f"the content of {event.decision_id} has been erased")


def _keys(asked: Asked) -> tuple[str, ...]:
    """The states that a decision surely reads."""
    if asked.record_id is None:
        return ()
    return (record_key(asked.record_type, asked.record_id),)
