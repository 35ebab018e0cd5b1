"""The rows of one roster sheet, and what is found wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from dsl.diagnostics import CellRef, Diagnostic, did_you_mean, quoted
from dsl.tables.cell_problem import CellProblem, error_cell
from dsl.tables.findings import Findings
from dsl.tables.missing import no_column
from dsl.tables.sheet import SheetColumns, cell_ref
from dsl.values import clean, header_key
from dsl.workbook import Sheet, column_letters

T = TypeVar("T")


class Columns(NamedTuple):
    """The columns of a roster sheet that are read.

    Every row has to have the ``filled`` ones; of others the sheet has to have the header only, and
    of the ``optional`` ones not even that.
    """

    filled: tuple[str, ...]
    there: tuple[str, ...]
    optional: tuple[str, ...]


class RosterSheet:
    """A sheet by the columns that the roster reads; all other columns are nobody's business."""

    def __init__(self, sheet: Sheet, wanted: Columns) -> None:
        self.raw = sheet
        self.title = sheet.title
        self._wanted = wanted
        self._names = (*wanted.filled, *wanted.there, *wanted.optional)
        self._columns = SheetColumns(sheet, {name: name for name in self._names})
        self._findings = Findings(sheet.title)
        for name in self._columns.duplicates:
            self._tell_duplicate(name)
        self._tell_unread()

    def is_readable(self) -> bool:
        """Whether the columns that a row cannot do without are there; tells of those missing."""
        wanted = (*self._wanted.filled, *self._wanted.there)
        missing = [name for name in wanted if self._columns.position(name) is None]
        for problem in dict.fromkeys(no_column(self._columns, name) for name in missing):
            self._findings.found.append(problem)
        return not missing

    def lines(self) -> Iterator[Line]:
        """The rows that are not blank and have the cells they cannot do without, from the top."""
        filled = self._wanted.filled
        for number, row in self._columns.rows():
            line = Line(self, number, row)
            if any(line.text(name) for name in self._names) and line.is_complete(filled):
                yield line

    def text(self, row: Sequence[str], name: str) -> str:
        """The cleaned text of a cell; its lines are a list, as commas make one."""
        at = self._columns.position(name)
        return clean(row[at].replace("\n", ", ")) if at is not None and at < len(row) else ""

    def at(self, number: int, name: str) -> CellRef:
        """The address of a cell by row number and column name."""
        return cell_ref(self._columns, number, name)

    @property
    def findings(self) -> Findings:
        """Where what is wrong with the sheet is collected."""
        return self._findings

    def problems(self) -> list[Diagnostic]:
        """What is wrong with the sheet, row by row."""
        return sorted(self._findings.found, key=_by_place)

    def _tell_unread(self) -> None:
        """A column may be left out, so a slip in its header would be silent."""
        known = {header_key(name) for name in self._names}
        absent = [name for name in self._wanted.optional if self._columns.position(name) is None]
        for at, header in enumerate(self._columns.headers):
            if header_key(header) in known or not (near := did_you_mean(header, absent)):
                continue
            where = CellRef(self.title, f"{column_letters(at)}{self._columns.header_row + 1}")
            message = f"Nothing reads the column {quoted(header)}"
            help_ = f"Did you mean `{near}`? If not, give it a name that is less like it"
            self._findings.add("unread-column", "warning", where, message, help_, header)

    def _tell_duplicate(self, name: str) -> None:
        headers, key = self._columns.headers, header_key(name)
        first, second, *_ = [
            at for at, text in enumerate(headers) if text == name or header_key(text) == key
        ]
        where = CellRef(self.title, f"{column_letters(second)}{self._columns.header_row + 1}")
        message = f"The column `{name}` is in {column_letters(first)} as well"
        help_ = "Rename or remove one of the two"
        self._findings.add("duplicate-column", "error", where, message, help_, headers[second])


class Line:
    """One row of a roster sheet: its cells by column, and the way to tell what is wrong in them."""

    def __init__(self, sheet: RosterSheet, number: int, row: Sequence[str]) -> None:
        self._sheet = sheet
        self._number = number
        self._row = row

    def text(self, column: str) -> str:
        """The cleaned text of a cell; empty where it is blank or the sheet lacks the column."""
        return self._sheet.text(self._row, column)

    def read(self, column: str, reader: Callable[[str], T | CellProblem]) -> T | None:
        """What a cell says; None when it is blank or cannot be read, which is told then."""
        text = self.text(column)
        if not text:
            return None
        found = error_cell(text) or reader(text)
        if isinstance(found, CellProblem):
            self.error("bad-cell", column, found.message, found.help)
            return None
        return found

    def is_complete(self, filled: Sequence[str]) -> bool:
        """Whether the cells that the row cannot do without are filled in; tells of the others."""
        complete = True
        for column in filled:
            text = self.text(column)
            if wrong := error_cell(text):
                self.error("bad-cell", column, wrong.message, wrong.help)
            elif not text:
                message = f"`{column}` is blank in this row"
                self.error("blank-cell", column, message, "Fill it in, or clear the row")
            complete = complete and bool(text) and wrong is None
        return complete

    def error(self, code: str, column: str, message: str, help_: str) -> None:
        """Tell of a cell that keeps the roster from taking effect."""
        where, text = self._sheet.at(self._number, column), self.text(column)
        self._sheet.findings.add(code, "error", where, message, help_, text)

    def warning(self, code: str, column: str, message: str, help_: str) -> None:
        """Tell of a cell that is probably not meant so."""
        where, text = self._sheet.at(self._number, column), self.text(column)
        self._sheet.findings.add(code, "warning", where, message, help_, text)


def _by_place(problem: Diagnostic) -> tuple[bool, int, int, str]:
    """By row, then by column; what is about the whole sheet last."""
    cell = problem.where.cell if isinstance(problem.where, CellRef) else ""
    letters = cell.rstrip("0123456789")
    return not cell, int(cell[len(letters) :] or 0), len(letters), letters
