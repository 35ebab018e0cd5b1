"""The oracle: every entry is asked, one after another. For tests, never for the engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl.tables.index.base import Entry, Index
from dsl.tables.pattern import Pattern, overlap


class LinearIndex(Index):
    """What every index must agree with."""

    def _build(self, entries: list[Entry]) -> None:
        self._entries = entries

    def _find(self, value: Any) -> list[Entry]:
        return [entry for entry in self._entries if entry.pattern.matches(value)]

    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        return [entry for entry in self._entries if overlap(entry.pattern, pattern)]
