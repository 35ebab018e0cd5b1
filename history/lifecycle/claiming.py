"""Claims of what a shark tank offers, and giving them back."""

from __future__ import annotations

from datetime import datetime

import msgspec

from assignment import claims
from history.deadlines import CLAIM, SLA, claim_timers, sla_timers
from history.deciding import Ruling
from history.journal import Journal
from history.lifecycle.situation import Conflict, Situation, situation
from history.work import Work


class Claim(msgspec.Struct):
    """Who has a claim on the record of a decision now: nobody, where ``claimed_by`` is None.

    ``logged`` tells whether that is new.
    """

    decision_id: str
    claimed_by: str | None
    pool: str
    logged: bool


def claim(
    work: Work, journal: Journal, ruling: Ruling, decision_id: str, rep: str, now: datetime, by: str
) -> Claim:
    """A rep takes an offered record. From now on their deadlines run, and the offer's no more.

    Raises `Conflict` with the reason if the claim does not hold, and as `situation` does.
    """
    found = situation(work, journal, decision_id)
    found.be_latest()
    known = ruling.teams.roster.rep(rep)
    rep = rep if known is None else known.id
    offered = found.state.get(f"offer {decision_id}")
    if offered is not None and not found.known["open"]:
        raise Conflict("feedback has ended the offer; to offer the record again, reroute it")
    claimed = claims.claim(ruling.teams, found.state, decision_id, rep, now)
    if isinstance(claimed, str):
        raise Conflict(claimed)
    if claimed.again:
        return Claim(decision_id, rep, claimed.pool, logged=False)
    found.known["owner"] = rep
    found.known["tried"] = [*(who for who in found.known["tried"] if who != rep), rep]
    found.keep()
    work.cancel_timers(decision_id, CLAIM)
    if found.asked.record_id is not None:
        for timer in sla_timers(ruling.framework, ruling.teams, rep, decision_id, now):
            work.add_timer(timer)
    found.log("claim", now, {"rep": rep, "pool": claimed.pool, "by": by}, rep)
    return Claim(decision_id, rep, claimed.pool, logged=True)


def release_claim(
    work: Work, journal: Journal, ruling: Ruling, decision_id: str, rep: str, now: datetime, by: str
) -> Claim:
    """A rep gives a claim back; the others may claim the record anew, for as long as at first.

    Raises `Conflict` with the reason if the rep does not hold it, and as `situation` does.
    """
    found = situation(work, journal, decision_id)
    found.be_latest()
    known = ruling.teams.roster.rep(rep)
    rep = rep if known is None else known.id
    offered = found.state.get(f"offer {decision_id}")
    if not claims.release(found.state, decision_id, rep):
        if offered is not None and _released_before(found, rep):
            return Claim(decision_id, None, offered["pool"], logged=False)
        raise Conflict(_why_not(offered, rep))
    found.known["owner"] = None
    found.keep()
    work.cancel_timers(decision_id, SLA)
    for timer in claim_timers(ruling.teams, offered["pool"], decision_id, now):
        work.add_timer(timer)
    found.log("claim_released", now, {"rep": rep, "pool": offered["pool"], "by": by}, rep)
    return Claim(decision_id, None, offered["pool"], logged=True)


def _released_before(found: Situation, rep: str) -> bool:
    """Whether this says again what was said last: the answer to it may have been lost."""
    offered = found.state.get(f"offer {found.event.decision_id}")
    if offered["by"] is not None or not offered["open"]:
        return False
    last = found.work.last_event("claim_released", found.event.decision_id)
    return last is not None and last.assigned_to == rep


def _why_not(offered: dict[str, object] | None, rep: str) -> str:
    if offered is None:
        return "this record was not offered for claims"
    if offered["by"] == rep:
        return "feedback has ended the claim already"
    if offered["by"] is not None:
        return f"{offered['by']} has claimed it, not {rep}"
    return "nobody holds a claim on it"
