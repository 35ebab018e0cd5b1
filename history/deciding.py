"""One decision: framework, assignment and what is known of the record, in one pure function.

What is not in the release or the request is read through one function, by key, and what was read is
logged with the decision. So a replay gives the same function those values, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from assignment.chooser import Chooser
from assignment.record import AGAIN, given, let_go, what_is_known
from assignment.state import State, record_key
from assignment.teams import Teams
from dsl import Decision, Framework
from dsl.choosing import Ask, Chosen
from dsl.choosing import Chooser as Chooses
from dsl.roster import Assignee
from history.deadlines import claim_timers, sla_timers
from history.entries import Timer

Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A release made ready to decide. ``public`` is the ``release`` object of its decisions."""

    framework: Framework
    teams: Teams
    public: dict[str, str]


class Asked(msgspec.Struct, omit_defaults=True):
    """The record as it was sent, and what happened to it.

    ``first`` is the first decision on a record that has no id, for those that follow on it.
    ``unclaimed`` are pools that it was offered to, and where nobody claimed it: it goes on from
    there, as part of the same attempt.
    """

    record_type: str
    record_id: str | None
    event: str
    fields: dict[str, Any]
    first: str = ""
    unclaimed: tuple[str, ...] = ()


class Ruled(msgspec.Struct):
    """A decision that was made, and all that follows from it once it is logged.

    ``document`` is the decision as the API shows it. ``ended`` is the decision on the same record
    whose timers end with this one.
    """

    document: dict[str, Any]
    decision: Decision
    state: State
    timers: list[Timer]
    ended: str = ""


def rule(ruling: Ruling, asked: Asked, decision_id: str, now: datetime, read: Read) -> Ruled:
    """Decide on a record at an instant (aware, in UTC), reading the state through ``read``."""
    state = State(read)
    key = key_of(asked)
    known: dict[str, Any] = (state.get(key) if key is not None else None) or {}
    let_go(state, known)
    tried: list[str] = _since_new(asked, known).get("tried", [])
    past = past_of(asked, known)
    attempts = past.attempts
    decision = ruling.framework.decide(
        asked.fields,
        asked.record_type,
        asked.event,
        now,
        attempts=attempts,
        previous_owner=past.owner,
        previous_pool=past.pool,
        chooser=_chooser(ruling, state, asked, known, tried),
    )
    found = document(ruling, asked, decision, decision_id)
    given(ruling.teams, state, decision, decision_id, now)
    if key is not None:
        remembered = what_is_known(found, now, attempts, tried)
        if decision.outcome == "offered":
            remembered["before"] = {"owner": past.owner, "pool": past.pool}
        state.set(key, remembered)
    timers = _timers(ruling, asked, decision, decision_id, tried)
    return Ruled(found, decision, state, timers, known.get("decision", ""))


def _chooser(
    ruling: Ruling, state: State, asked: Asked, known: dict[str, Any], tried: Sequence[str]
) -> Chooses:
    chooser = Chooser(
        ruling.teams,
        state,
        record=key_of(asked),
        tried=frozenset(tried if asked.event in AGAIN else ()),
        unclaimed=frozenset(asked.unclaimed),
    )
    return _OthersStay(chooser, known["roles"]) if asked.unclaimed and known else chooser


class _OthersStay:
    """Chooses as ``chooser`` does, but for the roles that somebody has already."""

    def __init__(self, chooser: Chooses, roles: dict[str, str]) -> None:
        self._chooser = chooser
        self._roles = roles

    def choose(self, wanted: Assignee, ask: Ask) -> Chosen:
        rep = self._roles.get(ask.role)
        return self._chooser.choose(wanted if rep is None else Assignee("rep", rep), ask)


# What is known of a record --------------------------------------------------------------------


def key_of(asked: Asked) -> str | None:
    """Under which key of the state it is kept what is known of the record.

    A record without an id has one from its second decision on; no record type has an empty name.
    """
    if asked.record_id is not None:
        return record_key(asked.record_type, asked.record_id)
    return record_key("", asked.first) if asked.first else None


class Past(NamedTuple):
    """What earlier decisions on a record left behind, for the framework."""

    attempts: int
    owner: str | None
    pool: str | None


def past_of(asked: Asked, known: dict[str, Any]) -> Past:
    """What counts of that for a decision; ``known`` is what is kept of the record."""
    before = known.get("before", known) if asked.unclaimed else known
    attempts = _since_new(asked, known).get("attempts", 0) - bool(asked.unclaimed)
    return Past(attempts, before.get("owner"), before.get("pool"))


def _since_new(asked: Asked, known: dict[str, Any]) -> dict[str, Any]:
    return {} if asked.event == "new" and not asked.unclaimed else known


def _timers(
    ruling: Ruling, asked: Asked, decision: Decision, decision_id: str, tried: Sequence[str]
) -> list[Timer]:
    """What is to happen by itself: an unclaimed offer goes on, an SLA is broken."""
    now = decision.decided_at
    if decision.outcome == "offered":
        return claim_timers(ruling.teams, decision.assigned_to, decision_id, now)
    if (
        asked.record_id is None  # nobody could be told which record has moved on
        or decision.assigned_kind != "rep"
        # Whom nobody could relieve is not asked to be relieved again and again.
        or (asked.event == "sla_breach" and decision.assigned_to in tried)
    ):
        return []
    return sla_timers(ruling.framework, ruling.teams, decision.assigned_to, decision_id, now)


def document(ruling: Ruling, asked: Asked, decision: Decision, decision_id: str) -> dict[str, Any]:
    """The decision as the API shows it."""
    return {
        "decision_id": decision_id,
        "record_type": asked.record_type,
        "record_id": asked.record_id,
        "event": asked.event,
        "outcome": decision.outcome,
        "assigned_to": decision.assigned_to,
        "assigned_kind": decision.assigned_kind,
        "roles": decision.roles,
        "step": decision.step,
        "values": decision.values,
        "release": ruling.public,
        "decided_at": decision.decided_at,  # encoded as RFC 3339
        "trace": decision.trace,
    }
