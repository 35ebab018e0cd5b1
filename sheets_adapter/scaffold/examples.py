"""Example rows: valid in themselves and with one another, and enough for what must be covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase, digits
from typing import Any

from dsl import syntax
from dsl.model import Column, TableSchema
from dsl.resolve.types import build_type, match_key
from dsl.roster import Roster
from dsl.tables.typing import type_table
from dsl.values import ValueType, countries_in
from dsl.workbook import Sheet, Workbook
from sheets_adapter.scaffold.forms import samples

Rows = tuple[tuple[str, ...], ...]
_REPS = ("ana@acme.example", "bo@acme.example", "cy@acme.example")
_TEXTS = ("West", "Central", "East")
_PARTS = 3
_APART = {
    "us_zip": ("90001-90899", "91000-91099, 941*", "94301"),
    "integer": ("< 1000", "1000-4999", "5000+"),
    "decimal": ("< 1000", "[1000..5000)", ">= 5000"),
    "date": ("2026-11-01..2026-11-30", "2026-12-01..2026-12-31", ">= 2027-01-01"),
}
_PREFIXES = {"us_zip": ("941", "943*, 944*", "100"), "phone": ("+1 415", "+1 212", "+44 20")}
_SUFFIXES = (".gov", "mitre.org", "partner.example")
_PHRASES = ("data warehouse, lakehouse", "SOC 2, security review", "pricing")


def example_rows(schema: TableSchema, headers: Sequence[str], roster: Roster, locale: str) -> Rows:
    """Rows under the headers, of which the framework says nothing worse than a note.

    Of several attempts the first that is without any error; the one with the fewest if none is.
    """
    owners = (*_REPS[:2], *(f"pool: {name}" for name in roster.pool_names()[:1]), _REPS[2])
    best: Rows = ()
    fewest: int | None = None
    for keys in _attempts(schema, locale):
        rows = tuple(
            tuple(_row(schema, cells, index, headers, owners, locale))
            for index, cells in enumerate(keys)
        )
        sheet = Sheet(schema.sheet, (tuple(headers), *rows))
        _, problems = type_table(schema, Workbook((sheet,), locale), roster)
        errors = sum(problem.severity == "error" for problem in problems)
        if not errors:
            return rows
        if fewest is None or errors < fewest:
            best, fewest = rows, errors
    return best


def _attempts(schema: TableSchema, locale: str) -> Iterator[list[tuple[str, ...]]]:
    """Key cells row by row, the most telling ones first."""
    columns = [_apart(column, build_type(column.type, locale)) for column in schema.keys]
    first, *others = columns
    covering = list(_covering(schema, locale)) if schema.covers else first
    widest = ["*" if key.any else cells[0] for key, cells in zip(schema.keys, columns, strict=True)]
    if others:
        yield [
            (cell, *(cells[at % len(cells)] for cells in others))
            for at, cell in enumerate(covering)
        ]
    yield [(cell, *widest[1:]) for cell in covering]
    yield [tuple(widest)]
    yield []


def _apart(column: Column, type_: ValueType) -> Sequence[str]:
    """Some cells of a key column that have no value in common."""
    match column.kind:
        case "suffix":
            return _SUFFIXES
        case "phrase":
            return _PHRASES
        case "alphabet":
            return ("A-M", "N-Z", "0-9, other")
        case "prefix":
            return _PREFIXES.get(type_.name) or [text[:3] for text in samples(type_)]
        case "range":
            return _APART.get(type_.name) or samples(type_)
        case _:
            return samples(type_)


def _covering(schema: TableSchema, locale: str) -> Iterator[str]:
    """Cells of the first key column that together take all that the framework says."""
    column, covers = schema.keys[0], schema.covers
    type_ = build_type(column.type, locale)
    match covers:
        case syntax.CoversAll(excluded):
            left_out = [literal.text for literal in excluded]
            yield from _all_but(left_out, column, type_)
        case syntax.CoversRegion(region):
            yield from _lists(sorted(countries_in(region.text) or ()))
        case syntax.CoversValues(spans):
            for span in spans:
                yield from _span(span, column, type_)


def _all_but(left_out: list[str], column: Column, type_: ValueType) -> Iterator[str]:
    if column.any:
        yield "*"
    elif column.kind == "alphabet":
        if not left_out:
            yield from ("A-M", "N-Z", "0-9, other")
            return
        without = {text.upper() for text in left_out}
        rest = [] if "OTHER" in without else ["other"]
        yield from _lists([each for each in (*ascii_uppercase, *digits) if each not in without])
        yield from rest
    elif type_.universe is not None:
        keys = {match_key(type_, type_.parse(text)) for text in left_out}
        wanted = [value for value in type_.universe if match_key(type_, value) not in keys]
        yield from _lists([_written(value) for value in wanted])
    elif column.kind == "prefix":
        yield from digits
    elif left_out:
        yield f"not({', '.join(left_out)})"
    elif column.kind == "range" and type_.name in ("integer", "decimal"):
        yield from _APART[type_.name]
    elif type_.name == "us_zip":
        yield from ("00000-49999", "50000-99999")
    else:
        one = samples(type_)[0]
        yield from (one, f"not({one})")


def _span(span: syntax.ValueSpan, column: Column, type_: ValueType) -> Iterator[str]:
    first, last = span.first.text, (span.last or span.first).text
    if column.kind == "prefix":
        low, high = first[:3], last[:3]
        between = range(int(low), int(high) + 1) if (low + high).isdecimal() else ()
        yield from _lists([f"{start:03}" for start in between]) if between else [first]
    elif column.kind == "alphabet":
        yield first if first == last else f"{first}-{last}"
    elif type_.name == "us_zip" and first < last:
        middle = (int(first) + int(last)) // 2
        yield from (f"{first}-{middle:05}", f"{middle + 1:05}-{last}")
    else:
        yield first if span.last is None else f"{first}..{last}"


def _lists(values: Sequence[str]) -> Iterator[str]:
    """The values in a few cells, with commas between them."""
    size = max(1, -(-len(values) // _PARTS))
    for at in range(0, len(values), size):
        yield ", ".join(values[at : at + size])


def _written(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)


def _row(
    schema: TableSchema,
    keys: Sequence[str],
    index: int,
    headers: Sequence[str],
    owners: Sequence[str],
    locale: str,
) -> Iterator[str]:
    cells = dict(zip((key.header for key in schema.keys), keys, strict=True))
    owner = index
    for column in schema.values:
        if column.assignee:
            cells[column.header] = owners[owner % len(owners)]
            owner += 1
        else:
            type_ = build_type(column.type, locale)
            texts = _TEXTS if type_.name == "text" else samples(type_)
            cells[column.header] = texts[index % len(texts)]
    for header in headers:
        yield cells.get(header, "")
