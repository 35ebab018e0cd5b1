"""What the roster sheets say, typed: reps, pools, their members, time off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

AssigneeKind = Literal["rep", "pool", "queue"]
Method = Literal["round robin", "weighted", "load balanced", "shark tank"]
METHODS: tuple[Method, ...] = ("round robin", "weighted", "load balanced", "shark tank")

WHOLE = 1_000
"""A weight of 1, and a ramp of 100%: both count in thousandths, so that shares are exact."""


@dataclass(frozen=True, slots=True)
class Assignee:
    """A rep (by e-mail address), a pool or a queue (by name)."""

    kind: AssigneeKind
    id: str


@dataclass(frozen=True, slots=True)
class Shift:
    """Working time within one day of a rep: local times; ``until`` is not in it.

    ``until`` at midnight is the end of the day.
    """

    start: time
    until: time


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours of a week: for each day from Monday on its shifts, in order and apart."""

    week: tuple[tuple[Shift, ...], ...]


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days on which a rep is away, both included; an end that is None is open."""

    first: date | None
    last: date | None
    cover: Assignee | None = None


@dataclass(frozen=True, slots=True)
class Rep:
    """A line of the Reps sheet, with the rep's lines of Time off. What is blank there is None.

    ``time_off`` is in the order in which covers are asked: ``out from`` and ``out until`` first.
    ``skills`` are folded, ``languages`` are BCP 47 tags as the type ``language`` reads them.
    """

    id: str
    name: str
    active: bool
    backup: Assignee | None = None
    time_zone: ZoneInfo | None = None
    hours: Hours | None = None
    time_off: tuple[TimeOff, ...] = ()
    calendar: str = ""
    daily_cap: int | None = None
    open_cap: int | None = None
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    start: date | None = None
    crm_id: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A line of Pool members. ``weight`` and the shares of the ``ramp`` count in thousandths.

    ``ramp`` has the days from which each share holds, in order; before the first one the share is
    the first one's.
    """

    rep: str
    weight: int = WHOLE
    daily_cap: int | None = None
    ramp: tuple[tuple[date, int], ...] = ()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pool:
    """A line of the Pools sheet with its members, in their order."""

    name: str
    method: Method = "round robin"
    members: tuple[Member, ...] = ()
    when_unavailable: Assignee | None = None
    sticky_days: int | None = None
    respect_hours: bool = False
    catch_up: bool = False
    claim_within: timedelta | None = None
    claim_limit: int | None = None
