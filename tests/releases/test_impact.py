"""What a release would have done to records of the log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dsl import Framework, load
from history.deciding import Asked
from history.journal import Recorded
from releases.impact import Impact, Logged, Move, impact
from sheets_adapter import open_workbook

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEXT = """
framework small
record lead { state us_state from "State" }
roster { reps "Reps" pools "Pools" members "Pool members" }
table states from "States" { state key exact  owner assignee  sdr assignee optional
  effective from .. until }
route lead { "Kept" when previous_owner = "ana@a.example" -> queue "Kept"
  "State" by state in states -> owner, sdr otherwise -> queue "Rest" }
route lead on sla_breach { "Again" when attempts < 2 -> next otherwise -> queue "Late" }
"""
ROSTER = {
    "Reps": [["rep"], ["ana@a.example"], ["bo@a.example"]],
    "Pools": [["pool", "method"], ["west", "round robin"]],
    "Pool members": [["pool", "rep"], ["west", "ana@a.example"], ["west", "bo@a.example"]],
}


def framework(*rows: list[str]) -> Framework:
    states = [["state", "owner", "sdr", "from", "until"], *rows]
    return load(TEXT, open_workbook(ROSTER | {"States": states}))


def logged(name: str, state: str = "CA", reads: dict[str, Any] | None = None) -> Logged:
    asked = Asked("lead", name, "new", {"State": state})
    return Logged(f"d-{name}", Recorded(asked, reads or {}, {}, NOW))


ANA, BO = ["CA", "ana@a.example"], ["CA", "bo@a.example"]


def test_moves_are_counted_by_from_and_to_with_an_example() -> None:
    old = framework(ANA, ["NV", "pool: west"], ["OR", "bo@a.example"])
    new = framework(BO, ["NV", "pool: west"])
    records = [logged("1"), logged("2"), logged("3", "NV"), logged("4", "OR"), logged("5", "TX")]
    assert impact(records, old, new) == Impact(
        5,
        3,
        [
            Move("ana@a.example", "bo@a.example", 2, "d-1"),
            Move("bo@a.example", "Rest", 1, "d-4"),
        ],
    )


def test_another_role_is_a_move_too() -> None:
    [move] = impact([logged("1")], framework(ANA), framework([*ANA, "bo@a.example"])).moves
    assert (move.from_, move.to) == ("sdr: nobody", "sdr: bo@a.example")


def test_a_queue_is_told_from_a_rep_of_that_name() -> None:
    old, new = framework(["CA", "queue: west"]), framework(["CA", "pool: west"])
    [move] = impact([logged("1")], old, new).moves
    assert (move.from_, move.to) == ("queue west", "pool west")


def test_what_was_read_then_counts_now() -> None:
    known = {"record lead 1": {"owner": "ana@a.example", "attempts": 1}}
    found = impact([logged("1", reads=known)], framework(ANA), framework(BO))
    assert found.moved == 0


def test_staged_rows_show_at_their_date() -> None:
    staged = framework([*ANA, "", "", "2026-11-30"], [*BO, "", "2026-12-01", ""])
    records = [logged("1")]
    assert impact(records, framework(ANA), staged).moved == 0
    assert impact(records, framework(ANA), staged, NOW + timedelta(days=10)).moved == 1


def test_a_record_type_that_is_gone_moves_its_records_to_nobody() -> None:
    other = load(
        TEXT.replace("record lead", "record account").replace("route lead", "route account"),
        open_workbook(ROSTER | {"States": [["state", "owner", "sdr", "from", "until"], ANA]}),
    )
    [move] = impact([logged("1")], framework(ANA), other).moves
    assert move.to == "nobody: no such record type"


def test_without_records_nothing_moves() -> None:
    assert impact([], framework(ANA), framework(BO)).share == 0.0
