"""What in a spreadsheet is not as its framework wants it is told at its place."""

from __future__ import annotations

from dsl import Diagnostic
from sheets_adapter import open_workbook
from sheets_adapter.emulator import Emulator
from sheets_adapter.memory import Rows
from sheets_adapter.scaffold import (
    SheetPlan,
    add_missing,
    compare,
    missing_plans,
    plan,
    read_existing,
    typed_cells,
)
from tests.sheets_adapter.scaffold.conftest import Open
from tests.sheets_adapter.scaffold.frameworks import structure_of

TEXT = """
    framework f
    record r { zip us_zip  state us_state }
    roster { pools "Pools" members "Pool members" }
    table t from "California" { zip key range owner assignee territory text optional }
    route r { "T" by zip in t -> owner otherwise -> queue "none" }
"""
GOOD: dict[str, Rows] = {
    "California": [["zip", "owner", "territory"], ["94105", "pool: west"]],
    "Pools": [["pool", "method"], ["west"]],
    "Pool members": [["pool", "rep"], ["west", "ana@acme.example"]],
}


def _plans() -> list[SheetPlan]:
    return plan(structure_of(TEXT))


def _found(**sheets: Rows) -> list[str]:
    named = {title.replace("_", " "): rows for title, rows in sheets.items()}
    return [_told(one) for one in compare(_plans(), open_workbook({**GOOD, **named}))]


def _told(one: Diagnostic) -> str:
    return f"{one.severity} {one}"


def test_a_workbook_with_what_is_needed_has_no_findings() -> None:
    assert _found() == []


def test_a_missing_tab_and_what_it_may_be_called() -> None:
    rows = dict(GOOD)
    rows["Californa"] = rows.pop("California")
    [found] = compare(_plans(), open_workbook(rows))
    assert str(found) == (
        "California: no-sheet: The workbook has no sheet `California`. "
        "Rename `Californa` to `California`."
    )


def test_a_missing_column_and_what_it_may_be_called() -> None:
    missing, extra = _found(California=[["zip", "onwer", "territory"]])
    assert missing == (
        "error California!B1: no-column: This sheet has no column `owner`. "
        "Rename `onwer` to `owner`."
    )
    assert extra == (
        "warning California!B1: extra-column: The framework does not know the column `onwer`, "
        "and no cell of it counts. Did you mean `owner`?"
    )


def test_a_column_twice() -> None:
    [found] = _found(California=[["zip", "owner", "territory", "ZIP"]])
    assert found == (
        "error California!D1: duplicate-column: The column `ZIP` is in A as well. "
        "Rename or remove one of the two."
    )


def test_a_column_of_ones_own_is_only_a_hint_even_twice() -> None:
    found = _found(California=[["zip", "owner", "territory", "why", "why"]])
    assert [one.split(":")[0] for one in found] == ["info California!D1", "info California!E1"]


def test_a_slip_in_a_column_that_may_be_left_out_is_a_warning() -> None:
    [found] = _found(Pool_members=[["pool", "rep", "wieght"], ["west", "a@b.example", "2"]])
    assert found.startswith("warning Pool members!C1: extra-column")
    assert found.endswith("Did you mean `weight`?")


def test_columns_that_may_be_left_out_are_not_missed() -> None:
    assert _found(Pools=[["pool"]]) == []


def test_cells_without_a_header() -> None:
    [found] = _found(
        California=[[], ["zip", "owner", "territory"], ["94105", "x", "", "", "seen"], ["1"]]
    )
    assert found == (
        "warning California!E3: no-header: The column E has 1 cell and no header. "
        "Write a header into E2, or clear the column."
    )


def test_an_empty_tab_says_so_once() -> None:
    [found] = _found(California=[])
    assert found.startswith("error California!A1: no-column: This sheet is empty.")


def test_goldens_are_nobodys_duty() -> None:
    assert _found(Goldens=[["Email", "anything"]]) == []


def test_what_is_missing_can_be_added_but_not_beside_a_slip() -> None:
    rows = {**GOOD, "California": [["zip", "onwer"]]}
    rows.pop("Pools")
    lacking = missing_plans(_plans(), open_workbook(rows))
    assert [(each.title, each.headers) for each in lacking if each.title != "Pools"] == [
        ("California", ("territory",))
    ]
    assert [each.rows for each in lacking] == [(), ()]


def test_adding_what_is_missing_leaves_nothing_to_find(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"California": [["zip", "owner"], ["94105", "pool: west"]]})
    spreadsheet = opened(book)
    lacking = missing_plans(_plans(), read_existing(spreadsheet).workbook)
    add_missing(spreadsheet, lacking, optional=False)
    assert compare(_plans(), read_existing(spreadsheet).workbook) == []
    assert book.rows("California")[0] == ["zip", "owner", "territory"]


def test_a_key_that_is_held_as_a_number_is_told(emulator: Emulator, opened: Open) -> None:
    rows = dict(GOOD)
    rows["California"] = [["zip", "owner", "territory"], ["02139", "x"], [94105, "x"], [2139, "x"]]
    book = emulator.add(rows)
    spreadsheet = opened(book)
    emulator.requests.clear()
    found = typed_cells(_plans(), read_existing(spreadsheet), spreadsheet)
    assert emulator.requests.reads == 3
    [zips] = [one for one in found if one.severity == "warning"]
    assert str(zips) == (
        "California!A3: not-plain-text: The key column `zip` is not plain text: "
        "2 cells held as a number (A3, A4). Select the column, choose Format, Number, Plain text, "
        "then type those cells again."
    )


def test_a_key_that_is_not_formatted_is_a_hint(emulator: Emulator, opened: Open) -> None:
    book = emulator.add(GOOD)
    spreadsheet = opened(book)
    found = typed_cells(_plans(), read_existing(spreadsheet), spreadsheet)
    assert {one.severity for one in found} == {"info"}
    book.format("California", "A2:A2", "TEXT", "@")
    later = typed_cells(_plans(), read_existing(spreadsheet), spreadsheet)
    assert len(later) == len(found) - 1
