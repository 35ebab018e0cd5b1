"""Part ``decide``: a decision in process against a hand-written function, and growing tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from benchmarks.acme import NOW, Lead, acme_framework, acme_leads, unseen_leads
from benchmarks.agreement import hold_equal
from benchmarks.handwritten import handwritten
from benchmarks.measure import Block, Times, interleaved
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
    return _told("example", "", times, len(leads))


def measure_unseen(rounds: int = 60) -> list[Line]:
    """The example with people, companies and comments that never came before.

    So nothing can be remembered of them.
    """
    framework, leads = acme_framework(), acme_leads()
    by_hand = handwritten(framework)
    # Prepared, as both must get the same ones; one more, as the first round does not count.
    batches = [unseen_leads(leads, number) for number in range(rounds + 1)]
    agree(framework, by_hand, unseen_leads(leads, rounds + 1))
    times = interleaved(
        {
            "by hand": _next_of(batches, partial(_each, by_hand)),
            "decide": _next_of(batches, lambda batch: deciding(framework, batch)()),
            "encode": _next_of(
                [unseen_leads(leads, number) for number in range(rounds + 2, 2 * rounds + 3)],
                lambda batch: encoding(framework, batch)(),
            ),
        },
        rounds,
    )
    return _told("unseen companies", "", times, len(leads))


def _next_of(batches: Sequence[list[Lead]], use: Callable[[list[Lead]], object]) -> Block:
    """A block that takes another batch each time."""
    left = iter(batches)
    return lambda: use(next(left))


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
        found += _told(f"{count:,} ranges", f" {count}", times, lead_count)
    most, least = counts[-1], counts[0]
    grown = times.ratio(f"decide {most}", f"decide {least}")
    found.append(Finding(f"decide, {most:,} ranges / {least:,}", grown, "×", 1.3))
    return found


def _told(what: str, suffix: str, times: Times, calls: int) -> list[Line]:
    """The figures of three contenders, whose names end in ``suffix``."""
    by_hand, decide, encode = (f"{each}{suffix}" for each in ("by hand", "decide", "encode"))
    decided, encoded = times.ratio(decide, by_hand), times.ratio(encode, by_hand)
    return [
        Finding(f"{what}: by hand, no trace", times.microseconds(by_hand, calls), "µs"),
        Finding(f"{what}: decide, full trace", times.microseconds(decide, calls), "µs"),
        Finding(f"{what}: decide / by hand", decided, "×", 6, 3),
        Finding(f"{what}: decide and encode", times.microseconds(encode, calls), "µs"),
        Finding(f"{what}: encoded / by hand", encoded, "×", 9, 5),
    ]


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
