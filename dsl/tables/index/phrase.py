"""Phrases in free text: a trie of words, tried from every word of the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl.tables.index.base import Entry, Index
from dsl.tables.pattern import Pattern, Phrase


class _Node:
    __slots__ = ("entry", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.entry: Entry | None = None


class PhraseIndex(Index):
    """Values are tuples of words. Cost grows with the words of the text, not with the rows."""

    def _build(self, entries: list[Entry]) -> None:
        self._root = _Node()
        for entry in entries:
            assert isinstance(entry.pattern, Phrase)
            node = self._root
            for word in entry.pattern.words:
                node = node.next.setdefault(word, _Node())
            node.entry = entry

    def _find(self, value: Any) -> list[Entry]:
        found: dict[int, Entry] = {}
        for start in range(len(value)):
            node = self._root
            for at in range(start, len(value)):
                further = node.next.get(value[at])
                if further is None:
                    break
                node = further
                if node.entry is not None:
                    found[id(node.entry)] = node.entry
        return list(found.values())

    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        """The same phrase: that one text can hold two different ones is no mistake of a sheet."""
        return [entry for entry in self.entries if entry.pattern == pattern]
