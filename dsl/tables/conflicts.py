"""Rows that claim the same record: exact, for every pair, without comparing every pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dsl.tables.index import Index
from dsl.tables.pattern import Pattern, narrower, overlap
from dsl.tables.table import Row, Table


def conflicts(table: Table) -> Iterator[tuple[Row, Row]]:
    """Pairs of rows that match one record (on one day) while the hit policy cannot choose.

    ``unique``: any two rows that overlap in every key column. ``specific``: those that tie in every
    column as well. ``first``: none. A pair may come more than once. The cost is that of the
    overlapping pairs of patterns, column by column.
    """
    if table.schema.hit == "first" or table.index is None:
        return
    ranked = len(table.schema.keys) if table.schema.hit == "specific" else 0
    yield from _within(table.index, 0, ranked)


def _within(part: Any, depth: int, ranked: int) -> Iterator[tuple[Row, Row]]:
    """Conflicts between rows behind one index, or rows with equal patterns throughout."""
    if not isinstance(part, Index):
        yield from _pairs(part, part)
        return
    for entry in part.entries:
        # Most entries stand for one row, which is in no conflict with itself.
        if isinstance(entry.behind, Index) or len(entry.behind) > 1:
            yield from _within(entry.behind, depth + 1, ranked)
    for one, other in part.pairs():
        if _may_tie(one.pattern, other.pattern, depth, ranked):
            yield from _between(one.behind, other.behind, depth + 1, ranked)


def _between(one: Any, other: Any, depth: int, ranked: int) -> Iterator[tuple[Row, Row]]:
    if not isinstance(one, Index):
        yield from _pairs(one, other)
        return
    if len(one.entries) > len(other.entries):
        one, other = other, one
    for entry in one.entries:
        for match in other.overlapping(entry.pattern):
            if _may_tie(entry.pattern, match.pattern, depth, ranked):
                yield from _between(entry.behind, match.behind, depth + 1, ranked)


def _may_tie(one: Pattern, other: Pattern, depth: int, ranked: int) -> bool:
    return depth >= ranked or narrower(one, other) == 0


def _pairs(one: list[Row], other: list[Row]) -> Iterator[tuple[Row, Row]]:
    for a in one:
        for b in other:
            if a.number < b.number or (one is not other and a.number > b.number):
                yield (a, b) if a.number < b.number else (b, a)


def shared(one: Row, other: Row, keys: int) -> list[tuple[Pattern, Pattern]]:
    """The patterns by which two rows overlap, column by column."""
    found = []
    for mine, theirs in zip(one.keys[:keys], other.keys[:keys], strict=True):
        found.append(next((p, q) for p in mine for q in theirs if overlap(p, q)))
    return found
