"""Load balanced: whoever has least, counted by their weight.

Credit scheduling: the lowest (open + assigned − credits) / weight goes next, ties by the longest
wait. ``open`` are the rep's open records, ``assigned`` those that this pool gave them, less those
that were given back for a bad lead. Who comes, or comes back, starts at the pool's level: at the
lowest number among those who were there. Only ``assigned`` is moved up for that.
"""

from __future__ import annotations

from typing import Any

from assignment.methods.turn import Entrant, Field, Turn, Turns, gone, shown
from dsl.roster.people import WHOLE


def load_balanced(turns: Turns, field: Field) -> Turn:
    """One turn. ``turns`` has by rep, under ``members``, ``[assigned, turn of the last one]``.

    ``level`` in it is the number of the last one who was chosen, ``away`` who was away then.
    To catch up is to keep one's number while away.
    """
    known: dict[str, list[int]] = turns.get("members", {})
    returned = set() if field.catch_up else set(turns.get("away", ()))
    here = [each for each in field.able if each.rep in known and each.rep not in returned]
    level: int = min(
        (_load(each, known[each.rep][0]) for each in here), default=turns.get("level", 0)
    )
    after: dict[str, list[int]] = {rep: known.get(rep, [0, 0]) for rep in field.members}
    for each in field.able:
        if each not in here:
            assigned, last = after[each.rep]
            after[each.rep] = [max(assigned, _assigned_at(level, each)), last]
    loads = {each.rep: _load(each, after[each.rep][0]) for each in field.able}
    ranked = sorted(loads, key=lambda rep: (loads[rep], after[rep][1]))  # which is stable
    chosen = ranked[0]
    assigned, waited_since = after[chosen]
    after[chosen] = [assigned + 1, turns["turn"]]
    because = "nobody else can take it"
    if len(ranked) > 1:
        second = ranked[1]
        because = f"lowest credit {shown(loads[chosen])}"
        if loads[chosen] < loads[second]:
            because += f" < {shown(loads[second])}"
        else:
            because += ", waited longest" if waited_since < after[second][1] else ", first in order"
    changed: dict[str, Any] = {
        "level": loads[chosen],
        "away": [*field.away, *(left := gone(known, field.members))],
        "members": after | left,
    }
    passed = {rep: f"credit {shown(load)}" for rep, load in loads.items() if rep != chosen}
    return Turn(chosen, because, passed, turns | changed)


def _load(entrant: Entrant, assigned: int) -> int:
    """In thousandths, for a weight of 1."""
    return (entrant.open + assigned) * WHOLE * WHOLE // entrant.weight


def _assigned_at(level: int, entrant: Entrant) -> int:
    """How many assigned records make that load, rounded up."""
    return -(-level * entrant.weight // (WHOLE * WHOLE)) - entrant.open
