"""Rows that claim the same record: the sweep over indexes against asking every pair of rows."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from dsl.model import HitPolicy
from dsl.tables.conflicts import conflicts
from dsl.tables.pattern import Pattern, narrower, overlap
from dsl.tables.table import Row, Table
from tests.properties.frameworks import plans
from tests.properties.workbooks import built, workbooks


def claim_the_same(table: Table, one: Row, other: Row) -> bool:
    """Whether two rows match one record on one day while the hit policy cannot choose."""
    if table.schema.hit == "first":
        return False
    ranked = len(table.schema.keys) if table.schema.hit == "specific" else 0
    return all(
        any(
            overlap(a, b) and (at >= ranked or narrower(a, b) == 0)
            for a, b in product(one.keys[at], other.keys[at])
        )
        for at in range(len(one.keys))
    )


@given(st.data())
def test_conflicts_are_those_that_every_pair_of_rows_shows(data: st.DataObject) -> None:
    plan = data.draw(plans())
    # Under `hit first` a table has its rows whatever they claim; the policy is set afterwards.
    first = [
        replace(t, clauses=(*(c for c in t.clauses if not c.startswith("hit")), "hit first"))
        for t in plan.tables
    ]
    text = plan.text
    for before, after in zip(plan.tables, first, strict=True):
        for used in (True, False):
            text = text.replace(before.text(used), after.text(used))
    plan = replace(plan, text=text, tables=tuple(first))
    framework = built(plan, data.draw(workbooks(plan)))
    if framework is None:
        return
    policies: tuple[HitPolicy, ...] = ("unique", "specific", "first")
    for table in framework.tables.values():
        for policy in policies:
            judged = replace(table, schema=replace(table.schema, hit=policy))
            expected = {
                (one.number, other.number)
                for one, other in combinations(judged.rows, 2)
                if claim_the_same(judged, one, other)
            }
            assert {(one.number, other.number) for one, other in conflicts(judged)} == expected


def _tie(one: Pattern, other: Pattern) -> bool:
    return overlap(one, other) and narrower(one, other) == 0


@given(st.data())
def test_a_table_that_loads_has_one_answer_for_every_record(data: st.DataObject) -> None:
    plan = data.draw(plans())
    framework = built(plan, data.draw(workbooks(plan)))
    if framework is None:
        return
    for table in framework.tables.values():
        pairs = combinations(table.rows, 2)
        assert not any(claim_the_same(table, one, other) for one, other in pairs)
