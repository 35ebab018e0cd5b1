"""What a release would have done to records that were routed lately: how many move, and whither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from dsl import Decision, Framework, UnknownEvent, UnknownRecordType
from history import SealError, Store
from history.deciding import key_of, past_of
from history.journal import Contents, Erased, Recorded

_MOST_MOVES = 100  # pairs of from and to that are told


class Move(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """Records that would go to ``to`` instead; ``example`` is the decision on one of them."""

    from_: str
    to: str
    count: int
    example: str


class Impact(msgspec.Struct, frozen=True):
    """Of ``records`` routed lately ``moved`` would go elsewhere; the most frequent moves first."""

    records: int
    moved: int
    moves: list[Move]

    @property
    def share(self) -> float:
        """How many of them, from 0 to 1."""
        return self.moved / self.records if self.records else 0.0


class Logged(NamedTuple):
    """A decision of the log, as it was asked for."""

    decision_id: str
    recorded: Recorded


def logged(store: Store, contents: Contents, limit: int) -> list[Logged]:
    """What the last ``limit`` decisions were made from, without those that cannot be opened.

    Raises ``StoreError``.
    """
    found = []
    for event in store.decisions(limit=limit):
        try:
            found.append(Logged(event.decision_id, contents.recorded(event)))
        except (Erased, SealError):
            continue
    return found


def impact(
    records: Iterable[Logged], old: Framework, new: Framework, at: datetime | None = None
) -> Impact:
    """Route the records by both, each at its own time, or all of them ``at`` one.

    A pool is compared as a pool: whose turn it would be says nothing of the edit.
    """
    counts = Counter[tuple[str, str]]()
    examples: dict[tuple[str, str], str] = {}
    total = 0
    for decision_id, recorded in records:
        total += 1
        before, after = (_given(framework, recorded, at) for framework in (old, new))
        if before != after:
            move = _told(before, after)
            counts[move] += 1
            examples.setdefault(move, decision_id)
    moves = [Move(*move, count, examples[move]) for move, count in counts.most_common(_MOST_MOVES)]
    return Impact(total, counts.total(), moves)


_Given = dict[str, Any]


def _given(framework: Framework, recorded: Recorded, at: datetime | None) -> _Given:
    """Who gets which role."""
    asked = recorded.asked
    key = key_of(asked)
    known = (recorded.reads.get(key) if key is not None else None) or {}
    past = past_of(asked, known)
    try:
        decision: Decision = framework.decide(
            asked.fields,
            asked.record_type,
            asked.event,
            at or recorded.at,
            attempts=past.attempts,
            previous_owner=past.owner,
            previous_pool=past.pool,
        )
    except (UnknownRecordType, UnknownEvent):
        return {"owner": {"kind": "", "id": "nobody: no such record type"}}
    return decision.roles


def _told(before: _Given, after: _Given) -> tuple[str, str]:
    """The first role that goes to somebody else, as from and to; one besides the owner by name."""
    for role in dict.fromkeys([*before, *after]):
        one, other = before.get(role), after.get(role)
        if one != other:
            prefix = "" if role == "owner" else f"{role}: "
            was, now = _name(one), _name(other)
            if was == now and one and other:
                was, now = f"{one['kind']} {was}", f"{other['kind']} {now}"
            return prefix + was, prefix + now
    return "", ""


def _name(who: dict[str, str] | None) -> str:
    return "nobody" if who is None else who["id"]
