"""The roster made ready for choosing, once for each release: pools with their people at hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assignment.at_work import AtWork
from assignment.methods import Entrant
from assignment.minute import Minute
from dsl import Framework
from dsl.roster import WHOLE, Absences, Member, Pool, Rep, Roster
from dsl.values import value_type

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Seat:
    """A member of a pool and the rep who it is, with what the two lines say together.

    ``weight`` is None where a ramp says it; else ``entrant`` is how a method sees them. ``steady``
    tells that the rep is there on any day, ``capped`` that what they have got can keep them off,
    and ``watched`` that a cap, the hour or a calendar can.
    """

    id: str
    rep: Rep
    member: Member
    zone: ZoneInfo
    skills: frozenset[str]
    languages: frozenset[str]
    base: int
    weight: int | None
    entrant: Entrant
    steady: bool
    capped: bool
    watched: bool

    def weight_on(self, day: date) -> int:
        """The weight on a day of the rep's, in thousandths: that of the line times the ramp."""
        ramp = self.member.ramp
        if not ramp or not self.base:
            return self.base
        share = ramp[0][1]
        for first, then in ramp:
            if first <= day:
                share = then
        return max(1, self.base * share // WHOLE) if share else 0


@dataclass(frozen=True, slots=True)
class Team:
    """A pool and its seats in order; a rep who stands there twice has the first of them."""

    pool: Pool
    seats: tuple[Seat, ...]


class Teams:
    """The pools and people of one roster. Safe to share between decisions.

    ``zone`` is the framework's, for the days and hours of reps without a time zone of their own.
    ``counted`` are the reps of whom it is kept how much they have got: those that a cap or a pool
    that balances by load asks for. ``calendars`` are those who have one.
    """

    def __init__(self, roster: Roster, zone: ZoneInfo = _UTC) -> None:
        self.roster = roster
        self.zone = zone
        self.absences = Absences(roster, zone)
        self.at_work = AtWork()
        self._days = Minute[str]()
        reps = (roster.reps or {}).values()
        self._reps = {rep.id: rep for rep in reps}
        self.calendars = frozenset(rep.id for rep in reps if rep.calendar)
        self._teams: dict[str, Team | None] = {}
        pools = (roster.pools or {}).values()
        lines = [(pool, member) for pool in pools for member in pool.members]
        lines += [(Pool(""), member) for members in roster.members.values() for member in members]
        self._has_members = bool(lines)
        self.counted = frozenset(
            [rep.id for rep in reps if rep.daily_cap is not None or rep.open_cap is not None]
            + [
                member.rep
                for pool, member in lines
                if member.daily_cap is not None or pool.method == "load balanced"
            ]
        )

    @classmethod
    def of(cls, framework: Framework) -> Teams:
        """The pools and people of a framework, in its time zone."""
        zone = framework.structure.time_zone
        return cls(framework.roster, zone if isinstance(zone, ZoneInfo) else _UTC)

    def team(self, name: str) -> Team | None:
        """The pool of that name; None where nothing is known of its members.

        That is so when no pool has any: then the pool itself is the answer, for whoever takes it
        on from there.
        """
        if not self._has_members:
            return None
        if name not in self._teams:
            pool = self.roster.pool(name)
            self._teams[name] = self._team(pool or Pool(name))
        return self._teams[name]

    def rep(self, rep_id: str) -> Rep | None:
        """The rep of that id; None where the roster has none."""
        return self._reps.get(rep_id) or self.roster.rep(rep_id)

    def zone_of(self, rep_id: str) -> ZoneInfo:
        """The time zone a rep's days are in."""
        rep = self.rep(rep_id)
        return (rep and rep.time_zone) or self.zone

    def day_of(self, rep_id: str, now: datetime) -> str:
        """Which day it is for a rep, as ``2026-11-22``."""
        known = self._days.at(now)
        if rep_id not in known:
            known[rep_id] = now.astimezone(self.zone_of(rep_id)).date().isoformat()
        return known[rep_id]

    def _team(self, pool: Pool) -> Team:
        first: dict[str, Member] = {}
        for member in pool.members:
            first.setdefault(member.rep, member)
        return Team(pool, tuple(self._seat(pool, member) for member in first.values()))

    def _seat(self, pool: Pool, member: Member) -> Seat:
        rep = self.roster.rep(member.rep) or Rep(member.rep, member.rep, False)
        capped = not {rep.daily_cap, rep.open_cap, member.daily_cap} <= {None}
        base = member.weight
        if pool.method == "round robin":  # one each, also where a weight was left in the sheet
            base = min(base, 1) * WHOLE
        return Seat(
            id=member.rep,
            rep=rep,
            member=member,
            zone=rep.time_zone or self.zone,
            skills=rep.skills | member.skills,
            languages=frozenset(map(language_key, rep.languages)),
            base=base,
            weight=None if member.ramp else base,
            entrant=Entrant(member.rep, base),
            steady=rep.active and rep.start is None and not rep.time_off,
            capped=capped,
            watched=capped or pool.respect_hours or bool(rep.calendar),
        )


def language_key(tag: str) -> str:
    """What languages are compared by: ``fr`` for ``fr-CA``, as in the cells of tables."""
    key = value_type("language").key
    return str(key(tag)) if key is not None else tag
