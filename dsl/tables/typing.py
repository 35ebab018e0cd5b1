"""From a sheet of text to a typed table, with a diagnostic at every cell that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dsl.diagnostics import CellRef, Diagnostic, counted, quoted
from dsl.gently import steps
from dsl.model import Column, TableSchema
from dsl.resolve.types import build_type
from dsl.roster import Assignee, Roster
from dsl.tables.cell_problem import CellProblem, error_cell, no_value
from dsl.tables.cells import Reader, key_reader
from dsl.tables.checks import check_conflicts, check_coverage
from dsl.tables.findings import Findings
from dsl.tables.missing import no_column, no_sheet
from dsl.tables.pattern import AnyValue, Initials, Interval, Pattern
from dsl.tables.repeated import repeated
from dsl.tables.sheet import SheetColumns, cell_ref
from dsl.tables.table import Patterns, Row, Table
from dsl.values import Invalid, ValueType, clean, header_key, value_type
from dsl.workbook import Sheet, Workbook, column_letters

# A gap is told like any error, but a table that lacks a row still answers for those it has.
FINDINGS = frozenset({"gap"})

Typed = tuple[Table | None, tuple[Diagnostic, ...]]

_FROM, _UNTIL = "\x00from", "\x00until"  # column keys that no declared name can be


def type_table(schema: TableSchema, workbook: Workbook, roster: Roster) -> Typed:
    """The table and all that is wrong with it; no table when an error keeps it from answering."""
    sheet = workbook.sheet(schema.sheet)
    if sheet is None:
        return None, (no_sheet(schema.sheet, workbook),)
    typing = _Typing(schema, sheet, workbook.locale, roster)
    table = typing.table()
    return table, tuple(typing.findings.found)


class _Typing:
    """One run over one sheet; ``findings`` fill up as it goes."""

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
        self.findings = Findings(sheet.title)

    def table(self) -> Table | None:
        """The table, or None when there are errors other than gaps."""
        if not self._has_columns():
            return None
        types = tuple(build_type(column.type, self._locale) for column in self._schema.keys)
        rows = tuple(self._rows(types))
        self._tell_inactive(rows)
        if self.findings.has_errors():
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
        check_conflicts(table, self._columns, self.findings)
        if self.findings.has_errors():
            return None
        check_coverage(table, self._columns, self._locale, self.findings)
        if self._schema.hit == "first":
            message = "Rows are tried from the top: sorting this sheet changes who gets what"
            self.findings.add("row-order", "info", CellRef(self._sheet.title), message)
        table.diagnostics = tuple(self.findings.found)
        return table

    def _error(self, row: int, column: str, problem: CellProblem, text: str) -> None:
        where = cell_ref(self._columns, row, column)
        self.findings.add("bad-cell", "error", where, problem.message, problem.help, text)

    # columns
    def _has_columns(self) -> bool:
        for name, header in self._wanted.items():
            if self._columns.position(name) is None:
                problem = no_column(self._columns, header)
                if problem not in self.findings.found:  # an empty sheet lacks them all alike
                    self.findings.found.append(problem)
        for name in self._columns.duplicates:
            self._duplicate_header(self._wanted[name])
        return not self.findings.found

    def _duplicate_header(self, header: str) -> None:
        row = self._columns.header_row + 1
        key = header_key(header)
        texts = self._columns.headers
        first, second, *_ = (
            [at for at, text in enumerate(texts) if text == header]
            if texts.count(header) > 1
            else [at for at, text in enumerate(texts) if header_key(text) == key]
        )
        where = CellRef(self._sheet.title, f"{column_letters(second)}{row}")
        message = f"The column `{header}` is in {column_letters(first)} as well"
        help_ = "Rename or remove one of the two"
        self.findings.add("duplicate-column", "error", where, message, help_, texts[second])

    # rows
    def _rows(self, types: Sequence[ValueType]) -> Iterator[Row]:
        schema, columns = self._schema, self._columns
        comma = not isinstance(value_type("decimal", self._locale).parse("1,5"), Invalid)
        readers = [
            (column, columns.position(column.name) or 0, _remembering(key_reader(column, t, comma)))
            for column, t in zip(schema.keys, types, strict=True)
        ]
        values = [
            (column, columns.position(column.name) or 0, self._value_reader(column))
            for column in schema.values
        ]
        others = self._other_initials(types)
        # Rows of one territory give the same: those without a problem are read once and shared.
        known: dict[tuple[str, ...], tuple[dict[str, Assignee], dict[str, Any]]] = {}
        for number, row in steps(columns.rows()):
            if self.findings.is_full():
                return
            cells = [self._cell(row, at) for _, at, _ in readers]
            cells += [self._cell(row, at) for _, at, _ in values]
            if not any(cells):
                continue
            keys: list[Patterns] = []
            for (column, _, read), text in zip(readers, cells, strict=False):
                patterns = self._key(number, column, text, read)
                keys.append(others.get(column.name, _same)(patterns))
            if schema.effective:
                keys.append((self._effective(number, row),))
            texts = tuple(cells[len(readers) :])
            given = known.get(texts)
            if given is None:
                told = len(self.findings.found)
                given = self._given(number, texts, values)
                if len(self.findings.found) == told:
                    known[texts] = given
            yield Row(number, tuple(cells), tuple(keys), *given)

    def _given(
        self, row: int, texts: Sequence[str], columns: Sequence[tuple[Column, int, Any]]
    ) -> tuple[dict[str, Assignee], dict[str, Any]]:
        """What the value cells of a row give: assignees, and other values."""
        assignees: dict[str, Assignee] = {}
        values: dict[str, Any] = {}
        for (column, _, read), text in zip(columns, texts, strict=True):
            value = self._value(row, column, text, read)
            if isinstance(value, Assignee):
                assignees[column.name] = value
            elif value is not None:
                values[column.name] = value
        return assignees, values

    @staticmethod
    def _cell(row: Sequence[str], at: int) -> str:
        if at >= len(row):
            return ""
        text = row[at]
        # Lines of a cell are a list, as commas make one.
        return clean(text.replace("\n", ", ") if "\n" in text else text)

    def _key(self, row: int, column: Column, text: str, read: Reader) -> Patterns:
        if not text:
            help_ = "Write `*` for every value" if column.any else "Fill it in, or clear the row"
            where = cell_ref(self._columns, row, column.name)
            message = f"The key `{column.header}` is blank in this row"
            self.findings.add("blank-key", "error", where, message, help_)
            return ()
        patterns = read(text)
        if isinstance(patterns, CellProblem):
            self._error(row, column.name, patterns, text)
            return ()
        if len(patterns) > 1:
            pair = repeated([pattern for pattern in patterns if pattern.text != text])
            if pair is not None:
                where = cell_ref(self._columns, row, column.name)
                one, other = (quoted(pattern.text) for pattern in pair)
                message = f"{one} stands twice in this cell"
                if one != other:
                    message = f"{one} and {other} share values in this cell"
                help_ = "Leave one of the two out"
                self.findings.add("repeated-key", "warning", where, message, help_, text)
            return tuple(dict.fromkeys(patterns))
        return patterns

    def _effective(self, number: int, row: Sequence[str]) -> Pattern:
        ends = []
        date = value_type("date", self._locale)
        for name in (_FROM, _UNTIL):
            text = self._columns.cell(row, name)
            day = date.parse(text) if text else None
            if isinstance(day, Invalid):
                self._error(number, name, error_cell(text) or no_value(date, text, day), text)
                day = None
            ends.append(day)
        start, end = ends
        if start is None and end is None:
            return AnyValue("")
        if start is not None and end is not None and end < start:
            text, begin = (self._columns.cell(row, name) for name in (_UNTIL, _FROM))
            message = f"{quoted(text)} is before {quoted(begin)}, so this row never takes effect"
            self._error(number, _UNTIL, CellProblem(message, "Swap the two dates"), text)
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
                return no_value(type_, text, value)
            return value if type_.show is None else type_.show(value)

        return read

    def _value(self, row: int, column: Column, text: str, read: Callable[[str], Any]) -> Any:
        if not text:
            if not column.optional:
                where = cell_ref(self._columns, row, column.name)
                message = f"`{column.header}` is blank in this row"
                help_ = "Fill it in, or ask for `optional` in the framework"
                self.findings.add("blank-cell", "error", where, message, help_)
            return None
        value = read(text)
        if isinstance(value, CellProblem):
            self._error(row, column.name, value, text)
            return None
        return value

    def _tell_inactive(self, rows: Sequence[Row]) -> None:
        """Warn of each rep who has left: once, however many rows they had."""
        cells: dict[str, list[tuple[Row, str]]] = {}
        known: dict[int, list[tuple[str, str]]] = {}  # by the dict that rows share
        for row in steps(rows):
            left = known.get(id(row.assignees))
            if left is None:
                left = known[id(row.assignees)] = [
                    (column, assignee.id)
                    for column, assignee in row.assignees.items()
                    if self._has_left(assignee)
                ]
            for column, rep_id in left:
                cells.setdefault(rep_id, []).append((row, column))
        names = [column.name for column in self._schema.columns]
        for rep_id, ((row, column), *others) in cells.items():
            rep = self._roster.rep(rep_id)
            text = row.cells[names.index(column)]
            message = f"{quoted(text)} is no longer active"
            if others:
                message += f", here and in {counted(len(others), 'more cell')}"
            help_ = "Name somebody else; until then these records go to `otherwise`"
            if rep is not None and rep.backup is not None:
                help_ = f"Name somebody else; until then `{rep.backup.id}` stands in"
            where = cell_ref(self._columns, row.number, column)
            self.findings.add("inactive-rep", "warning", where, message, help_, text)

    def _has_left(self, assignee: Assignee) -> bool:
        rep = self._roster.rep(assignee.id) if assignee.kind == "rep" else None
        return rep is not None and not rep.active

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
