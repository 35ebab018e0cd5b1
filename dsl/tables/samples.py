"""One value for each class of values that the patterns of a column tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from dsl.resolve.types import match_key
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
from dsl.tables.table import Patterns, Row
from dsl.values import Invalid, ValueType

_A_DAY = timedelta(days=1)

JUST_AFTER = " !"
"""What makes a text the next one, as far as people write texts."""

# What makes a value of the beginning or the end of one, whatever its type: nothing, digits of a ZIP
# code or phone number, the rest of a domain or an e-mail address.
_ENDINGS = (
    ("", ""),
    *(("", digit * count) for count in range(1, 12) for digit in "02345"),
    *((f"{letter}.", "") for letter in "abcdefgh"),
    *(("", rest) for rest in ("a.example", ".example", "@a.example", "a@a.example")),
)

SOME_OTHER = "\uffff"
"""A value that no cell names: only `*` and not(…) take it."""


def takes(patterns: Patterns, value: Any) -> bool:
    """Whether one of the patterns of a cell takes a sample."""
    if value is SOME_OTHER:
        return any(_takes_others(pattern) for pattern in patterns)
    return any(pattern.matches(value) for pattern in patterns)


def _takes_others(pattern: Pattern) -> bool:
    is_other = isinstance(pattern, Initials) and pattern.other
    return is_other or isinstance(pattern, AnyValue | Except)


def column_samples(rows: Sequence[Row], column: int, type_: ValueType) -> list[Any]:
    """One value of each class that the patterns of a column tell apart and some row takes."""
    patterns = {pattern for row in rows for pattern in row.keys[column]}
    exact = {pattern.value for pattern in patterns if isinstance(pattern, Exactly)}
    wider = tuple(pattern for pattern in patterns if not isinstance(pattern, Exactly))
    points: set[Any] = set(exact)
    for pattern in wider:
        match pattern:
            case Interval(low=low, high=high):
                points |= {end for end in (low, high) if end is not None}
            case Prefix(start=start):
                points.add(start)
            case Suffix(domain=domain):
                points.add(domain)
            case Initials(characters=characters):
                points |= characters
            case Phrase(words=words):
                points.add(words)
            case Except(excluded=excluded):
                points |= excluded
    has_ranges = any(isinstance(pattern, Interval) for pattern in wider)
    if has_ranges:
        points |= _between(sorted(points), type_)
    candidates = [*sorted(points), SOME_OTHER]
    if not has_ranges and type_.universe is not None:
        candidates = [match_key(type_, value) for value in type_.universe]
    # Of values that no cell names, one for each set of patterns that take it.
    classes: dict[object, Any] = {}
    for value in candidates:
        if value in exact:
            classes[value] = value
        elif taking := _taking(wider, value):
            classes.setdefault(taking, value)
    return [
        value if value in exact else _real(value, taking, wider, type_)
        for taking, value in classes.items()
    ]


def _taking(patterns: Sequence[Pattern], value: Any) -> frozenset[int]:
    return frozenset(at for at, pattern in enumerate(patterns) if takes((pattern,), value))


def _real(value: Any, taking: object, patterns: Sequence[Pattern], type_: ValueType) -> Any:
    """A value of the type that the same patterns take: `94100` for `94`, `a.gov` for `gov`."""
    if not isinstance(value, str) or value is SOME_OTHER:
        return value
    for before, after in _ENDINGS:
        longer = f"{before}{value}{after}"
        parsed = type_.parse(longer)
        is_real = not isinstance(parsed, Invalid) and match_key(type_, parsed) == longer
        if is_real and _taking(patterns, longer) == taking:
            return longer
    return value


def _between(points: list[Any], type_: ValueType) -> set[Any]:
    """A value in each open piece that the points cut the line into."""
    if type_.step is not None:
        near = {type_.step(point, by) for point in points for by in (-1, 1)}
        return {value for value in near if value is not None}
    if not points or isinstance(points[0], str):
        below = {"!"} if points and points[0] > "!" else set()
        return below | {point + JUST_AFTER for point in points}
    one: Any = timedelta(days=1) if isinstance(points[0], datetime) else 1
    middles = {a + (b - a) / 2 for a, b in pairwise(points)}
    return middles | {points[0] - one, points[-1] + one}


class Days:
    """The spans of days over which the rows in effect stay the same.

    ``samples`` has the first day of each, but for one without a beginning, which has its last. The
    days before any row takes effect are left out: nothing was to be covered then.
    """

    def __init__(self, rows: Sequence[Row], column: int) -> None:
        changes: set[date] = set()
        self._from_ever = False
        for row in rows:
            for pattern in row.keys[column]:
                if isinstance(pattern, Interval) and pattern.low is not None:
                    changes.add(pattern.low)
                else:
                    self._from_ever = True
                if isinstance(pattern, Interval) and pattern.high not in (None, date.max):
                    changes.add(pattern.high + _A_DAY)
        self._changes = sorted(changes)
        self.samples = list(self._changes)
        if self._from_ever or not self.samples:
            first = self.samples[0] if self.samples else date(2000, 1, 1)
            self.samples.insert(0, first - _A_DAY if first > date.min else first)

    def span(self, sample: date) -> str:
        """The span of a sample, in words."""
        if sample not in self._changes:
            return f"before {self._changes[0]}" if self._changes else "on any day"
        later = [day for day in self._changes if day > sample]
        return f"from {sample} to {later[0] - _A_DAY}" if later else f"from {sample} on"
