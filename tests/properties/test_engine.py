"""The engine against the slow interpreter, over whole generated frameworks and workbooks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dsl import Framework
from dsl.interpret import interpret
from tests.properties.frameworks import plans
from tests.properties.leads import JSON, leads
from tests.properties.plans import Plan
from tests.properties.workbooks import built, workbooks

LEADS = 6


def framework_of(data: st.DataObject, plan: Plan) -> Framework | None:
    return built(plan, data.draw(workbooks(plan), "workbook"))


def without_nearest(decision: dict[str, Any]) -> dict[str, Any]:
    """The decision without what the interpreter leaves out."""
    trace = {name: part for name, part in decision["trace"].items() if "assignment" not in name}
    trace["steps"] = [
        step
        | (
            {"lookup": {k: v for k, v in step["lookup"].items() if k != "nearest"}}
            if "lookup" in step
            else {}
        )
        for step in trace["steps"]
    ]
    return decision | {"trace": trace}


@given(st.data())
def test_the_engine_decides_and_traces_as_the_interpreter_does(data: st.DataObject) -> None:
    plan = data.draw(plans(), "framework")
    framework = framework_of(data, plan)
    if framework is None:
        return
    for _ in range(LEADS):
        lead = data.draw(leads(plan), "lead")
        decision = framework.decide(**lead)
        assert without_nearest(decision.to_dict()) == interpret(framework, **lead)
        json.loads(decision.to_json(), parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@given(st.data())
def test_the_nearest_miss_is_a_row_that_does_not_match(data: st.DataObject) -> None:
    plan = data.draw(plans(), "framework")
    framework = framework_of(data, plan)
    if framework is None:
        return
    lead = data.draw(leads(plan), "lead")
    for step in framework.decide(**lead).trace["steps"]:
        near = step.get("lookup", {}).get("nearest")
        if near is None:
            continue
        assert step["verdict"] in ("no row", "no key")
        table = framework.tables[step["lookup"]["table"]]
        assert near["row"] in [row.number for row in table.rows]
        assert near["cell"].startswith(f"{table.sheet.title}!")
        assert near["cell"].endswith(str(near["row"]))


@given(st.data())
def test_no_record_is_refused_whatever_json_it_is(data: st.DataObject) -> None:
    plan = data.draw(plans(), "framework")
    framework = framework_of(data, plan)
    if framework is None:
        return
    record = min(plan.records)
    columns = [column for field in plan.records[record] for column in field.columns]
    keys = st.one_of(st.sampled_from(columns or ["x"]), st.text())
    fields = data.draw(st.dictionaries(keys, JSON, max_size=8), "fields")
    decision = framework.decide(fields, record, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert decision.roles
    assert decision.assigned_to
    assert set(decision.trace["fields"]) == {field.name for field in plan.records[record]}
    json.loads(decision.to_json(), parse_constant=_refuse)


@given(st.data())
def test_a_decision_does_not_depend_on_what_was_decided_before(data: st.DataObject) -> None:
    plan = data.draw(plans(), "framework")
    workbook = data.draw(workbooks(plan), "workbook")
    used, fresh = built(plan, workbook), built(plan, workbook)
    if used is None or fresh is None:
        return
    lead = data.draw(leads(plan), "lead")
    for _ in range(3):
        used.decide(**data.draw(leads(plan), "earlier"))
    assert used.decide(**lead).to_dict() == fresh.decide(**lead).to_dict()
