from __future__ import annotations

from dsl import Framework
from golden_tests import Coverage
from tests.golden_tests.small import framework_of


def test_nothing_is_hit_at_first(small: Framework) -> None:
    coverage = Coverage(small)
    assert coverage.missed_steps == [
        'lead: "By zip"',
        'lead: "otherwise"',
        'lead: "Never"',
        'lead: "otherwise"',
        'lead on sla_breach: "otherwise"',
    ]
    assert coverage.missed_tables == ["california", "never"]
    assert coverage.missed_kinds == ["exact", "range"]


def test_a_step_is_hit_when_it_decides(small: Framework) -> None:
    coverage = Coverage(small)
    coverage.add(small.decide({"State": "CA", "Zip": "94105"}))
    coverage.add(small.decide({"State": "CA", "Zip": "10001"}))  # the group's otherwise
    assert coverage.missed_steps == [
        'lead: "Never"',
        'lead: "otherwise"',
        'lead on sla_breach: "otherwise"',
    ]
    assert coverage.hit_rows == {"california": {2}, "never": set()}
    assert coverage.lines() == [
        "coverage: 2 of 5 steps, 1 of 3 rows, 1 of 2 match kinds",
        "  california: 1 of 2 rows",
        "  never: 0 of 1 rows",
        '  never hit: step lead: "Never"',
        '  never hit: step lead: "otherwise"',
        '  never hit: step lead on sla_breach: "otherwise"',
        "  never hit: match kind exact",
    ]


def test_any_is_a_kind_of_its_own() -> None:
    framework = framework_of(rows=[["zip", "owner"], ["*", "cy@acme.example"]])
    coverage = Coverage(framework)
    assert coverage.kinds == {"any", "exact"}
    coverage.add(framework.decide({"State": "CA"}))
    assert coverage.hit_kinds == {"any"}


def test_everything_hit(small: Framework) -> None:
    coverage = Coverage(small)
    for fields in (
        {"State": "CA", "Zip": "94105"},
        {"State": "CA", "Zip": "95000"},
        {"State": "CA"},
        {"State": "TX"},
        {},
    ):
        coverage.add(small.decide(fields))
    coverage.add(small.decide({}, event="sla_breach"))
    assert (coverage.missed_steps, coverage.missed_tables, coverage.missed_kinds) == ([], [], [])
    assert not any("never hit" in line for line in coverage.lines())
