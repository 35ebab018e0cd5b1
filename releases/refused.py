"""Keeping out of a candidate what people refused: each such part stays as it is live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dsl import Framework, Workbook
from dsl.build import ROSTER, TypeTable
from dsl.diagnostics import CellRef, Diagnostic
from dsl.model import TableSchema
from dsl.roster import Roster
from dsl.tables.typing import Typed
from dsl.values import header_key
from releases import kept
from releases.release import utc_text
from releases.standing import Refusal

Refused = Mapping[str, Refusal]
"""Refusals by the name of the part, as releases are kept."""


def with_people_of(live: Framework, workbook: Workbook, refused: Refused) -> Workbook:
    """The workbook with refused sheets of people as they are live."""
    own = {sheet.title: sheet for sheet in live.roster.sheets}
    titles = {part.removeprefix(kept.ROSTER) for part in refused if part.startswith(kept.ROSTER)}
    if not titles:
        return workbook
    keys = {header_key(title) for title in titles}
    others = (sheet for sheet in workbook.sheets if header_key(sheet.title) not in keys)
    back = (own[title] for title in titles if title in own)
    return replace(workbook, sheets=(*others, *back))


def with_tables_of(live: Framework, typed: TypeTable, refused: Refused) -> TypeTable:
    """Typing that gives refused tables as they are live, if they still have the same columns."""

    def type_table(schema: TableSchema, workbook: Workbook, roster: Roster) -> Typed:
        table = live.tables.get(schema.name)
        if kept.TABLE + schema.name in refused and table is not None and table.schema == schema:
            return table, table.diagnostics
        return typed(schema, workbook, roster)

    return type_table


def tables_in(refused: Refused) -> frozenset[str]:
    """The tables of refused parts; `ROSTER` stands for all sheets of people."""
    names = set()
    for part in refused:
        if part.startswith(kept.TABLE):
            names.add(part.removeprefix(kept.TABLE))
        elif part.startswith(kept.ROSTER):
            names.add(ROSTER)
    return frozenset(names)


def told(live: Framework, refused: Refused) -> dict[str, Diagnostic]:
    """What to say about each refused part."""
    return {part: _diagnostic(live, part, refusal) for part, refusal in refused.items()}


def _diagnostic(live: Framework, part: str, refusal: Refusal) -> Diagnostic:
    done = "rejected" if refusal.by == "reject" else "rolled back"
    who = f" by {refusal.who}" if refusal.who else ""
    note = f": {refusal.note}" if refusal.note else ""
    what = "this text" if part == kept.FRAMEWORK else "what the sheet says now"
    message = f"{what} was {done} with {refusal.release} on {utc_text(refusal.at)}{who}{note}"
    verb = "accept" if refusal.by == "reject" else "activate"
    help_ = (
        "It stays out until it is edited again. If it is wanted after all: "
        f"routebook releases {verb} {refusal.release}"
    )
    where = None if part == kept.FRAMEWORK else CellRef(_sheet(live, part))
    return Diagnostic("edit-refused", "error", message, help_, where)


def _sheet(live: Framework, part: str) -> str:
    if part.startswith(kept.ROSTER):
        return part.removeprefix(kept.ROSTER)
    return live.tables[part.removeprefix(kept.TABLE)].sheet.title
