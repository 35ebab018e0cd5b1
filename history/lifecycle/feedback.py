"""What became of a record, as the CRM tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from assignment.chooser import credit
from assignment.record import let_go
from history.deadlines import SLA
from history.journal import Journal
from history.lifecycle.situation import Situation, situation
from history.work import Work

FEEDBACK: Mapping[str, str] = {
    "accepted": "the assignee takes it on",
    "rejected": "the assignee does not want it",
    "misrouted": "it belongs to somebody else",
    "bad_lead": "there is nothing in it; the turn it took is given back",
    "contacted": "the assignee has been in touch, so no deadline runs any longer",
}
"""Kinds of feedback and what they say."""


class Feedback(msgspec.Struct):
    """What came of feedback. The same one, sent again, comes to the same.

    ``credited`` tells whether a turn was given back for the decision; ``logged`` whether this was
    new.
    """

    decision_id: str
    kind: str
    credited: bool
    logged: bool


def feedback(
    work: Work, journal: Journal, decision_id: str, kind: str, note: str, by: str, now: datetime
) -> Feedback:
    """Log it, and let follow what follows: everything but ``accepted`` ends what was under way.

    Then no deadline runs any longer, and the record counts as open for nobody. Raises as
    `situation` does.
    """
    found = situation(work, journal, decision_id)
    known = found.state.get(f"feedback {decision_id}") or {"kinds": [], "credited": False}
    kinds, credited = known["kinds"], known["credited"]
    again = kind in kinds
    if again and (not note or note == _last_note(work, decision_id, kind)):
        return Feedback(decision_id, kind, credited, logged=False)
    if not again:
        if kind == "bad_lead":
            credited = _give_back_turns(found)
        after = {"kinds": [*kinds, kind], "credited": credited}
        found.state.set(f"feedback {decision_id}", after)
    if kind != "accepted" and found.latest == decision_id:
        _end(found, kind)
    found.keep()
    who = found.known["owner"] if found.latest == decision_id else None
    who = who or found.document["assigned_to"]
    data = {"kind": kind, "note": note, "by": by, "assigned_to": who}
    found.log("feedback", now, data, who)
    return Feedback(decision_id, kind, credited, logged=True)


def _end(found: Situation, kind: str) -> None:
    """The record is done, as far as those who have it go: once for each decision."""
    if kind == "contacted":
        if found.document["outcome"] == "offered" and found.known["owner"] is None:
            return  # it is still to be claimed, by them or by others
        found.work.cancel_timers(found.event.decision_id, SLA)
    else:
        found.work.cancel_timers(found.event.decision_id)
    let_go(found.state, found.known)
    found.known["open"] = False


def _give_back_turns(found: Situation) -> bool:
    """Give the turns that a decision took back to those who got a bad lead for them."""
    trace, roles = found.document["trace"], found.document["roles"]
    of_others: dict[str, Any] = trace.get("assignments", {})
    taken = [(found.document["assigned_to"], trace.get("assignment", {}))]
    taken += [
        (roles[role]["id"], assigned) for role, assigned in of_others.items() if role in roles
    ]
    given = [credit(found.state, each["pool"], rep) for rep, each in taken if "turn" in each]
    return any(given)


def _last_note(work: Work, decision_id: str, kind: str) -> str | None:
    """What was noted with the last feedback, if that was of the same kind."""
    event = work.last_event("feedback", decision_id)
    data = {} if event is None else msgspec.json.decode(event.body)
    return data.get("note") if data.get("kind") == kind else None
