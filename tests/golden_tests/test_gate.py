"""Goldens as a gate: what they give is compared, not where in the sheets it stands."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dsl import Framework, load
from golden_tests import run
from golden_tests.gate import Case, Unmet, gate, read_folder
from golden_tests.tab import golden_tab, read_tab
from sheets_adapter import open_workbook

AT = "2026-11-22T12:00:00Z"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FRAMEWORK = """
framework small
record lead {
  email  email     from "Email"
  state  us_state  from "State"
}
roster { reps "Reps" pools "Pools" members "Pool members" }
table states from "States" {
  state  key exact
  owner  assignee
  sdr    assignee optional
}
route lead {
  "State"    by state in states  -> owner, sdr
  otherwise                      -> queue "Rest"
}
"""
ROSTER = {
    "Reps": [["rep", "name"], ["ana@a.example", "Ana"], ["bo@a.example", "Bo"]],
    "Pools": [["pool", "method"], ["west", "round robin"]],
    "Pool members": [["pool", "rep"], ["west", "ana@a.example"]],
}


def framework(*rows: list[str]) -> Framework:
    sheets = ROSTER | {"States": [["state", "owner", "sdr"], *rows]}
    return load(FRAMEWORK, open_workbook(sheets))


def held_to(folder: Path, live: Framework, **golden: Any) -> list[Case]:
    """The cases of a folder with one golden, which is held to what is live."""
    found = golden or {"input": {"at": AT, "fields": {"State": "CA"}}}
    (folder / "one.json").write_text(json.dumps(found))
    assert not run(live, folder, update=True).failed
    cases, broken = read_folder(folder)
    assert broken == []
    return cases


CA = ["CA", "ana@a.example", ""]


def messages(found: list[Unmet]) -> list[tuple[str, bool]]:
    return [(each.message, each.changed) for each in found]


def test_a_row_that_is_inserted_moves_nobody(tmp_path: Path) -> None:
    live = framework(CA)
    cases = held_to(tmp_path, live)
    assert gate(cases, framework(["NV", "bo@a.example", ""], CA), live) == []


def test_another_owner_is_told(tmp_path: Path) -> None:
    live = framework(CA)
    cases = held_to(tmp_path, live)
    [(message, changed)] = messages(gate(cases, framework(["CA", "bo@a.example", ""]), live))
    assert changed
    assert message == (
        "the golden one: expected ana@a.example (step State), "
        "would now go to bo@a.example (step State)"
    )
    assert messages(gate(cases, framework(["NV", "bo@a.example", ""]), live))[0][0].endswith(
        "would now go to Rest (step otherwise)"
    )


def test_another_role_is_told(tmp_path: Path) -> None:
    live = framework(CA)
    cases = held_to(tmp_path, live)
    [(message, changed)] = messages(gate(cases, framework([*CA[:2], "bo@a.example"]), live))
    assert changed
    assert message.endswith("still goes to ana@a.example (step State), but its roles would change")


def test_what_is_wrong_already_is_no_change(tmp_path: Path) -> None:
    cases = held_to(tmp_path, framework(CA))
    moved = framework(["CA", "bo@a.example", ""])
    later = framework(["CA", "bo@a.example", ""], ["NV", "bo@a.example", ""])
    for live in (moved, None):
        [found] = gate(cases, later, live)
        assert not found.changed
        assert "expected ana@a.example (step State), goes to bo@a.example" in found.message
    other = framework([*CA[:2], "bo@a.example"])
    [found] = gate(cases, other, other)
    assert found.message.endswith("(step State), but its roles differ from what is expected")


def test_a_golden_that_was_never_decided_is_held_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps({"input": {"at": AT, "fields": {}}}))
    (tmp_path / "two.json").write_text("{")
    cases, [(name, why)] = read_folder(tmp_path)
    assert cases == []
    assert (name, why.startswith("it is not JSON")) == ("two", True)


def test_a_scenario_is_held_to_each_of_its_records(tmp_path: Path) -> None:
    live = framework(["CA", "pool: west", ""])
    cases = held_to(
        tmp_path,
        live,
        scenario="everybody gets some",
        input={"at": AT, "fields": {"State": "CA"}},
        steps=[{"step": "They come", "times": 2, "expect": {"assigned_to": "ana@a.example"}}],
    )
    assert gate(cases, framework(["CA", "pool: west", ""], ["NV", "bo@a.example", ""]), live) == []
    [found] = gate(cases, framework(["CA", "bo@a.example", ""]), live)
    assert found.changed
    assert found.message.startswith('the golden one: "They come", record 1: expected ana@a.example')


def test_a_golden_that_can_be_routed_no_more_is_told(tmp_path: Path) -> None:
    live = framework(CA)
    cases = held_to(
        tmp_path, live, input={"at": AT, "record_type": "lead", "fields": {"State": "CA"}}
    )
    other = load(
        FRAMEWORK.replace("record lead", "record account").replace("route lead", "route account"),
        open_workbook(ROSTER | {"States": [["state", "owner", "sdr"], CA]}),
    )
    [found] = gate(cases, other, live)
    assert found.changed
    assert "no record is called 'lead'" in found.message


# In the workbook --------------------------------------------------------------------------------


def of_tab(
    rows: list[list[str]], new: Framework, old: Framework | None = None
) -> tuple[list[Unmet], list[str]]:
    """What goldens of the workbook say, and what is wrong with their rows."""
    workbook = open_workbook({"Goldens": rows})
    tab = golden_tab(workbook, new.structure)
    assert tab is not None
    cases, problems = read_tab(tab, new.structure, "en_US", NOW)
    return gate(cases, new, old), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("owner", "expected", "step"),
    [
        ("ana@a.example", "ana@a.example", "State"),
        ("ana@a.example", "Ana", ""),
        ("ana@a.example", "rep: Ana", " state "),
        ("pool: west", "pool: west", "State"),
        ("pool: west", "West", ""),
        ("pool: west", "ana@a.example", ""),
        ("queue: Later", "queue: later", ""),
        ("queue: Later", "Later", ""),
        ("bo@a.example", "", "State"),
    ],
)
def test_a_row_that_holds(owner: str, expected: str, step: str) -> None:
    rows = [["State", "Expected owner", "expected_step", "note"], ["CA", expected, step, "x"]]
    assert of_tab(rows, framework(["CA", owner, ""])) == ([], [])


def test_a_row_that_does_not_is_told_at_its_cell() -> None:
    live, new = framework(CA), framework(["CA", "bo@a.example", ""])
    rows = [["State", "expected step", "expected owner"], ["calif.", "State", "ana@a.example"]]
    [found], _ = of_tab(rows, new, live)
    assert str(found.where) == "Goldens!C2"
    assert found.message == "expected ana@a.example, would now go to bo@a.example (step State)"
    assert found.changed
    rows = [["State", "expected step", "expected owner"], ["NV", "State", ""]]
    [found], _ = of_tab(rows, new, live)
    assert str(found.where) == "Goldens!B2"
    assert found.message == "expected the step State, goes to Rest (step otherwise)"
    assert not found.changed


@pytest.mark.parametrize(
    ("owner", "step", "hint"),
    [
        ("anna@a.example", "", "Nobody in the roster is called `anna@a.example`. Did you mean"),
        ("rep: Anna", "", "Nobody in the roster is called `Anna`. Did you mean `Ana`?"),
        ("pool: wst", "", "There is no pool `wst`. Did you mean `pool: west`?"),
        ("", "Stat", "No route has a step `Stat`. Did you mean `State`?"),
        ("", "Elsewhere", "No route has a step `Elsewhere`. Write it as the framework does"),
        ("bo@a.example", "", ""),
        ("west", "", ""),
        ("Rest", "", ""),
        ("Later", "", ""),
        ("queue: Any", "", ""),
        ("", "otherwise", ""),
    ],
)
def test_what_can_never_be_is_told(owner: str, step: str, hint: str) -> None:
    live = framework(CA, ["NV", "queue: Later", ""])
    rows = [["State", "expected owner", "expected step"], ["CA", owner, step]]
    [found], _ = of_tab(rows, live, live)
    assert found.hint.startswith(hint)
    assert bool(found.hint) == bool(hint)


def test_only_what_a_row_expects_can_change() -> None:
    live = framework(CA)
    rows = [["State", "expected step"], ["CA", "Elsewhere"]]
    [found], _ = of_tab(rows, framework(["CA", "bo@a.example", ""]), live)
    assert not found.changed


def test_a_pool_is_not_a_stranger() -> None:
    rows = [["State", "expected owner"], ["CA", "bo@a.example"]]
    [found], _ = of_tab(rows, framework(["CA", "pool: west", ""]))
    assert found.message == "expected bo@a.example, goes to west (step State)"
    rows = [["State", "expected owner"], ["CA", "queue: west"]]
    assert len(of_tab(rows, framework(["CA", "pool: west", ""]))[0]) == 1


def test_rows_have_a_time_a_type_and_an_event_of_their_own() -> None:
    text = FRAMEWORK.replace(
        "sdr    assignee optional", "sdr assignee optional\n  effective from .. until"
    )
    sheets = ROSTER | {
        "States": [
            ["state", "owner", "sdr", "from", "until"],
            ["CA", "ana@a.example", "", "2026-12-01", ""],
        ]
    }
    staged = load(text, open_workbook(sheets))
    rows = [
        ["State", "expected owner", "at", "record type", "event"],
        ["CA", "Rest", "", "Lead", "new"],
        ["CA", "ana@a.example", "2026-12-02 09:00", "", "update"],
    ]
    assert of_tab(rows, staged) == ([], [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            ["CA", "", "", ""],
            "Goldens!B2: golden-unread: this golden does not say",
        ),
        (["CA", "#REF!", "", ""], "Goldens!B2: golden-unread: The formula in this cell"),
        (["CA", "ana@a.example", "", "soon"], "Goldens!D2: golden-unread: `soon` is no time"),
    ],
)
def test_a_row_that_is_no_golden_is_told(row: list[str], problem: str) -> None:
    rows = [["State", "expected owner", "expected step", "at"], row, ["CA", "ana@a.example"]]
    unmet, [found] = of_tab(rows, framework(CA))
    assert unmet == []
    assert found.startswith(problem)


def test_an_unknown_type_of_record_is_told() -> None:
    rows = [["State", "expected owner", "record type"], ["CA", "ana@a.example", "leed"]]
    [found], _ = of_tab(rows, framework(CA), framework(CA))
    assert "did you mean 'lead'?" in found.message
    assert not found.changed


def test_a_sheet_that_expects_nothing_is_told() -> None:
    _, [found] = of_tab([["State", "owner"], ["CA", "x"]], framework(CA))
    assert found.startswith("Goldens: golden-unread: the sheet of goldens says nowhere")


def test_a_table_may_be_called_so() -> None:
    named = load(
        FRAMEWORK.replace('from "States"', 'from "Goldens"'),
        open_workbook(ROSTER | {"Goldens": [["state", "owner", "sdr"], CA]}),
    )
    assert golden_tab(open_workbook({"Goldens": []}), named.structure) is None
