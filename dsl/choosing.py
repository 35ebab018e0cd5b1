"""How a decision asks who takes a record, once a step has named somebody."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple, Protocol

from dsl.roster import Absences, Assignee, Roster


class Ask(NamedTuple):
    """What is asked of whoever takes the record: the role, the time (aware, in UTC), the needs.

    ``skills`` are folded, ``languages`` are BCP 47 tags; each of them is needed.
    """

    role: str
    now: datetime
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


class Chosen(NamedTuple):
    """Who takes the record (None: nobody can), and the trace of how that came, if it says more.

    ``trace`` has the shape of ``trace.assignment`` in a decision. ``offered`` tells that the
    assignee is a pool whose members may claim the record.
    """

    assignee: Assignee | None
    trace: dict[str, Any] | None = None
    offered: bool = False


class Chooser(Protocol):
    """Goes from whom a step names to who takes the record."""

    def choose(self, wanted: Assignee, ask: Ask) -> Chosen:
        """Who takes it in place of ``wanted``, which is a rep or a pool."""


class RosterChooser:
    """What the roster alone can say: reps who are away are stood in for, and a pool stays a pool.

    ``zone`` is the framework's, for the days of reps without a time zone of their own.
    """

    def __init__(self, roster: Roster, zone: tzinfo = UTC) -> None:
        self._absences = Absences(roster, zone)

    def choose(self, wanted: Assignee, ask: Ask) -> Chosen:
        """The rep who is there; else covers and backups, those of the rep before those of theirs.

        Nobody is asked twice, so circles of people who are all away end.
        """
        reason = self._absences.reason
        if wanted.kind != "rep" or reason(wanted.id, ask.now) is None:
            return Chosen(wanted)
        candidates: list[dict[str, str]] = []
        asked: list[tuple[Assignee, str]] = [(wanted, "")]
        seen: set[Assignee] = set()
        for who, stands_in in asked:  # which grows meanwhile
            if who in seen:
                continue
            seen.add(who)
            away = reason(who.id, ask.now) if who.kind == "rep" else None
            if away is None:
                candidates.append({who.kind: who.id, "verdict": "chosen", "because": stands_in})
                return Chosen(who, {"candidates": candidates})
            candidates.append({"rep": who.id, "verdict": "skipped", "because": away})
            asked += self._absences.stand_ins(who.id, ask.now)
        return Chosen(None, {"candidates": candidates})
