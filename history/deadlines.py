"""What is to happen by itself after a decision: an offer goes on, an SLA is broken."""

from __future__ import annotations

from datetime import datetime

from assignment.teams import Teams
from dsl import Framework, encode
from dsl.roster import Rep
from history.entries import Timer

CLAIM = "claim"
"""The kind of the timer of an offer."""

SLA = "sla"
"""The kind of the timers of SLAs; a timer's body names its ``sla``."""


def claim_timers(teams: Teams, pool: str, decision_id: str, now: datetime) -> list[Timer]:
    """The end of the time in which a record that is offered now may be claimed, if it has one."""
    team = teams.team(pool)
    within = None if team is None else team.pool.claim_within
    return (
        [] if within is None else [Timer(f"claim {decision_id}", CLAIM, now + within, decision_id)]
    )


def sla_timers(
    framework: Framework, teams: Teams, rep: str, decision_id: str, now: datetime
) -> list[Timer]:
    """The deadlines of a rep who gets a record now: one for each SLA of the framework."""
    found = []
    who = teams.rep(rep) or Rep(rep, rep, True)
    for sla in framework.structure.slas.values():
        due = now + sla.within
        if sla.business:
            due = teams.at_work.over(who, who.time_zone or teams.zone, now, sla.within) or due
        body = encode({"sla": sla.name})
        found.append(Timer(f"sla {decision_id} {sla.name}", SLA, due, decision_id, body))
    return found
