"""Who of a pool may take a record, and why the others may not."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from assignment.at_work import told
from assignment.counting import got, open_records
from assignment.methods import Entrant
from assignment.state import State
from assignment.teams import Seat, Team, Teams, language_key
from dsl.choosing import Ask
from dsl.roster import Pool

_NONE: frozenset[str] = frozenset()
_LACKS, _SILENT_IN = "lacks the skill", "does not speak"


class Eligible(NamedTuple):
    """The able members, all weights by rep, and by rep why somebody is left out.

    ``away`` are those of the left out whom the time keeps off, not what the record needs.
    """

    able: list[Entrant]
    weights: dict[str, int]
    away: list[str]
    left_out: dict[str, str]


def eligible(
    teams: Teams, team: Team, state: State, ask: Ask, tried: frozenset[str] = _NONE
) -> Eligible:
    """Sorts the members of a team. ``tried`` are reps who had the record before."""
    absence, now, pool = teams.absences.reason, ask.now, team.pool
    counts_open = pool.method == "load balanced"
    picky = bool(ask.skills or ask.languages or tried)
    claims = _claims(state, pool)
    spoken = frozenset(map(language_key, ask.languages)) if ask.languages else _NONE
    able: list[Entrant] = []
    weights: dict[str, int] = {}
    away: list[str] = []
    left_out: dict[str, str] = {}
    for seat in team.seats:
        rep, entrant = seat.id, seat.entrant
        if seat.weight is None:
            entrant = Entrant(rep, seat.weight_on(now.astimezone(seat.zone).date()))
        weights[rep] = entrant.weight
        reason = None if seat.steady else absence(rep, now)
        if reason is None and seat.watched:
            reason = _kept_off(teams, seat, team, state, now)
        if reason is not None:
            away.append(rep)
        elif picky:
            reason = _unfit(seat, ask, spoken, tried)
        if reason is None and not entrant.weight:
            reason = "weight 0"
        if reason is None and claims is not None and claims.get(rep, 0) >= (pool.claim_limit or 0):
            reason = f"holds {claims.get(rep, 0)} claims, the limit"
        if reason is not None:
            left_out[rep] = reason
        elif counts_open:
            able.append(Entrant(rep, entrant.weight, open_records(state, rep)))
        else:
            able.append(entrant)
    return Eligible(able, weights, away, left_out)


def busy(state: State, rep_id: str, zone: ZoneInfo, now: datetime) -> str | None:
    """Until when a rep's calendar says that they are busy, told in their zone; None if not."""
    until = None
    for start, end in state.get(f"busy {rep_id}") or ():
        if datetime.fromisoformat(start) <= (until or now) < (ends := datetime.fromisoformat(end)):
            until = ends
    return None if until is None else f"busy until {told(until, zone, now)}"


def _claims(state: State, pool: Pool) -> dict[str, int] | None:
    """How many open claims the reps of a pool hold, where that is limited."""
    if pool.claim_limit is None or pool.method != "shark tank":
        return None
    return state.get(f"claims {pool.name}") or {}


def _kept_off(teams: Teams, seat: Seat, team: Team, state: State, now: datetime) -> str | None:
    """What of the hour and of what the rep has got already keeps them off."""
    rep, pool = seat.rep, team.pool
    if rep.calendar and (reason := busy(state, seat.id, seat.zone, now)):
        return reason
    if pool.respect_hours and (reason := teams.at_work.reason(rep, seat.zone, now)):
        return reason
    return over_cap(teams, seat, pool, state, now)


def over_cap(teams: Teams, seat: Seat, pool: Pool, state: State, now: datetime) -> str | None:
    """Which of their caps a member has reached; None while they may get more."""
    if not seat.capped:
        return None
    rep, member = seat.rep, seat.member
    has = got(state, seat.id, teams.day_of(seat.id, now))
    if rep.daily_cap is not None and has["today"] >= rep.daily_cap:
        return f"daily cap of {rep.daily_cap} reached"
    if member.daily_cap is not None and has["pools"].get(pool.name, 0) >= member.daily_cap:
        return f"daily cap of {member.daily_cap} in this pool reached"
    if rep.open_cap is not None and has["open"] >= rep.open_cap:
        return f"open cap of {rep.open_cap} reached"
    return None


def _unfit(seat: Seat, ask: Ask, spoken: frozenset[str], tried: frozenset[str]) -> str | None:
    """What of the record's needs the rep does not meet."""
    if not ask.skills <= seat.skills:
        return f'{_LACKS} "{min(ask.skills - seat.skills)}"'
    if not spoken <= seat.languages:
        return f"{_SILENT_IN} {min(spoken - seat.languages)}"
    return "had it before" if seat.id in tried else None


def without_needs(because: str, mask: str) -> str:
    """A reason of the trace, with the mask in place of what the record needs."""
    for words in (_LACKS, _SILENT_IN):
        if because.startswith(f"{words} "):
            return f"{words} {mask}"
    return because
