"""The contract of an index over one key column."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from dsl.tables.pattern import AnyValue, Pattern


class Entry(Struct, gc=False, eq=False):
    """A pattern and what lies behind it: the rows, or an index over the next key column.

    ``size`` is the number of those rows.
    """

    pattern: Pattern
    behind: Any
    size: int


class Index(ABC):
    """Finds the entries whose pattern holds for a value. No two entries have equal patterns."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self.any = [entry for entry in entries if isinstance(entry.pattern, AnyValue)]
        self._build([entry for entry in entries if not isinstance(entry.pattern, AnyValue)])

    @abstractmethod
    def _build(self, entries: list[Entry]) -> None:
        """Arrange the entries that are not *any*."""

    def find(self, value: Any) -> list[Entry]:
        """The entries that match; a missing value (None) matches *any* alone.

        A list of values (a frozenset) matches where any of them does; an empty one is missing.
        """
        if value is None:
            return self.any
        if value.__class__ is frozenset:
            parts = [self.find(part) for part in value or (None,)]
            return list({id(entry): entry for part in parts for entry in part}.values())
        found = self._find(value)
        return found + self.any if self.any else found

    @abstractmethod
    def _find(self, value: Any) -> list[Entry]:
        """The entries other than *any* that match a value that is present."""

    def overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        """The entries that share a value with ``pattern``, a pattern for the same column."""
        if isinstance(pattern, AnyValue):
            return self.entries
        return [*self._overlapping(pattern), *self.any]

    @abstractmethod
    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        """The entries other than *any* that overlap a pattern other than *any*."""

    def pairs(self) -> Iterable[tuple[Entry, Entry]]:
        """Each two different entries that share a value, once."""
        order = {id(entry): at for at, entry in enumerate(self.entries)}
        for at, entry in enumerate(self.entries):
            for other in self.overlapping(entry.pattern):
                if order[id(other)] > at:
                    yield entry, other

    def nearest(self, value: Any) -> Entry | None:
        """The entry that a value just missed, where nearness means something."""
        return None
