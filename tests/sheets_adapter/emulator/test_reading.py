"""Values and metadata as the real client reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator


def first(sheet: gspread.Spreadsheet, text: str, **options: Any) -> Any:
    return sheet.values_batch_get([text], params=options)["valueRanges"][0]


def test_a_spreadsheet_has_a_title_and_tabs(sheet: gspread.Spreadsheet) -> None:
    assert sheet.title == "Acme"
    assert [tab.title for tab in sheet.worksheets()] == ["California", "Rep's tab", "Empty"]
    assert sheet.locale == "en_US"


def test_rows_are_ragged_and_trimmed(sheet: gspread.Spreadsheet) -> None:
    assert first(sheet, "California") == {
        "range": "California!A1:Z1000",
        "majorDimension": "ROWS",
        "values": [["zip", "owner"], ["02139", "ana@acme.example"], [], ["94105", "", "x"]],
    }


def test_an_empty_range_has_no_values(sheet: gspread.Spreadsheet) -> None:
    assert first(sheet, "Empty!A1:C3") == {"range": "Empty!A1:C3", "majorDimension": "ROWS"}


def test_columns_may_come_first(sheet: gspread.Spreadsheet) -> None:
    found = first(sheet, "California!A1:C4", majorDimension="COLUMNS")
    assert found["values"] == [
        ["zip", "02139", "", "94105"],
        ["owner", "ana@acme.example"],
        ["", "", "", "x"],
    ]


@pytest.mark.parametrize(
    ("text", "answered", "values"),
    [
        ("'Rep''s tab'!A1:B", "'Rep''s tab'!A1:B1000", [["email"], ["ana@acme.example"]]),
        ("California!A2", "California!A2", [["02139"]]),
        ("california!$A$2", "California!A2", [["02139"]]),
        (
            "California!B:A",
            "California!A1:B1000",
            [["zip", "owner"], ["02139", "ana@acme.example"], [], ["94105"]],
        ),
        ("California!4:4", "California!A4:Z4", [["94105", "", "x"]]),
        ("California!B2:2", "California!B2:Z2", [["ana@acme.example"]]),
        ("California!A4:C", "California!A4:C1000", [["94105", "", "x"]]),
        ("A1:B1", "California!A1:B1", [["zip", "owner"]]),
        ("Empty", "Empty!A1:Z1000", None),
    ],
)
def test_a1_notation(sheet: gspread.Spreadsheet, text: str, answered: str, values: Any) -> None:
    found = first(sheet, text)
    assert (found["range"], found.get("values")) == (answered, values)


@pytest.mark.parametrize(
    "text", ["Nevada!A1", "Nevada", "California!1A", "California!A0", "California!"]
)
def test_a_range_that_is_none_is_400(sheet: gspread.Spreadsheet, text: str) -> None:
    with pytest.raises(APIError, match=r"400.*Unable to parse range: ") as caught:
        sheet.values_get(text)
    assert caught.value.error["status"] == "INVALID_ARGUMENT"
    assert caught.value.error["message"] == f"Unable to parse range: {text}"


def test_a_range_outside_the_grid_is_400(sheet: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError, match=r"exceeds grid limits. Max rows: 1000, max columns: 26"):
        sheet.values_get("California!A1001")


def test_merged_cells_hold_their_value_top_left_only(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.merge("California", "A1:B2")
    assert first(sheet, "California!A1:B2")["values"] == [["zip"]]
    book.set("California", "B2", "lost")
    assert first(sheet, "California!A1:B2")["values"] == [["zip"]]


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("en_US", ["1234.5", "1/31/2026", "TRUE", "12.50%", "1,234.50"]),
        ("de_DE", ["1234,5", "31.01.2026", "WAHR", "12,50%", "1.234,50"]),
        ("en_GB", ["1234.5", "31/01/2026", "TRUE", "12.50%", "1,234.50"]),
    ],
)
def test_values_are_shown_in_the_locale(
    emulator: Emulator, client: gspread.Client, locale: str, shown: list[str]
) -> None:
    book = emulator.add({"T": [[1234.5, dt.date(2026, 1, 31), True, 0.125, 1234.5]]}, locale=locale)
    book.format("T", "D1", "PERCENT")
    book.format("T", "E1", "NUMBER", "#,##0.00")
    sheet = client.open_by_key(book.id)
    assert first(sheet, "T")["values"] == [shown]
    plain = first(sheet, "T", valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert plain == [[1234.5, 46053, True, 0.125, 1234.5]]
    dated = first(
        sheet,
        "T",
        valueRenderOption="UNFORMATTED_VALUE",
        dateTimeRenderOption="FORMATTED_STRING",
    )["values"]
    assert dated[0][1] == shown[1]


def test_formulas_are_read_as_formulas_or_as_what_they_show(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    for row, formula in enumerate(['="a ""b"""', "=A2", "=IMPORTRANGE(1)", "=C5"], start=2):
        book.type("California", f"C{row}", formula)
    assert [row[0] for row in first(sheet, "California!C2:C5")["values"]] == [
        'a "b"',
        "02139",
        "#NAME?",
        "#REF!",
    ]
    raw = first(sheet, "California!C2:C3", valueRenderOption="FORMULA")["values"]
    assert raw == [['="a ""b"""'], ["=A2"]]


def test_data_filters_find_a_tab_by_its_id(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet, client: gspread.Client
) -> None:
    sheet_id = book.sheet_id("Rep's tab")
    book.rename("Rep's tab", "Reps")
    filters = [{"gridRange": {"sheetId": sheet_id}}, {"a1Range": "California!A1"}]
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}"
    answer = client.http_client.request(
        "post", f"{url}/values:batchGetByDataFilter", json={"dataFilters": filters}
    ).json()
    assert [one["valueRange"]["range"] for one in answer["valueRanges"]] == [
        "Reps!A1:Z1000",
        "California!A1",
    ]
    metadata = client.http_client.request(
        "post",
        f"{url}:getByDataFilter",
        params={"fields": "sheets.properties.title"},
        json={"dataFilters": filters[:1]},
    ).json()
    assert metadata == {"sheets": [{"properties": {"title": "Reps"}}]}


def test_a_tab_that_is_called_like_a_cell_needs_quotes(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.add("Q1", [["quarter"]])
    assert first(sheet, "'Q1'") == {
        "range": "'Q1'!A1:Z1000",
        "majorDimension": "ROWS",
        "values": [["quarter"]],
    }
    assert first(sheet, "Q1")["range"] == "California!Q1"


@pytest.mark.parametrize("title", ["Who? 50%", "A/B #1", "Größe: ä+b&c=d", "a!b", "''", "x:append"])
def test_any_title_can_be_asked_for(client: gspread.Client, emulator: Emulator, title: str) -> None:
    book = emulator.add({title: [["a"]]})
    tab = client.open_by_key(book.id).worksheet(title)
    assert tab.get_all_values() == [["a"]]
    tab.append_row(["b"])
    assert book.rows(title) == [["a"], ["b"]]


def test_a_filter_for_a_tab_that_is_gone_is_400(
    book: EmulatedSpreadsheet, client: gspread.Client
) -> None:
    url = f"https://sheets.googleapis.com/v4/spreadsheets/{book.id}/values:batchGetByDataFilter"
    with pytest.raises(APIError, match="No grid with id: 7"):
        client.http_client.request(
            "post", url, json={"dataFilters": [{"gridRange": {"sheetId": 7}}]}
        )


def test_metadata_comes_without_data_unless_asked(sheet: gspread.Spreadsheet) -> None:
    plain = sheet.fetch_sheet_metadata()
    assert "data" not in plain["sheets"][0]
    assert plain["sheets"][0]["properties"] == {
        "sheetId": 0,
        "title": "California",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
    }
    full = sheet.fetch_sheet_metadata({"includeGridData": "true", "ranges": "California!A1:B2"})
    (only,) = full["sheets"]
    (data,) = only["data"]
    assert data["rowData"][1]["values"][0] == {
        "userEnteredValue": {"stringValue": "02139"},
        "effectiveValue": {"stringValue": "02139"},
        "formattedValue": "02139",
    }
    assert len(data["rowMetadata"]) == 2


def test_a_field_mask_takes_only_what_it_names(
    sheet: gspread.Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "B2", "Who?")
    fields = "sheets(properties(sheetId,title),data/rowData/values(note,formattedValue))"
    found = sheet.fetch_sheet_metadata({"fields": fields, "ranges": "California!B2:B4"})
    assert found == {
        "sheets": [
            {
                "properties": {"sheetId": 0, "title": "California"},
                "data": [
                    {
                        "rowData": [
                            {"values": [{"note": "Who?", "formattedValue": "ana@acme.example"}]}
                        ]
                    }
                ],
            }
        ]
    }
    with pytest.raises(APIError, match="Invalid field selection"):
        sheet.fetch_sheet_metadata({"fields": "sheets("})


def test_an_unknown_parameter_is_400(sheet: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError, match='Unknown name "include"'):
        sheet.fetch_sheet_metadata({"include": "all"})
    with pytest.raises(APIError, match="valueRenderOption"):
        sheet.values_get("California", params={"valueRenderOption": "PRETTY"})


def test_two_reads_fetch_any_number_of_tabs(emulator: Emulator, sheet: gspread.Spreadsheet) -> None:
    emulator.requests.clear()
    tabs = sheet.fetch_sheet_metadata({"fields": "sheets.properties"})["sheets"]
    sheet.values_batch_get(
        [f"'{tab['properties']['title'].replace(chr(39), chr(39) * 2)}'" for tab in tabs]
    )
    assert emulator.requests.counts == {"spreadsheets.get": 1, "values:batchGet": 1}
    assert emulator.requests.reads == 2
