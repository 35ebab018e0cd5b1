"""From a framework to the tabs that its spreadsheet has. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dsl.model import Block, Column, RosterSchema, Step, Structure, TableSchema, ToAssignee
from dsl.resolve.types import build_type
from dsl.roster import Roster, read_roster
from dsl.values import header_key
from sheets_adapter.scaffold.examples import example_rows
from sheets_adapter.scaffold.goldens import GOLDENS, goldens_plan
from sheets_adapter.scaffold.layout import Choices, ColumnPlan, SheetPlan, workbook_of_plans
from sheets_adapter.scaffold.notes import date_note, key_note, value_note
from sheets_adapter.scaffold.people import YES_NO, people_plans, rep_choices

_AUTOMATIC = {"integer", "decimal", "date", "datetime"}


def plan(structure: Structure, locale: str = "en_US") -> list[SheetPlan]:
    """The tabs that a framework reads, tables first, with example rows that it takes as they are.

    Two tables of one sheet share its tab; their example rows stand side by side.
    """
    people = _people(structure)
    roster = _roster(structure.roster, people, locale)
    plans: dict[str, SheetPlan] = {}
    for schema in structure.tables.values():
        planned = _table(schema, structure.roster, roster, locale)
        key = header_key(planned.title)
        plans[key] = _joined(plans[key], planned) if key in plans else planned
    for planned in people:
        key = header_key(planned.title)
        plans[key] = _joined(plans[key], planned) if key in plans else planned
    tabs = list(plans.values())
    if header_key(GOLDENS) not in plans:
        tabs.append(goldens_plan(structure, workbook_of_plans(tabs, locale), locale))
    return tabs


def _people(structure: Structure) -> list[SheetPlan]:
    if structure.roster is None:
        return []
    named = {route.block.at: route.block for route in structure.routes.values()}
    targets = [target for block in named.values() for target in _targets(block)]
    reps = tuple(dict.fromkeys(each.id for each in targets if each.kind == "rep"))
    pools = tuple(dict.fromkeys(each.id for each in targets if each.kind == "pool"))
    return people_plans(structure.roster, reps, pools)


def _targets(block: Block) -> Iterator[ToAssignee]:
    """The reps, pools and queues that the framework itself names."""
    steps: tuple[Step | Block, ...] = block.steps
    for step in (*steps, *((block.otherwise,) if block.otherwise else ())):
        if isinstance(step, Block):
            yield from _targets(step)
        elif isinstance(step.target, ToAssignee):
            yield step.target


def _roster(schema: RosterSchema | None, people: list[SheetPlan], locale: str) -> Roster:
    roster, _ = read_roster(schema, workbook_of_plans(people, locale))
    return roster


def _table(
    schema: TableSchema, roster_schema: RosterSchema | None, roster: Roster, locale: str
) -> SheetPlan:
    choices = rep_choices(roster_schema)
    keys = [_key(schema, column, locale) for column in schema.keys]
    values = [_value(column, choices, locale) for column in schema.values]
    dates = [
        ColumnPlan(header, date_note(first), plain_text=False, width=110)
        for header, first in zip(schema.effective or (), (True, False), strict=False)
    ]
    planned = _once((*keys, *values, *dates))
    headers = tuple(column.header for column in planned)
    rows = example_rows(schema, headers, roster, locale)
    return SheetPlan(schema.sheet, planned, rows)


def _key(schema: TableSchema, column: Column, locale: str) -> ColumnPlan:
    wide = column.kind == "phrase" or schema.covers is not None
    return ColumnPlan(
        column.header, key_note(schema, column, locale), key=True, width=280 if wide else 180
    )


def _value(column: Column, choices: Choices | None, locale: str) -> ColumnPlan:
    text = value_note(column, locale)
    if column.assignee:
        return ColumnPlan(column.header, text, choices=choices, width=200)
    type_ = build_type(column.type, locale)
    offered: Choices | None = None
    if type_.name == "boolean":
        offered = YES_NO
    elif type_.name.startswith("one of "):
        offered = tuple(map(str, type_.universe or ()))
    plain = type_.name not in _AUTOMATIC
    return ColumnPlan(column.header, text, plain_text=plain, choices=offered, width=160)


def _once(columns: tuple[ColumnPlan, ...]) -> tuple[ColumnPlan, ...]:
    """Each header once: columns of one header are one column of the sheet."""
    found: dict[str, ColumnPlan] = {}
    for column in columns:
        found.setdefault(header_key(column.header), column)
    return tuple(found.values())


def _joined(one: SheetPlan, other: SheetPlan) -> SheetPlan:
    """Two plans of one tab. Example rows only as far as both agree on the columns they share."""
    columns = _once((*one.columns, *other.columns))
    if len(columns) < len(one.columns) + len(other.columns):
        return replace(one, columns=columns, rows=())
    width, more = len(one.columns), len(other.columns)
    count = max(len(one.rows), len(other.rows))
    left = [*one.rows, *[("",) * width] * (count - len(one.rows))]
    right = [*other.rows, *[("",) * more] * (count - len(other.rows))]
    rows = tuple((*a, *b) for a, b in zip(left, right, strict=True))
    return replace(one, columns=columns, rows=rows)
