"""Rows: every row of a table is asked, and of those that match the hit policy takes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dsl import model
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
from dsl.tables.table import Row, Table
from dsl.values import Invalid, ValueType, initial, words

Keys = list[Any]
"""What one key column is asked for: one key, several for a list of values, none when missing."""


def key_of(type_: ValueType, value: Any) -> Any:
    """What is compared in place of a value."""
    return value if type_.key is None else type_.key(value)


def match_keys(table: Table, column: int, key: model.Key, value: Any) -> Keys:
    """What the patterns of a key column compare for the value of a field."""
    if value is None:
        return []
    schema, type_ = table.schema.keys[column], table.key_types[column]
    found: Keys = []
    for item in value if key.ref.type.name.startswith("list of ") else [value]:
        read = item if key.convert is None else key.convert(item)
        if read is None or isinstance(read, Invalid):
            continue
        match schema.kind:
            case "alphabet":
                found.append(initial(read) or "")
            case "phrase":
                found.append(words(read) or ())
            case "prefix" if type_.name == "url":
                found.append(read.lower())
            case _:
                found.append(key_of(type_, read))
    return found


def takes(patterns: Sequence[Pattern], keys: Keys) -> bool:
    """Whether one of a cell's patterns matches one of the keys; without a key, only *any* does."""
    return any(pattern.matches(key) for pattern in patterns for key in keys or [None])


def survivors(table: Table, keys: Sequence[Keys]) -> list[list[Row]]:
    """The rows left after each key column, up to the first that leaves none."""
    left = list(table.rows)
    found: list[list[Row]] = []
    for column, key in enumerate(keys):
        left = [row for row in left if takes(row.keys[column], key)]
        found.append(left)
        if not left:
            break
    return found


def is_wanting(table: Table, keys: Sequence[Keys]) -> bool:
    """Whether only missing keys keep every row from matching."""
    present = [column for column, key in enumerate(keys) if key]
    return len(present) < len(keys) and any(
        all(takes(row.keys[column], keys[column]) for column in present) for row in table.rows
    )


def chosen(table: Table, rows: list[Row], keys: Sequence[Keys]) -> Row:
    """The row that the hit policy takes of those that match; row order where it has no say."""
    if table.schema.hit == "specific":
        for row in rows:
            if all(_precedes(row, other, keys) for other in rows if other is not row):
                return row
    return rows[0]


def _precedes(one: Row, other: Row, keys: Sequence[Keys]) -> bool:
    for column, key in enumerate(keys):
        a, b = narrowest(one.keys[column], key), narrowest(other.keys[column], key)
        if is_narrower(a, b):
            return True
        if is_narrower(b, a):
            return False
    return one.number < other.number


def narrowest(patterns: Sequence[Pattern], key: Keys) -> Pattern:
    """Of the patterns in a cell that match, the first that no other is narrower than."""
    matching = [pattern for pattern in patterns if takes([pattern], key)]
    return next(p for p in matching if not any(is_narrower(other, p) for other in matching))


def is_narrower(one: Pattern, other: Pattern) -> bool:
    """Of two patterns that match one value, whether the first is the more specific."""
    if _breadth(one) != _breadth(other):
        return _breadth(one) < _breadth(other)
    match one, other:
        case Interval(), Interval():
            a, b = _width(one), _width(other)
            if a is not None and b is not None and a != b:
                return bool(a < b)
            return one != other and _lies_inside(one, other)
        case Prefix(start=mine), Prefix(start=theirs):
            return len(mine) > len(theirs)
        case Suffix(domain=mine), Suffix(domain=theirs):
            return len(mine) > len(theirs)
        case Phrase(words=some), Phrase(words=others):
            return (len(some), len("".join(some))) > (len(others), len("".join(others)))
        case Initials(other=False), Initials(other=False):
            return len(one.characters) < len(other.characters)
        case Except(), Except():
            return len(one.excluded) > len(other.excluded)
    return False


def _breadth(pattern: Pattern) -> int:
    """Exact values, closed ranges and their like, half-lines, what only says what not, *any*."""
    match pattern:
        case Exactly():
            return 0
        case Interval(low=None) | Interval(high=None):
            return 2
        case Except() | Initials(other=True):
            return 3
        case AnyValue():
            return 4
    return 1


def _width(interval: Interval) -> Any:
    """How far apart the ends are; None where that cannot be told, as of texts and half-lines."""
    low, high = interval.low, interval.high
    if low is None or high is None:
        return None
    if not isinstance(low, str):
        return high - low
    is_zip = len(low) == len(high) == 5 and low.isdecimal() and high.isdecimal()
    return int(high) - int(low) if is_zip else None


def _lies_inside(one: Interval, other: Interval) -> bool:
    if other.low is not None:
        if one.low is None or one.low < other.low:
            return False
        if one.low == other.low and other.low_open and not one.low_open:
            return False
    if other.high is not None:
        if one.high is None or one.high > other.high:
            return False
        if one.high == other.high and other.high_open and not one.high_open:
            return False
    return True
