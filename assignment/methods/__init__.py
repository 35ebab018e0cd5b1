"""The methods by which a pool picks one of its members. Pure: a pool's turns in, a turn out."""

from __future__ import annotations

from collections.abc import Callable

from assignment.methods.load_balanced import load_balanced
from assignment.methods.round_robin import round_robin
from assignment.methods.turn import Entrant, Field, Turn, Turns
from assignment.methods.weighted import weighted
from dsl.roster.people import Method

__all__ = ["Entrant", "Field", "Turn", "Turns", "give_back", "take_turn"]

_METHODS: dict[Method, Callable[[Turns, Field], Turn]] = {
    "round robin": round_robin,
    "weighted": weighted,
    "load balanced": load_balanced,
}


def take_turn(method: Method, turns: Turns | None, field: Field) -> Turn:
    """The next turn of a pool. A rep who is owed one has it first, and it costs them nothing.

    A pool whose method was changed goes on counting its turns; everything else starts anew.
    """
    if turns is None or turns.get("method") != method:
        turns = {"method": method, "turn": 0 if turns is None else turns["turn"]}
    turns = turns | {"turn": turns["turn"] + 1}
    owed: dict[str, int] = turns.get("owed", {})
    if owed:
        reps = [entrant.rep for entrant in field.able]
        rep = next((rep for rep in reps if rep in owed), None)
        if rep is not None:
            left = {who: count - (who == rep) for who, count in owed.items()}
            after = turns | {"owed": {who: count for who, count in left.items() if count}}
            passed = dict.fromkeys(reps, "not their turn")
            return Turn(rep, "has a turn back", passed, after)
    return _METHODS[method](turns, field)


def give_back(turns: Turns, rep: str) -> Turns | None:
    """The turns of a pool after one of a rep was given back; None if they never had one there."""
    members = turns.get("members", {})
    if rep not in members:
        return None
    if turns["method"] == "load balanced":
        assigned, last = members[rep]
        return turns | {"members": members | {rep: [assigned - 1, last]}}
    owed = turns.get("owed", {})
    return turns | {"owed": owed | {rep: owed.get(rep, 0) + 1}}
