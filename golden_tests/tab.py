"""Golden records that operations people keep in the workbook, in a sheet called Goldens.

    Email          State  PostalCode  expected owner    expected step
    kim@a.example  CA     94105       ana@acme.example  California

The columns are those of records. ``expected owner`` and ``expected step`` say what comes of it, one
of them at least; ``at`` is the time it is routed at, ``record type`` and ``event`` what it is.
Any other column, such as a ``note``, is for people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dsl import Framework, Sheet, UnknownEvent, UnknownRecordType, Workbook
from dsl.diagnostics import CellRef, Diagnostic
from dsl.model import Structure
from dsl.tables.cell_problem import error_cell
from dsl.values import Invalid, fold, header_key
from dsl.values.datetime import datetime_type
from dsl.workbook import column_letters
from golden_tests.expected import PREFIX, unknown_owner, unknown_step
from golden_tests.gate import Case, Unmet

TAB = "Goldens"

_OWNER, _STEP, _AT, _TYPE, _EVENT = map(
    header_key, ("expected owner", "expected step", "at", "record type", "event")
)
_NO_FIELDS = {_OWNER, _STEP, _AT, _TYPE, _EVENT}


def golden_tab(workbook: Workbook, structure: Structure) -> Sheet | None:
    """The sheet of goldens, unless the framework has a table of that name."""
    taken = {header_key(table.sheet) for table in structure.tables.values()}
    if header_key(TAB) in taken:
        return None
    return workbook.sheet(TAB)


def read_tab(
    sheet: Sheet, structure: Structure, locale: str, now: datetime
) -> tuple[list[Case], list[Diagnostic]]:
    """The goldens of a sheet, and what is wrong with rows that are none; those hold nothing.

    ``now`` is when rows without ``at`` are routed.
    """
    header = [header_key(text) for text in (sheet.rows[0] if sheet.rows else ())]
    if _OWNER not in header and _STEP not in header:
        wrong = "the sheet of goldens says nowhere what is expected"
        help_ = "Give it a column `expected owner`, or `expected step`"
        return [], [_unread(CellRef(sheet.title), wrong, help_)]
    cases: list[Case] = []
    problems: list[Diagnostic] = []
    for number, row in enumerate(sheet.rows[1:], start=2):
        if any(text.strip() for text in row):
            read = _Reading(sheet, structure, header, row, number, locale)
            found = read.case(now)
            if isinstance(found, Diagnostic):
                problems.append(found)
            else:
                cases.append(found)
    return cases, problems


class _Reading:
    """One row, cell by cell."""

    def __init__(
        self,
        sheet: Sheet,
        structure: Structure,
        header: Sequence[str],
        row: Sequence[str],
        number: int,
        locale: str,
    ) -> None:
        self._sheet = sheet
        self._structure = structure
        self._header = header
        self._number = number
        self._locale = locale
        self._cells = dict(zip(header, row, strict=False))
        self._fields = {
            title: text
            for title, key, text in zip(sheet.rows[0], header, row, strict=False)
            if text.strip() and key and key not in _NO_FIELDS
        }

    def case(self, now: datetime) -> Case | Diagnostic:
        """The golden, or why it is none."""
        for key in (_OWNER, _STEP, _AT, _TYPE, _EVENT):
            broken = error_cell(self._text(key))
            if broken is not None:
                return _unread(self._where(key), broken.message, broken.help)
        owner, step = self._text(_OWNER), self._text(_STEP)
        if not owner and not step:
            wrong = "this golden does not say what is expected"
            key = _OWNER if _OWNER in self._header else _STEP
            return _unread(self._where(key), wrong, "Write who gets it, or delete the row")
        at: datetime | Invalid = now
        if text := self._text(_AT):
            at = datetime_type(self._locale).parse(text)
        if isinstance(at, Invalid):
            help_ = "Write it as in `2026-11-22 12:00`"
            return _unread(self._where(_AT), f"`{text}` is no time", help_)
        records = {header_key(name): name for name in self._structure.records}
        wanted = self._text(_TYPE)
        return _Row(
            name=f"{self._sheet.title} row {self._number}",
            fields=self._fields,
            record_type=records.get(header_key(wanted), wanted) if wanted else None,
            event=header_key(self._text(_EVENT)) or "new",
            at=at,
            owner=owner,
            step=step,
            owner_at=self._where(_OWNER),
            step_at=self._where(_STEP),
        )

    def _text(self, key: str) -> str:
        return self._cells.get(key, "").replace("\xa0", " ").strip()

    def _where(self, key: str) -> CellRef:
        column = self._header.index(key) if key in self._header else 0
        return CellRef(self._sheet.title, f"{column_letters(column)}{self._number}")


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    fields: Mapping[str, str]
    record_type: str | None
    event: str
    at: datetime
    owner: str
    step: str
    owner_at: CellRef
    step_at: CellRef

    def unmet(self, new: Framework, old: Framework | None) -> Unmet | None:
        now = self._given(new)
        missed = self._missed(now, new)
        if missed is None and not now.error:
            return None
        before = now if old is None else self._given(old)
        changed = self._asked(before) != self._asked(now)
        goes = "would now go" if changed else "goes"
        expected = self.owner if missed == self.owner_at else f"the step {self.step}"
        told = now.error or f"{goes} to {now.owner} (step {now.step})"
        hint = "" if missed is None else self._hint(missed, new)
        where = missed or self.owner_at
        return Unmet(self.name, f"expected {expected}, {told}", changed, where, hint)

    def _hint(self, missed: CellRef, framework: Framework) -> str:
        if missed == self.owner_at:
            return unknown_owner(self.owner, framework)
        return unknown_step(self.step, framework)

    def _given(self, framework: Framework) -> _Given:
        try:
            decision = framework.decide(self.fields, self.record_type, self.event, self.at)
        except (UnknownRecordType, UnknownEvent) as error:
            return _Given("", "nobody", "", str(error))
        return _Given(decision.assigned_kind, decision.assigned_to, decision.step)

    def _asked(self, given: _Given) -> tuple[str, ...]:
        """What of it the row says anything about."""
        owner = (given.kind, given.owner) if self.owner else ()
        return (*owner, *((given.step,) if self.step else ()), given.error)

    def _missed(self, given: _Given, framework: Framework) -> CellRef | None:
        """The cell that expects something else."""
        if self.owner and not _is(self.owner, given, framework):
            return self.owner_at
        if self.step and header_key(self.step) != header_key(given.step):
            return self.step_at
        return None


@dataclass(frozen=True, slots=True)
class _Given:
    kind: str
    owner: str
    step: str
    error: str = ""


def _is(expected: str, given: _Given, framework: Framework) -> bool:
    """Whether the cell names the owner; of a pool also one of its members."""
    if prefixed := PREFIX.fullmatch(expected):
        kind, expected = prefixed[1].casefold(), prefixed[2].strip()
        if kind != given.kind:
            return False
    if header_key(expected) == header_key(given.owner):
        return True
    roster = framework.roster
    rep = roster.rep(expected)
    name = fold(expected if rep is None else rep.id)
    if given.kind == "rep":
        return name == fold(given.owner)
    pool = roster.pool(given.owner) if given.kind == "pool" else None
    return pool is not None and any(fold(member.rep) == name for member in pool.members)


def _unread(where: CellRef, message: str, help_: str) -> Diagnostic:
    return Diagnostic("golden-unread", "warning", message, help_, where)
