"""What is wrong with a roster as a whole: pools that nobody answers for, circles, who has left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dsl.diagnostics import listed, quoted
from dsl.roster.members import MemberLine
from dsl.roster.people import WHOLE, Assignee
from dsl.roster.pools import PoolLine
from dsl.roster.reps import RepLine
from dsl.roster.roster import Roster
from dsl.roster.sheet import Line
from dsl.values import header_key

_ONE_EACH = ("round robin", "shark tank")


def check_members(members: Mapping[str, list[MemberLine]], roster: Roster) -> None:
    """Members who have left, weights that nothing counts, pools in which nobody has a weight."""
    for of_pool in members.values():
        pool = roster.pool(of_pool[0].line.text("pool")) if roster.pools is not None else None
        for line, member, _ in of_pool:
            if pool is not None and pool.method in _ONE_EACH and member.weight not in (0, WHOLE):
                message = f"`weight` has no effect in a pool with the method `{pool.method}`"
                help_ = "Clear the cell, or write `weighted` as the method in the sheet of pools"
                line.warning("no-effect", "weight", message, help_)
            if _has_left(Assignee("rep", member.rep), roster):
                message = f"{quoted(line.text('rep'))} is no longer active"
                help_ = "Name somebody else, or remove the row; until then the others take turns"
                line.warning("inactive-rep", "rep", message, help_)
        if not any(each.member.weight for each in of_pool):
            line = of_pool[0].line
            message = f"All weights in the pool {quoted(line.text('pool'))} are 0"
            line.error("no-weight", "weight", message, "Give somebody in it a weight")


def check_filled(pools: Iterable[PoolLine], named: set[str], title: str, roster: Roster) -> None:
    """Pools without members (``title`` is the sheet for those), or with none who is active."""
    for line, pool in pools:
        now = roster.pool(pool.name)
        if now is None:
            continue
        if now.members:
            if all(_has_left(Assignee("rep", each.rep), roster) for each in now.members):
                message = f"Nobody in the pool {quoted(pool.name)} is active"
                line.warning("empty-pool", "pool", message, f"Add somebody to `{title}`")
        elif header_key(pool.name) not in named:
            message = f"The pool {quoted(pool.name)} has no members"
            if now.when_unavailable is not None:
                help_ = f"Add some to `{title}`; until then `{now.when_unavailable.id}` answers"
                line.warning("empty-pool", "pool", message, help_)
            else:
                help_ = f"Add some to `{title}`, or say in `when unavailable` who answers for it"
                line.error("empty-pool", "pool", message, help_)


def check_stand_ins(reps: Iterable[RepLine], pools: Iterable[PoolLine], roster: Roster) -> None:
    """Whoever is to stand in for others, and has left."""
    for line, rep in reps:
        now = roster.rep(rep.id)
        if now is not None and now.active:
            _check_stand_in(line, "backup", now.backup, roster)
    for line, pool in pools:
        known = roster.pool(pool.name)
        if known is not None:
            _check_stand_in(line, "when unavailable", known.when_unavailable, roster)


def _check_stand_in(line: Line, column: str, who: Assignee | None, roster: Roster) -> None:
    if who is None or not _has_left(who, roster):
        return
    message = f"{quoted(line.text(column))} is no longer active"
    rep = roster.rep(who.id)
    help_ = "Name somebody else"
    if rep is not None and rep.backup is not None:
        help_ = f"Name somebody else; until then `{rep.backup.id}` stands in"
    line.warning("inactive-rep", column, message, help_)


def check_circles(pools: Iterable[PoolLine], roster: Roster) -> None:
    """Pools that come back to themselves by way of ``when unavailable`` and backups.

    Reps who are each other's backups are no such circle: somebody is asked, and then it ends.
    Everybody has one stand-in, so each path ends or runs into one circle.
    """
    lines = {Assignee("pool", pool.name): line for line, pool in pools}
    places = {pool: place for place, pool in enumerate(lines)}
    settled: set[Assignee] = set()
    for pool in lines:
        path: dict[Assignee, None] = {}
        who: Assignee | None = pool
        while who is not None and who not in path and who not in settled:
            path[who] = None
            who = _stand_in(who, roster)
        settled |= path.keys()
        if who not in path:
            continue
        circle = list(path)
        circle = circle[circle.index(who) :]
        first = min(
            (each for each in circle if each in lines), key=places.__getitem__, default=None
        )
        if first is not None:
            at = circle.index(first)
            _tell_circle(lines[first], [*circle[at:], *circle[:at]])


def _tell_circle(line: Line, circle: list[Assignee]) -> None:
    message = f"When nobody in it is available, {quoted(circle[0].id)} comes back to itself"
    if circle[1:]:
        message += f" by way of {listed((each.id for each in circle[1:]), 'and')}"
    help_ = "Name somebody outside this circle, such as `queue: NAME`"
    line.error("stand-in-circle", "when unavailable", message, help_)


def _stand_in(who: Assignee, roster: Roster) -> Assignee | None:
    if who.kind == "pool":
        pool = roster.pool(who.id)
        return None if pool is None else pool.when_unavailable
    rep = roster.rep(who.id) if who.kind == "rep" else None
    return None if rep is None else rep.backup


def _has_left(who: Assignee, roster: Roster) -> bool:
    rep = roster.rep(who.id) if who.kind == "rep" else None
    return rep is not None and not rep.active
