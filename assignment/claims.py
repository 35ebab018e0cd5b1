"""Records that a pool's members may claim: exactly one of them gets it.

`Chooser.choose` offers a record; whoever logs that decision opens the offer with `offer`. From then
on it is claimed, or withdrawn once nobody claimed it in time; a `Chooser` that is told so
(``unclaimed``) goes on to the pool's ``when unavailable``. All of it is in the state, so what
commits first wins.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from assignment.counting import closed, count
from assignment.eligible import over_cap
from assignment.state import State
from assignment.teams import Teams


class Claimed(NamedTuple):
    """A claim that holds. ``again`` tells that it held already, so nothing has changed."""

    pool: str
    rep: str
    again: bool = False


def offer(state: State, decision_id: str, pool: str, reps: Iterable[str]) -> None:
    """Opens a record to the claims of ``reps``: the candidates whose verdict is ``offered``."""
    state.set(f"offer {decision_id}", {"pool": pool, "reps": list(reps), "by": None, "open": True})


def claim(teams: Teams, state: State, decision_id: str, rep: str, now: datetime) -> Claimed | str:
    """The claim, which counts as a record that the rep got; else why it does not hold."""
    offered = state.get(f"offer {decision_id}")
    if offered is None:
        return "this record was not offered for claims"
    pool = offered["pool"]
    if offered["by"] == rep:
        return Claimed(pool, rep, again=True)
    if offered["by"] is not None:
        return f"{offered['by']} has claimed it"
    if not offered["open"]:
        return "nobody claimed it in time"
    if rep not in offered["reps"]:
        return f"it was not offered to {rep}"
    team = teams.team(pool)
    limit = None if team is None else team.pool.claim_limit
    held = _held(state, pool, rep)
    if limit is not None and held >= limit:
        return f"{rep} holds {held} claims, the limit"
    seat = team and next((each for each in team.seats if each.id == rep), None)
    if team and seat and (reached := over_cap(teams, seat, team.pool, state, now)):
        return f"{reached} for {rep} since it was offered"
    state.set(f"offer {decision_id}", offered | {"by": rep})
    _hold(state, pool, rep, held + 1)
    count(teams, state, rep, now, pool)
    return Claimed(pool, rep)


def release(state: State, decision_id: str, rep: str) -> bool:
    """Gives a claim up, so that others may claim the record; False if the rep does not hold it."""
    offered = state.get(f"offer {decision_id}")
    if offered is None or offered["by"] != rep or not offered["open"]:
        return False
    state.set(f"offer {decision_id}", offered | {"by": None})
    _let_go(state, offered["pool"], rep)
    return True


def withdraw(state: State, decision_id: str) -> bool:
    """Ends an offer that nobody claimed. True the first time; False if it was claimed or ended."""
    offered = state.get(f"offer {decision_id}")
    if offered is None or offered["by"] is not None or not offered["open"]:
        return False
    state.set(f"offer {decision_id}", offered | {"open": False})
    return True


def done(state: State, decision_id: str) -> bool:
    """Ends a claim whose record is done or has moved away, so that it counts for no limit."""
    offered = state.get(f"offer {decision_id}")
    if offered is None or offered["by"] is None or not offered["open"]:
        return False
    state.set(f"offer {decision_id}", offered | {"open": False})
    _let_go(state, offered["pool"], offered["by"])
    return True


def _let_go(state: State, pool: str, rep: str) -> None:
    _hold(state, pool, rep, max(0, _held(state, pool, rep) - 1))
    closed(state, rep)


def _held(state: State, pool: str, rep: str) -> int:
    return int((state.get(f"claims {pool}") or {}).get(rep, 0))


def _hold(state: State, pool: str, rep: str, claims: int) -> None:
    known: dict[str, int] = state.get(f"claims {pool}") or {}
    state.set(f"claims {pool}", {who: n for who, n in (known | {rep: claims}).items() if n})
