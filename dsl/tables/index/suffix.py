"""Domain suffixes: one hash for each label of the domain that is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dsl.tables.index.base import Entry, Index
from dsl.tables.pattern import Pattern, Suffix


class SuffixIndex(Index):
    """Cost grows with the labels of the domain, not with the rows."""

    def _build(self, entries: list[Entry]) -> None:
        self._by_domain: dict[str, Entry] = {}
        self._under: dict[str, list[Entry]] = {}
        for entry in entries:
            assert isinstance(entry.pattern, Suffix)
            domain = entry.pattern.domain
            self._by_domain[domain] = entry
            for parent in _parents(domain):
                self._under.setdefault(parent, []).append(entry)

    def _find(self, value: Any) -> list[Entry]:
        found = []
        rest = value
        while rest:
            entry = self._by_domain.get(rest)
            if entry is not None:
                found.append(entry)
            _, _, rest = rest.partition(".")
        return found

    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        assert isinstance(pattern, Suffix)
        yield from self._find(pattern.domain)
        yield from self._under.get(pattern.domain, ())


def _parents(domain: str) -> Iterable[str]:
    _, _, rest = domain.partition(".")
    while rest:
        yield rest
        _, _, rest = rest.partition(".")
