"""What every method takes and gives: the members who can take a turn, and who took it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Turns = dict[str, Any]
"""A pool's turns as the state holds them; the method says what is in it."""


class Entrant(NamedTuple):
    """A member as a method sees them. ``weight`` counts in thousandths, and is above 0.

    ``open`` is how many open records the rep has, where the method asks.
    """

    rep: str
    weight: int
    open: int = 0


class Field(NamedTuple):
    """Everybody one turn is about. ``able`` can take it; there is at least one of them.

    ``members`` are all members with their weights, the able among them, in order. ``away`` are
    the reps who are kept off by the time: not by what this one record needs.
    """

    able: Sequence[Entrant]
    members: Mapping[str, int]
    away: Sequence[str] = ()
    catch_up: bool = False


class Turn(NamedTuple):
    """Who takes it and why, why (at least) the other able ones do not, and the turns after it."""

    rep: str
    because: str
    passed: Mapping[str, str]
    after: Turns


_REMEMBERED = 32
"""How many reps who left a pool are remembered, so that a member removed by mistake and added
again goes on where they were."""


def gone(known: dict[str, Any], members: Mapping[str, int]) -> dict[str, Any]:
    """What is known of reps who are no members any more, the latest of them."""
    if known.keys() <= members.keys():
        return {}
    left = [(rep, value) for rep, value in known.items() if rep not in members]
    return dict(left[-_REMEMBERED:])


def shown(thousandths: int) -> str:
    """A number of thousandths for people: ``3.0``, ``0.25``."""
    text = f"{thousandths / 1000:.3f}".rstrip("0")
    return text + "0" if text.endswith(".") else text
