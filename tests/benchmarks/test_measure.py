from __future__ import annotations

import gc

import pytest

from benchmarks.measure import Times, interleaved


def test_blocks_take_turns_and_each_round_begins_with_another() -> None:
    calls: list[str] = []
    interleaved({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=3)
    assert "".join(calls) == "ab" + "ab" + "ba" + "ab"  # the first fills caches


def test_a_ratio_is_the_median_over_rounds() -> None:
    times = Times({"one": [10, 20, 600], "other": [5, 10, 10]})
    assert times.ratio("one", "other") == 2
    assert times.ratio("other", "one") == 0.5


def test_the_time_of_a_call_and_the_best_block() -> None:
    times = Times({"one": [4_000, 2_000, 9_000]})
    assert times.microseconds("one", calls=2) == 2.0
    assert times.best("one") == 2_000


def test_the_collector_gets_back_what_it_had() -> None:
    frozen = gc.get_freeze_count()
    calls: list[None] = []

    def fails_the_second_time() -> None:
        calls.append(None)
        if len(calls) == 2:
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        interleaved({"bad": fails_the_second_time}, rounds=1)
    assert gc.get_freeze_count() == frozen
