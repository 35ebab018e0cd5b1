"""What a framework asks for is added, and what stands in the spreadsheet stays."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_adapter import SourceError, open_workbook
from sheets_adapter.cells import trimmed
from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator
from sheets_adapter.google import Access, create_spreadsheet
from sheets_adapter.scaffold import SheetPlan, add_missing, filled, plan, without_rows
from sheets_adapter.write_back import STATUS
from tests.sheets_adapter.scaffold.conftest import Open
from tests.sheets_adapter.scaffold.frameworks import structure_of

TEXT = """
    framework f
    record r { zip us_zip from "PostalCode"  employees integer }
    roster { reps "Reps" pools "Pools" }
    table t from "California" {
      zip key range
      owner assignee
      territory text optional
    }
    route r { "T" by zip in t -> owner otherwise -> queue "none" }
"""
ZIPS = [["zip", "owner", "mine"], ["02139", "ana@acme.example", "=1+1"]]


def _plans() -> list[SheetPlan]:
    return plan(structure_of(TEXT))


def _rule(book: EmulatedSpreadsheet, tab: str, cell: str) -> Any:
    return book.cell(tab, cell).get("dataValidation")


def _range_of(rule: Any) -> str:
    return str(rule["condition"]["values"][0]["userEnteredValue"])


def test_a_new_spreadsheet_has_the_planned_tabs_and_no_other(
    emulator: Emulator, access: Access
) -> None:
    plans = _plans()
    made = add_missing(create_spreadsheet("New", access), plans, into_new=True)
    book = EmulatedSpreadsheet(emulator, next(iter(emulator.books)))
    assert book.tabs == [each.title for each in plans]
    assert made.tabs == ("California", "Reps", "Pools", "Goldens")
    for each in plans:
        assert [tuple(row) for row in book.rows(each.title)] == [
            *trimmed((each.headers, *each.rows))
        ]


def test_headers_have_notes_stay_in_sight_and_warn_who_edits_them(
    emulator: Emulator, opened: Open
) -> None:
    book = emulator.add()
    add_missing(opened(book), _plans())
    assert book.note("California", "A1").startswith("Which records the row is for.")
    assert set(book.notes("California")) == {"A1", "B1", "C1"}
    assert book.properties("California")["gridProperties"]["frozenRowCount"] == 1
    [protected] = book.protections("California")
    assert protected["warningOnly"] is True
    assert protected["range"]["endRowIndex"] == 1


def test_a_key_column_keeps_what_people_type(emulator: Emulator, opened: Open) -> None:
    book = emulator.add()
    add_missing(opened(book), _plans())
    book.type("California", "A5", "02139")
    book.type("California", "A6", "11-12")
    assert [row[0] for row in book.rows("California")[4:]] == ["02139", "11-12"]


def test_drop_downs_offer_and_refuse_nothing(emulator: Emulator, opened: Open) -> None:
    book = emulator.add()
    add_missing(opened(book), _plans())
    owner = _rule(book, "California", "B2")
    assert owner["condition"]["type"] == "ONE_OF_RANGE"
    assert _range_of(owner) == "=Reps!$A$2:$A"
    assert owner.get("strict", False) is False
    assert "pool: NAME" in owner["inputMessage"]
    method = _rule(book, "Pools", "B2")["condition"]
    assert method["type"] == "ONE_OF_LIST"
    assert {value["userEnteredValue"] for value in method["values"]} >= {"round robin", "weighted"}
    assert _rule(book, "California", "B1") is None


def test_what_is_there_stays_and_columns_come_at_the_right(
    emulator: Emulator, opened: Open
) -> None:
    book = emulator.add({"California": ZIPS, "Mine": [["a"]]})
    before = book.cell("California", "A1")
    made = add_missing(opened(book), without_rows(_plans()))
    assert made.columns == {"California": ("territory",)}
    assert made.tabs == ("Reps", "Pools", "Goldens")
    assert book.rows("California") == [["zip", "owner", "mine", "territory"], ZIPS[1]]
    assert book.rows("Mine") == [["a"]]
    assert book.cell("California", "A1") == before
    assert set(book.notes("California")) == {"D1"}


def test_headers_below_the_first_row_and_a_full_grid_are_met(
    emulator: Emulator, opened: Open
) -> None:
    rows: list[list[object]] = [[], ["zip", "owner", *[str(n) for n in range(24)]], ["94105"]]
    book = emulator.add({"california": rows})
    add_missing(opened(book), without_rows(_plans()))
    assert book.value("california", "AA2") == "territory"
    assert book.note("california", "AA2")
    assert book.value("california", "AA1") == ""


def test_a_column_with_cells_and_no_header_is_not_written_over(
    emulator: Emulator, opened: Open
) -> None:
    book = emulator.add({"California": [["zip", "owner"], ["94105", "a@b.example", "", "seen"]]})
    add_missing(opened(book), without_rows(_plans()))
    assert book.rows("California")[0] == ["zip", "owner", "", "", "territory"]


def test_drop_downs_follow_the_reps_wherever_they_stand(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"reps": [["name", "rep"], ["Ana", "ana@acme.example"]]})
    add_missing(opened(book), without_rows(_plans()))
    assert _range_of(_rule(book, "California", "B2")) == "=reps!$B$2:$B"


def test_a_second_run_finds_nothing_to_do(emulator: Emulator, opened: Open) -> None:
    book = emulator.add()
    add_missing(opened(book), _plans())
    emulator.requests.clear()
    made = add_missing(opened(book), _plans())
    assert (made.tabs, made.columns) == ((), {})
    assert emulator.requests.reads == 2


def test_all_is_added_in_one_call_or_nothing(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"California": ZIPS})
    emulator.faults.next("404", on="spreadsheets:batchUpdate")
    with pytest.raises(SourceError):
        add_missing(opened(book), _plans())
    assert book.tabs == ["California"]
    assert book.rows("California") == ZIPS


def test_tabs_of_routebook_are_none_of_the_framework(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"California": ZIPS})
    status = {"sheetId": STATUS.sheet_id, "title": "Reps"}
    opened(book).batch_update([{"addSheet": {"properties": status}}])
    with pytest.raises(SourceError):  # a title can be given once: it is not taken over
        add_missing(opened(book), _plans())
    assert book.rows("Reps") == []


def test_a_workbook_fills_the_tabs_with_its_own_columns(emulator: Emulator, opened: Open) -> None:
    book = emulator.add()
    workbook = open_workbook(
        {
            "California": [["mine", "owner", "ZIP"], ["=1+1", "ana@acme.example", "02139"]],
            "Else": [["a"]],
        }
    )
    add_missing(opened(book), filled(_plans(), workbook))
    assert book.rows("California") == [
        ["mine", "owner", "zip", "territory"],
        ["=1+1", "ana@acme.example", "02139"],
    ]
    assert book.note("California", "A1") == ""
    assert book.note("California", "C1").startswith("Which records")
    assert book.rows("Else") == [["a"]]
    assert len(book.rows("Reps")) == 1
