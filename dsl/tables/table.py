"""A typed table and its lookup: key values in, the row that answers (or how far it came) out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from msgspec import Struct

from dsl.diagnostics import Diagnostic
from dsl.model import Column, MatchKind, TableSchema
from dsl.roster import Assignee
from dsl.tables.cells import phrase_words
from dsl.tables.index import INDEXES, Entry, Index
from dsl.tables.pattern import (
    AnyValue,
    Exactly,
    Interval,
    Pattern,
    Phrase,
    narrower,
    overlap,
)
from dsl.tables.repeated import repeated
from dsl.values import ValueType, initial
from dsl.workbook import Sheet, column_letters

Patterns = tuple[Pattern, ...]
_Path = tuple[Patterns, Any]


class Row(Struct, gc=False, eq=False):
    """A row of the sheet: its 1-based number, raw cells, key patterns, and what it gives.

    ``keys`` has a tuple of patterns for each key column, and one for the dates it is in effect
    where the table has such.
    """

    number: int
    cells: tuple[str, ...]
    keys: tuple[Patterns, ...]
    assignees: dict[str, Assignee]
    values: dict[str, Any]


class Hit(Struct, frozen=True, gc=False):
    """The row that answers, and for each key column the pattern of it that matched.

    ``others`` are the numbers of the rows that matched too and gave way.
    """

    row: Row
    patterns: Patterns
    others: tuple[int, ...] = ()


class Miss(Struct, frozen=True, gc=False):
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
    columns: tuple[str, ...] = field(init=False)
    key_count: int = field(init=False)
    link: Callable[[int], str] | None = field(init=False)
    index: Index | None = field(init=False)
    _sets_overlap: bool = field(init=False)
    _narrowed: dict[frozenset[int], Index | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """A declared column and a row number make ``Sheet!A17``; ``link`` opens the row."""
        self.columns = tuple(
            f"{self.sheet.title}!{column_letters(self.positions[column.name])}"
            for column in self.schema.columns
        )
        self.key_count = len(self.schema.keys)
        self.link = self.sheet.linker(self.width)
        self.index = _index(self.rows, self._kinds(), range(len(self._kinds())))
        self._sets_overlap = any(
            len(patterns) > 1 and _overlap_within(patterns)
            for row in self.rows
            for patterns in row.keys
        )

    def _kinds(self) -> tuple[MatchKind, ...]:
        kinds = tuple(column.kind or "exact" for column in self.schema.keys)
        return (*kinds, "range") if self.schema.effective else kinds

    def lookup(self, values: Sequence[Any], today: date) -> Hit | Miss:
        """The row for some match keys (None: missing) on a day, by the table's hit policy."""
        keys = [*values, today] if self.schema.effective else values
        if self.index is None:
            return _NO_ROWS
        entries = self.index.find(keys[0])
        if not entries:
            return self._miss(keys, 0, [((), self.index)])
        # Each path is the patterns that matched so far, and what lies behind the last of them.
        paths: list[_Path] = [((entry.pattern,), entry.behind) for entry in entries]
        before: list[_Path] = [((), self.index)]
        for depth in range(1, len(keys)):
            if not paths:
                return self._miss(keys, depth - 1, before)
            before, paths = paths, []
            for patterns, index in before:
                for entry in index.find(keys[depth]):
                    paths.append(((*patterns, entry.pattern), entry.behind))
        if not paths:
            return self._miss(keys, len(keys) - 1, before)
        patterns, rows = paths[0]
        if len(paths) == 1 and len(rows) == 1:
            return Hit(rows[0], patterns)
        return self._choose(paths)

    def _choose(self, paths: list[_Path]) -> Hit:
        """By row order; under ``hit specific`` the narrowest, which row order then cannot change.

        A row that matches by several patterns of one cell counts by the narrowest of them.
        """
        columns = self.key_count
        specific = self.schema.hit == "specific"
        chosen, rows = paths[0]
        answer = rows[0]
        numbers = set()
        for patterns, rows in paths:
            for row in rows:
                numbers.add(row.number)
                narrower_now = 0
                if specific or row is answer:
                    narrower_now = more_specific(patterns, chosen, columns)
                if narrower_now < 0 or (narrower_now == 0 and row.number < answer.number):
                    chosen, answer = patterns, row
        numbers.discard(answer.number)
        return Hit(answer, chosen, tuple(sorted(numbers)))

    def _miss(self, keys: Sequence[Any], depth: int, paths: list[_Path]) -> Miss:
        """Nothing is left of some paths after the key column at ``depth``."""
        key = keys[depth]
        nearest = None
        if key is None:
            if len(keys) == 1:
                return _NO_KEY
        elif key.__class__ is not frozenset:
            nearest = _nearest(key, paths)
        absent = None in keys
        if depth == 0 and nearest is None and not absent:
            return _NO_ROWS
        survivors = [self._count(keys[:at]) for at in range(1, depth + 1)]
        if depth and nearest is None and key is not None:
            nearest = paths[0][1].entries[0]
        return Miss(
            (*survivors, 0),
            absent and self._matches_without_missing(keys),
            depth,
            None if nearest is None else _first_row(nearest),
        )

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


def _nearest(key: Any, paths: list[_Path]) -> Entry | None:
    for _, index in paths:
        near: Entry | None = index.nearest(key)
        if near is not None:
            return near
    return None


def _first_row(entry: Entry) -> Row:
    behind = entry.behind
    while not isinstance(behind, list):
        behind = behind.entries[0].behind
    first: Row = behind[0]
    return first


def _overlap_within(patterns: Patterns) -> bool:
    """Whether one key can match a cell twice over; equal patterns have been made one."""
    several = [pattern for pattern in patterns if not isinstance(pattern, Exactly)]
    if all(isinstance(pattern, Interval) for pattern in several):
        return repeated(patterns) is not None  # thousands of values in a cell are no trouble
    if len(several) > 1 and isinstance(several[0], Phrase):
        return True
    return len(several) > 0 and any(overlap(a, b) for a, b in combinations(patterns, 2))


_NO_ROWS = Miss((0,))
_NO_KEY = Miss((0,), wanting=True)
_NOTHING = AnyValue("")
