"""Adds to a spreadsheet what a framework asks for and it lacks; what is there stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dsl.values import header_key
from dsl.workbook import Sheet, Workbook
from sheets_adapter.google import Spreadsheet
from sheets_adapter.scaffold import batch
from sheets_adapter.scaffold.existing import (
    Existing,
    header_positions,
    header_row,
    read_existing,
    width,
)
from sheets_adapter.scaffold.layout import Choices, ColumnPlan, FromColumn, SheetPlan


@dataclass(frozen=True, slots=True)
class Made:
    """What was added: the titles of tabs, and headers by the title of their tab."""

    tabs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a plan goes: a tab, the row of its headers, and where those stand or will stand.

    ``added`` are columns that are new, from ``first`` on; ``size`` is that of the grid.
    """

    plan: SheetPlan
    sheet_id: int
    title: str
    row: int
    first: int
    added: tuple[ColumnPlan, ...]
    positions: Mapping[str, int]
    is_new: bool
    size: tuple[int, int]


def add_missing(
    spreadsheet: Spreadsheet,
    plans: Sequence[SheetPlan],
    *,
    optional: bool = True,
    into_new: bool = False,
) -> Made:
    """Add the tabs and columns of the plans that a spreadsheet lacks, all together or none.

    New tabs get the rows of their plan; tabs that are there get columns only, at the right.
    ``optional``: also those that a tab can do without. ``into_new``: the spreadsheet was just made,
    and loses the empty tab with which it came. Raises ``SourceError``.
    """
    existing = read_existing(spreadsheet)
    places = list(_places(plans, existing, optional))
    requests = [request for place in places if place.is_new for request in _new_tab(place)]
    for place in places:
        requests += _columns(place, places, existing)
    if into_new:
        kept = {place.sheet_id for place in places}
        requests += [
            batch.delete_tab(tab.sheet_id)
            for tab in existing.tabs.values()
            if tab.sheet_id not in kept
        ]
    if requests:
        spreadsheet.batch_update(requests)
    return Made(
        tuple(place.title for place in places if place.is_new),
        {
            place.title: tuple(column.header for column in place.added)
            for place in places
            if place.added and not place.is_new
        },
    )


def filled(plans: Sequence[SheetPlan], workbook: Workbook) -> list[SheetPlan]:
    """The plans with the rows of a workbook in place of example rows.

    A sheet keeps the order of its own columns and those that the framework does not know; planned
    columns that it lacks come after them. Sheets that no plan names get a tab as they are.
    """
    found: list[SheetPlan] = []
    planned: set[str] = set()
    for plan in plans:
        sheet = workbook.sheet(plan.title)
        if sheet is not None:
            planned.add(sheet.title)
        found.append(_filled(plan, sheet))
    for sheet in workbook.sheets:
        if sheet.title not in planned:
            found.append(_filled(SheetPlan(sheet.title, ()), sheet))
    return found


def without_rows(plans: Sequence[SheetPlan]) -> list[SheetPlan]:
    """The plans with headers only."""
    return [SheetPlan(plan.title, plan.columns) for plan in plans]


def _filled(plan: SheetPlan, sheet: Sheet | None) -> SheetPlan:
    if sheet is None or not sheet.rows:
        return SheetPlan(plan.title, plan.columns)
    at = header_row(sheet)
    known = {header_key(column.header): column for column in plan.columns}
    own = sheet.rows[at]
    columns = [
        known.pop(header_key(text)) if header_key(text) in known else _own(text) for text in own
    ]
    rows = tuple(tuple(row) for row in sheet.rows[at + 1 :])
    columns += [_own("")] * (max(map(len, rows), default=0) - len(columns))
    return SheetPlan(sheet.title, (*columns, *known.values()), rows)


def _own(header: str) -> ColumnPlan:
    """A column that the framework does not know: somebody's own."""
    return ColumnPlan(header, "", needed=False)


def _places(plans: Sequence[SheetPlan], existing: Existing, optional: bool) -> Iterator[_Place]:
    taken = set(existing.taken)
    for plan in plans:
        there = existing.tab(plan.title)
        if there is None:
            sheet_id = batch.new_sheet_id(plan.title, taken)
            taken.add(sheet_id)
            positions = _positions(plan.columns, 0)
            size = (len(plan.rows) + 1, len(plan.columns))
            title = plan.title
            yield _Place(plan, sheet_id, title, 0, 0, plan.columns, positions, True, size)
            continue
        tab, sheet = there
        found = header_positions(sheet)
        missing = tuple(
            column
            for column in plan.columns
            if header_key(column.header) not in found and (column.needed or optional)
        )
        first = width(sheet)
        positions = found | _positions(missing, first)
        size = (tab.rows, tab.columns)
        row = header_row(sheet)
        yield _Place(plan, tab.sheet_id, tab.title, row, first, missing, positions, False, size)


def _positions(columns: Sequence[ColumnPlan], first: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, column in enumerate(columns, first):
        found.setdefault(header_key(column.header), at)
    return found


def _new_tab(place: _Place) -> Iterator[batch.Request]:
    yield batch.add_tab(place.sheet_id, place.title, *place.size)
    if place.plan.rows:
        yield batch.write_rows(place.sheet_id, 1, place.plan.rows)


def _columns(
    place: _Place, places: Sequence[_Place], existing: Existing
) -> Iterator[batch.Request]:
    """The requests for the columns that are new in a tab."""
    if not place.added:
        return
    lacking = place.first + len(place.added) - place.size[1]
    if not place.is_new and lacking > 0:
        yield batch.grow(place.sheet_id, "COLUMNS", lacking)
    yield from batch.write_headers(place.sheet_id, place.row, place.first, place.added)
    for at, column in enumerate(place.added, place.first):
        offered = _offered(column.choices, places, existing)
        yield from batch.set_up_column(place.sheet_id, place.row, at, column, offered)


def _offered(
    choices: Choices | None, places: Sequence[_Place], existing: Existing
) -> str | Sequence[str]:
    """What a drop-down takes: texts, or the range of a column wherever it stands."""
    if not isinstance(choices, FromColumn):
        return choices or ()
    wanted, header = header_key(choices.sheet), header_key(choices.header)
    for place in places:
        if header_key(place.plan.title) == wanted and header in place.positions:
            return batch.column_below(place.title, place.row, place.positions[header])
    there = existing.tab(choices.sheet)
    if there is None:
        return ()
    tab, sheet = there
    at = header_positions(sheet).get(header)
    return () if at is None else batch.column_below(tab.title, header_row(sheet), at)
