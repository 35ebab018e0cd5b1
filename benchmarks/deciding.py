"""Part ``decide``: a decision in process against a hand-written function, and growing tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from benchmarks.acme import NOW, Lead, acme_framework, acme_leads
from benchmarks.agreement import hold_equal
from benchmarks.handwritten import handwritten
from benchmarks.measure import Block, interleaved
from benchmarks.prepared import Answer
from benchmarks.report import Finding, Line
from benchmarks.territories import territories_by_hand, territories_framework, territory_leads
from dsl import Framework

ROW_COUNTS = (100, 1_000, 10_000, 100_000)

_ByHand = Callable[[Mapping[str, Any]], Answer]


def measure_decide(rounds: int = 150) -> list[Line]:
    """The example framework with its leads."""
    framework, leads = acme_framework(), acme_leads()
    by_hand = handwritten(framework)
    agree(framework, by_hand, leads)
    times = interleaved(
        {
            "by hand": partial(_each, by_hand, leads),
            "decide": deciding(framework, leads),
            "encode": encoding(framework, leads),
        },
        rounds,
    )
    each = partial(times.microseconds, calls=len(leads))
    return [
        Finding("example: hand-written, no trace", each("by hand"), "µs"),
        Finding("example: decide with full trace", each("decide"), "µs"),
        Finding("  to hand-written", times.ratio("decide", "by hand"), "×", 6, 3),
        Finding("example: decide and encode", each("encode"), "µs"),
        Finding("  to hand-written", times.ratio("encode", "by hand"), "×", 9, 5),
    ]


def measure_rows(
    counts: Sequence[int] = ROW_COUNTS, lead_count: int = 1_000, rounds: int = 30
) -> list[Line]:
    """One range table at several sizes, the same leads at all of them."""
    leads = territory_leads(lead_count)
    blocks: dict[str, Block] = {}
    for count in counts:
        framework = territories_framework(count)
        by_hand = territories_by_hand(framework)
        agree(framework, by_hand, leads)
        blocks[f"by hand {count}"] = partial(_each, by_hand, leads)
        blocks[f"decide {count}"] = deciding(framework, leads)
        blocks[f"encode {count}"] = encoding(framework, leads)
    times = interleaved(blocks, rounds)
    found: list[Line] = []
    for count in counts:
        decide, by_hand_ = f"decide {count}", f"by hand {count}"
        what = f"{count:,} ranges"
        found += [
            Finding(f"{what}: hand-written", times.microseconds(by_hand_, lead_count), "µs"),
            Finding(f"{what}: decide", times.microseconds(decide, lead_count), "µs"),
            Finding("  to hand-written", times.ratio(decide, by_hand_), "×", 6, 3),
            Finding("  encoded, to it", times.ratio(f"encode {count}", by_hand_), "×", 9, 5),
        ]
    most, least = counts[-1], counts[0]
    grown = times.ratio(f"decide {most}", f"decide {least}")
    found.append(Finding(f"decide at {most:,} ranges to {least:,}", grown, "×", 1.3))
    return found


def agree(framework: Framework, by_hand: _ByHand, leads: Sequence[Lead]) -> None:
    """Raise `Disagreement` unless both send every lead to the same people by the same step."""
    decisions = [framework.decide(lead, "lead", now=NOW) for lead in leads]
    hold_equal("the hand-written function", [by_hand(lead) for lead in leads], decisions)


def deciding(framework: Framework, leads: Sequence[Lead]) -> Block:
    """A block that decides every lead, called as the service calls."""

    def decide_all() -> None:
        for lead in leads:
            framework.decide(lead, "lead", "new", NOW)

    return decide_all


def encoding(framework: Framework, leads: Sequence[Lead]) -> Block:
    """A block that decides every lead and makes its JSON."""

    def encode_all() -> None:
        for lead in leads:
            framework.decide(lead, "lead", "new", NOW).to_json()

    return encode_all


def _each(function: Callable[[Lead], object], leads: Sequence[Lead]) -> None:
    for lead in leads:
        function(lead)
