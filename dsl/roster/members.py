"""The Pool members sheet: one line for each pool that a rep is in."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from dsl.diagnostics import quoted
from dsl.roster.cells import Cells
from dsl.roster.names import read_pool, read_rep
from dsl.roster.people import WHOLE, Member
from dsl.roster.roster import Roster
from dsl.roster.sheet import Columns, Line, RosterSheet
from dsl.values import header_key

COLUMNS = Columns(
    filled=("pool", "rep"),
    there=(),
    optional=("weight", "order", "daily cap", "ramp", "skills"),
)


class MemberLine(NamedTuple):
    """A member and the line of the sheet; ``order`` is None where the cell is blank."""

    line: Line
    member: Member
    order: Decimal | None


def read_members(
    sheet: RosterSheet, cells: Cells, names: Roster
) -> tuple[dict[str, list[MemberLine]], set[str]]:
    """The members of each pool in their order, by the pool's header key; and all pools named.

    Those whose ``order`` is blank come last, as the rows stand. A pool is named, too, by a row
    whose rep cannot be read: it is not to be called empty for that.
    """
    found: dict[str, list[MemberLine]] = {}
    named: set[str] = set()
    for line in sheet.lines():
        pool, rep_id = read_pool(line, names), read_rep(line, names)
        each = _member(rep_id or "", line, cells)
        if pool is None:
            continue
        key = header_key(pool.name)
        named.add(key)
        if rep_id is None:
            continue
        if any(other.member.rep == rep_id for other in found.get(key, ())):
            message = f"{quoted(line.text('rep'))} stands twice in the pool {quoted(pool.name)}"
            line.error("duplicate-member", "rep", message, "Remove one of the two rows")
            continue
        found.setdefault(key, []).append(each)
    for members in found.values():
        members.sort(key=lambda each: (each.order is None, each.order or 0))
    return found, named


def _member(rep_id: str, line: Line, cells: Cells) -> MemberLine:
    weight = line.read("weight", cells.weight)
    member = Member(
        rep=rep_id,
        weight=WHOLE if weight is None else weight,
        daily_cap=line.read("daily cap", cells.count),
        ramp=line.read("ramp", cells.ramp) or (),
        skills=line.read("skills", cells.skills) or frozenset(),
    )
    return MemberLine(line, member, line.read("order", cells.number))
