"""A typed table and its lookup: key values in, the row that answers (or how far it came) out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from dsl.diagnostics import Diagnostic
from dsl.model import Column, MatchKind, TableSchema
from dsl.roster import Assignee
from dsl.tables.cells import phrase_words
from dsl.tables.index import INDEXES, Entry, Index
from dsl.tables.pattern import AnyValue, Exactly, Pattern, Phrase, narrower, overlap
from dsl.values import ValueType, initial
from dsl.workbook import Sheet, column_letters

Patterns = tuple[Pattern, ...]
_Path = tuple[Patterns, Any]


@dataclass(slots=True, eq=False)
class Row:
    """A row of the sheet: its 1-based number, raw cells, key patterns, and what it gives.

    ``keys`` has a tuple of patterns for each key column, and one for the dates it is in effect
    where the table has such.
    """

    number: int
    cells: tuple[str, ...]
    keys: tuple[Patterns, ...]
    assignees: dict[str, Assignee]
    values: dict[str, Any]


class Hit(NamedTuple):
    """The row that answers, and for each key column the pattern of it that matched.

    ``others`` are the numbers of the rows that matched too and gave way.
    """

    row: Row
    patterns: Patterns
    others: tuple[int, ...] = ()


class Miss(NamedTuple):
    """No row: how many were left after each key column, and which one nearly matched where.

    ``wanting`` tells that rows would have matched if the missing keys had had a value.
    ``column`` is the index of the key column at which ``nearest`` failed.
    """

    survivors: tuple[int, ...]
    wanting: bool = False
    column: int = 0
    nearest: Row | None = None


@dataclass(slots=True, eq=False)
class Table:
    """Rows with an index over each key column in turn."""

    schema: TableSchema
    sheet: Sheet
    rows: tuple[Row, ...]
    key_types: tuple[ValueType, ...]
    positions: dict[str, int]  # of the declared columns, in the sheet, from 0
    width: int  # the last column with a header, from 0
    version: str
    diagnostics: tuple[Diagnostic, ...] = ()
    address: dict[str, str] = field(init=False)
    link: Callable[[int], str] | None = field(init=False)
    index: Index | None = field(init=False)
    _sets_overlap: bool = field(init=False)
    _narrowed: dict[frozenset[int], Index | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """``address[column]`` and a row number make ``Sheet!A17``; ``link`` opens a row."""
        self.address = {
            name: f"{self.sheet.title}!{column_letters(at)}" for name, at in self.positions.items()
        }
        self.link = self.sheet.linker(self.width)
        self.index = _index(self.rows, self._kinds(), range(len(self._kinds())))
        self._sets_overlap = any(
            _overlap_within(patterns) for row in self.rows for patterns in row.keys
        )

    def _kinds(self) -> tuple[MatchKind, ...]:
        kinds = tuple(column.kind or "exact" for column in self.schema.keys)
        return (*kinds, "range") if self.schema.effective else kinds

    def lookup(self, values: Sequence[Any], today: date) -> Hit | Miss:
        """The row for some match keys (None: missing) on a day, by the table's hit policy."""
        keys = [*values, today] if self.schema.effective else values
        if self.index is None:
            return _NO_ROWS
        # Each path is the patterns that matched so far, and what lies behind the last of them.
        paths: list[_Path] = [((), self.index)]
        for depth, key in enumerate(keys):
            further: list[_Path] = []
            for patterns, index in paths:
                for entry in index.find(key):
                    further.append(((*patterns, entry.pattern), entry.behind))
            if not further:
                return self._miss(keys, depth, paths)
            paths = further
        patterns, rows = paths[0]
        if len(paths) == 1 and len(rows) == 1:
            return Hit(rows[0], patterns)
        return self._choose(paths)

    def _choose(self, paths: list[_Path]) -> Hit:
        """By row order; under ``hit specific`` the narrowest, which row order then cannot change.

        A row that matches by several patterns of one cell counts by the narrowest of them.
        """
        found = [(patterns, row) for patterns, rows in paths for row in rows]
        found.sort(key=_row_number)
        chosen, answer = found[0]
        for patterns, row in found[1:]:
            if row is answer or self.schema.hit == "specific":
                if more_specific(patterns, chosen, len(self.schema.keys)) < 0:
                    chosen, answer = patterns, row
        numbers = {row.number for _, row in found if row is not answer}
        return Hit(answer, chosen, tuple(sorted(numbers)))

    def _miss(self, keys: Sequence[Any], depth: int, paths: list[_Path]) -> Miss:
        """Nothing is left of some paths after the key column at ``depth``."""
        survivors = tuple([self._count(keys[:at]) for at in range(1, depth + 1)])
        wanting = None in keys and self._matches_without_missing(keys)
        nearest = None
        key = keys[depth]
        if key is not None and key.__class__ is not frozenset:
            near = [entry for _, index in paths if (entry := index.nearest(key))]
            if not near and depth:
                near = paths[0][1].entries
            nearest = _first_row(near[0]) if near else None
        return Miss((*survivors, 0), wanting, depth, nearest)

    def _count(self, keys: Sequence[Any]) -> int:
        """How many rows match the first keys."""
        entries = [Entry(_NOTHING, self.index, 0)]
        for key in keys:
            entries = [found for entry in entries for found in entry.behind.find(key)]
        if len(entries) == 1:
            return entries[0].size
        if self._sets_overlap or any(key.__class__ is frozenset for key in keys):
            return len({row.number for entry in entries for row in _rows(entry.behind)})
        return sum([entry.size for entry in entries])

    def _matches_without_missing(self, keys: Sequence[Any]) -> bool:
        """Whether some row matches the keys that are not missing.

        The index over those columns alone is made when it is first needed, and kept.
        """
        rest = [at for at, key in enumerate(keys) if key is not None]
        if not rest:
            return True
        columns = frozenset(rest)
        if columns not in self._narrowed:
            self._narrowed[columns] = _index(self.rows, self._kinds(), rest)
        level: list[Any] = [self._narrowed[columns]]
        for at in rest:
            level = [entry.behind for index in level for entry in index.find(keys[at])]
        return bool(level)


def more_specific(one: Patterns, other: Patterns, columns: int) -> int:
    """-1 when ``one`` is narrower, 1 when ``other`` is, 0 for a tie.

    Column by column in the order declared, for the first ``columns``.
    """
    for at in range(columns):
        verdict = narrower(one[at], other[at])
        if verdict:
            return verdict
    return 0


def match_key_of(column: Column, type_: ValueType) -> Callable[[Any], Any] | None:
    """How a value becomes what the patterns of a column compare; None when it already is."""
    match column.kind:
        case "alphabet":
            return initial
        case "phrase":
            return phrase_words
        case "prefix" if type_.name == "url":
            return str.lower
        case _:
            return type_.key


def _index(rows: Sequence[Row], kinds: Sequence[MatchKind], columns: Sequence[int]) -> Index | None:
    """Indexes within indexes: one over the first of ``columns``; behind each entry, the rest."""
    if not rows:
        return None
    column, *rest = columns
    by_pattern: dict[Pattern, list[Row]] = {}
    for row in rows:
        for pattern in row.keys[column]:
            by_pattern.setdefault(pattern, []).append(row)
    entries = [
        Entry(pattern, _index(found, kinds, rest) if rest else found, len(found))
        for pattern, found in by_pattern.items()
    ]
    return INDEXES[kinds[column]](entries)


def _rows(part: Any) -> Sequence[Row]:
    """All rows behind an entry; one may come twice."""
    if isinstance(part, list):
        return part
    return [row for entry in part.entries for row in _rows(entry.behind)]


def _first_row(entry: Entry) -> Row:
    behind = entry.behind
    while not isinstance(behind, list):
        behind = behind.entries[0].behind
    first: Row = behind[0]
    return first


def _overlap_within(patterns: Patterns) -> bool:
    """Whether one key can match a cell twice over; equal patterns have been made one."""
    several = [pattern for pattern in patterns if not isinstance(pattern, Exactly)]
    if len(several) > 1 and isinstance(several[0], Phrase):
        return True
    return len(several) > 0 and any(overlap(a, b) for a, b in combinations(patterns, 2))


def _row_number(found: tuple[Patterns, Row]) -> int:
    return found[1].number


_NO_ROWS = Miss((0,))
_NOTHING = AnyValue("")
