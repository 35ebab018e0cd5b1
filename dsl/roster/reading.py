"""From the sheets of a workbook to a roster, with a diagnostic at every cell that is wrong.

Names come first, as anybody may be named above their own row; then whom they name; then the whole.
"""

from __future__ import annotations

from dataclasses import replace

from dsl.diagnostics import Diagnostic
from dsl.model import RosterSchema
from dsl.roster import checks, members, pools, reps, time_off
from dsl.roster.cells import Cells
from dsl.roster.names import read_assignee
from dsl.roster.people import Pool, Rep, TimeOff
from dsl.roster.roster import Roster
from dsl.roster.sheet import Columns, Line, RosterSheet
from dsl.tables.missing import no_sheet
from dsl.values import fold
from dsl.workbook import Workbook


def read_roster(schema: RosterSchema | None, workbook: Workbook) -> tuple[Roster, list[Diagnostic]]:
    """The roster of a workbook and what is wrong with its sheets, cell by cell."""
    if schema is None:
        return Roster(), []
    reading = _Reading(schema, workbook)
    roster = reading.roster()
    problems = [problem for sheet in reading.opened for problem in sheet.problems()]
    return roster, [*problems, *reading.missing]


class _Reading:
    """One run over the sheets.

    ``opened`` are those of the workbook, in the order of the contract; ``missing`` tells of the
    others. A sheet is None where it is not named, missing, or lacks a column it has to have.
    """

    def __init__(self, schema: RosterSchema, workbook: Workbook) -> None:
        self.opened: list[RosterSheet] = []
        self.missing: list[Diagnostic] = []
        self._cells = Cells(workbook.locale)
        self._reps = self._open(schema.reps, reps.COLUMNS, workbook)
        self._pools = self._open(schema.pools, pools.COLUMNS, workbook)
        self._members = self._open(schema.members, members.COLUMNS, workbook)
        self._time_off = self._open(schema.time_off, time_off.COLUMNS, workbook)
        self._unread = any(
            title is not None and sheet is None
            for title, sheet in ((schema.reps, self._reps), (schema.pools, self._pools))
        )

    def roster(self) -> Roster:
        """The roster, as far as it can be read."""
        cells = self._cells
        people = reps.read_reps(self._reps, cells) if self._reps else []
        listed = pools.read_pools(self._pools, cells) if self._pools else {}
        names = self._of_names(people, listed)
        in_pools, named = (
            members.read_members(self._members, cells, names) if self._members else ({}, set[str]())
        )
        off = time_off.read_time_off(self._time_off, cells, names) if self._time_off else {}
        roster = self._whole(names, people, listed, in_pools, off)
        checks.check_members(in_pools, roster)
        checks.check_stand_ins(people, listed.values(), roster)
        checks.check_circles(listed.values(), roster)
        if self._members is not None:
            checks.check_filled(listed.values(), named, self._members.title, roster)
        return roster

    def _open(self, title: str | None, wanted: Columns, workbook: Workbook) -> RosterSheet | None:
        if title is None:
            return None
        sheet = workbook.sheet(title)
        if sheet is None:
            self.missing.append(no_sheet(title, workbook))
            return None
        opened = RosterSheet(sheet, wanted)
        self.opened.append(opened)
        return opened if opened.is_readable() else None

    def _of_names(self, people: list[reps.RepLine], listed: dict[str, pools.PoolLine]) -> Roster:
        """A roster that knows everybody's name, and not yet who is named by whom."""
        return Roster(
            None if self._reps is None else reps.by_name(rep for _, rep in people),
            None if self._pools is None else {key: pool for key, (_, pool) in listed.items()},
            unread=self._unread,
            sheets=tuple(opened.raw for opened in self.opened),
        )

    def _whole(
        self,
        names: Roster,
        people: list[reps.RepLine],
        listed: dict[str, pools.PoolLine],
        in_pools: dict[str, list[members.MemberLine]],
        off: dict[str, tuple[TimeOff, ...]],
    ) -> Roster:
        of_pools = {key: tuple(each.member for each in lines) for key, lines in in_pools.items()}

        def whole_rep(line: Line, rep: Rep) -> Rep:
            backup = read_assignee(line, "backup", names, rep.id)
            return replace(rep, backup=backup, time_off=rep.time_off + off.get(rep.id, ()))

        def whole_pool(key: str, line: Line, pool: Pool) -> Pool:
            last = read_assignee(line, "when unavailable", names)
            return replace(pool, members=of_pools.get(key, ()), when_unavailable=last)

        roster = names
        if self._reps is None:
            days = {fold(rep_id): days for rep_id, days in off.items()}
            roster = replace(roster, time_off=days)
        else:
            roster = replace(roster, reps=reps.by_name(whole_rep(*each) for each in people))
        if self._pools is None:
            return replace(roster, members=of_pools)
        whole = {key: whole_pool(key, *each) for key, each in listed.items()}
        return replace(roster, pools=whole)
