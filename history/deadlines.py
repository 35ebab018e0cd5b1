"""What is to happen by itself after a decision: an offer goes on, an SLA is broken."""

from __future__ import annotations

from datetime import datetime, timedelta

from assignment.hours import add_working_time
from assignment.teams import Teams
from dsl import Framework, encode
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
    for sla in framework.structure.slas.values():
        due = now + sla.within
        if sla.business:
            due = due_in_hours(teams, rep, now, sla.within) or due
        body = encode({"sla": sla.name})
        found.append(Timer(f"sla {decision_id} {sla.name}", SLA, due, decision_id, body))
    return found


def due_in_hours(teams: Teams, rep_id: str, now: datetime, within: timedelta) -> datetime | None:
    """When so much of a rep's working time has gone by; None for who is never at work."""
    rep = teams.roster.rep(rep_id)
    hours = None if rep is None else rep.hours
    off = () if rep is None else rep.time_off
    return add_working_time(
        now,
        within,
        hours,
        teams.zone_of(rep_id),
        lambda day: any(
            (each.first is None or each.first <= day) and (each.last is None or day <= each.last)
            for each in off
        ),
    )
