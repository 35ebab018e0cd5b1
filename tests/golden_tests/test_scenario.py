"""Scenarios: several records on one state, edits between, expectations that must hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from golden_tests import GoldenError, Report, read_golden, run
from tests.golden_tests.pools import AT, pooled, rep

INPUT = {"at": AT, "fields": {"State": "NV"}}


def scenario(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"scenario": "A test", "input": INPUT, "steps": list(steps)} | more


def write(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "one.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def outcome_of(folder: Path, *, update: bool = False) -> Report:
    framework, workbook = pooled()
    return run(framework, folder, workbook=workbook, update=update)


def lines(folder: Path, *steps: dict[str, Any], **more: Any) -> tuple[str, ...]:
    """What is said of a scenario, which must not be written."""
    path = write(folder, scenario(*steps, **more))
    (result,) = outcome_of(folder, update=True).results
    assert result.failed
    assert "decisions" not in json.loads(path.read_text(encoding="utf-8"))
    return result.lines


ROUND = {
    "step": "One round",
    "times": 3,
    "expect": {"assigned_to": dict.fromkeys(map(rep, ("ana", "bo", "cy")), 1)},
}


def test_it_is_written_and_then_held(tmp_path: Path) -> None:
    path = write(tmp_path, scenario(ROUND))
    assert [each.status for each in outcome_of(tmp_path).results] == ["undecided"]
    assert [each.status for each in outcome_of(tmp_path, update=True).results] == ["written"]
    assert [each.status for each in outcome_of(tmp_path).results] == ["same"]
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert list(stored) == ["scenario", "input", "steps", "decisions"]
    first, *_ = stored["decisions"]["One round"]
    assert first == {
        "outcome": "assigned",
        "assigned_to": rep("ana"),
        "assigned_kind": "rep",
        "step": "State",
        "lookup": {
            "table": "states",
            "key": {"state": "NV"},
            "row": 2,
            "matched": "NV",
            "cell": "States!A2",
        },
        "assignment": {
            "pool": "west",
            "method": "round robin",
            "turn": 1,
            "candidates": [
                {"rep": rep("ana"), "verdict": "chosen", "because": "next in turn"},
                {"rep": rep("bo"), "verdict": "passed over", "because": "not their turn"},
                {"rep": rep("cy"), "verdict": "passed over", "because": "not their turn"},
            ],
        },
    }


def test_a_wrong_distribution_cannot_be_written(tmp_path: Path) -> None:
    wrong = ROUND | {"expect": {"assigned_to": {rep("ana"): 3}}}
    (said,) = lines(tmp_path, wrong)
    assert said == (
        f'"One round": expected assigned_to {rep("ana")} 3; '
        f"it was {rep('ana')} 1, {rep('bo')} 1, {rep('cy')} 1"
    )


def test_an_expectation_may_be_of_all_steps(tmp_path: Path) -> None:
    step = {"step": "Two", "times": 2}
    assert lines(tmp_path, step, expect={"step": "Keep"}) == (
        "in all: expected step Keep 2; it was State 2",
    )


@pytest.mark.parametrize(
    ("left_out", "message"),
    [
        ({rep("bo"): "weight 0"}, ""),
        ({rep("bo"): "on leave"}, "they were skipped (weight 0)"),
        ({rep("ana"): "weight 0"}, "they were chosen (next in turn)"),
        ({rep("dee"): "weight 0"}, "nobody asked for them"),
    ],
)
def test_who_is_left_out_and_why(tmp_path: Path, left_out: dict[str, str], message: str) -> None:
    edit = {"sheet": "Members", "where": {"rep": rep("bo")}, "set": {"weight": "0"}}
    step = {"step": "One", "edit": edit, "expect": {"left_out": left_out}} | {"times": 1}
    write(tmp_path, scenario(step))
    (result,) = outcome_of(tmp_path, update=True).results
    assert result.failed == bool(message)
    assert message in "".join(result.lines)


def once(*names: str) -> dict[str, Any]:
    return {"assigned_to": dict.fromkeys(map(rep, names), 1)}


def test_edits_count_from_their_step_on(tmp_path: Path) -> None:
    dee = [
        {"sheet": "Reps", "add": {"rep": rep("dee"), "active": "yes"}},
        {"sheet": "Members", "add": {"pool": "west", "rep": rep("dee")}},
    ]
    bos = [["state", "owner"], ["NV", rep("bo")]]
    steps = (
        ROUND,
        {"step": "Dee comes", "edit": dee},
        {"step": "All four", "times": 4, "expect": once("ana", "bo", "cy", "dee")},
        {
            "step": "Ana goes",
            "edit": {"sheet": "Members", "remove": {"rep": rep("ana")}},
            "times": 3,
            "expect": once("bo", "cy", "dee"),
        },
        {
            "step": "Nevada is Bo's",
            "edit": {"sheet": "States", "rows": bos},
            "times": 2,
            "expect": {"assigned_to": rep("bo"), "cell": "States!A2"},
        },
    )
    path = write(tmp_path, scenario(*steps))
    report = outcome_of(tmp_path, update=True)
    assert [each.lines for each in report.results] == [()]
    decisions = json.loads(path.read_text(encoding="utf-8"))["decisions"]
    assert list(decisions) == ["One round", "All four", "Ana goes", "Nevada is Bo's"]


def test_each_record_has_fields_over_those_of_the_step(tmp_path: Path) -> None:
    step = {
        "step": "Each",
        "input": {"fields": {"Keep": "yes"}},
        "each": [{"Owner": rep("cy")}, {"Keep": "no"}, {"Keep": "no", "State": "OR"}],
        "expect": {"outcome": {"kept": 1, "assigned": 2}, "step": {"Keep": 1, "State": 2}},
    }
    write(tmp_path, scenario(step))
    assert not outcome_of(tmp_path, update=True).failed


def test_the_state_may_be_given(tmp_path: Path) -> None:
    level = {"method": "round robin", "turn": 7, "floor": 0, "members": {rep("ana"): 1000}}
    step = {"step": "Next", "expect": {"assigned_to": rep("bo")}}
    write(tmp_path, scenario(step, state={"pool west": level}))
    assert not outcome_of(tmp_path, update=True).failed


def test_coverage_counts_what_the_framework_as_it_stands_decided(tmp_path: Path) -> None:
    edit = {"sheet": "States", "add": {"state": "TX", "owner": rep("bo")}}
    texas = {"step": "Texas", "edit": edit, "each": [{"State": "TX"}]}
    write(tmp_path, scenario(ROUND, texas))
    assert outcome_of(tmp_path, update=True).coverage.hit_rows == {"states": {2}}


def test_what_changed_is_shown_by_step_and_record(tmp_path: Path) -> None:
    path = write(tmp_path, scenario(ROUND))
    outcome_of(tmp_path, update=True)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["decisions"]["One round"][1]["assigned_to"] = rep("dee")
    document["decisions"]["Gone"] = [{}]
    path.write_text(json.dumps(document), encoding="utf-8")
    (result,) = outcome_of(tmp_path).results
    assert result.status == "different"
    assert result.lines[0] == '"One round", record 2:'
    assert result.lines[1].endswith(f'and is now assigned {rep("bo")} by "State"')
    assert result.lines[-1] == '"Gone", record 1: is no more'
    document["decisions"] = {"One round": 1}
    path.write_text(json.dumps(document), encoding="utf-8")
    assert outcome_of(tmp_path).results[0].lines == ('"One round", record 1: is new',)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"sheet": "Mambers", "add": {}}, 'there is no sheet "Mambers" to edit'),
        ({"sheet": "Members", "add": {"rp": ""}}, 'no column "rp"; did you mean "rep"?'),
        ({"sheet": "Members", "remove": {"rep": "x"}}, 'has no row with rep x'),
        ({"sheet": "Members", "add": {"pool": "west", "rep": "x"}}, "x"),
    ],
)  # fmt: skip
def test_an_edit_that_cannot_be_made_says_why(
    tmp_path: Path, edit: dict[str, Any], message: str
) -> None:
    said = "".join(lines(tmp_path, {"step": "Edit", "edit": edit}, ROUND))
    assert said.startswith('"Edit": ')
    assert message in said


def test_an_edit_needs_a_workbook(tmp_path: Path) -> None:
    edit = {"sheet": "Members", "add": {}}
    write(tmp_path, scenario({"step": "Edit", "edit": edit}, ROUND))
    (result,) = run(pooled()[0], tmp_path).results
    assert result.lines == ('"Edit": there is no workbook to edit',)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (scenario(ROUND, stpes=[]), 'it has an unknown "stpes"; did you mean "steps"?'),
        (scenario(), 'it needs "steps"'),
        (scenario({"step": "A"}), "it expects nothing"),
        (scenario(ROUND, ROUND), 'two steps are called "One round"'),
        (scenario({"times": 1}), "step 1 must be an object with its name"),
        (scenario(ROUND | {"time": 1}), 'did you mean "times"?'),
        (scenario(ROUND | {"times": 0}), '"One round" routes nothing'),
        (scenario(ROUND | {"each": []}), '"One round" routes nothing'),
        (scenario(ROUND | {"each": [1]}), 'has an "each" that is not a list of fields'),
        (scenario(ROUND | {"input": {"at": "noon"}}), '"One round": its "at" must be a time'),
        (scenario(ROUND | {"expect": {}}), "must be an object that says something"),
        (scenario(ROUND | {"expect": {"stp": "A"}}), 'did you mean "step"?'),
        (scenario(ROUND | {"expect": {"step": {"A": "1"}}}), "whose numbers are not whole"),
        (scenario(ROUND | {"expect": {"left_out": {"a": 1}}}), "whose reasons are not text"),
        (scenario(ROUND | {"edit": {}}), 'its edit must be an object with a "sheet"'),
        (scenario(ROUND | {"edit": {"sheet": "A"}}), 'its edit must have "add", "remove"'),
        (scenario(ROUND | {"edit": {"sheet": "A", "add": {"a": 1}}}), "a cell that is not text"),
        (scenario(ROUND | {"edit": {"sheet": "A", "rows": [1]}}), "no lists of cells"),
        (scenario(ROUND, state=[]), 'it has a "state" that is not an object'),
        (scenario(ROUND, input={"tried": [1]}), 'a "tried" that is not a list of reps'),
    ],
)
def test_what_is_no_scenario_says_why(
    tmp_path: Path, document: dict[str, Any], message: str
) -> None:
    with pytest.raises(GoldenError) as raised:
        read_golden(write(tmp_path, document))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, 'its input needs "at"'),
        ({"at": AT, "event": "nwe"}, "did you mean"),
        ({"at": AT, "record_type": "led"}, "did you mean"),
    ],
)
def test_a_step_that_cannot_be_routed_says_why(
    tmp_path: Path, given: dict[str, str], message: str
) -> None:
    (said,) = lines(tmp_path, ROUND, input=given)
    assert said.startswith('"One round": ')
    assert message in said


def test_a_golden_with_a_state_goes_on_to_the_member(tmp_path: Path) -> None:
    given = INPUT | {"state": {}, "tried": [rep("ana")]}
    golden = read_golden(write(tmp_path, {"input": given}))
    document = golden.play(pooled()[0]).document
    assert document["decision"]["assigned_to"] == rep("bo")
    candidates = document["decision"]["trace"]["assignment"]["candidates"]
    assert candidates[0] == {"rep": rep("ana"), "verdict": "skipped", "because": "had it before"}
    pure = read_golden(write(tmp_path, {"input": INPUT})).play(pooled()[0]).document
    assert pure["decision"]["assigned_to"] == "west"


def test_without_a_state_there_is_nothing_to_remember(tmp_path: Path) -> None:
    with pytest.raises(GoldenError, match='"record_id", which counts only beside "state"'):
        read_golden(write(tmp_path, {"input": INPUT | {"record_id": "1"}}))
