"""From a sheet of text to a typed table, with a diagnostic at every cell that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice
from typing import Any

from dsl.diagnostics import CellRef, Diagnostic, Severity, did_you_mean
from dsl.model import Column, TableSchema
from dsl.resolve.types import build_type
from dsl.roster import Assignee, Roster
from dsl.tables.cells import CellProblem, Reader, error_cell, key_reader
from dsl.tables.conflicts import conflicts, shared_text
from dsl.tables.cover import gaps
from dsl.tables.pattern import AnyValue, Exactly, Initials, Interval, Pattern, overlap
from dsl.tables.sheet import SheetColumns, cell_ref
from dsl.tables.table import Patterns, Row, Table
from dsl.values import Invalid, ValueType, clean, value_type
from dsl.workbook import Sheet, Workbook, column_letters

# A sheet that went wrong as a whole says so a hundred times, not a hundred thousand times.
MOST_PROBLEMS = 100
# A gap is told like any error, but a table that lacks a row still answers for those it has.
FINDINGS = frozenset({"gap"})

Typed = tuple[Table | None, tuple[Diagnostic, ...]]

_FROM, _UNTIL = "\x00from", "\x00until"  # column keys that no declared name can be


def type_table(
    schema: TableSchema, workbook: Workbook, roster: Roster
) -> Typed:
    """The table and all that is wrong with it; no table when an error keeps it from answering."""
    sheet = workbook.sheet(schema.sheet)
    if sheet is None:
        titles = [each.title for each in workbook.sheets]
        near = did_you_mean(schema.sheet, titles)
        help_ = f"Did you mean `{near}`?" if near else f"Add a sheet titled `{schema.sheet}`"
        message = f"The workbook has no sheet `{schema.sheet}`"
        return None, (Diagnostic("no-sheet", "error", message, help_, CellRef(schema.sheet)),)
    typing = _Typing(schema, sheet, workbook.locale, roster)
    table = typing.table()
    return table, tuple(typing.found)


class _Typing:
    """One run over one sheet; ``found`` fills up as it goes."""

    def __init__(self, schema: TableSchema, sheet: Sheet, locale: str, roster: Roster) -> None:
        self._schema = schema
        self._sheet = sheet
        self._locale = locale
        self._roster = roster
        wanted = {column.name: column.header for column in schema.columns}
        if schema.effective:
            wanted |= {_FROM: schema.effective[0], _UNTIL: schema.effective[1]}
        self._wanted = wanted
        self._columns = SheetColumns(sheet, wanted)
        self.found: list[Diagnostic] = []

    def table(self) -> Table | None:
        if not self._has_columns():
            return None
        types = tuple(build_type(column.type, self._locale) for column in self._schema.keys)
        rows = tuple(self._rows(types))
        if self._has_errors():
            return None
        table = Table(
            self._schema,
            self._sheet,
            rows,
            types,
            {name: at for name in self._wanted if (at := self._columns.position(name)) is not None},
            self._columns.width,
            self._sheet.version,
        )
        self._check_conflicts(table)
        if self._has_errors():
            return None
        self._check_coverage(table)
        if self._schema.hit == "first":
            message = "Rows are tried from the top: sorting this sheet changes who gets what"
            self._add("row-order", "info", CellRef(self._sheet.title), message, "")
        table.diagnostics = tuple(self.found)
        return table

    def _has_errors(self) -> bool:
        return any(found.severity == "error" for found in self.found)

    def _add(
        self,
        code: str,
        severity: Severity,
        where: CellRef,
        message: str,
        help_: str,
        excerpt: str = "",
        witness: dict[str, Any] | None = None,
    ) -> None:
        if len(self.found) < MOST_PROBLEMS:
            self.found.append(Diagnostic(code, severity, message, help_, where, excerpt, witness))
        elif len(self.found) == MOST_PROBLEMS:
            message = f"More than {MOST_PROBLEMS} problems in this sheet; the rest are not listed"
            sheet = CellRef(self._sheet.title)
            self.found.append(Diagnostic("more-problems", severity, message, "Mend these", sheet))

    def _error(self, row: int, column: str, problem: CellProblem, text: str) -> None:
        where = cell_ref(self._columns, row, column)
        self._add("bad-cell", "error", where, problem.message, problem.help, text)

    # columns
    def _has_columns(self) -> bool:
        title, headers = self._sheet.title, self._columns.headers
        header_cell = f"A{self._columns.header_row + 1}"
        for name, header in self._wanted.items():
            if self._columns.position(name) is None:
                near = did_you_mean(header, [text for text in headers if text])
                help_ = f"Did you mean `{near}`?" if near else f"Add a column headed `{header}`"
                message = f"The sheet `{title}` has no column `{header}`"
                self._add("no-column", "error", CellRef(title, header_cell), message, help_)
        for name in self._columns.duplicates:
            at = cell_ref(self._columns, self._columns.header_row + 1, name)
            message = f"Two columns are headed `{self._wanted[name]}`"
            self._add("duplicate-column", "error", at, message, "Rename or remove one of them")
        return not self.found

    # rows
    def _rows(self, types: Sequence[ValueType]) -> Iterator[Row]:
        schema, columns = self._schema, self._columns
        comma = not isinstance(value_type("decimal", self._locale).parse("1,5"), Invalid)
        readers = [
            (column.name, columns.position(column.name) or 0, _remembering(key_reader(column, t, comma)))
            for column, t in zip(schema.keys, types, strict=True)
        ]
        values = [(column, columns.position(column.name) or 0, self._value_reader(column)) for column in schema.values]
        others = self._other_initials(types)
        for number, row in columns.rows():
            cells = [self._cell(row, at) for _, at, _ in readers]
            cells += [self._cell(row, at) for _, at, _ in values]
            if not any(cells):
                continue
            keys: list[Patterns] = []
            for (name, _, read), text in zip(readers, cells, strict=False):
                patterns = self._key(number, name, text, read)
                keys.append(others.get(name, _same)(patterns))
            if schema.effective:
                keys.append((self._effective(number, row),))
            assignees: dict[str, Assignee] = {}
            given: dict[str, Any] = {}
            for (column, _, read_value), text in zip(values, cells[len(readers) :], strict=True):
                value = self._value(number, column, text, read_value)
                if isinstance(value, Assignee):
                    assignees[column.name] = value
                elif value is not None:
                    given[column.name] = value
            yield Row(number, tuple(cells), tuple(keys), assignees, given)

    @staticmethod
    def _cell(row: Sequence[str], at: int) -> str:
        if at >= len(row):
            return ""
        text = row[at]
        # Lines of a cell are a list, as commas make one.
        return clean(text.replace("\n", ", ") if "\n" in text else text)

    def _key(self, row: int, name: str, text: str, read: Reader) -> Patterns:
        if not text:
            column = next(column for column in self._schema.keys if column.name == name)
            help_ = "Write `*` for every value" if column.any else "Fill it in, or clear the row"
            where = cell_ref(self._columns, row, name)
            self._add("blank-key", "error", where, "This key cell is blank", help_)
            return ()
        patterns = read(text)
        if isinstance(patterns, CellProblem):
            self._error(row, name, patterns, text)
            return ()
        if len(patterns) > 1:
            self._check_repeated(row, name, text, patterns)
            return tuple(dict.fromkeys(patterns))
        return patterns

    def _check_repeated(self, row: int, name: str, text: str, patterns: Patterns) -> None:
        plain = [p for p in patterns if isinstance(p, Exactly | Interval)]
        repeated = len(set(patterns)) < len(patterns) or any(
            overlap(one, other) for one, other in combinations(plain, 2) if one.text != text
        )
        if repeated:
            where = cell_ref(self._columns, row, name)
            message = "The same key stands twice in this cell"
            self._add("repeated-key", "warning", where, message, "Remove one of them", text)

    def _effective(self, number: int, row: Sequence[str]) -> Pattern:
        ends = []
        for name in (_FROM, _UNTIL):
            text = self._columns.cell(row, name)
            day = value_type("date", self._locale).parse(text) if text else None
            if isinstance(day, Invalid):
                problem = CellProblem(f"`{text}` is no date: {day.reason}", "Write it as 2026-11-30")
                self._error(number, name, error_cell(text) or problem, text)
                day = None
            ends.append(day)
        start, end = ends
        if start is None and end is None:
            return AnyValue("")
        if start is not None and end is not None and end < start:
            problem = CellProblem("This row ends before it begins", "Swap the two dates")
            self._error(number, _UNTIL, problem, str(end))
        return Interval(start, end, False, False, f"{start or ''} .. {end or ''}".strip())

    # values
    def _value_reader(self, column: Column) -> Callable[[str], Any]:
        if column.assignee:
            return self._roster.assignee
        type_ = build_type(column.type, self._locale)

        def read(text: str) -> Any:
            if problem := error_cell(text):
                return problem
            value = type_.parse(text)
            if isinstance(value, Invalid):
                message = f"`{text}` is no value of type {type_.name}: {value.reason}"
                return CellProblem(message, f"Write a value of type {type_.name}")
            return value if type_.show is None else type_.show(value)

        return read

    def _value(self, row: int, column: Column, text: str, read: Callable[[str], Any]) -> Any:
        if not text:
            if not column.optional:
                where = cell_ref(self._columns, row, column.name)
                message = f"The column `{column.header}` is blank here"
                help_ = "Fill it in; or have the column made `optional` in the framework"
                self._add("blank-cell", "error", where, message, help_)
            return None
        value = read(text)
        if isinstance(value, CellProblem):
            self._error(row, column.name, value, text)
            return None
        if isinstance(value, Assignee) and value.kind == "rep":
            rep = self._roster.rep(value.id)
            if rep is not None and not rep.active:
                where = cell_ref(self._columns, row, column.name)
                message = f"`{value.id}` is no longer active"
                help_ = "Their backup takes over, if they have one; name somebody else here"
                self._add("inactive-rep", "warning", where, message, help_, text)
        return value

    # the table as a whole
    def _other_initials(
        self, types: Sequence[ValueType]
    ) -> dict[str, Callable[[Patterns], Patterns]]:
        """For alphabet columns: how ``other`` learns what the other cells of the column name."""
        found: dict[str, Callable[[Patterns], Patterns]] = {}
        for column, type_ in zip(self._schema.keys, types, strict=True):
            if column.kind != "alphabet":
                continue
            read = key_reader(column, type_, decimal_comma=False)
            at = self._columns.position(column.name) or 0
            named: set[str] = set()
            for _, row in self._columns.rows():
                text = self._cell(row, at)
                patterns = read(text) if text else ()
                if not isinstance(patterns, CellProblem):
                    named |= {c for p in patterns if isinstance(p, Initials) for c in p.characters}

            def fill(patterns: Patterns, named: frozenset[str] = frozenset(named)) -> Patterns:
                return tuple(
                    Initials(named, True, p.text) if isinstance(p, Initials) and p.other else p
                    for p in patterns
                )

            found[column.name] = fill
        return found

    def _check_conflicts(self, table: Table) -> None:
        keys = len(self._schema.keys)
        first = self._schema.keys[0].name
        told: set[int] = set()
        for one, other in islice(conflicts(table), 100 * MOST_PROBLEMS):
            if other.number in told:
                continue
            told.add(other.number)
            where = cell_ref(self._columns, other.number, first)
            both = shared_text(one, other, keys)
            address = f"{column_letters(table.positions[first])}{one.number}"
            if self._schema.hit == "specific":
                message = f"This row and row {one.number} ({address}) tie: both match {both}"
                help_ = "Make one of them narrower, or remove it"
                self._add("tie", "error", where, message, help_, other.cells[0])
            else:
                message = f"The key is in row {one.number} ({address}) as well: both match {both}"
                help_ = "Take it out of one of the two rows"
                self._add("overlap", "error", where, message, help_, other.cells[0])

    def _check_coverage(self, table: Table) -> None:
        if self._schema.covers is None:
            return
        key = self._schema.keys[0]
        header = cell_ref(self._columns, self._columns.header_row + 1, key.name)
        for gap in gaps(table, self._schema.covers, self._locale):
            if gap.analysed:
                where = f" for {gap.circumstances}" if gap.circumstances else ""
                message = f"No row covers {gap.missing}{where}"
                help_ = f"Add them to a row, or take them out of `covers` of `{self._schema.name}`"
                self._add("gap", "error", header, message, help_, witness=gap.witness)
            else:
                message = "The keys have too many combinations to prove that they are covered"
                self._add("not-analysed", "info", header, message, "")


def _same(patterns: Patterns) -> Patterns:
    return patterns


def _remembering(read: Reader) -> Reader:
    """Cells repeat down a column; patterns are never changed, so rows can share them."""
    known: dict[str, Patterns | CellProblem] = {}

    def read_once(text: str) -> Patterns | CellProblem:
        found = known.get(text)
        if found is None:
            found = known[text] = read(text)
        return found

    return read_once

