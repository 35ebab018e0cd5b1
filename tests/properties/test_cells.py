"""Cells of every kind: nothing that somebody types raises, and what reads means what it says."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import Sheet, Workbook, read_structure
from dsl.diagnostics import CellRef, Span, as_github, as_json, as_text
from dsl.model import Column, MatchKind
from dsl.resolve import build_type
from dsl.roster import Roster, read_roster
from dsl.syntax import Name, PlainType
from dsl.tables.cell_problem import CellProblem
from dsl.tables.cells import key_reader
from dsl.tables.typing import type_table
from dsl.values import Invalid, clean, value_type
from tests.properties.frameworks import plans
from tests.properties.vocabulary import ORDERED, TEXTUAL, TYPES

AT = Span("cells.route", 1, 1, 1, 2)


def column(kind: MatchKind, type_: str, any_: bool = False) -> Column:
    node = PlainType(Name(type_, span=AT), span=AT)
    return Column("key", "key", node, kind=kind, any=any_, span=AT)


def reader(kind: MatchKind, type_: str, locale: str = "en_US") -> Any:
    key = column(kind, type_)
    return key_reader(key, build_type(key.type, locale), decimal_comma=locale != "en_US")


SIMPLE = [name for name in TYPES if not name.startswith("one of")]
COLUMNS: list[tuple[MatchKind, str]] = [
    *(("exact", name) for name in SIMPLE),
    *(("range", name) for name in ORDERED),
    *(("prefix", name) for name in TEXTUAL),
    ("suffix", "domain"),
    ("alphabet", "text"),
    ("phrase", "text"),
]

# Texts that come close to the forms of cells, and any other.
_PIECES = st.sampled_from(
    [
        *"<>=!()[]-–—+*,;.…\"'\n 019aAzß@",
        "not(",
        "..",
        " to ",
        ">=",
        "10",
        "94105",
        "CA",
        "2026-03-01",
    ]
)
CELLS = (
    st.one_of(
        st.lists(_PIECES, max_size=12).map("".join), st.text(max_size=30), st.text("0123456789-.,")
    )
    .map(lambda text: clean(text.replace("\n", ", ")))
    .filter(bool)
)


@pytest.mark.parametrize(("kind", "type_"), COLUMNS, ids=str)
@given(text=CELLS)
def test_any_cell_reads_or_says_what_is_wrong(kind: MatchKind, type_: str, text: str) -> None:
    for locale in ("en_US", "de_DE"):
        found = reader(kind, type_, locale)(text)
        if isinstance(found, CellProblem):
            assert found.message
            assert found.help
        else:
            assert found
            assert all(pattern.text for pattern in found)
            assert len({hash(pattern) for pattern in found}) <= len(found)


_NUMBERS = tuple(range(-3, 30))
DOMAINS: dict[str, tuple[Any, ...]] = {
    "integer": _NUMBERS,
    "decimal": tuple(Decimal(number) / 2 for number in range(-4, 60)),
    "us_zip": tuple(f"{number:05}" for number in range(90_000, 90_030)),
    "date": tuple(date(2026, 3, 1) + timedelta(day) for day in range(30)),
    "text": ("a", "b", "ba", "c", "d", "z", "!"),
}


def written(type_: str, at: int) -> str:
    """The value at a place of a domain, as a cell has it."""
    value = DOMAINS[type_][at]
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


places = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(sorted)


@pytest.mark.parametrize("type_", DOMAINS)
@given(ends=places, opening=st.sampled_from("[(]"), closing=st.sampled_from("])["))
def test_brackets_say_whether_the_ends_belong(
    type_: str, ends: list[int], opening: str, closing: str
) -> None:
    domain = DOMAINS[type_]
    low, high = domain[ends[0]], domain[ends[1]]
    cell = f"{opening}{written(type_, ends[0])}..{written(type_, ends[1])}{closing}"
    inside = [
        value
        for value in domain
        if (low <= value if opening == "[" else low < value)
        and (value <= high if closing == "]" else value < high)
    ]
    found = reader("range", type_)(cell)
    if isinstance(found, CellProblem):
        assert not inside
    else:
        assert [v for v in domain if any(p.matches(v) for p in found)] == inside


@pytest.mark.parametrize("type_", DOMAINS)
@given(
    at=st.integers(0, 6),
    sign=st.sampled_from(("<", "<=", ">", ">=", "=", "!=", "≥", "≤", "<>", "≠")),
)
def test_a_comparison_takes_what_it_says(type_: str, at: int, sign: str) -> None:
    domain = DOMAINS[type_]
    value = domain[at]
    taken = {
        "<": [v for v in domain if v < value],
        "<=": [v for v in domain if v <= value],
        "=": [value],
        "!=": [v for v in domain if v != value],
        ">=": [v for v in domain if v >= value],
        ">": [v for v in domain if v > value],
    }[{"≥": ">=", "≤": "<=", "<>": "!=", "≠": "!="}.get(sign, sign)]
    found = reader("range", type_)(f"{sign} {written(type_, at)}")
    assert not isinstance(found, CellProblem)
    assert [v for v in domain if any(pattern.matches(v) for pattern in found)] == taken


@st.composite
def unary_tests(draw: Any, type_: str) -> str:
    """One to three unary tests of a type, as a list."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        low, high = (written(type_, at) for at in draw(places))
        form = draw(st.sampled_from(("{0}", "[{0}..{1}]", "> {0}", "<= {1}", "({0}..{1}]")))
        parts.append(form.format(low, high))
    return "; ".join(parts) if type_ != "text" else ", ".join(parts)


@pytest.mark.parametrize("type_", DOMAINS)
@given(data=st.data())
def test_not_takes_exactly_what_its_tests_leave(type_: str, data: st.DataObject) -> None:
    cell = data.draw(unary_tests(type_))
    read = reader("range", type_)
    inside, outside = read(cell), read(f"not({cell})")
    if isinstance(inside, CellProblem):
        return
    taken = [v for v in DOMAINS[type_] if any(p.matches(v) for p in inside)]
    if isinstance(outside, CellProblem):
        assert len(taken) == len(DOMAINS[type_])
        return
    left = [v for v in DOMAINS[type_] if any(p.matches(v) for p in outside)]
    assert sorted(taken + left) == sorted(DOMAINS[type_])


@pytest.mark.parametrize("type_", SIMPLE)
@given(data=st.data())
def test_a_value_in_an_exact_cell_is_that_value(type_: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TYPES[type_].raws).map(str))
    value = value_type(type_).parse(text)
    if isinstance(value, Invalid):
        return
    found = reader("exact", type_)(text)
    if isinstance(found, CellProblem):
        return  # an e-mail address in a column of domains
    key = value_type(type_).key
    expected = value if key is None else key(value)
    assert any(pattern.matches(expected) for pattern in found)


@given(data=st.data())
def test_a_sheet_of_anything_types_or_says_where_it_is_wrong(data: st.DataObject) -> None:
    plan = data.draw(plans())
    structure, _ = read_structure(plan.text, "generated.route")
    assert structure is not None
    cells = st.one_of(CELLS, st.just(""), st.sampled_from(("*", "#REF!", "a@b.example")))
    for table in plan.tables:
        headers = [key.header for key in table.keys] + [value[1] for value in table.values]
        header = data.draw(st.permutations([*headers, *(table.effective or ())]))
        rows = data.draw(st.lists(st.lists(cells, max_size=6), max_size=4))
        sheet = Sheet(table.sheet, (tuple(header), *map(tuple, rows)))
        workbook = Workbook((sheet,), data.draw(st.sampled_from(("en_US", "de_DE"))))
        typed, found = type_table(structure.tables[table.name], workbook, Roster())
        assert (typed is None) == any(
            each.severity == "error" and each.code != "gap" for each in found
        )
        for each in found:
            assert isinstance(each.where, CellRef)
            assert as_text(each)
            assert as_json(each)
            assert as_github(each)


@given(data=st.data())
def test_a_roster_of_anything_reads_or_says_where_it_is_wrong(data: st.DataObject) -> None:
    structure, _ = read_structure(
        'framework f record r { a text } roster { reps "R" pools "P" members "M" time_off "T" }\n'
        "route r { otherwise -> queue q }",
        "roster.route",
    )
    assert structure is not None
    cells = st.one_of(
        CELLS, st.sampled_from(("", "a@b.example", "yes", "no", "pool: west", "West"))
    )
    headers = ("rep", "name", "active", "backup", "pool", "method", "nothing")
    sheets = []
    for title in "RPMT":
        header = data.draw(st.permutations(headers))[: data.draw(st.integers(0, 7))]
        rows = data.draw(st.lists(st.lists(cells, max_size=5), max_size=4))
        sheets.append(Sheet(title, (tuple(header), *map(tuple, rows))))
    _, problems = read_roster(structure.roster, Workbook(tuple(sheets)))
    for each, render in product(problems, (as_text, as_json, as_github)):
        assert isinstance(each.where, CellRef)
        assert render(each)
