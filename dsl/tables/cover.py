"""What a table leaves uncovered of what its framework says it must cover. Exact, not sampled.

The conditions on the other key columns fall into finitely many classes, cut at the ends of the
patterns that stand in them; one sample of each class stands for all of it. For every combination
of samples, the values of the first column that no row takes are computed as sets and intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from string import ascii_uppercase, digits
from typing import Any

from dsl import syntax
from dsl.resolve.types import build_type, match_key
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
from dsl.tables.table import Patterns, Row, Table
from dsl.values import ValueType, countries_in

_MOST_COMBINATIONS = 10_000
_MOST_SHOWN = 20
# A value that no cell names: only `*` and not(…) take it.
_SOME_OTHER = "\uffff"


@dataclass(frozen=True, slots=True)
class Gap:
    """``missing`` in words; ``circumstances`` are the values of the other keys, if any."""

    missing: str
    circumstances: str
    witness: dict[str, Any]
    analysed: bool = True


def gaps(table: Table, covers: syntax.Coverage, locale: str) -> Iterator[Gap]:
    """Each set of values that no row covers, with the circumstances under which it is open."""
    key = table.schema.keys[0]
    type_ = build_type(key.type, locale)
    others = [column.name for column in table.schema.keys[1:]]
    samples = [_samples(table.rows, at + 1, table.key_types[at + 1]) for at in range(len(others))]
    if table.schema.effective:
        others.append("day")
        samples.append(_days(table.rows, len(others)))
    size = 1
    for column in samples:
        size *= len(column)
    if size > _MOST_COMBINATIONS:
        yield Gap("", "", {}, analysed=False)
        return
    found: dict[str, list[tuple[Any, ...]]] = {}
    first_missing: dict[str, Any] = {}
    for combination in product(*samples):
        patterns = [
            pattern
            for row in table.rows
            if all(_takes(row.keys[at + 1], value) for at, value in enumerate(combination))
            for pattern in row.keys[0]
        ]
        missing = list(_missing(covers, patterns, type_, key.kind == "alphabet"))
        if missing:
            text = _in_words(missing)
            found.setdefault(text, []).append(combination)
            first_missing.setdefault(text, missing[0])
    for text, combinations in found.items():
        circumstances = "" if len(combinations) == size else _circumstances(others, combinations)
        first = first_missing[text]
        values = (first[0] if isinstance(first, tuple) else first, *combinations[0])
        named = zip((key.name, *others), values, strict=True)
        yield Gap(text, circumstances, {name: _json(value) for name, value in named})


def _takes(patterns: Patterns, value: Any) -> bool:
    if value is _SOME_OTHER:
        return any(isinstance(pattern, AnyValue | Except) for pattern in patterns)
    return any(pattern.matches(value) for pattern in patterns)


# What is missing ----------------------------------------------------------------------------


def _missing(
    covers: syntax.Coverage, patterns: Sequence[Pattern], type_: ValueType, alphabet: bool
) -> Iterable[Any]:
    """Values, and (first, last) pairs of intervals, in order."""
    match covers:
        case syntax.CoversAll() if alphabet:
            characters = [*ascii_uppercase, *digits]
            missing = [c for c in characters if not any(p.matches(c) for p in patterns)]
            rest = any(isinstance(p, AnyValue) or (isinstance(p, Initials) and p.other) for p in patterns)
            return missing if rest else [*missing, "other"]
        case syntax.CoversAll(excluded):
            left_out = {_key(type_, literal) for literal in excluded}
            if type_.universe is None:
                return _open_intervals(patterns, type_, [(None, None)])
            wanted: Iterable[Any] = [v for v in type_.universe if match_key(type_, v) not in left_out]
        case syntax.CoversRegion(region):
            wanted = sorted(countries_in(region.text) or ())
        case syntax.CoversValues(spans):
            pairs = [span for span in spans if span.last is not None]
            if pairs:
                ends = [
                    (_key(type_, span.first), _key(type_, span.last or span.first)) for span in spans
                ]
                return _open_intervals(patterns, type_, ends)
            wanted = [_key(type_, span.first) for span in spans]
    return [v for v in wanted if not any(p.matches(match_key(type_, v)) for p in patterns)]


def _key(type_: ValueType, literal: syntax.Literal) -> Any:
    return match_key(type_, type_.parse(literal.text))


def _open_intervals(
    patterns: Sequence[Pattern], type_: ValueType, wanted: Sequence[tuple[Any, Any]]
) -> Iterator[Any]:
    """The parts of inclusive intervals (None: for ever) that no pattern takes.

    Parts of a dense type are given by their ends, whether these belong to them or not.
    """
    if any(isinstance(pattern, AnyValue) for pattern in patterns):
        return
    taken: list[Interval] = []
    for pattern in patterns:
        if isinstance(pattern, Interval):
            taken.append(pattern)
        elif isinstance(pattern, Exactly):
            taken.append(Interval(pattern.value, pattern.value, False, False, ""))
        elif isinstance(pattern, Except):
            # Takes all but some values: those values are all that can be missing.
            points = [v for v in pattern.excluded if not any(p.matches(v) for p in patterns)]
            yield from (v for v in sorted(points) if _inside(v, wanted))
            return
    taken.sort(key=lambda i: (i.low is not None, *((i.low, i.low_open) if i.low is not None else ())))
    for low, high in wanted:
        at, open_ = low, False  # the first value not yet known to be taken; after it, if open
        ended = False
        for interval in taken:
            if interval.low is not None and _before(at, open_, interval, type_):
                until = interval.low
                if high is not None and until > high:
                    break
                yield _part(at, open_, until, not interval.low_open, type_)
            if interval.high is None:
                ended = True
                break
            if at is None or interval.high > at or (interval.high == at and not open_):
                at, open_ = interval.high, not interval.high_open
        if not ended and (high is None or at is None or at < high or (at == high and not open_)):
            yield _part(at, open_, high, False, type_)


def _before(at: Any, open_: bool, interval: Interval, type_: ValueType) -> bool:
    """Whether values lie between what is taken so far and where an interval begins."""
    if at is None:
        return True
    if type_.step is not None:
        first = type_.step(at, 1) if open_ else at
        return first is not None and bool(first < interval.low)
    return bool(at < interval.low) or (at == interval.low and not open_ and interval.low_open)


def _part(low: Any, low_open: bool, high: Any, high_open: bool, type_: ValueType) -> Any:
    if type_.step is not None:
        low = type_.step(low, 1) if low_open and low is not None else low
        high = type_.step(high, -1) if high_open and high is not None else high
    return low if low == high and low is not None else (low, high)


def _inside(value: Any, wanted: Sequence[tuple[Any, Any]]) -> bool:
    return any(
        (low is None or low <= value) and (high is None or value <= high) for low, high in wanted
    )


# Samples of the other columns ----------------------------------------------------------------


def _samples(rows: Sequence[Row], column: int, type_: ValueType) -> list[Any]:
    """One value of each class that the patterns of a column tell apart and some row takes."""
    patterns = {pattern for row in rows for pattern in row.keys[column]}
    points: set[Any] = set()
    for pattern in patterns:
        match pattern:
            case Exactly(value):
                points.add(value)
            case Interval(low, high):
                points |= {end for end in (low, high) if end is not None}
            case Prefix(start):
                points.add(start)
            case Suffix(domain):
                points.add(domain)
            case Initials(characters):
                points |= characters
            case Phrase(words):
                points.add(words)
            case Except(excluded):
                points |= excluded
    if any(isinstance(pattern, Interval) for pattern in patterns):
        points |= _between(sorted(points), type_)
    candidates = [*sorted(points), _SOME_OTHER]
    if not any(isinstance(p, Interval) for p in patterns) and type_.universe is not None:
        candidates = [match_key(type_, value) for value in type_.universe]
    return [value for value in candidates if any(_takes((p,), value) for p in patterns)]


def _between(points: list[Any], type_: ValueType) -> set[Any]:
    """A value in each open piece that the points cut the line into."""
    if type_.step is not None:
        near = {type_.step(point, by) for point in points for by in (-1, 1)}
        return {value for value in near if value is not None}
    if not points or isinstance(points[0], str):
        return {point + "\x00" for point in points}
    middles = {(a + b) / 2 for a, b in zip(points, points[1:], strict=False)}
    return middles | {points[0] - 1, points[-1] + 1}


def _days(rows: Sequence[Row], column: int) -> list[Any]:
    """A day in each span over which the rows in effect stay the same, from the first change on."""
    day_type_step = date.resolution
    changes: set[date] = set()
    from_ever = False
    for row in rows:
        for pattern in row.keys[column]:
            if isinstance(pattern, Interval):
                if pattern.low is not None:
                    changes.add(pattern.low)
                else:
                    from_ever = True
                if pattern.high is not None and pattern.high < date.max:
                    changes.add(pattern.high + day_type_step)
            else:
                from_ever = True
    days = sorted(changes)
    if from_ever or not days:
        days.insert(0, (days[0] if days else date(2000, 1, 1)) - day_type_step)
    return days


# Words --------------------------------------------------------------------------------------


def _in_words(missing: Sequence[Any]) -> str:
    shown = [_text(value) for value in missing[:_MOST_SHOWN]]
    more = len(missing) - _MOST_SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _text(value: Any) -> str:
    if not isinstance(value, tuple):
        return str(value)
    low, high = value
    if low is None:
        return "any value" if high is None else f"what lies below {high}"
    return f"what lies above {low}" if high is None else f"{low}-{high}"


def _circumstances(names: Sequence[str], combinations: Sequence[tuple[Any, ...]]) -> str:
    shown = []
    for combination in combinations[:3]:
        pairs = zip(names, combination, strict=True)
        shown.append(
            " and ".join(
                f"any other {name}" if value is _SOME_OTHER else f"{name} {_text(value)}"
                for name, value in pairs
            )
        )
    more = len(combinations) - 3
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    return " ".join(value) if isinstance(value, tuple) else str(value)
