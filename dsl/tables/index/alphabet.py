"""Initials: a hash for each character that some cell names, and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl.tables.index.base import Entry, Index
from dsl.tables.pattern import Initials, Pattern, overlap


class AlphabetIndex(Index):
    """Values are initials. Cost does not grow with the rows."""

    def _build(self, entries: list[Entry]) -> None:
        self._by_character: dict[str, list[Entry]] = {}
        self._others = [entry for entry in entries if _initials(entry).other]
        for entry in entries:
            if not _initials(entry).other:
                for character in _initials(entry).characters:
                    self._by_character.setdefault(character, []).append(entry)

    def _find(self, value: Any) -> list[Entry]:
        others = [entry for entry in self._others if entry.pattern.matches(value)]
        return self._by_character.get(value, []) + others

    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        # At most a few dozen entries: there are no more initials that people file under.
        return [
            entry
            for entry in self.entries
            if isinstance(entry.pattern, Initials) and overlap(entry.pattern, pattern)
        ]


def _initials(entry: Entry) -> Initials:
    assert isinstance(entry.pattern, Initials)
    return entry.pattern
