"""A roster and a store to choose with. Every choice is replayed at once from what it read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from assignment.chooser import Chooser
from assignment.state import State
from assignment.teams import Teams
from dsl.choosing import Ask, Chosen
from dsl.roster import WHOLE, Assignee, Member, Pool, Rep, Roster

MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
T = TypeVar("T")


def rep(name: str) -> Assignee:
    return Assignee("rep", name)


def pool(name: str) -> Assignee:
    return Assignee("pool", name)


def queue(name: str) -> Assignee:
    return Assignee("queue", name)


def members(*names: str, **weights: int) -> tuple[Member, ...]:
    """Members in order: names, or names with whole weights."""
    return (*map(Member, names), *(Member(name, n * WHOLE) for name, n in weights.items()))


class Desk:
    """Chooses at ``now``, which only tests move. Whoever is a member is a rep."""

    def __init__(self, *pools: Pool, reps: Iterable[Rep] = (), zone: str = "UTC") -> None:
        self.store: dict[str, Any] = {}
        self.now = MONDAY
        self.zone = ZoneInfo(zone)
        self.pools = {each.name: each for each in pools}
        self.reps = {each.id: each for each in reps}
        self._load()

    def _load(self) -> None:
        named = {member.rep for each in self.pools.values() for member in each.members}
        reps = {name: Rep(name, name, True) for name in named} | self.reps
        self.teams = Teams(Roster(reps=reps, pools=self.pools), self.zone)

    def edit(self, name: str, **changes: Any) -> None:
        """Operations change a line of the Pools sheet, or its members."""
        self.pools[name] = replace(self.pools[name], **changes)
        self._load()

    def edit_rep(self, name: str, **changes: Any) -> None:
        self.reps[name] = replace(self.reps.get(name, Rep(name, name, True)), **changes)
        self._load()

    def do(self, job: Callable[[State], T]) -> T:
        """One transaction; its replay reads only what it read, and comes to the same."""
        before = json.dumps(self.store)
        state = State(self.store.get)
        answer = job(state)
        assert json.dumps(self.store) == before, "what was read was changed"
        logged = json.loads(json.dumps(state.reads))
        again = State(logged.get)
        assert job(again) == answer
        assert again.writes == state.writes
        assert again.reads == state.reads
        assert state.writes == json.loads(json.dumps(state.writes)), "no JSON"
        self.store |= state.writes
        return answer

    def choose(self, wanted: Assignee, role: str = "owner", **how: Any) -> Chosen:
        """``how``: the needs of the ask, ``record`` and ``tried``."""
        needs = {name: frozenset(how.pop(name, ())) for name in ("skills", "languages")}
        ask = Ask(role, self.now, **needs)
        return self.do(lambda state: Chooser(self.teams, state, **how).choose(wanted, ask))

    def take(self, name: str, **how: Any) -> str:
        """Who gets a record that goes to a pool."""
        assignee = self.choose(pool(name), **how).assignee
        assert assignee is not None
        return assignee.id

    def sequence(self, name: str, number: int, **how: Any) -> str:
        return " ".join(self.take(name, **how) for _ in range(number))

    def counts(self, name: str, number: int, **how: Any) -> Counter[str]:
        return Counter(self.take(name, **how) for _ in range(number))

    def wait(self, **time: int) -> None:
        self.now += timedelta(**time)


def reasons(chosen: Chosen) -> dict[str, str]:
    """By candidate, what became of them and why."""
    assert chosen.trace is not None
    found = {}
    for each in chosen.trace["candidates"]:
        who = each.get("rep") or each.get("pool") or each.get("queue")
        found[who] = ": ".join(each[part] for part in ("verdict", "because") if part in each)
    return found
