"""What is known of a record from one decision to the next: it stands in the state, by its key.

{"owner": rep or None, "roles": {role: rep}, "pool": pool or None, "at": time,
"attempts": decisions since it was new, "tried": reps who had it since then,
"decision": id of the last one, "open": whether somebody has it}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assignment import claims
from assignment.counting import closed, count
from assignment.state import State
from assignment.teams import Teams
from dsl import Decision

AGAIN = ("sla_breach", "rejected", "reopened")
"""Events after which nobody gets the record who had it since it was new."""


def let_go(state: State, known: Mapping[str, Any]) -> None:
    """Whoever had the record has it no more: it counts for them, and is claimable, no longer."""
    if not known.get("open"):
        return
    if not claims.withdraw(state, known["decision"]):
        claims.done(state, known["decision"])
    for rep in known["roles"].values():
        closed(state, rep)


def given(teams: Teams, state: State, decision: Decision, decision_id: str, now: datetime) -> None:
    """What a decision leaves in the state that choosing did not: an offer, or a record kept."""
    if decision.outcome == "offered":
        candidates = decision.trace.get("assignment", {}).get("candidates", [])
        reps = [each["rep"] for each in candidates if each["verdict"] == "offered"]
        claims.offer(state, decision_id, decision.assigned_to, reps)
    elif decision.outcome == "kept":  # nobody was chosen, and it is theirs all the same
        count(teams, state, decision.assigned_to, now)


def what_is_known(
    decision: Mapping[str, Any], now: datetime, attempts: int = 0, tried: Sequence[str] = ()
) -> dict[str, Any]:
    """What the next decision on the record wants to know of this one, which is as the API has it.

    ``attempts`` are those before it, and ``tried`` the reps who had the record before.
    """
    roles = {role: who["id"] for role, who in decision["roles"].items() if who["kind"] == "rep"}
    who, kind = decision["assigned_to"], decision["assigned_kind"]
    owner = who if kind == "rep" else None
    pool = decision["trace"].get("assignment", {}).get("pool", who if kind == "pool" else None)
    return {
        "owner": owner,
        "roles": roles,
        "pool": pool,
        "at": now.isoformat(),
        "attempts": attempts + 1,
        "tried": [*(each for each in tried if each != owner), *([owner] if owner else [])],
        "decision": decision["decision_id"],
        "open": True,
    }
