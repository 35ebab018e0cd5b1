"""The parts of intervals that no pattern takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from dsl.gently import in_order, steps
from dsl.tables.pattern import AnyValue, Except, Interval, Pattern, begins
from dsl.values import ValueType


def open_intervals(
    exact: Collection[Any],
    wider: Sequence[Pattern],
    type_: ValueType,
    wanted: Sequence[tuple[Any, Any]],
) -> Iterator[Any]:
    """The parts of inclusive intervals (None: for ever) that no value and no pattern takes.

    Parts of a dense type are given by their ends, whether these belong to them or not.
    """
    if any(isinstance(pattern, AnyValue) for pattern in wider):
        return
    taken = [Interval(value, value, False, False, "") for value in exact]
    for pattern in wider:
        if isinstance(pattern, Interval):
            taken.append(pattern)
        elif isinstance(pattern, Except):
            # Takes all but some values: those values are all that can be missing.
            points = [
                value
                for value in pattern.excluded
                if value not in exact and not any(p.matches(value) for p in wider)
            ]
            yield from (value for value in sorted(points) if _inside(value, wanted))
            return
    taken = in_order(taken, begins)
    for low, high in wanted:
        at, open_ = low, False  # the first value not yet known to be taken; after it, if open
        ended = False
        for interval in steps(taken):
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
