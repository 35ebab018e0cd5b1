"""Who can be assigned: the reps and pools that the workbook names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from dsl.diagnostics import CellRef, Diagnostic, did_you_mean, quoted
from dsl.model import RosterSchema
from dsl.tables.cell_problem import CellProblem, error_cell
from dsl.tables.missing import no_column, no_sheet
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


_MOST_LOOKED_UP = 2_000
_PREFIX = re.compile(r"(pool|queue|rep)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class Roster:
    """Reps by folded id and name, pools by header key; None where the framework names no sheet.

    ``unread`` tells that a sheet of the roster could not be read, which is a problem of its own: no
    name is called unknown for that.
    """

    reps: dict[str, Rep] | None = None
    pools: dict[str, str] | None = None
    unread: bool = False
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
        """The rep of that e-mail address or name; with no Reps sheet, whoever has an address."""
        if self.reps is None:
            return Rep(name, name, True) if "@" in name else None
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
            near = self._near(name, (self.pools or {}).values())
            help_ = f"Did you mean `pool: {near}`?" if near else "Add it to the sheet of pools"
            return CellProblem(f"There is no pool {quoted(name)}", help_)
        return self._rep_assignee(name)

    def _rep_assignee(self, name: str) -> Assignee | CellProblem:
        rep = self.rep(name)
        if self.reps is None:
            address = value_type("email").parse(name)
            if isinstance(address, Invalid) and not self.unread:
                help_ = "Write one, or `pool: NAME` or `queue: NAME`"
                return CellProblem(f"{quoted(name)} is not an e-mail address", help_)
            return Assignee("rep", name if isinstance(address, Invalid) else address)
        if rep is None:
            if self.pools and header_key(name) in self.pools:
                message = f"{quoted(name)} is a pool"
                return CellProblem(message, f"Write `pool: {self.pool(name)}`")
            names = (name for rep in self.reps.values() for name in (rep.id, rep.name))
            near = self._near(name, names)
            help_ = f"Did you mean `{near}`?" if near else "Add them to the sheet of reps"
            return CellProblem(f"Nobody in the roster is called {quoted(name)}", help_)
        return Assignee("rep", rep.id)

    def _near(self, name: str, names: Iterable[str]) -> str | None:
        """The name that was probably meant; no longer looked for when much is wrong."""
        return did_you_mean(name, names) if len(self._read) < _MOST_LOOKED_UP else None


def read_roster(schema: RosterSchema | None, workbook: Workbook) -> tuple[Roster, list[Diagnostic]]:
    """The roster of a workbook and what is wrong with its sheets, cell by cell."""
    if schema is None:
        return Roster(), []
    problems: list[Diagnostic] = []
    roster = Roster()
    if schema.pools is not None:
        _read_pools(schema.pools, roster, workbook, problems)
    if schema.reps is not None:
        _read_reps(schema.reps, roster, workbook, problems)
    for title in (schema.members, schema.time_off):
        if title is not None and workbook.sheet(title) is None:
            problems.append(no_sheet(title, workbook))
    return roster, problems


def _read_pools(title: str, roster: Roster, workbook: Workbook, problems: list[Diagnostic]) -> None:
    rows = _rows(title, "pool", (), workbook, problems)
    if rows is None:
        roster.unread = True
        return
    roster.pools = {}
    for cells, sheet, number in rows:
        key = header_key(cells["pool"])
        if key in roster.pools:
            where = cell_ref(sheet, number, "pool")
            message = f"The pool {quoted(cells['pool'])} stands twice in this sheet"
            help_ = "Remove one of the two rows"
            problems.append(_problem("duplicate-pool", where, message, help_, cells["pool"]))
        roster.pools.setdefault(key, cells["pool"])


def _read_reps(title: str, roster: Roster, workbook: Workbook, problems: list[Diagnostic]) -> None:
    reps: dict[str, Rep] = {}
    backups: list[tuple[str, str, CellRef]] = []
    rows = _rows(title, "rep", ("name", "active", "backup"), workbook, problems)
    if rows is None:
        roster.unread = True
        return
    for cells, sheet, number in rows:
        rep_id = cells["rep"].casefold()
        where = cell_ref(sheet, number, "rep")
        active = value_type("boolean").parse(cells["active"]) if cells.get("active") else True
        if isinstance(active, Invalid):
            at = cell_ref(sheet, number, "active")
            wrong = error_cell(cells["active"]) or CellProblem(
                f"{quoted(cells['active'])} is not yes or no", "Write yes or no"
            )
            problems.append(_problem("bad-cell", at, wrong.message, wrong.help, cells["active"]))
            active = True
        if rep_id in reps:
            message = f"{quoted(cells['rep'])} stands twice in this sheet"
            help_ = "Remove one of the two rows"
            problems.append(_problem("duplicate-rep", where, message, help_, cells["rep"]))
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
    wanted: str,
    optional: tuple[str, ...],
    workbook: Workbook,
    problems: list[Diagnostic],
) -> list[tuple[dict[str, str], SheetColumns, int]] | None:
    """The rows of a roster sheet: cells by column, the sheet, the row number.

    None when the sheet, or the column ``wanted`` that says what each row is about, is missing.
    """
    sheet = workbook.sheet(title)
    if sheet is None:
        problems.append(no_sheet(title, workbook))
        return None
    columns = SheetColumns(sheet, {name: name for name in (wanted, *optional)})
    if columns.position(wanted) is None:
        problems.append(no_column(columns, wanted))
        return None
    found = []
    for number, row in columns.rows():
        cells = {name: columns.cell(row, name) for name in (wanted, *optional)}
        if not any(cells.values()):
            continue
        where = cell_ref(columns, number, wanted)
        if wrong := error_cell(cells[wanted]):
            problems.append(_problem("bad-cell", where, wrong.message, wrong.help, cells[wanted]))
        elif not cells[wanted]:
            message = f"`{wanted}` is blank in this row"
            problems.append(_problem("blank-cell", where, message, "Fill it in, or clear the row"))
        else:
            found.append((cells, columns, number))
    return found


def _problem(code: str, where: CellRef, message: str, help_: str, excerpt: str = "") -> Diagnostic:
    return Diagnostic(code, "error", message, help_, where, excerpt)
