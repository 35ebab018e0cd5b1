"""Round robin: members in order, one each, with members who come and go.

Start-time fair queueing (Goyal, Vin and Cheng, *Start-time Fair Queueing*, SIGCOMM 1996). Each
member has a level, which a turn moves on; the pool's level, ``floor``, is that of the last turn.
The lowest level takes the next turn. Whoever comes, or comes back, starts at the pool's level and
not below: so nobody is flooded, nobody waits for others to catch up, and whoever is always there
differs from the others of that kind by at most one. An edit of the members moves no level.

A ramp makes a turn cost more: at 10 % a member's level moves on by ten.
"""

from __future__ import annotations

from assignment.methods.turn import Field, Turn, Turns
from dsl.roster.people import WHOLE


def round_robin(turns: Turns, field: Field) -> Turn:
    """One turn. ``turns`` has ``floor`` and, by rep, levels under ``members``: thousandths of one.

    To catch up is to keep one's level while away: the turns missed are then made up for.
    """
    floor: int = turns.get("floor", 0)
    levels: dict[str, int] = turns.get("members", {})
    catch_up = field.catch_up
    chosen, lowest, cost = "", 0, 0
    for rep, weight, _open in field.able:
        level = levels.get(rep, floor)
        advance = WHOLE * WHOLE // weight
        if level < floor:
            level = level if catch_up else floor
        elif level > floor + advance:  # a lower share was theirs when that turn was taken
            level = floor + advance
        if not chosen or level < lowest:
            chosen, lowest, cost = rep, level, advance
    pool_level = max(floor, lowest)
    after = dict.fromkeys(field.members, floor) | levels
    after[chosen] = lowest + cost
    if len(after) > len(field.members):  # who left is forgotten once the pool is at their level
        after = {r: own for r, own in after.items() if r in field.members or own > pool_level}
    return Turn(
        chosen,
        "next in turn" if len(field.able) > 1 else "nobody else can take it",
        dict.fromkeys(field.members, "not their turn"),
        turns | {"floor": pool_level, "members": after},
    )
