"""Part ``zen``: the same rows in zen-engine, a rule engine in Rust, without a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.acme import NOW, Lead, acme_framework, acme_leads
from benchmarks.agreement import hold_equal
from benchmarks.handwritten import handwritten
from benchmarks.jdm import NUMBERS, Step, answer_in, graph, written
from benchmarks.measure import interleaved
from benchmarks.prepared import Answer
from benchmarks.report import Finding, Line, Skipped
from benchmarks.territories import territories_by_hand, territories_framework, territory_leads
from dsl import Decision, Framework
from dsl.roster import Assignee
from dsl.values import fold, value_type, words

ACME_STEPS = (
    Step("Federal", "federal_domains", ("domain",)),
    Step("Public sector", "public_sector", ("domain", "industry")),
    Step("Enterprise", "enterprise", ("country", "employees"), "employees >= 1000"),
    Step("California", "california", ("zip",), 'country == "US" and state == "CA"'),
    Step("Rest of US", "us_states", ("state",), 'country == "US"'),
    Step("By language", "languages", ("country", "language")),
    Step("Europe", "europe", ("country",)),
    Step("Product interest", "products", ("interest",)),
    Step("Rest of world", "alphabet", ("initial",), 'initial != ""'),
)
TERRITORY_STEPS = (
    Step("Federal", "federal", ("domain",)),
    Step("Territory", "territories", ("code",), 'country == "US"'),
    Step("Rest of world", "alphabet", ("initial",), 'initial != ""'),
)
# ZEN goes through a table from the top, so it meets fewer leads where that takes milliseconds each.
SIZES = ((100, 200), (1_000, 200), (10_000, 40))


def measure_zen(sizes: Sequence[tuple[int, int]] = SIZES, rounds: int = 5) -> list[Line]:
    """The example, and the growing range table; ``sizes`` are pairs of ranges and leads."""
    try:
        import zen  # noqa: F401
    except ImportError:
        return [Skipped("zen-engine", "not installed: pip install zen-engine")]
    framework, leads = acme_framework(), acme_leads()
    lines = [_compare("example", framework, ACME_STEPS, handwritten, leads, rounds)]
    for count, lead_count in sizes:
        framework, leads = territories_framework(count), territory_leads(lead_count)
        what = f"{count:,} ranges"
        lines.append(_compare(what, framework, TERRITORY_STEPS, territories_by_hand, leads, rounds))
    return [line for pair in lines for line in pair]


def _compare(
    what: str,
    framework: Framework,
    steps: Sequence[Step],
    by_hand: Callable[[Framework], Callable[[Mapping[str, Any]], Answer]],
    leads: Sequence[Lead],
    rounds: int,
) -> tuple[Line, Line]:
    decisions = [framework.decide(lead, "lead", now=NOW) for lead in leads]
    evaluate = evaluator(framework, steps)
    records = [zen_record(framework, decision) for decision in decisions]
    hold_equal("zen-engine", [answer_in(evaluate(record)) for record in records], decisions)
    function = by_hand(framework)

    def by_hand_all() -> None:
        for lead in leads:
            function(lead)

    def zen_all() -> None:
        for record in records:
            evaluate(record)

    times = interleaved({"zen": zen_all, "by hand": by_hand_all}, rounds)
    return (
        Finding(f"{what}: zen-engine, no trace", times.microseconds("zen", len(leads)), "µs"),
        Finding(f"{what}: zen-engine / by hand", times.ratio("zen", "by hand"), "×"),
    )


def evaluator(
    framework: Framework, steps: Sequence[Step]
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A compiled graph as a function from a record that has been read to its result."""
    import zen

    content = zen.ZenDecisionContent(graph(framework, steps))
    decision = zen.ZenEngine().create_decision(content)
    untraced: Any = {"trace": False}

    def evaluate(record: dict[str, Any]) -> dict[str, Any]:
        return decision.evaluate(record, untraced)["result"]

    return evaluate


def zen_record(framework: Framework, decision: Decision) -> dict[str, Any]:
    """What ZEN gets: the fields as the engine has read them, in the form that they match in.

    Reading is not part of what is timed, which is to ZEN's advantage.
    """
    fields = decision.trace["fields"]
    record = {name: fields[name].get("value") or "" for name in fields}
    for name in NUMBERS & record.keys():
        record[name] = int(record[name] or 0)
    if "industry" in record:
        record["industry"] = fold(record["industry"])
    if record.get("language"):
        key = value_type("language").key
        assert key is not None
        record["language"] = key(record["language"])
    if record.get("interest"):
        record["interest"] = f" {' '.join(words(record['interest']) or ())} "
    owner, roster = record["owner"], framework.roster
    rep = roster.rep(owner) if owner else None
    keeper = written(Assignee("rep", rep.id)) if rep is not None and rep.active else ""
    return record | {"keeper": keeper}
