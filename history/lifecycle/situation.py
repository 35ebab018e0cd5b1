"""How things stand with the record of a decision: what all that happens to it begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from assignment.record import what_is_known
from assignment.state import State, record_key
from dsl import encode
from history.deciding import Asked, key_of
from history.entries import Event
from history.journal import Erased, Journal
from history.work import Work


class Unknown(Exception):
    """There is no such decision, or its retention is over."""


class Conflict(Exception):
    """What is asked for does not go with what has happened; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A decision, as it is logged and as it was given, and what is known of its record now.

    ``known`` is a copy of what ``state`` keeps under ``key``; whoever changes it calls `keep`.
    """

    work: Work
    event: Event
    document: dict[str, Any]
    asked: Asked
    state: State
    key: str
    known: dict[str, Any]

    @property
    def latest(self) -> str:
        """The last decision on the record."""
        found: str = self.known["decision"]
        return found

    def be_latest(self) -> None:
        """Raises `Conflict` if the record has moved on."""
        if self.latest != self.event.decision_id:
            raise Conflict(
                f"the record has been routed again since; its latest decision is {self.latest}"
            )

    def keep(self) -> None:
        """Write the state, with what is known of the record."""
        self.state.set(self.key, self.known)
        for key, value in self.state.writes.items():
            self.work.set(key, value)

    def log(self, kind: str, now: datetime, data: dict[str, Any], assigned_to: str = "") -> None:
        """Log what happens to the record."""
        event = self.event
        self.work.append(
            Event(
                kind,
                now,
                encode(data),
                decision_id=event.decision_id,
                record_type=event.record_type,
                record_id=event.record_id,
                release_id=event.release_id,
                assigned_to=assigned_to,
            )
        )


def situation(work: Work, journal: Journal, decision_id: str) -> Situation:
    """How things stand. Raises `Unknown`, `journal.Erased` and `privacy.SealError`.

    Of a record without an id nothing is kept until something happens to it: then its first decision
    tells what is known.
    """
    event = work.decision(decision_id)
    if event is None:
        raise Unknown(f"there is no decision {decision_id[:100]}")
    if event.erased:
        raise Erased(f"the content of {decision_id} has been erased")
    document: dict[str, Any] = msgspec.json.decode(journal.whole(event))
    asked = journal.recorded(event).asked
    state = State(journal.reading(work))
    key = key_of(asked) or record_key("", decision_id)
    known = state.get(key)
    known = what_is_known(document, event.at) if known is None else dict(known)
    return Situation(work, event, document, asked, state, key, known)
