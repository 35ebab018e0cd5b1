"""The notes at headers: what a column is for and what may stand in its cells, in plain words."""

from __future__ import annotations

from dsl.model import Column, TableSchema
from dsl.resolve.types import build_type
from dsl.values import ValueType
from sheets_adapter.scaffold.forms import WORDS, Forms, key_forms, samples

_FILLED = "Every row needs it."
_BLANK = "May stay blank."
_ASSIGNEES: Forms = (
    ("ana@acme.example", "a person, by e-mail address"),
    ("pool: NAME", "a pool; one of its members gets it"),
    ("queue: NAME", "a queue of your CRM"),
)


def key_note(schema: TableSchema, column: Column, locale: str) -> str:
    """The note of a key column."""
    purpose = "Which records the row is for."
    if len(schema.keys) > 1:
        purpose += " A record must match all of: " + ", ".join(key.header for key in schema.keys)
        purpose += "."
    type_ = build_type(column.type, locale)
    forms = key_forms(column.kind or "exact", type_, column.any)
    return note(purpose, forms, _FILLED)


def value_note(column: Column, locale: str) -> str:
    """The note of an assignee column, or of one that is passed on with the answer."""
    blank = _BLANK if column.optional else _FILLED
    if column.assignee:
        return note("Who gets the record.", _ASSIGNEES, blank)
    type_ = build_type(column.type, locale)
    return note(f"Goes out with the answer: {_called(type_)}.", _example(type_), blank)


def date_note(first: bool) -> str:
    """The note of a column from or until which a row counts."""
    which, limit = ("first", "no beginning") if first else ("last", "no end")
    purpose = f"The {which} day on which the row counts."
    return note(purpose, (("2026-11-30", "a date"),), f"Blank: {limit}.")


def note(purpose: str, forms: Forms, blank: str) -> str:
    """A purpose, the cell forms one a line, and what a blank cell means."""
    lines = [f"{cell}   {meaning}" for cell, meaning in forms]
    return "\n".join([purpose, "", *lines, "", blank] if lines else [purpose, "", blank])


def _called(type_: ValueType) -> str:
    if type_.name.startswith("list of "):
        return f"several, with commas between: {WORDS[type_.name.removeprefix('list of ')]}"
    if type_.name in WORDS:
        return WORDS[type_.name]
    return type_.name.replace('"', "")


def _example(type_: ValueType) -> Forms:
    return () if type_.name == "text" else ((samples(type_)[0], "for example"),)
