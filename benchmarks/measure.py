"""Timing on a machine that does other things too: interleaved blocks, CPU time, median ratios."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time_ns

Block = Callable[[], object]


class Times:
    """CPU nanoseconds of every contender in every round; rounds are in the same order for all."""

    def __init__(self, by_name: Mapping[str, Sequence[int]]) -> None:
        self._by_name = by_name

    def ratio(self, one: str, other: str) -> float:
        """How many times as long ``one`` takes as ``other``: the median over the rounds.

        The two blocks of a round run within milliseconds of each other, so what slows the machine
        for longer than that slows both.
        """
        pairs = zip(self._by_name[one], self._by_name[other], strict=True)
        return median(mine / theirs for mine, theirs in pairs)

    def best(self, name: str) -> int:
        """The shortest time, in nanoseconds: what else the machine does can only add to it."""
        return min(self._by_name[name])

    def microseconds(self, name: str, calls: int) -> float:
        """The median time of one of the ``calls`` in a block."""
        return median(self._by_name[name]) / calls / 1_000


def interleaved(contenders: Mapping[str, Block], rounds: int) -> Times:
    """Run every contender's block once a round, each round beginning with another one.

    A first round that does not count fills the caches of all. The collector stays on, as in a
    service; what the benchmark itself keeps is taken out of its sight.
    """
    names = list(contenders)
    for block in contenders.values():
        block()
    times: dict[str, list[int]] = {name: [] for name in names}
    gc.collect()
    gc.freeze()
    try:
        for number in range(rounds):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                block = contenders[name]
                began = process_time_ns()
                block()
                times[name].append(process_time_ns() - began)
    finally:
        gc.unfreeze()
    return Times(times)
