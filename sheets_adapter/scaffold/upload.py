"""Puts the sheets of a workbook into a spreadsheet, in the place of the tabs of the same titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dsl.diagnostics import counted
from dsl.values import header_key
from dsl.workbook import Sheet, Workbook
from sheets_adapter.cells import trimmed
from sheets_adapter.google import Spreadsheet, Tab
from sheets_adapter.scaffold import batch
from sheets_adapter.scaffold.existing import Existing, header_positions, header_row, width


@dataclass(frozen=True, slots=True)
class Change:
    """What an upload does to one tab; ``tab`` is None where it makes a new one.

    ``gone`` and ``new`` count rows, the headers among them; ``sorted`` says that the rows stay and
    their order changes.
    """

    sheet: Sheet
    tab: Tab | None
    gone: int
    new: int
    sorted: bool = False

    @property
    def title(self) -> str:
        """The title of the tab."""
        return self.tab.title if self.tab else self.sheet.title

    @property
    def changes(self) -> bool:
        """Whether anything is other than it was."""
        return self.tab is None or bool(self.gone or self.new or self.sorted)

    def __str__(self) -> str:
        rows = len(self.sheet.rows)
        if self.tab is None:
            return f"{self.title}: a new tab, {counted(rows, 'row')}"
        if not self.changes:
            return f"{self.title}: nothing"
        if self.sorted:
            return f"{self.title}: the {counted(rows, 'row')} in another order"
        parts = [
            f"{counted(count, 'row')} {what}"
            for count, what in ((self.gone, "removed"), (self.new, "added"))
            if count
        ]
        return f"{self.title}: {', '.join(parts)}, {rows - self.new} as before"


def changes(workbook: Workbook, existing: Existing) -> list[Change]:
    """What an upload of the workbook would do, sheet by sheet.

    Tabs that the workbook has not, and those that Routebook writes, are not in it. Pure.
    """
    return [
        _change(sheet, existing)
        for sheet in workbook.sheets
        if header_key(sheet.title) not in existing.own
    ]


def upload(spreadsheet: Spreadsheet, found: Sequence[Change], existing: Existing) -> None:
    """Make the changes, all together or none. Raises ``SourceError``.

    Cells are written as text, and their columns formatted as plain text. Notes, drop-downs and
    colours stay.
    """
    requests: list[batch.Request] = []
    taken = set(existing.taken)
    for change in found:
        if not change.changes:
            continue
        sheet_id = change.tab.sheet_id if change.tab else batch.new_sheet_id(change.title, taken)
        taken.add(sheet_id)
        requests += _requests(change, sheet_id)
    if requests:
        spreadsheet.batch_update(requests)


def _change(sheet: Sheet, existing: Existing) -> Change:
    there = existing.tab(sheet.title)
    if there is None:
        return Change(sheet, None, 0, len(sheet.rows))
    tab, before = there
    sheet = Sheet(sheet.title, _under_headers(sheet, before))
    old, new = (Counter(tuple(row) for row in one.rows) for one in (before, sheet))
    in_order = [tuple(row) for row in before.rows] == [tuple(row) for row in sheet.rows]
    return Change(sheet, tab, (old - new).total(), (new - old).total(), old == new and not in_order)


def _under_headers(sheet: Sheet, before: Sheet) -> Sequence[Sequence[str]]:
    """The rows with their columns where the tab has them: notes and drop-downs stay at a column.

    Columns that the tab has not come after those. One of the tab that the sheet has not keeps its
    header when it stands between them, and is blank. A sheet with a header twice goes as it is.
    """
    if not sheet.rows or not before.rows or header_row(sheet) or header_row(before):
        return sheet.rows
    wide = width(sheet)
    headers = [*sheet.rows[0], *[""] * (wide - len(sheet.rows[0]))]
    there = header_positions(before)
    keys = [header_key(text) for text in headers if text.strip()]
    if len(set(keys)) < len(keys):
        return sheet.rows
    goes_to: dict[int, int] = {}
    for at, text in enumerate(headers):
        place = there.pop(header_key(text), None) if text.strip() else None
        if place is not None:
            goes_to[at] = place
    in_place = all(at == place for at, place in goes_to.items())
    if in_place and all(place >= wide for place in there.values()):
        return sheet.rows
    last = max(goes_to.values(), default=-1)
    for at in range(wide):
        if at not in goes_to:
            last += 1
            goes_to[at] = last
    kept = {place: before.rows[0][place] for place in there.values() if place <= last}
    rows = [_moved(row, goes_to, last + 1) for row in sheet.rows]
    for place, text in kept.items():
        rows[0][place] = rows[0][place] or text
    return trimmed(rows)


def _moved(row: Sequence[str], goes_to: Mapping[int, int], size: int) -> list[str]:
    found = [""] * size
    for at, text in enumerate(row):
        found[goes_to[at]] = text
    return found


def _requests(change: Change, sheet_id: int) -> Iterator[batch.Request]:
    rows = change.sheet.rows
    height, wide = len(rows), width(change.sheet)
    if change.tab is None:
        yield batch.add_tab(sheet_id, change.title, height, wide)
        if rows:
            yield batch.write_rows(sheet_id, 0, rows)
    else:
        if height > change.tab.rows:
            yield batch.grow(sheet_id, "ROWS", height - change.tab.rows)
        if wide > change.tab.columns:
            yield batch.grow(sheet_id, "COLUMNS", wide - change.tab.columns)
        size = max(height, change.tab.rows), max(wide, change.tab.columns)
        yield batch.replace_rows(sheet_id, rows, *size)
    if wide:
        yield batch.plain_text(batch.grid_range(sheet_id, 0, None, 0, wide))
