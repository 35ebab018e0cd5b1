"""The requests of batchUpdate that a scaffold and write-back need."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator

Request = dict[str, Any]


def change(sheet: gspread.Spreadsheet, *requests: Request) -> list[Any]:
    replies: list[Any] = sheet.batch_update({"requests": list(requests)})["replies"]
    return replies


def area(book: EmulatedSpreadsheet, tab: str, **ends: int) -> dict[str, int]:
    return {"sheetId": book.sheet_id(tab), **ends}


def test_tabs_are_added_renamed_moved_and_deleted(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    properties = {
        "title": "Status",
        "index": 0,
        "gridProperties": {"rowCount": 5, "columnCount": 3, "frozenRowCount": 1},
        "tabColorStyle": {"rgbColor": {"red": 1}},
    }
    (reply,) = change(sheet, {"addSheet": {"properties": properties}})
    made = reply["addSheet"]["properties"]
    assert (made["title"], made["index"], made["gridProperties"]["rowCount"]) == ("Status", 0, 5)
    new = {"sheetId": made["sheetId"], "title": "Routebook", "index": 4, "hidden": True}
    change(
        sheet,
        {"updateSheetProperties": {"properties": new, "fields": "title,index,hidden"}},
        {"deleteSheet": {"sheetId": book.sheet_id("Empty")}},
    )
    assert book.tabs == ["California", "Rep's tab", "Routebook"]
    assert book.properties("Routebook")["hidden"] is True
    assert book.properties("Routebook")["gridProperties"]["frozenRowCount"] == 1


def test_the_real_client_s_ways_of_making_tabs_work(sheet: gspread.Spreadsheet) -> None:
    tab = sheet.add_worksheet("New", rows=3, cols=2)
    tab.freeze(rows=1)
    tab.update_title("Newer")
    tab.resize(rows=10)
    tab.update_tab_color("#ff0000")
    tab.hide()
    tab.show()
    copy = tab.duplicate(new_sheet_name="Twin")
    sheet.reorder_worksheets([copy, *[one for one in sheet.worksheets() if one.id != copy.id]])
    assert sheet.get_worksheet(0).title == "Twin"
    assert (sheet.worksheet("Newer").row_count, sheet.worksheet("Newer").frozen_row_count) == (
        10,
        1,
    )
    sheet.del_worksheet(copy)
    assert "Twin" not in [one.title for one in sheet.worksheets()]


def test_the_real_client_s_ways_of_changing_rows_work(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    tab = sheet.worksheet("California")
    tab.insert_rows([["10001", "ben"]], row=2)
    assert book.rows("California")[:3] == [
        ["zip", "owner"],
        ["10001", "ben"],
        ["02139", "ana@acme.example"],
    ]
    tab.delete_rows(3, 4)
    assert book.rows("California")[2] == ["94105", "", "x"]
    tab.insert_cols([["new"]], col=1)
    assert book.rows("California")[0] == ["new", "zip", "owner"]
    tab.insert_note("A1", "What it is")
    assert (book.note("California", "A1"), tab.get_note("A1")) == ("What it is", "What it is")
    tab.clear_note("A1")
    assert book.notes("California") == {}
    tab.format("A1:B1", {"textFormat": {"bold": True}, "numberFormat": {"type": "TEXT"}})
    assert book.cell("California", "B1")["userEnteredFormat"]["textFormat"] == {"bold": True}
    tab.add_protected_range("A1:B1", ["ana@acme.example"], description="Headers")
    assert book.protections("California")[0]["description"] == "Headers"


def test_cells_get_values_notes_formats_and_rules(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "ana@acme.example"}]},
        "strict": True,
        "showCustomUi": True,
    }
    text = {"numberFormat": {"type": "TEXT"}}
    change(
        sheet,
        {
            "updateCells": {
                "start": area(book, "Empty", rowIndex=0, columnIndex=1),
                "rows": [
                    {
                        "values": [
                            {
                                "userEnteredValue": {"stringValue": "=x"},
                                "note": "What a cell may hold",
                            }
                        ]
                    },
                    {"values": [{"userEnteredValue": {"numberValue": 7}}]},
                ],
                "fields": "userEnteredValue,note",
            }
        },
        {
            "repeatCell": {
                "range": area(book, "Empty", startColumnIndex=0, endColumnIndex=1),
                "cell": {"userEnteredFormat": text},
                "fields": "userEnteredFormat.numberFormat",
            }
        },
        {
            "setDataValidation": {
                "range": area(
                    book,
                    "Empty",
                    startRowIndex=1,
                    endRowIndex=3,
                    startColumnIndex=2,
                    endColumnIndex=3,
                ),
                "rule": rule,
            }
        },
    )
    assert book.cell("Empty", "B1") == {
        "userEnteredValue": {"stringValue": "=x"},
        "note": "What a cell may hold",
    }
    assert book.rows("Empty") == [["", "=x"], ["", "7"]]
    assert book.cell("Empty", "A999") == {"userEnteredFormat": text}
    assert book.cell("Empty", "C2") == {"dataValidation": rule}
    assert book.cell("Empty", "C4") == {}
    book.type("Empty", "A5", "02139")
    assert book.value("Empty", "A5") == "02139"


def test_a_mask_changes_only_what_it_names(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "A1", "old")
    book.format("California", "A1", "TEXT")
    one = area(
        book, "California", startRowIndex=0, endRowIndex=1, startColumnIndex=0, endColumnIndex=1
    )
    bold = {"textFormat": {"bold": True}}
    change(
        sheet,
        {
            "repeatCell": {
                "range": one,
                "cell": {"userEnteredFormat": bold},
                "fields": "userEnteredFormat.textFormat.bold",
            }
        },
        {"updateCells": {"range": one, "rows": [{"values": [{}]}], "fields": "note"}},
    )
    assert book.cell("California", "A1") == {
        "userEnteredValue": {"stringValue": "zip"},
        "userEnteredFormat": {"numberFormat": {"type": "TEXT"}, **bold},
    }


def test_a_range_without_rows_is_cleared(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    for cell in ("A1", "B2"):
        book.set_note("California", cell, "bad")
    change(sheet, {"updateCells": {"range": area(book, "California"), "fields": "note"}})
    assert book.notes("California") == {}
    assert book.rows("California")[0] == ["zip", "owner"]


def test_ranges_are_protected(sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet) -> None:
    header = area(book, "California", startRowIndex=0, endRowIndex=1)
    protection = {"range": header, "description": "Routebook reads it", "warningOnly": True}
    (reply,) = change(sheet, {"addProtectedRange": {"protectedRange": protection}})
    made = reply["addProtectedRange"]["protectedRange"]
    new = {"protectedRangeId": made["protectedRangeId"], "description": "Headers"}
    change(
        sheet,
        {"updateProtectedRange": {"protectedRange": new, "fields": "description"}},
        {
            "insertDimension": {
                "range": area(book, "California", startIndex=0, endIndex=2) | {"dimension": "ROWS"}
            }
        },
    )
    (kept,) = sheet.fetch_sheet_metadata({"fields": "sheets.protectedRanges"})["sheets"][0][
        "protectedRanges"
    ]
    assert (kept["description"], kept["range"]["startRowIndex"]) == ("Headers", 2)
    assert kept["warningOnly"] is True
    change(sheet, {"deleteProtectedRange": {"protectedRangeId": made["protectedRangeId"]}})
    assert book.protections("California") == []


def test_rows_and_columns_come_and_go(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "B2", "moves along")
    rows = area(book, "California") | {"dimension": "ROWS"}
    columns = area(book, "California") | {"dimension": "COLUMNS"}
    change(
        sheet,
        {"insertDimension": {"range": rows | {"startIndex": 1, "endIndex": 2}}},
        {"insertDimension": {"range": columns | {"startIndex": 0, "endIndex": 1}}},
        {"appendDimension": {**rows, "length": 10}},
        {"autoResizeDimensions": {"dimensions": columns}},
        {
            "updateDimensionProperties": {
                "range": columns | {"startIndex": 0, "endIndex": 1},
                "properties": {"pixelSize": 240},
                "fields": "pixelSize",
            }
        },
        {
            "appendCells": {
                "sheetId": 0,
                "rows": [{"values": [{"userEnteredValue": {"stringValue": "end"}}]}],
                "fields": "userEnteredValue",
            }
        },
    )
    assert book.notes("California") == {"C3": "moves along"}
    assert book.rows("California")[-1] == ["end"]
    assert book.properties("California")["gridProperties"] == {"rowCount": 1011, "columnCount": 27}
    change(sheet, {"deleteDimension": {"range": rows | {"startIndex": 0, "endIndex": 3}}})
    assert book.rows("California") == [[], ["", "94105", "", "x"], ["end"]]
    data = sheet.fetch_sheet_metadata({"fields": "sheets.data.columnMetadata", "ranges": "A1:B1"})
    assert data["sheets"][0]["data"][0]["columnMetadata"] == [
        {"pixelSize": 240},
        {"pixelSize": 100},
    ]


def test_cells_are_merged_and_parted(sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet) -> None:
    tab = sheet.worksheet("California")
    tab.merge_cells("A1:B2")
    assert book.rows("California")[:2] == [["zip"], []]
    assert sheet.fetch_sheet_metadata()["sheets"][0]["merges"] == [
        {
            "sheetId": 0,
            "startRowIndex": 0,
            "endRowIndex": 2,
            "startColumnIndex": 0,
            "endColumnIndex": 2,
        }
    ]
    tab.unmerge_cells("A1:B2")
    assert "merges" not in sheet.fetch_sheet_metadata()["sheets"][0]


def test_named_ranges_are_ranges(sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet) -> None:
    reps = area(
        book, "Rep's tab", startRowIndex=1, endRowIndex=2, startColumnIndex=0, endColumnIndex=1
    )
    (reply,) = change(sheet, {"addNamedRange": {"namedRange": {"name": "reps", "range": reps}}})
    assert sheet.values_get("reps")["values"] == [["ana@acme.example"]]
    named = reply["addNamedRange"]["namedRange"]["namedRangeId"]
    change(sheet, {"deleteNamedRange": {"namedRangeId": named}})
    with pytest.raises(APIError, match="Unable to parse range: reps"):
        sheet.values_get("reps")


def test_the_spreadsheet_itself_has_properties(sheet: gspread.Spreadsheet) -> None:
    sheet.update_title("Acme routing")
    sheet.update_locale("de_DE")
    assert (sheet.title, sheet.locale) == ("Acme routing", "de_DE")


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"sortRange": {}}, r'Unknown name "sortRange" at \'requests\[1\]\': Cannot find field.'),
        ({}, "No request set"),
        (
            {"addSheet": {"properties": {"title": "california"}}},
            'A sheet with the name "california" already',
        ),
        ({"addSheet": {"properties": {"name": "x"}}}, "Unknown name \"name\" at 'properties'"),
        (
            {"deleteSheet": {"sheetId": 99}},
            r"Invalid requests\[1\].deleteSheet: No grid with id: 99",
        ),
        ({"deleteProtectedRange": {"protectedRangeId": 9}}, "No protected range with id: 9"),
        ({"repeatCell": {"range": {"sheetId": 0}, "cell": {}}}, "At least one field"),
        (
            {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 10**9}},
            "above the limit",
        ),
        (
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 1000}},
                    "fields": "gridProperties.frozenRowCount",
                }
            },
            "freeze all",
        ),
        (
            {
                "updateCells": {
                    "start": {"sheetId": 0, "rowIndex": 1000},
                    "rows": [{"values": [{"note": "x"}]}],
                    "fields": "note",
                }
            },
            "outside of the grid",
        ),
        (
            {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0}}},
            "You can't delete all the rows",
        ),
    ],
)
def test_a_batch_is_all_or_nothing(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet, request_: Request, message: str
) -> None:
    good = {"addSheet": {"properties": {"title": "Good"}}}
    with pytest.raises(APIError, match=message) as caught:
        change(sheet, good, request_)
    assert caught.value.code == 400
    assert book.tabs == ["California", "Rep's tab", "Empty"]


def test_a_sheet_is_copied_into_another_spreadsheet(
    emulator: Emulator, sheet: gspread.Spreadsheet
) -> None:
    other = emulator.add({"One": [["a"]]})
    sheet.worksheet("California").copy_to(other.id)
    assert other.tabs == ["One", "Copy of California"]
    assert other.rows("Copy of California")[1] == ["02139", "ana@acme.example"]


def test_a_spreadsheet_is_created_with_its_tabs(client: gspread.Client, emulator: Emulator) -> None:
    body = {
        "properties": {"title": "Made", "locale": "de_DE"},
        "sheets": [{"properties": {"title": "One"}}, {"properties": {"title": "Two"}}],
    }
    made = client.http_client.request(
        "post", "https://sheets.googleapis.com/v4/spreadsheets", json=body
    ).json()
    assert made["properties"]["locale"] == "de_DE"
    assert [one["properties"]["title"] for one in made["sheets"]] == ["One", "Two"]
    assert client.open_by_key(made["spreadsheetId"]).title == "Made"
