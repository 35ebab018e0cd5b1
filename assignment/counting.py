"""What a rep has got: how many records are open, how many came today, and from which pool.

It is kept for the reps of whom a cap or a pool that balances by load asks, and for nobody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assignment.state import State
from assignment.teams import Teams


def got(state: State, rep_id: str, day: str) -> dict[str, Any]:
    """What a rep has got, with ``today`` and ``pools`` (today's by pool) those of ``day``."""
    known: dict[str, Any] = state.get(f"rep {rep_id}") or {"open": 0}
    if known.get("day") == day:
        return known
    return {"open": known["open"], "day": day, "today": 0, "pools": {}}


def open_records(state: State, rep_id: str) -> int:
    """How many records of a rep are open."""
    known = state.get(f"rep {rep_id}")
    return 0 if known is None else int(known["open"])


def count(teams: Teams, state: State, rep_id: str, now: datetime, pool: str | None = None) -> None:
    """Counts a record that a rep gets, from a pool or by name. The day is the rep's own."""
    if rep_id not in teams.counted:
        return
    known = got(state, rep_id, teams.day_of(rep_id, now))
    pools = known["pools"]
    if pool is not None:
        pools = {**pools, pool: pools.get(pool, 0) + 1}
    after = {"open": known["open"] + 1, "today": known["today"] + 1, "pools": pools}
    state.set(f"rep {rep_id}", {**known, **after})


def closed(state: State, rep_id: str) -> None:
    """Counts that an open record of a rep is done, or has moved away."""
    known = state.get(f"rep {rep_id}")
    if known is not None and known["open"] > 0:
        state.set(f"rep {rep_id}", known | {"open": known["open"] - 1})
