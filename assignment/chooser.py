"""From whom a step names to who takes the record: a pool's member, or whoever stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from assignment.counting import count
from assignment.eligible import busy, eligible
from assignment.methods import Entrant, Field, give_back, take_turn
from assignment.state import State
from assignment.teams import Team, Teams
from dsl.choosing import Ask, Chosen
from dsl.roster import Assignee, Pool

_Candidates = list[dict[str, str]]


class Chooser:
    """Chooses for one record: a `dsl.choosing.Chooser` that goes on to the member of a pool.

    ``record`` is the key of the state that has whom the record had (``owner``, ``at``, and in
    ``roles`` the reps of other roles), for pools that are sticky; `record_key` makes it. ``tried``
    are the reps who get it no more from a pool or for somebody else, but only by name.
    ``unclaimed`` are the pools whose members it was offered to, and where nobody claimed it.

    What it reads and writes is in ``state``. A choice depends on nothing else but the roster,
    ``tried`` and the ask, so a replay needs only what was read. It counts what reps get; that a
    record which they had is theirs no more is told by `assignment.counting.closed`.
    """

    def __init__(
        self,
        teams: Teams,
        state: State,
        *,
        record: str | None = None,
        tried: frozenset[str] = frozenset(),
        unclaimed: frozenset[str] = frozenset(),
    ) -> None:
        self._teams = teams
        self._state = state
        self._record = record
        self._tried = tried
        self._unclaimed = unclaimed

    def choose(self, wanted: Assignee, ask: Ask) -> Chosen:
        """Who takes it: the rep, the member whose turn it is, else those who stand in for them.

        For a rep these are covers, then the backup; for a pool whom it names for when nobody there
        is available. Those of whoever was asked first come before those of theirs, and nobody is
        asked twice, so circles end.
        """
        if wanted.kind == "rep" and self._rep_is_away(wanted.id, ask.now) is None:
            count(self._teams, self._state, wanted.id, ask.now)
            return Chosen(wanted)
        return self._ask_around([(wanted, "")], ask)

    def _ask_around(self, asked: list[tuple[Assignee, str]], ask: Ask) -> Chosen:
        """Goes through ``asked``, which grows by who stands in for those who can't take it."""
        seen: list[Assignee] = []
        candidates: _Candidates = []
        of_pool: dict[str, Any] = {}
        for who, because in asked:
            if who in seen:
                continue
            seen.append(who)
            if who.kind == "rep":
                reason = self._rep_is_away(who.id, ask.now)
                if reason is None and because and who.id in self._tried:
                    reason = "had it before"
                if reason is not None:
                    candidates.append({"rep": who.id, "verdict": "skipped", "because": reason})
                    asked += self._teams.absences.stand_ins(who.id, ask.now)
                    continue
                count(self._teams, self._state, who.id, ask.now)
            elif who.kind == "pool" and (team := self._teams.team(who.id)) is not None:
                if because:
                    candidates.append({"pool": who.id, "verdict": "asked", "because": because})
                of_pool = of_pool or {"pool": team.pool.name, "method": team.pool.method}
                reason = f"nobody in {who.id} can take it"
                if who.id in self._unclaimed:
                    reason = f"nobody in {who.id} claimed it"
                    candidates.append({"pool": who.id, "verdict": "skipped", "because": reason})
                elif (found := self._from_team(team, ask, candidates)) is not None:
                    return found
                if team.pool.when_unavailable is not None:
                    asked.append((team.pool.when_unavailable, reason))
                continue
            if not because:
                return Chosen(who)
            candidates.append({who.kind: who.id, "verdict": "chosen", "because": because})
            return Chosen(who, of_pool | {"candidates": candidates})
        return Chosen(None, of_pool | {"candidates": candidates})

    def _rep_is_away(self, rep_id: str, now: datetime) -> str | None:
        reason = self._teams.absences.reason(rep_id, now)
        if reason is None and rep_id in self._teams.calendars:
            return busy(self._state, rep_id, self._teams.zone_of(rep_id), now)
        return reason

    # pools
    def _from_team(self, team: Team, ask: Ask, candidates: _Candidates) -> Chosen | None:
        """A member, or the pool when its members may claim it; None when nobody can take it."""
        pool = team.pool
        found = eligible(self._teams, team, self._state, ask, self._tried)
        trace: dict[str, Any] = {"pool": pool.name, "method": pool.method}
        others: Mapping[str, str]
        if not found.able:
            candidates += _told(team, found.left_out)
            return None
        if (had := self._had(pool, ask, found.able)) is not None:
            chosen, because = had
            others = dict.fromkeys(found.weights, "the record goes back to whom it had")
        elif pool.method == "shark tank":
            candidates += _told(team, found.left_out)
            return Chosen(Assignee("pool", pool.name), trace | {"candidates": candidates}, True)
        else:
            field = Field(found.able, found.weights, found.away, pool.catch_up)
            turns = self._state.get(f"pool {pool.name}")
            chosen, because, others, after = take_turn(pool.method, turns, field)
            self._state.set(f"pool {pool.name}", after)
            trace["turn"] = after["turn"]
        candidates += _told(team, found.left_out, others, chosen, because)
        count(self._teams, self._state, chosen, ask.now, pool.name)
        trace["candidates"] = candidates
        return Chosen(Assignee("rep", chosen), trace)

    def _had(self, pool: Pool, ask: Ask, able: Iterable[Entrant]) -> tuple[str, str] | None:
        """Which of the able reps had the record within the pool's sticky days, and when."""
        if pool.sticky_days is None or self._record is None:
            return None
        known = self._state.get(self._record)
        if known is None:
            return None
        rep = ({"owner": known.get("owner")} | known.get("roles", {})).get(ask.role)
        at = datetime.fromisoformat(known["at"])
        if (
            rep not in {entrant.rep for entrant in able}
            or at + timedelta(days=pool.sticky_days) < ask.now
        ):
            return None
        return rep, f"had it on {at.astimezone(self._teams.zone).date()}"


def credit(state: State, pool: str, rep: str) -> bool:
    """Gives a rep back a turn of a pool, for a bad lead; False if they never had one there.

    To be called once for a decision, and only for one that took a turn.
    """
    turns = state.get(f"pool {pool}")
    after = None if turns is None else give_back(turns, rep)
    if after is None:
        return False
    state.set(f"pool {pool}", after)
    return True


def _told(
    team: Team,
    left_out: Mapping[str, str],
    others: Mapping[str, str] = MappingProxyType({}),
    chosen: str = "",
    because: str = "",
) -> _Candidates:
    """All members in order, each with what became of them; ``offered`` where nobody is chosen."""
    told = []
    for seat in team.seats:
        rep = seat.id
        if rep == chosen:
            told.append({"rep": rep, "verdict": "chosen", "because": because})
        elif rep in left_out:
            told.append({"rep": rep, "verdict": "skipped", "because": left_out[rep]})
        elif chosen:
            told.append({"rep": rep, "verdict": "passed over", "because": others[rep]})
        else:
            told.append({"rep": rep, "verdict": "offered"})
    return told
