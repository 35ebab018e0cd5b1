"""What a table leaves uncovered, against trying every value of a small domain."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import Diagnostic, Framework, Sheet, Workbook, build, read_structure
from dsl.tables.pattern import AnyValue, Except, Pattern
from dsl.tables.table import Row
from dsl.values import countries_in, value_type, words

# By type: a clause, the values that it speaks of, and cells.
_STATES = value_type("us_state").universe or ()
_DAYS = tuple(date(2026, 3, 1) + timedelta(days) for days in range(31))
FIRST: dict[str, tuple[str, str, tuple[Any, ...], tuple[str, ...]]] = {
    "integer": ("range", "0..30", tuple(range(31)), (
        "0-9", "10", "5-20", ">= 25", "< 3", "21..30, 11-12", "(3..8)", "not(4-28)", "30", "18+")),
    "decimal": ("range", "0..4", tuple(Decimal(i) / 4 for i in range(17)), (
        "0-1", "(1..2)", "[2..3)", "3", "(3..4]", "> 1.5", "<= 0.5", "not(2)", "0.5; 4")),
    "us_zip": ("range", "00501..00520", tuple(f"{i:05}" for i in range(501, 521)), (
        "00501-00510", "00511", "005*", "<= 00505", "00512..00520", "(00505..00515)")),
    "date": ("range", "2026-03-01..2026-03-31", _DAYS, (
        "2026-03-01..2026-03-15", ">= 2026-03-20", "2026-03-16", "3/17/2026..3/20/2026")),
    "us_state": ("exact", "all", _STATES, (
        "CA, NY", "not(CA)", "TX", "not(NY, TX, DC)", "DC")),
    "country": ("exact", 'region "DACH"', tuple(sorted(countries_in("DACH") or ())), (
        "DE", "CH, AT, LI", "not(DE)", "US")),
    "boolean": ("exact", "all", (True, False), ("yes", "no", "yes, no")),
    "text": ("alphabet", "all", (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@東", "Ω"), (
        "A-M", "N-Z", "0-9", "other", "A-Y", "@", "東; Z", "C")),
}  # fmt: skip

# By type of the second key: values of every class that its cells tell apart, and the cells.
SECOND: dict[str, tuple[str, tuple[Any, ...], tuple[str, ...]]] = {
    "integer": ("range", tuple(range(-2, 14)), ("1-5", "3", ">= 4", "< 2", "not(3)", "6-7, 9")),
    "decimal": ("range", tuple(Decimal(i) / 4 for i in range(-4, 50)), ("(1..5)", "3", "> 4")),
    "datetime": ("range", (
        value_type("datetime").parse("2026-03-01"),
        value_type("datetime").parse("2026-03-01T09:00"),
        value_type("datetime").parse("2026-03-02"), value_type("datetime").parse("2026-03-09"),
        value_type("datetime").parse("2025-03-01")), ("2026-03-01..2026-03-02", ">= 2026-03-02")),
    "text": ("range", ("!", "b", "bb", "c", "d"), ("b", "< b", "b..c", ">= c", "not(b)")),
    "us_state": ("exact", _STATES, ("CA", "NY, TX", "not(CA)")),
    "country": ("exact", ("DE", "CH", "FR", "JP"), ("DE", "CH, FR", "not(DE)")),
    "boolean": ("exact", (True, False), ("yes", "no")),
    "phone": ("prefix", (
        "+14155550100", "+12125550100", "+442079460000", "+41446681800"), ("+1", "+1415", "+44")),
    "domain": ("suffix", ("a.gov", "b.a.gov", "x.gov", "c.mil", "x.com"), ("gov", "a.gov", "mil")),
}  # fmt: skip
SECOND_WORDS = (("data",), ("data", "lake"), ("x", "data", "lake"), ("lake",), ("y",), ("q",))


def framework_of(
    first: str, second: str | None, rows: list[tuple[str, ...]], effective: bool, any_: bool
) -> Framework:
    kind, clause, _, _ = FIRST[first]
    keys = f"  a key {kind} as {first}\n" if kind != "alphabet" else "  a key alphabet\n"
    fields, by = f"  a {first}\n", "a"
    if second is not None:
        kind = "phrase" if second == "words" else SECOND[second][0]
        type_ = "text" if second == "words" else second
        stated = "" if kind in ("phrase", "suffix") else f" as {type_}"
        keys += f"  b key {kind}{stated}{' or any' if any_ else ''}\n"
        fields += f"  b {type_}\n"
        by = "a, b"
    dates = "  effective since .. till\n" if effective else ""
    text = (
        f"framework gaps\nrecord lead {{\n{fields}}}\n"
        f'table t from "T" {{\n{keys}  owner assignee\n  hit first\n  covers {clause}\n{dates}}}\n'
        f'route lead {{ "only" by {by} in t -> owner otherwise -> queue none }}'
    )
    header = ["a", *(["b"] if second else []), "owner", *(["since", "till"] if effective else [])]
    structure, problems = read_structure(text, "gaps.route")
    assert structure is not None, problems
    return build(structure, Workbook((Sheet("T", (tuple(header), *rows)),)))


_OTHER = object()


def matches(pattern: Pattern, value: Any) -> bool:
    if value is _OTHER:
        return isinstance(pattern, AnyValue | Except)
    return pattern.matches(value)


def takes(row: Row, values: tuple[Any, ...]) -> bool:
    return all(
        any(matches(pattern, value) for pattern in cell)
        for cell, value in zip(row.keys, values, strict=True)
    )


def gaps(framework: Framework) -> list[Diagnostic]:
    return [found for found in framework.diagnostics if found.code == "gap"]


_ROW_DAYS = ("", "2026-01-10", "2026-01-11", "2026-01-20")


@pytest.mark.parametrize("first", FIRST)
@given(data=st.data())
def test_gaps_of_one_key_are_the_values_that_no_row_takes(first: str, data: st.DataObject) -> None:
    _, _, values, cells = FIRST[first]
    rows = data.draw(st.lists(st.sampled_from(cells), min_size=1, max_size=5))
    framework = framework_of(
        first, None, [(cell, "a@b.example") for cell in rows], effective=False, any_=False
    )
    table = framework.tables["t"]
    open_ = [value for value in values if not any(takes(row, (value,)) for row in table.rows)]
    found = gaps(framework)
    assert bool(found) == bool(open_), open_
    if not found:
        return
    (gap,) = found
    assert gap.witness is not None
    if first == "integer":
        spans = re.findall(r"(\d+)(?:-(\d+))?(?=,|$)", gap.message.partition("covers ")[2])
        whole = [n for low, high in spans for n in range(int(low), int(high or low) + 1)]
        assert whole == open_
    elif first == "us_state":
        assert gap.message == f"No row covers {', '.join(open_)}"
    assert is_open(framework, gap, first, None)


@pytest.mark.parametrize("second", [*SECOND, "words"])
@given(data=st.data())
def test_gaps_of_two_keys_are_found_with_a_witness(second: str, data: st.DataObject) -> None:
    first = data.draw(st.sampled_from(("integer", "us_state", "text", "decimal")))
    any_, effective = data.draw(st.booleans()), data.draw(st.integers(0, 3)) == 0
    if second == "words":
        others: tuple[Any, ...] = SECOND_WORDS
        seconds: tuple[str, ...] = ("data", "data lake", "lake; y")
    else:
        _, others, seconds = SECOND[second]
    seconds += ("*",) if any_ else ()
    cells = [st.sampled_from(FIRST[first][3]), st.sampled_from(seconds), st.just("a@b.example")]
    if effective:
        cells += [st.sampled_from(_ROW_DAYS[:3]), st.sampled_from(("", _ROW_DAYS[3]))]
    rows = data.draw(st.lists(st.tuples(*cells), min_size=1, max_size=5))
    framework = framework_of(first, second, rows, effective, any_)
    table = framework.tables["t"]
    expected = False
    days = [date(2026, 1, day) for day in range(9, 23)] if effective else [None]
    for b, day in product(others, days):
        rest = (b,) if day is None else (b, day)
        live = [row for row in table.rows if takes_rest(row, rest)]
        named = [row for row in table.rows if takes_rest(row, rest[:1])]
        if not named or (day is not None and not counts(table.rows, day)):
            continue  # a value that no row speaks of; a day before anything was in effect
        values = FIRST[first][2]
        if any(not any(takes(row, (a, *rest)) for row in live) for a in values):
            expected = True
    assert bool(gaps(framework)) == expected
    assert all(is_open(framework, gap, first, second) for gap in gaps(framework))


def is_open(framework: Framework, gap: Diagnostic, first: str, second: str | None) -> bool:
    """Whether no row takes the witness of a gap; what it leaves out stands for any other value."""
    witness = gap.witness or {}
    keys: list[Any] = []
    for name, type_ in (("a", first), ("b", second)):
        if type_ is None or name not in witness:
            keys += [] if type_ is None else [_OTHER]
            continue
        text = str(witness[name])
        if type_ == "words":
            keys.append(words(text))
        elif (type_, name) == ("text", "a"):
            keys.append("Ω" if text == "other" else text)
        else:
            read = value_type(type_)
            value = read.parse(text)
            keys.append(value if read.key is None else read.key(value))
    if "today" in witness:
        keys.append(date.fromisoformat(witness["today"]))
    return not any(takes(row, tuple(keys)) for row in framework.tables["t"].rows)


def takes_rest(row: Row, rest: tuple[Any, ...]) -> bool:
    return all(
        any(pattern.matches(value) for pattern in cell)
        for cell, value in zip(row.keys[1:], rest, strict=False)
    )


def counts(rows: tuple[Row, ...], day: date) -> bool:
    """Whether some row has been in effect by then."""
    return any(
        getattr(pattern, "low", None) is None or pattern.low <= day  # type: ignore[union-attr]
        for row in rows
        for pattern in row.keys[-1]
    )
