"""Problems of sheets that depend on more than one cell: gaps, conflicts, repetitions, limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import Sheet, Structure, Table, Workbook, read_structure
from dsl.diagnostics import CellRef, Diagnostic
from dsl.roster import Roster, read_roster
from dsl.tables.pattern import Exactly, Interval, Pattern
from dsl.tables.repeated import repeated
from dsl.tables.table import Hit
from dsl.tables.typing import type_table

FRAMEWORK = """
framework f
record r {{ {fields} }}
table t from "T" {{ {columns} owner assignee {clauses} }}
route r {{ "T" by {keys} in t -> owner otherwise -> next }}
"""
Typed = tuple[Table | None, tuple[Diagnostic, ...]]


def structure(fields: str, columns: str, keys: str, clauses: str) -> Structure:
    text = FRAMEWORK.format(fields=fields, columns=columns, keys=keys, clauses=clauses)
    found, problems = read_structure(text, "f")
    assert found is not None, problems
    return found


def typed(schema: Structure, rows: Sequence[Sequence[str]]) -> Typed:
    header = [column.header for column in schema.tables["t"].columns]
    header += schema.tables["t"].effective or ()
    sheet = Sheet("T", (tuple(header), *map(tuple, rows)))
    return type_table(schema.tables["t"], Workbook((sheet,)), Roster())


def told(found: Typed, code: str) -> list[str]:
    return [problem.message for problem in found[1] if problem.code == code]


ONE = structure("n integer", "n key range", "n", "covers 0..20")
TWO = structure(
    'n integer s one of "a", "b", "c"', "n key range s key exact or any", "n, s", "covers 0..9"
)
PLAIN = structure("n integer", "n key range", "n", "")
WHO = "ana@acme.example"
_DAY = date(2026, 11, 22)
small = st.integers(-2, 22)
intervals = st.tuples(small, small).map(sorted).map(lambda ends: f"{ends[0]}..{ends[1]}")


def expand(message: str) -> set[int]:
    """The numbers that a gap names."""
    found: set[int] = set()
    for part in message.removeprefix("No row covers ").split(" for ")[0].split(", "):
        first, _, last = part.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def covered(cell: str) -> set[int]:
    first, last = cell.split("..")
    return set(range(int(first), int(last) + 1))


@given(st.lists(intervals, max_size=5))
def test_gaps_are_exact(cells: list[str]) -> None:
    taken: set[int] = set()
    rows = []
    for cell in cells:
        if not taken & covered(cell):
            taken |= covered(cell)
            rows.append((cell, WHO))
    found = typed(ONE, rows)
    missing = set(range(21)) - taken
    assert (set().union(*map(expand, told(found, "gap"))) if missing else set()) == missing
    assert found[0] is not None
    for problem in found[1]:
        assert problem.witness is not None
        assert problem.witness["n"] in missing


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["a", "b", "*"])), max_size=12))
def test_gaps_of_two_keys_are_exact(cells: list[tuple[int, str]]) -> None:
    wanted = {(n, s) for n, s in cells}
    rows = [
        (str(n), s, WHO)
        for n, s in sorted(wanted)
        if s == "*" or (n, "*") not in wanted  # which it would overlap
    ]
    found = typed(TWO, rows)
    table = found[0]
    assert table is not None
    seen = {s for _, s, _ in rows} - {"*"}
    classes = [*sorted(seen), *(["c"] if any(s == "*" for _, s, _ in rows) else [])]
    has_gap = any(
        not isinstance(table.lookup((n, s), _DAY), Hit) for s in classes for n in range(10)
    )
    assert bool(told(found, "gap")) == (has_gap or not rows)
    if not rows:
        assert told(found, "gap") == ["No row covers 0-9"]
    for problem in found[1]:
        assert problem.witness is not None
        key = (problem.witness["n"], problem.witness.get("s"))
        assert not isinstance(table.lookup(key, _DAY), Hit)


@given(st.lists(intervals, min_size=1, max_size=6))
def test_overlaps_are_exact(cells: list[str]) -> None:
    found = typed(PLAIN, [(cell, WHO) for cell in cells])
    claimed = {
        at
        for at, cell in enumerate(cells)
        if any(covered(cell) & covered(other) for other in cells[:at])
    }
    places = {problem.where for problem in found[1] if problem.code == "overlap"}
    assert places == {CellRef("T", f"A{at + 2}") for at in claimed}
    assert (found[0] is None) == bool(claimed)


def test_a_gap_on_days_names_the_span() -> None:
    days = structure("s us_state", "s key exact", "s", "covers CA effective from .. until")
    rows = [
        ("CA", WHO, "2026-01-01", "2026-01-31"),
        ("CA", WHO, "2026-03-01", "2026-03-31"),
        ("CA", WHO, "2026-04-01", ""),
    ]
    found = typed(days, rows)
    assert told(found, "gap") == ["No row covers CA from 2026-02-01 to 2026-02-28"]
    assert [problem.witness for problem in found[1]] == [{"s": "CA", "today": "2026-02-01"}]


def test_too_many_combinations_are_not_guessed_at() -> None:
    many = structure(
        "n integer a text b text c text",
        "n key range a key exact b key exact c key exact",
        "n, a, b, c",
        "covers 0..9",
    )
    found = typed(many, [("0..9", f"a{i}", f"b{i}", f"c{i}", WHO) for i in range(30)])
    assert found[0] is not None
    assert [problem.code for problem in found[1]] == ["not-analysed"]
    assert found[1][0].severity == "info"


def test_many_values_in_a_cell_are_compared_quickly() -> None:
    values: list[Pattern] = [Exactly(2 * number, str(number)) for number in range(100_000)]
    ranges = [Interval(2 * n, 2 * n + 1, True, False, f"{n}+") for n in range(100_000)]
    assert repeated([*values, *ranges]) is None
    last = Interval(199_998, None, False, False, "last")
    pair = repeated([*values, last])
    assert pair is not None
    assert {pattern.text for pattern in pair} == {"99999", "last"}


def test_so_many_errors_are_listed_and_no_more_cells_read() -> None:
    found = typed(ONE, [(f"x{number}", WHO) for number in range(100_000)])
    assert [problem.code for problem in found[1]] == ["bad-cell"] * 100 + ["more-problems"]
    assert found[0] is None
    assert str(found[1][-1]) == (
        "T: more-problems: This sheet has more than 100 errors. "
        "Mend these; the next ones are listed then."
    )


def test_an_error_after_any_number_of_warnings_is_told() -> None:
    rows = [(f"{number}, {number}", WHO) for number in range(150)]
    found = typed(PLAIN, [*rows, ("x", WHO)])
    codes = [problem.code for problem in found[1]]
    assert codes == ["repeated-key"] * 100 + ["more-problems", "bad-cell"]
    assert found[0] is None


def test_just_as_many_as_are_listed_are_no_more() -> None:
    found = typed(PLAIN, [(f"x{number}", WHO) for number in range(100)])
    assert [problem.code for problem in found[1]] == ["bad-cell"] * 100
    assert found[0] is None


@pytest.mark.parametrize(
    ("fields", "columns", "cells", "message"),
    [
        ("x domain", "x key suffix", (".gov, epa.gov",), None),
        ("x text", "x key phrase", ("lake, data lake",), None),
        ("x text", "x key exact", ("a, b",), None),
        ("x text", "x key exact", ("a, A",), "`a` and `A` share values in this cell"),
        ("x country", "x key exact", ("Germany, AT, DE",), "`Germany` and `DE` share"),
        ("x text", "x key alphabet", ("A-F, c",), "`A-F` and `c` share values"),
        ("x text", "x key alphabet", ("A-F, other",), None),
        ("x decimal", "x key range", ("[0..1), [1..2)",), None),
        ("x decimal", "x key range", ("[0..1], [1..2)",), "`[0..1]` and `[1..2)` share values"),
        ("x integer", "x key range", ("not(3..5)",), None),
        ("x integer", "x key range", (">= 5, < 6",), "`< 6` and `>= 5` share values"),
    ],
)
def test_repetitions_in_a_cell(
    fields: str, columns: str, cells: tuple[str, ...], message: str | None
) -> None:
    found = typed(structure(fields, columns, "x", "hit first"), [(*cells, WHO)])
    messages = told(found, "repeated-key")
    assert len(messages) == (message is not None)
    assert all(text.startswith(message or "") for text in messages)


def test_rows_of_a_rep_who_left_are_one_warning() -> None:
    text = FRAMEWORK.format(fields="n integer", columns="n key range", keys="n", clauses="")
    text += 'roster { reps "Reps" }'
    schema, problems = read_structure(text, "f")
    assert schema is not None, problems
    rows = (("n", "owner"), *((str(number), "bo@acme.example") for number in range(200)))
    reps = Sheet("Reps", (("rep", "active"), ("bo@acme.example", "no")))
    workbook = Workbook((Sheet("T", rows), reps))
    roster, _ = read_roster(schema.roster, workbook)
    table, found = type_table(schema.tables["t"], workbook, roster)
    assert table is not None
    assert [problem.message for problem in found] == [
        "`bo@acme.example` is no longer active, here and in 199 more cells"
    ]
    assert found[0].where == CellRef("T", "B2")
