"""Strategies for patterns of one column, with the values that tell them apart.

The domains are small and closed: between any two ends of generated intervals lies a value, so
trying every value of a domain decides whether two patterns overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from hypothesis import strategies as st

from dsl.model import MatchKind
from dsl.tables.pattern import (
    AnyValue,
    Exactly,
    Except,
    Initials,
    Interval,
    Pattern,
    Phrase,
    Prefix,
    Suffix,
)


@dataclass(frozen=True)
class Domain:
    """The patterns of a kind of column and all values to try; ``id`` names it in test reports."""

    id: str
    kind: MatchKind
    patterns: st.SearchStrategy[Pattern]
    values: tuple[Any, ...]


def _interval(ends: tuple[Any, Any], lines: str, low_open: bool, high_open: bool) -> Interval:
    low, high = sorted(ends)
    if lines == ">":
        return Interval(low, None, low_open, False, f"> {low}")
    if lines == "<":
        return Interval(None, high, False, high_open, f"< {high}")
    return Interval(low, high, low_open, high_open, f"{low}..{high}")


def _tests(ends: tuple[Any, ...]) -> st.SearchStrategy[Pattern]:
    one = st.sampled_from(ends)
    two = st.tuples(one, one).filter(lambda pair: bool(pair[0] != pair[1]))
    lines = st.sampled_from(("..", "..", ">", "<"))
    return st.one_of(
        one.map(lambda value: Exactly(value, str(value))),
        st.builds(_interval, two, lines, st.booleans(), st.booleans()),
        st.frozensets(one, min_size=1, max_size=3).map(lambda values: Except(values, "not")),
    )


def _joined(parts: tuple[str, ...], least: int, most: int, between: str) -> tuple[str, ...]:
    return tuple(
        between.join(several)
        for size in range(least, most + 1)
        for several in product(parts, repeat=size)
    )


_NUMBERS = tuple(Decimal(number) for number in range(9))
_HALVES = tuple(Decimal(number) / 2 for number in range(-2, 20))
_TEXTS = ("10", "2", "3", "b", "d")
_STARTS = _joined(("a", "b"), 1, 3, "")
_LABELS = ("com", "aa", "a")
_WORDS = ("x", "y", "z")

DOMAINS = (
    Domain("numbers", "range", _tests(_NUMBERS), _HALVES),
    Domain("texts", "range", _tests(_TEXTS), ("1", *_TEXTS, "11", "20", "30", "a", "c", "e")),
    Domain(
        "prefixes",
        "prefix",
        st.sampled_from(_STARTS).map(lambda start: Prefix(start, start)),
        _joined(("a", "b"), 0, 4, ""),
    ),
    Domain(
        "suffixes",
        "suffix",
        st.sampled_from(_joined(_LABELS, 1, 3, ".")).map(lambda domain: Suffix(domain, domain)),
        _joined(_LABELS, 1, 4, "."),
    ),
    Domain(
        "initials",
        "alphabet",
        st.one_of(
            st.frozensets(st.sampled_from("ABC@"), min_size=1).map(
                lambda characters: Initials(characters, False, "".join(sorted(characters)))
            ),
            st.frozensets(st.sampled_from("ABC@")).map(
                lambda characters: Initials(characters, True, "other")
            ),
        ),
        (*"ABC@DE", "東", ""),
    ),
    Domain(
        "phrases",
        "phrase",
        st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(
            lambda words: Phrase(tuple(words), " ".join(words))
        ),
        tuple(words for size in range(5) for words in product(_WORDS, repeat=size)),
    ),
)


def several(domain: Domain) -> st.SearchStrategy[list[Pattern]]:
    """Patterns as an index takes them: all different, perhaps with *any* among them."""
    one = st.one_of(domain.patterns, domain.patterns, domain.patterns, st.just(AnyValue("*")))
    return st.lists(one, max_size=14, unique_by=_identity)


def _identity(pattern: Pattern) -> Any:
    return pattern if not isinstance(pattern, AnyValue) else AnyValue
