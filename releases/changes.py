"""What an edit changed, row by row: before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from dsl import Framework, Sheet, Table
from dsl.build import ROSTER
from dsl.tables.table import Row

MOST = 200
"""Changes that are told one by one; of more than these only the number."""

FRAMEWORK = "framework"

_LONGEST = 500  # characters of a cell


class Change(Struct, frozen=True):
    """One row that is new (``before`` is None), gone (``after`` is None) or different.

    ``table`` is a table's name, ``roster`` or ``framework``; ``sheet`` the title of its sheet, or
    the framework's file. ``row`` counts from 1: where the row is now, or where it was. ``columns``
    names the cells of ``before`` and ``after``; a line of the framework has one, without a name.
    """

    table: str
    sheet: str
    row: int
    link: str
    columns: list[str]
    before: list[str] | None
    after: list[str] | None


class _Row(NamedTuple):
    number: int
    cells: tuple[str, ...]
    key: tuple[str, ...]


_SAME: tuple[Callable[[_Row], object], ...] = (attrgetter("key"), attrgetter("number"))


def changes(old: Framework | None, new: Framework) -> tuple[list[Change], int]:
    """The first `MOST` changes from ``old`` to ``new``, and how many there are in all.

    None from nothing: the rows of a first release are not news.
    """
    if old is None:
        return [], 0
    found: list[Change] = []
    total = 0
    for change in _all(old, new):
        total += 1
        if total <= MOST:
            found.append(change)
    return found, total


def _all(old: Framework, new: Framework) -> Iterator[Change]:
    yield from _of_text(old, new)
    for name in dict.fromkeys([*old.tables, *new.tables]):
        before, after = old.tables.get(name), new.tables.get(name)
        if before is None or after is None or before.version != after.version:
            yield from _of_table(name, before, after)
    if old.roster.version != new.roster.version:
        sheets = ({sheet.title: sheet for sheet in one.roster.sheets} for one in (old, new))
        was, now = sheets
        for title in dict.fromkeys([*was, *now]):
            yield from _of_sheet(was.get(title), now.get(title))


def _of_text(old: Framework, new: Framework) -> Iterator[Change]:
    before, after = (one.structure.text.splitlines() for one in (old, new))
    file = new.structure.file
    if before == after:
        return
    # With autojunk: blank lines and braces, which are everywhere, would make it cubic.
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            continue
        for at in range(max(j - i, m - k)):
            was = _told([before[i + at]]) if i + at < j else None
            now = _told([after[k + at]]) if k + at < m else None
            line = (i if now is None else k) + at + 1
            yield Change(FRAMEWORK, file, line, "", [""], was, now)


def _of_table(name: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    table = new or old
    assert table is not None
    columns = [column.name for column in table.schema.columns]
    link = table.link or _nowhere
    # Most rows of a large table are what they were, and nothing is to be made of these.
    before, after = _between([] if old is None else old.rows, [] if new is None else new.rows)
    keys = table.key_count
    yield from _of_rows(
        (name, table.sheet.title, columns),
        link,
        [_Row(row.number, row.cells, row.cells[:keys]) for row in before],
        [_Row(row.number, row.cells, row.cells[:keys]) for row in after],
    )


def _of_sheet(old: Sheet | None, new: Sheet | None) -> Iterator[Change]:
    sheet = new or old
    assert sheet is not None
    columns = list(sheet.rows[0]) if sheet.rows else []
    link = sheet.linker(max(len(columns) - 1, 0)) or _nowhere
    yield from _of_rows((ROSTER, sheet.title, columns), link, _cells_of(old), _cells_of(new))


def _between(old: Sequence[Row], new: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Both without the rows at their beginnings, and at their ends, that are alike."""
    most = min(len(old), len(new))
    start = 0
    while start < most and old[start].cells == new[start].cells:
        start += 1
    end = 0
    while end < most - start and old[-1 - end].cells == new[-1 - end].cells:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _cells_of(sheet: Sheet | None) -> list[_Row]:
    """The rows below the header. A person stands first in a row, a member of a pool second."""
    rows = [] if sheet is None else sheet.rows[1:]
    return [
        _Row(number, tuple(row), tuple(row[:2]))
        for number, row in enumerate(rows, start=2)
        if any(row)
    ]


def _of_rows(
    where: tuple[str, str, list[str]],
    link: Callable[[int], str],
    old: Sequence[_Row],
    new: Sequence[_Row],
) -> Iterator[Change]:
    """Rows that are only elsewhere are no change. One pair is what has one key, else one place."""
    gone, come = _only(old, new), _only(new, old)
    told: list[tuple[_Row | None, _Row | None]] = []
    for same in _SAME:
        pairs, gone, come = _paired(gone, come, same)
        told += pairs
    told += [(row, None) for row in gone] + [(None, row) for row in come]
    for was, now in sorted(told, key=_place):
        number = _place((was, now))
        before = None if was is None else _told(was.cells)
        after = None if now is None else _told(now.cells)
        yield Change(where[0], where[1], number, link(number), where[2], before, after)


def _told(cells: Sequence[str]) -> list[str]:
    """Cells may hold whole documents, and these are copied into every event."""
    return [text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in cells]


def _place(pair: tuple[_Row | None, _Row | None]) -> int:
    was, now = pair
    row = now or was
    assert row is not None
    return row.number


def _paired(
    gone: Sequence[_Row], come: Sequence[_Row], same: Callable[[_Row], object]
) -> tuple[list[tuple[_Row | None, _Row | None]], list[_Row], list[_Row]]:
    """The rows that are the same one, and what is left of both."""
    left = {same(row): row for row in reversed(gone)}
    pairs: list[tuple[_Row | None, _Row | None]] = []
    others = []
    for row in come:
        was = left.pop(same(row), None)
        if was is None:
            others.append(row)
        else:
            pairs.append((was, row))
    taken = {was.number for was, _ in pairs if was is not None}
    return pairs, [row for row in gone if row.number not in taken], others


def _only(rows: Sequence[_Row], others: Sequence[_Row]) -> list[_Row]:
    """The rows whose cells are not among the others', as often as they are too many."""
    spare = Counter(row.cells for row in rows)
    spare.subtract(row.cells for row in others)
    found = []
    for row in rows:
        if spare[row.cells] > 0:
            spare[row.cells] -= 1
            found.append(row)
    return found


def _nowhere(row: int) -> str:
    return ""
