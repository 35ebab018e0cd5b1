"""Who can be assigned: the reps and pools that the workbook names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from dsl.diagnostics import CellRef, Diagnostic, did_you_mean
from dsl.model import RosterSchema
from dsl.tables.cells import CellProblem, error_cell
from dsl.tables.sheet import SheetColumns, cell_ref
from dsl.values import Invalid, fold, header_key, value_type
from dsl.workbook import Workbook

AssigneeKind = Literal["rep", "pool", "queue"]


@dataclass(frozen=True, slots=True)
class Assignee:
    """A rep (by e-mail address), a pool or a queue (by name)."""

    kind: AssigneeKind
    id: str


@dataclass(frozen=True, slots=True)
class Rep:
    """A line of the Reps sheet, as far as a decision without a clock needs it."""

    id: str
    name: str
    active: bool
    backup: Assignee | None = None


def _first(pair: tuple[str, Rep]) -> str:
    return pair[0]


_PREFIX = re.compile(r"(pool|queue|rep)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class Roster:
    """Reps by folded id and name, pools by header key; None where the framework names no sheet."""

    reps: dict[str, Rep] | None = None
    pools: dict[str, str] | None = None
    _read: dict[str, Assignee | CellProblem] = field(default_factory=dict, repr=False)

    def assignee(self, text: str) -> Assignee | CellProblem:
        """Who an assignee cell names. Remembered, as sheets name the same people all over."""
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = self._assignee(text)
        return known

    @property
    def version(self) -> object:
        """What typed tables depend on: two rosters of one version read assignee cells alike."""
        reps = None if self.reps is None else tuple(sorted(self.reps.items(), key=_first))
        return reps, None if self.pools is None else tuple(sorted(self.pools.items()))

    @property
    def away(self) -> frozenset[str]:
        """The ids of the reps that are no longer active."""
        return frozenset(rep.id for rep in (self.reps or {}).values() if not rep.active)

    def rep(self, name: str) -> Rep | None:
        """The rep of that e-mail address or name; with no Reps sheet, anybody."""
        if self.reps is None:
            return Rep(name, name, True)
        return self.reps.get(fold(name))

    def pool(self, name: str) -> str | None:
        """The pool's name as its sheet spells it; with no Pools sheet, any name."""
        return name if self.pools is None else self.pools.get(header_key(name))

    def _assignee(self, text: str) -> Assignee | CellProblem:
        if problem := error_cell(text):
            return problem
        kind, name = "rep", text
        if prefixed := _PREFIX.fullmatch(text):
            kind, name = prefixed[1].casefold(), prefixed[2].strip()
        if not name:
            return CellProblem(f"`{text}` names no {kind}", f"Write it as in `{kind}: NAME`")
        if kind == "queue":
            return Assignee("queue", name)
        if kind == "pool":
            pool = self.pool(name)
            if pool is not None:
                return Assignee("pool", pool)
            near = did_you_mean(name, (self.pools or {}).values())
            help_ = f"Did you mean `pool: {near}`?" if near else "Add it to the sheet of pools"
            return CellProblem(f"There is no pool `{name}`", help_)
        return self._rep_assignee(name)

    def _rep_assignee(self, name: str) -> Assignee | CellProblem:
        rep = self.rep(name)
        if self.reps is None:
            address = value_type("email").parse(name)
            if isinstance(address, Invalid):
                help_ = "Write an e-mail address, `pool: NAME` or `queue: NAME`"
                return CellProblem(f"`{name}` is nobody's e-mail address", help_)
            return Assignee("rep", address)
        if rep is None:
            near = did_you_mean(name, [each.id for each in self.reps.values()])
            help_ = f"Did you mean `{near}`?" if near else "Add them to the sheet of reps"
            return CellProblem(f"Nobody in the roster is called `{name}`", help_)
        return Assignee("rep", rep.id)


def read_roster(schema: RosterSchema | None, workbook: Workbook) -> tuple[Roster, list[Diagnostic]]:
    """The roster of a workbook and what is wrong with its sheets, cell by cell."""
    if schema is None:
        return Roster(), []
    problems: list[Diagnostic] = []
    roster = Roster()
    if schema.pools is not None:
        roster.pools = {}
        for cells, _, _ in _rows(schema.pools, ("pool",), (), workbook, problems):
            roster.pools.setdefault(header_key(cells["pool"]), cells["pool"])
    if schema.reps is not None:
        roster.reps = {}
        _read_reps(schema.reps, roster, workbook, problems)
    for title in (schema.members, schema.time_off):
        if title is not None and workbook.sheet(title) is None:
            problems.append(_no_sheet(title, workbook))
    return roster, problems


def _read_reps(title: str, roster: Roster, workbook: Workbook, problems: list[Diagnostic]) -> None:
    reps: dict[str, Rep] = {}
    backups: list[tuple[str, str, CellRef]] = []
    optional = ("name", "active", "backup")
    for cells, sheet, number in _rows(title, ("rep",), optional, workbook, problems):
        rep_id = cells["rep"].casefold()
        where = cell_ref(sheet, number, "rep")
        active = value_type("boolean").parse(cells["active"]) if cells.get("active") else True
        if isinstance(active, Invalid):
            at = cell_ref(sheet, number, "active")
            message = f"`{cells['active']}` is neither yes nor no"
            problems.append(_problem("bad-cell", at, message, "Write yes or no", cells["active"]))
            active = True
        if rep_id in reps:
            message = f"`{cells['rep']}` stands twice in the roster"
            problems.append(_problem("duplicate-rep", where, message, "Remove one row", rep_id))
            continue
        reps[rep_id] = Rep(rep_id, cells.get("name") or rep_id, bool(active))
        if cells.get("backup"):
            backups.append((rep_id, cells["backup"], cell_ref(sheet, number, "backup")))
    roster.reps = {fold(rep.id): rep for rep in reps.values()}
    names: dict[str, int] = {}
    for rep in reps.values():
        names[fold(rep.name)] = names.get(fold(rep.name), 0) + 1
    for rep in reps.values():
        if names[fold(rep.name)] == 1:  # two people of one name are told apart by their address
            roster.reps.setdefault(fold(rep.name), rep)
    for rep_id, text, where in backups:
        backup = roster.assignee(text)
        if isinstance(backup, CellProblem):
            problems.append(_problem("bad-cell", where, backup.message, backup.help, text))
            continue
        old = reps[rep_id]
        new = Rep(old.id, old.name, old.active, backup)
        for key, rep in list(roster.reps.items()):
            if rep is old:
                roster.reps[key] = new


def _rows(
    title: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    workbook: Workbook,
    problems: list[Diagnostic],
) -> Iterator[tuple[dict[str, str], SheetColumns, int]]:
    """The rows of a roster sheet: cells by column, the sheet, the row number."""
    sheet = workbook.sheet(title)
    if sheet is None:
        problems.append(_no_sheet(title, workbook))
        return
    columns = SheetColumns(sheet, {name: name for name in (*required, *optional)})
    missing = [name for name in required if columns.position(name) is None]
    for name in missing:
        message = f"The sheet `{title}` has no column `{name}`"
        help_ = f"Add a column with the header `{name}`"
        problems.append(_problem("no-column", CellRef(title, ""), message, help_))
    if missing:
        return
    for number, row in columns.rows():
        cells = {name: columns.cell(row, name) for name in (*required, *optional)}
        if not any(cells.values()):
            continue
        if not cells[required[0]]:
            where = cell_ref(columns, number, required[0])
            message = f"This row names no {required[0]}"
            problems.append(_problem("blank-cell", where, message, "Fill it in, or clear the row"))
            continue
        yield cells, columns, number


def _no_sheet(title: str, workbook: Workbook) -> Diagnostic:
    titles = [sheet.title for sheet in workbook.sheets]
    near = did_you_mean(title, titles)
    help_ = f"Did you mean `{near}`?" if near else f"Add a sheet with the title `{title}`"
    message = f"The workbook has no sheet `{title}`"
    return Diagnostic("no-sheet", "error", message, help_, CellRef(title))


def _problem(code: str, where: CellRef, message: str, help_: str, excerpt: str = "") -> Diagnostic:
    return Diagnostic(code, "error", message, help_, where, excerpt)
