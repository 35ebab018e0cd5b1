"""A typed table and its lookup: key values in, the row that answers (or how far it came) out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from dsl.diagnostics import Diagnostic
from dsl.model import Column, MatchKind, TableSchema
from dsl.roster import Assignee
from dsl.tables.cells import phrase_words
from dsl.tables.index import INDEXES, Entry, Index
from dsl.tables.pattern import Pattern, narrower
from dsl.values import ValueType, initial
from dsl.workbook import Sheet, column_letters

Patterns = tuple[Pattern, ...]


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

    def matched(self, column: int, key: Any) -> str:
        """The text of the pattern of a key column that matched a key; the narrowest of several."""
        return _narrowest(self.keys[column], key).text


class Hit(NamedTuple):
    """The row that answers; ``others`` are the rows that matched too and gave way."""

    row: Row
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
    _narrowed: dict[frozenset[int], Index | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """``address[column]`` and a row number make ``Sheet!A17``; ``link`` opens a row."""
        self.address = {
            name: f"{self.sheet.title}!{column_letters(at)}" for name, at in self.positions.items()
        }
        self.link = self.sheet.linker(self.width)
        self.index = _index(self.rows, self._kinds(), range(len(self._kinds())))

    def _kinds(self) -> tuple[MatchKind, ...]:
        kinds = tuple(column.kind or "exact" for column in self.schema.keys)
        return (*kinds, "range") if self.schema.effective else kinds

    def lookup(self, values: Sequence[Any], today: date) -> Hit | Miss:
        """The row for some match keys (None: missing) on a day, by the table's hit policy."""
        keys = [*values, today] if self.schema.effective else values
        if self.index is None:
            return _NO_ROWS
        entries = _find(self.index, keys[0])
        for depth in range(1, len(keys)):
            if not entries:
                return self._miss(keys, depth - 1)
            key = keys[depth]
            entries = [each for entry in entries for each in _find(entry.behind, key)]
        if not entries:
            return self._miss(keys, len(keys) - 1)
        rows = entries[0].behind if len(entries) == 1 else _distinct(entries)
        if len(rows) == 1:
            return Hit(rows[0])
        answer = self._policy(rows, keys)
        return Hit(answer, tuple([row.number for row in rows if row is not answer]))

    def _policy(self, rows: Sequence[Row], keys: Sequence[Any]) -> Row:
        """Row order decides, but for ``hit specific``, where it only breaks what cannot tie."""
        answer = rows[0]
        if self.schema.hit == "specific":
            for row in rows[1:]:
                if more_specific(row, answer, keys[: len(self.schema.keys)]) < 0:
                    answer = row
        return answer

    def _miss(self, keys: Sequence[Any], depth: int) -> Miss:
        """Nothing is left after the key column at ``depth``."""
        levels = [self._survivors(keys[:at]) for at in range(depth + 1)]
        survivors = (*[_size(level) for level in levels[1:]], 0)
        absent = frozenset([at for at, key in enumerate(keys) if key is None])
        wanting = bool(absent) and self._matches_without(absent, keys)
        nearest = None
        if keys[depth] is not None:
            indexes = levels[-1]
            near = [entry for index in indexes if (entry := index.nearest(keys[depth]))]
            near = near or ([indexes[0].entries[0]] if depth else [])
            nearest = _first_row(near[0]) if near else None
        return Miss(survivors, wanting, depth, nearest)

    def _survivors(self, keys: Sequence[Any]) -> list[Any]:
        """What lies behind the entries that match the first keys."""
        level: list[Any] = [self.index]
        for key in keys:
            level = [entry.behind for index in level for entry in _find(index, key)]
        return level

    def _matches_without(self, absent: frozenset[int], keys: Sequence[Any]) -> bool:
        """Whether some row matches the keys that are not missing.

        The index over those columns alone is made when it is first needed, and kept.
        """
        rest = [at for at in range(len(keys)) if at not in absent]
        if not rest:
            return True
        if absent not in self._narrowed:
            self._narrowed[absent] = _index(self.rows, self._kinds(), rest)
        level: list[Any] = [self._narrowed[absent]]
        for at in rest:
            level = [entry.behind for index in level for entry in _find(index, keys[at])]
        return bool(level)


def more_specific(one: Row, other: Row, keys: Sequence[Any]) -> int:
    """-1 when ``one`` is narrower for these keys, 1 when ``other`` is, 0 for a tie.

    Column by column in the order declared; of several patterns in a cell, the narrowest counts.
    """
    for at, key in enumerate(keys):
        verdict = narrower(_narrowest(one.keys[at], key), _narrowest(other.keys[at], key))
        if verdict:
            return verdict
    return 0


def _narrowest(patterns: Patterns, key: Any) -> Pattern:
    if len(patterns) == 1:
        return patterns[0]
    answer, *rest = [pattern for pattern in patterns if matches_key(pattern, key)]
    for pattern in rest:
        if narrower(pattern, answer) < 0:
            answer = pattern
    return answer


def matches_key(pattern: Pattern, key: Any) -> bool:
    """Whether a pattern holds for a key; for a list of keys, whether it does for any of them."""
    if isinstance(key, frozenset):
        return any(pattern.matches(part) for part in key) or (not key and pattern.matches(None))
    return pattern.matches(key)


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


def _find(index: Index, key: Any) -> Sequence[Entry]:
    """The matching entries; a list of values (a frozenset) matches where any of them does."""
    if key.__class__ is not frozenset:
        return index.find(key)
    if not key:
        return index.find(None)
    return list({id(entry): entry for part in key for entry in index.find(part)}.values())


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
        Entry(pattern, _index(found, kinds, rest) if rest else found)
        for pattern, found in by_pattern.items()
    ]
    return INDEXES[kinds[column]](entries)


def _rows(part: Any) -> Sequence[Row]:
    """All rows behind an entry; one may come twice."""
    if isinstance(part, list):
        return part
    return [row for entry in part.entries for row in _rows(entry.behind)]


def _size(parts: Sequence[Any]) -> int:
    """How many rows lie behind some entries."""
    return len({id(row) for part in parts for row in _rows(part)})


def _first_row(entry: Entry) -> Row:
    behind = entry.behind
    while not isinstance(behind, list):
        behind = behind.entries[0].behind
    first: Row = behind[0]
    return first


def _distinct(entries: Sequence[Entry]) -> list[Row]:
    """The rows of several entries, each once, in the order of the sheet."""
    return sorted({id(row): row for entry in entries for row in entry.behind}.values(), key=_number)


def _number(row: Row) -> int:
    return row.number


_NO_ROWS = Miss((0,))
