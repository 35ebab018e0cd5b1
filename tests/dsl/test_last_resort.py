"""A territory does not spill into another, also when its own last resort has nobody."""

from datetime import UTC, datetime

from dsl import Decision, load
from sheets_adapter import open_workbook

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def decided(route: str, table: str = "") -> Decision:
    text = f"framework f\nrecord lead {{ state us_state }}\n{table}\nroute lead {{ {route} }}\n"
    workbook = open_workbook({"T": [["state", "owner"], ["CA", "ana@x.example"]]})
    return load(text, workbook).decide({"state": "CA"}, now=NOW)


def test_a_group_that_has_nobody_leaves_it_to_the_last_resort_around_it() -> None:
    decision = decided(
        'group "west" { "again" -> next otherwise -> keep previous_owner }\n'
        '"later" -> queue "Later" otherwise -> queue "Last"'
    )
    assert decision.assigned_to == "Last"
    verdicts = [(step["step"], step["verdict"]) for step in decision.trace["steps"]]
    assert verdicts == [
        ("again", "unavailable"),
        ("otherwise", "no key"),
        ("otherwise", "matched"),
    ]


def test_whom_to_keep_is_told_missing_beside_the_row_that_was_found() -> None:
    decision = decided(
        '"theirs" by state in t -> keep previous_owner otherwise -> queue "Last"',
        'table t from "T" { state key exact owner assignee }',
    )
    step = decision.trace["steps"][0]
    assert step["verdict"] == "no key"
    assert step["because"]["missing"]
    assert step["lookup"]["row"] == 2
