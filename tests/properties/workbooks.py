"""Strategies for workbooks: sheets for the tables of a plan, in all forms of cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from dsl import (
    Diagnostic,
    Framework,
    FrameworkError,
    Sheet,
    Structure,
    Workbook,
    build,
    read_structure,
)
from dsl.diagnostics import CellRef
from tests.properties.plans import KeyPlan, Plan, TablePlan
from tests.properties.vocabulary import INITIALS, PHRASES, PREFIXES, SUFFIXES, TYPES

Draw = Callable[[st.SearchStrategy[Any]], Any]
Rows = tuple[tuple[str, ...], ...]

REPS: Rows = (
    ("rep", "name", "active", "backup"),
    ("ana@acme.example", "Ana Ng", "yes", ""),
    ("Bo@acme.example", "Bo", "", "ana@acme.example"),
    ("cy@acme.example", "Cy Pop", "TRUE", ""),
    ("gone@acme.example", "Gone", "no", "ana@acme.example"),
    ("left@acme.example", "Left", "no", ""),
    ("lost@acme.example", "Lost", "no", "gone@acme.example"),
    ("one@acme.example", "One", "no", "two@acme.example"),
    ("two@acme.example", "Two", "no", "one@acme.example"),
    ("far@acme.example", "Far", "no", "pool: west"),
    ("hall@acme.example", "Hall", "no", "queue: Hall"),
)
POOLS: Rows = (("Pool", "Method"), ("West", "round robin"), ("south east", "weighted"))
_REST: dict[str, Rows] = {
    "members": (("pool", "rep"), ("West", "ana@acme.example"), ("South_East", "cy@acme.example")),
    "time_off": (("rep", "from", "until"),),
}
_ASSIGNEES = (
    "ana@acme.example", "BO@acme.example", "Cy Pop", "gone@acme.example", "left@acme.example",
    "lost@acme.example", "one@acme.example", "far@acme.example", "hall@acme.example",
    "pool: west", "Pool:West", "queue: Bay 1", "rep: ana@acme.example",
)  # fmt: skip
_BAD = ("#REF!", "???", "", "Loading...", "nobody@acme.example", "2139", "9-1")
_NOTES = {
    "text": ("SF Peninsula", "two  words", "Größe"),
    "integer": ("7", "1,000"),
    "decimal": ("1.50", "2"),
    "date": ("2026-03-01", "3/1/2026"),
    "list of country": ("Germany; CH", "US"),
}
_STARTS = ("", "", "2026-01-01", "2026-03-01", "2026-06-15")
_ENDS = ("", "", "6/30/2026", "2026-11-22", "2026-12-31")
_LINKS = ("", "book.csv#row={row}", "https://sheets.example/edit#gid=0&range={range}")


@st.composite
def workbooks(draw: Draw, plan: Plan) -> Workbook:
    """A workbook for a framework: all its sheets, some rows of which cannot be read."""
    sheets = [draw(_sheet(table)) for table in plan.tables]
    for part in plan.roster or ():
        rows = {"reps": REPS, "pools": POOLS, **_REST}[part]
        sheets.append(Sheet(part.title().upper(), rows))
    return Workbook(tuple(sheets), draw(st.sampled_from(("en_US", "en_US", "en_US", "de_DE"))))


@st.composite
def _sheet(draw: Draw, table: TablePlan) -> Sheet:
    headers = [key.header for key in table.keys] + [value[1] for value in table.values]
    headers += table.effective or ()
    order = draw(st.permutations(range(len(headers))))
    restyled = draw(st.sampled_from((str, str.upper, lambda text: text.replace("_", " "))))
    rows: list[tuple[str, ...]] = [("",)] * draw(st.integers(0, 1))
    rows.append((*(restyled(headers[at]) for at in order), "Remarks"))
    for _ in range(draw(st.sampled_from((6, 3, 9, 12, 1, 0)))):
        cells = draw(_row(table))
        rows.append(tuple(cells[at] for at in order) + draw(st.sampled_from(((), ("seen",)))))
        if draw(st.integers(0, 9)) == 0:
            rows.append(draw(st.sampled_from(((), ("", " ")))))
    return Sheet(table.sheet, tuple(rows), draw(st.sampled_from(_LINKS)))


@st.composite
def _row(draw: Draw, table: TablePlan) -> list[str]:
    cells = [draw(key_cells(key)) for key in table.keys]
    for _, _, type_, optional in table.values:
        if optional and draw(st.booleans()):
            cells.append("")
        else:
            choices = _ASSIGNEES if type_ == "assignee" else _NOTES[type_]
            cells.append(draw(st.sampled_from(choices)))
    if table.effective:
        cells += [draw(st.sampled_from(_STARTS)), draw(st.sampled_from(_ENDS))]
    if draw(st.integers(0, 19)) == 0:
        cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(_BAD))
    return cells


def key_cells(key: KeyPlan) -> st.SearchStrategy[str]:
    """Cells of a key column, most of which can be read."""
    vocabulary = TYPES[key.type]
    several = False
    match key.kind:
        case "prefix":
            cells: tuple[str, ...] = PREFIXES[key.type]
        case "suffix":
            cells = SUFFIXES
        case "alphabet":
            cells = INITIALS
        case "phrase":
            cells = PHRASES
        case "range":
            cells = (*vocabulary.ranges, *vocabulary.ranges, *vocabulary.cells)
            several = True
        case _:
            ranges = () if key.type == "text" else vocabulary.ranges[:3]
            cells = (*vocabulary.cells, *ranges)
            several = True
    one = st.sampled_from((*cells, *(("*", "-") if key.any else ())))
    if not several:
        return one
    two = st.lists(st.sampled_from(cells), min_size=2, max_size=2)
    return st.one_of(one, one, one, two.map("; ".join), two.map("\n".join))


def built(plan: Plan, workbook: Workbook) -> Framework | None:
    """The framework; rows that an error points at are cleared first, as a person would do.

    None when the workbook as a whole is wrong, which no row can mend.
    """
    structure, problems = read_structure(plan.text, "generated.route")
    assert structure is not None, (plan.text, [str(problem) for problem in problems])
    for _ in range(12):
        framework, wrong = _tried(structure, workbook)
        if framework is not None:
            return framework
        cleared = _without_rows(workbook, [problem.where for problem in wrong])
        if cleared == workbook:
            assert {problem.code for problem in wrong} <= {"unknown-rep", "unknown-pool"}, wrong
            return None
        workbook = cleared
    return None


def _tried(structure: Structure, workbook: Workbook) -> tuple[Framework | None, list[Diagnostic]]:
    try:
        return build(structure, workbook), []
    except FrameworkError as error:
        errors = [found for found in error.diagnostics if found.severity == "error"]
        return None, [found for found in errors if found.code != "gap"]


def _without_rows(workbook: Workbook, places: list[Any]) -> Workbook:
    wrong: dict[str, set[int]] = {}
    for place in places:
        if isinstance(place, CellRef) and place.cell:
            wrong.setdefault(place.sheet, set()).add(int(place.cell.lstrip("ABCDEFGHIJKLMN")))
    sheets = []
    for sheet in workbook.sheets:
        numbers = wrong.get(sheet.title, set())
        rows = [() if at in numbers else row for at, row in enumerate(sheet.rows, start=1)]
        sheets.append(replace(sheet, rows=tuple(rows)))
    return replace(workbook, sheets=tuple(sheets))


__all__ = ["built", "key_cells", "workbooks"]
