"""Rosters from a few cells, for the tests of this folder."""

from __future__ import annotations

from dsl import Sheet, Workbook
from dsl.diagnostics import Diagnostic
from dsl.model import RosterSchema
from dsl.roster import Roster, read_roster

Rows = str
"""A header and its rows, with bars between the cells."""

_TITLES = {"reps": "Reps", "pools": "Pools", "members": "Pool members", "time_off": "Time off"}


def sheet(title: str, rows: Rows) -> Sheet:
    lines = [line for line in rows.strip().split("\n") if line.strip()]
    return Sheet(title, tuple(tuple(cell.strip() for cell in line.split("|")) for line in lines))


def read(locale: str = "en_US", **rows: Rows) -> tuple[Roster, list[Diagnostic]]:
    """The roster of a framework that names just these sheets, and what is wrong with it."""
    schema = RosterSchema(*(title if part in rows else None for part, title in _TITLES.items()))
    sheets = tuple(sheet(_TITLES[part], text) for part, text in rows.items())
    return read_roster(schema, Workbook(sheets, locale))


def roster(locale: str = "en_US", **rows: Rows) -> Roster:
    """The same, of sheets in which nothing is wrong."""
    found, problems = read(locale, **rows)
    assert problems == []
    return found
