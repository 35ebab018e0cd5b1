"""Values as the real client writes them: raw, and as if typed by a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import ValueInputOption

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served
from tests.sheets_adapter.emulated import client_of

TYPED = ValueInputOption.user_entered


@pytest.mark.parametrize("text", ["02139", "=A1", "+1", "1e5", "TRUE", "1/2/2026", "'x", "@cmd"])
def test_raw_text_stays_text(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet, text: str
) -> None:
    sheet.worksheet("Empty").update([[text]], "A1")
    assert book.cell("Empty", "A1") == {"userEnteredValue": {"stringValue": text}}
    assert book.value("Empty", "A1") == text


def test_typed_text_becomes_what_the_locale_makes_of_it(
    emulator: Emulator, client: gspread.Client
) -> None:
    book = emulator.add({"T": []}, locale="de_DE")
    tab = client.open_by_key(book.id).worksheet("T")
    tab.update([["02139", "31.1.2026", "=A1", "3,50"]], "A1", value_input_option=TYPED)
    assert tab.get_all_values() == [["2139", "31.01.2026", "2139", "3,5"]]


def test_a_plain_text_cell_keeps_what_is_typed(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.format("Empty", "A:A", "TEXT")
    sheet.worksheet("Empty").update([["02139", "02139"]], "A1", value_input_option=TYPED)
    assert book.rows("Empty") == [["02139", "2139"]]


def test_none_leaves_a_cell_and_a_blank_clears_it(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "B1", "kept")
    sheet.values_update(
        "California!A1:B1", params={"valueInputOption": "RAW"}, body={"values": [[None, ""]]}
    )
    assert book.rows("California")[0] == ["zip"]
    assert book.note("California", "B1") == "kept"


def test_many_ranges_are_written_together_or_not_at_all(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    good = {"range": "Empty!A1:B1", "values": [["a", "b"]]}
    body = {"valueInputOption": "RAW", "data": [good, {"range": "Nevada!A1", "values": [["c"]]}]}
    with pytest.raises(APIError, match="Unable to parse range: Nevada!A1"):
        sheet.values_batch_update(body)
    assert book.rows("Empty") == []
    body["data"] = [good, {"range": "'Rep''s tab'!B1", "values": [["c"]]}]
    answer = sheet.values_batch_update(body)
    assert (answer["totalUpdatedCells"], answer["totalUpdatedSheets"]) == (3, 2)
    assert (book.rows("Empty"), book.rows("Rep's tab")[0]) == ([["a", "b"]], ["email", "c"])


def test_columns_may_come_first(sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet) -> None:
    answer = sheet.values_update(
        "Empty!A1",
        params={"valueInputOption": "RAW", "includeValuesInResponse": "true"},
        body={"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]},
    )
    assert book.rows("Empty") == [["a", "c"], ["b"]]
    assert answer["updatedData"]["values"] == [["a", "c"], ["b"]]


@pytest.mark.parametrize(
    ("text", "params", "body", "message"),
    [
        ("Empty!A1", {}, {"values": [["x"]]}, "'valueInputOption' is required"),
        (
            "Empty!A1:A2",
            {"valueInputOption": "RAW"},
            {"values": [["x"], ["x"], ["x"]]},
            r"Requested writing within range \[Empty!A1:A2\], but tried writing to row \[3\]",
        ),
        (
            "Empty!A1:A2",
            {"valueInputOption": "RAW"},
            {"values": [["x", "y"]]},
            r"but tried writing to column \[B\]",
        ),
        (
            "Empty!Z1000",
            {"valueInputOption": "RAW"},
            {"values": [["x", "y"]]},
            "exceeds grid limits",
        ),
        ("Empty!A1", {"valueInputOption": "RAW"}, {"rows": []}, 'Unknown name "rows"'),
        ("Empty!A1", {"valueInputOption": "RAW"}, {"values": [[["x"]]]}, "list_value"),
        ("Empty!A1", {"valueInputOption": "RAW"}, {"values": [["x" * 50_001]]}, "50000"),
    ],
)
def test_what_cannot_be_written_is_400_and_changes_nothing(
    sheet: gspread.Spreadsheet,
    book: EmulatedSpreadsheet,
    text: str,
    params: dict[str, Any],
    body: dict[str, Any],
    message: str,
) -> None:
    with pytest.raises(APIError, match=message):
        sheet.values_update(text, params=params, body=body)
    assert book.rows("Empty") == []


def test_rows_are_appended_after_the_table(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    tab = sheet.worksheet("Rep's tab")
    answer = tab.append_rows([["=1", "x"], ["ben@acme.example"]], table_range="A1")
    assert answer["tableRange"] == "'Rep''s tab'!A1:A2"
    assert answer["updates"]["updatedRange"] == "'Rep''s tab'!A3:B4"
    assert book.rows("Rep's tab")[2:] == [["=1", "x"], ["ben@acme.example"]]


def test_inserted_rows_push_down_what_is_below(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    sheet.values_append(
        "California!A1",
        {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"},
        {"values": [["10001", "ben"]]},
    )
    assert [row[:1] for row in book.rows("California")] == [
        ["zip"],
        ["02139"],
        ["10001"],
        [],
        ["94105"],
    ]


def test_an_append_to_a_blank_tab_begins_where_it_was_asked(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    answer = sheet.values_append("Empty!B2", {"valueInputOption": "RAW"}, {"values": [["x"]]})
    assert "tableRange" not in answer
    assert book.value("Empty", "B2") == "x"


def test_clearing_takes_values_and_leaves_notes(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "A1", "kept")
    sheet.worksheet("California").clear()
    assert book.rows("California") == []
    assert book.notes("California") == {"A1": "kept"}
    sheet.worksheet("Rep's tab").batch_clear(["A1:A1"])
    assert book.rows("Rep's tab") == [[], ["ana@acme.example"]]


def test_appends_from_many_threads_lose_no_row(
    served: Served, emulator: Emulator, book: EmulatedSpreadsheet
) -> None:
    clients = [client_of(served) for _ in range(4)]

    def append(number: int) -> None:
        tab = clients[number % 4].open_by_key(book.id)
        tab.values_append("Empty", {"valueInputOption": "RAW"}, {"values": [[str(number)]]})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(append, range(20)))
    assert sorted(int(row[0]) for row in book.rows("Empty")) == list(range(20))
    assert emulator.requests.counts["values:append"] == 20


def test_a_long_table_takes_another_row(emulator: Emulator, client: gspread.Client) -> None:
    book = emulator.add({"Long": [[str(number), "x"] for number in range(3_000)]})
    answer = client.open_by_key(book.id).values_append(
        "Long!A1", {"valueInputOption": "RAW"}, {"values": [["end"]]}
    )
    assert answer["tableRange"] == "Long!A1:B3000"
    assert book.properties("Long")["gridProperties"]["rowCount"] == 3_001
