"""Prefixes: one hash for each length that occurs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl.tables.index.base import Entry, Index
from dsl.tables.pattern import Pattern, Prefix


class PrefixIndex(Index):
    """Cost grows with the number of different lengths, not with the rows."""

    def _build(self, entries: list[Entry]) -> None:
        self._by_start: dict[str, Entry] = {}
        for entry in entries:
            assert isinstance(entry.pattern, Prefix)
            self._by_start[entry.pattern.start] = entry
        self._lengths = sorted({len(start) for start in self._by_start})

    def _find(self, value: Any) -> list[Entry]:
        found = []
        for length in self._lengths:
            if length > len(value):
                break
            entry = self._by_start.get(value[:length])
            if entry is not None:
                found.append(entry)
        return found

    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        assert isinstance(pattern, Prefix)
        yield from self._find(pattern.start)
        longer = len(pattern.start)
        for start, entry in self._by_start.items():
            if len(start) > longer and start.startswith(pattern.start):
                yield entry
