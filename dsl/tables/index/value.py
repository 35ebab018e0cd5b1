"""Values and ranges of them: a dict for the values, layers of disjoint intervals for the ranges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any

from dsl.gently import in_order, steps
from dsl.tables.index.base import Entry, Index
from dsl.tables.pattern import (
    AnyValue,
    Exactly,
    Except,
    Interval,
    Pattern,
    ends_before,
    overlap,
)


class ValueIndex(Index):
    """For exact and range columns. A value costs one hash, a range one bisection a layer."""

    def _build(self, entries: list[Entry]) -> None:
        self._points: dict[Any, list[Entry]] = {}
        self._excepts: list[Entry] = []
        intervals: list[Entry] = []
        for entry in steps(entries):
            match entry.pattern:
                case Exactly(value=value):
                    self._points[value] = [entry]
                case Interval():
                    intervals.append(entry)
                case _:
                    self._excepts.append(entry)
        self._layers = [_Layer(layer) for layer in _disjoint_layers(intervals)]
        self._sorted_points: list[Any] | None = None

    def _find(self, value: Any) -> list[Entry]:
        found = self._points.get(value, [])
        for layer in self._layers:
            entry = layer.find(value)
            if entry is not None:
                found = [*found, entry]
        if self._excepts:
            found = found + [entry for entry in self._excepts if entry.pattern.matches(value)]
        return found

    def _overlapping(self, pattern: Pattern) -> Iterable[Entry]:
        if isinstance(pattern, Exactly):
            yield from self._find(pattern.value)
            return
        yield from self._excepts
        if isinstance(pattern, Interval):
            for value in self._points_between(pattern):
                yield from self._points[value]
            for layer in self._layers:
                yield from layer.overlapping(pattern)
            return
        for entry in self.entries:
            if not isinstance(entry.pattern, Except | AnyValue) and overlap(entry.pattern, pattern):
                yield entry

    def pairs(self) -> Iterable[tuple[Entry, Entry]]:
        """Intervals of one layer share nothing, nor do two values: most pairs are never made."""
        for number, layer in enumerate(self._layers):
            for entry in layer.entries:
                assert isinstance(entry.pattern, Interval)
                for value in self._points_between(entry.pattern) if self._points else ():
                    yield entry, self._points[value][0]
                for other in self._layers[number + 1 :]:
                    for match in other.overlapping(entry.pattern):
                        yield entry, match
        wide = [*self._excepts, *self.any]
        order = {id(entry): at for at, entry in enumerate(wide)}
        for at, entry in enumerate(wide):
            for match in self.overlapping(entry.pattern):
                if order.get(id(match), len(wide)) > at:
                    yield entry, match

    def _points_in_order(self) -> list[Any]:
        if self._sorted_points is None:
            self._sorted_points = sorted(self._points)
        return self._sorted_points

    def _points_between(self, interval: Interval) -> list[Any]:
        points = self._points_in_order()
        first = 0 if interval.low is None else bisect_left(points, interval.low)
        last = len(points) if interval.high is None else bisect_right(points, interval.high)
        return [value for value in points[first:last] if interval.matches(value)]

    def nearest(self, value: Any) -> Entry | None:
        """The interval, else the value, next to ``value`` on the line; below it if there is one."""
        for layer in self._layers:
            return layer.neighbour(value)
        if isinstance(value, str) or not self._points:
            return None  # the next text in the alphabet is no near miss
        points = self._points_in_order()
        at = max(0, bisect_left(points, value) - 1)
        return self._points[points[at]][0]


class _Layer:
    """Intervals that share no value, in order. Only the first can begin at minus infinity."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        unbounded = entries[0].pattern.low is None  # type: ignore[union-attr]  # all Intervals
        self._first = entries[0] if unbounded else None
        self._rest = entries[1:] if unbounded else entries
        self._lows = [entry.pattern.low for entry in self._rest]  # type: ignore[union-attr]
        self._highs = [entry.pattern.high for entry in self._rest]  # type: ignore[union-attr]

    def find(self, value: Any) -> Entry | None:
        at = bisect_right(self._lows, value) - 1
        if at < 0:
            return self._first if self._holds_first(value) else None
        entry = self._rest[at]
        if self._lows[at] == value and entry.pattern.low_open:  # type: ignore[union-attr]
            # [10..10] and (10..20] begin alike: 10 is not in the second, but may be in the first.
            at -= 1
            if at < 0:
                return self._first if self._holds_first(value) else None
            entry = self._rest[at]
        high = self._highs[at]
        if high is None or value < high:
            return entry
        return entry if value == high and not entry.pattern.high_open else None  # type: ignore[union-attr]

    def _holds_first(self, value: Any) -> bool:
        return self._first is not None and self._first.pattern.matches(value)

    def overlapping(self, interval: Interval) -> Iterable[Entry]:
        if self._first is not None and overlap(self._first.pattern, interval):
            yield self._first
        first = 0 if interval.low is None else max(0, bisect_left(self._lows, interval.low) - 1)
        for at in range(first, len(self._rest)):
            entry = self._rest[at]
            if overlap(entry.pattern, interval):
                yield entry
            elif interval.high is not None and entry.pattern.low > interval.high:  # type: ignore[union-attr]
                return

    def neighbour(self, value: Any) -> Entry | None:
        at = bisect_right(self._lows, value) - 1
        if at >= 0:
            return self._rest[at]
        return self.entries[0]


def _disjoint_layers(entries: list[Entry]) -> list[list[Entry]]:
    """As few layers as the most intervals that share a value (greedy interval partitioning).

    Kleinberg and Tardos, "Algorithm Design", 4.1. n log n; one layer when nothing overlaps.
    """

    def begin(entry: Entry) -> tuple[Any, ...]:
        low = entry.pattern.low  # type: ignore[union-attr]  # all Intervals
        return (False,) if low is None else (True, low, entry.pattern.low_open)  # type: ignore[union-attr]

    layers: list[list[Entry]] = []
    free: list[tuple[Any, ...]] = []  # (end of the layer's last interval, layer number)
    for entry in steps(in_order(entries, begin)):
        interval: Interval = entry.pattern  # type: ignore[assignment]
        if free and ends_before(layers[free[0][-1]][-1].pattern, interval):
            number = heappop(free)[-1]
            layers[number].append(entry)
        else:
            number = len(layers)
            layers.append([entry])
        if interval.high is None:
            heappush(free, (True, number))
        else:
            heappush(free, (False, interval.high, not interval.high_open, number))
    return layers
