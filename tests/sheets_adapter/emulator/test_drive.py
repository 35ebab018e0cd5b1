"""The part of the Drive API that gspread uses."""

from __future__ import annotations

import gspread
import pytest
from gspread.exceptions import APIError, SpreadsheetNotFound

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator


def test_a_spreadsheet_is_opened_by_its_title(
    client: gspread.Client, emulator: Emulator, book: EmulatedSpreadsheet
) -> None:
    emulator.add(title="Hidden", shared=False)
    assert client.open("Acme").id == book.id
    assert [one.title for one in client.openall()] == ["Acme"]
    with pytest.raises(SpreadsheetNotFound):
        client.open("Hidden")


def test_a_title_with_quotes_is_found(client: gspread.Client, emulator: Emulator) -> None:
    book = emulator.add(title="Ana's sheet")
    assert client.open("Ana's sheet").id == book.id


def test_a_spreadsheet_is_created_renamed_copied_and_deleted(
    client: gspread.Client, emulator: Emulator
) -> None:
    made = client.create("Made")
    made.sheet1.update([["a"]], "A1")
    copy = client.copy(made.id, title="Copy")
    assert copy.sheet1.get_all_values() == [["a"]]
    client.del_spreadsheet(made.id)
    with pytest.raises(SpreadsheetNotFound):
        client.open_by_key(made.id)
    assert [one["name"] for one in client.list_spreadsheet_files()] == ["Copy"]


def test_a_spreadsheet_is_shared_and_unshared(
    client: gspread.Client, book: EmulatedSpreadsheet
) -> None:
    sheet = client.open_by_key(book.id)
    sheet.share("ana@acme.example", perm_type="user", role="reader", notify=False)
    roles = {one["emailAddress"]: one["role"] for one in sheet.list_permissions()}
    assert roles["ana@acme.example"] == "reader"
    assert sheet.remove_permissions("ana@acme.example") != []
    assert "ana@acme.example" not in [one["emailAddress"] for one in sheet.list_permissions()]


def test_the_times_of_a_file_are_known(client: gspread.Client, book: EmulatedSpreadsheet) -> None:
    sheet = client.open_by_key(book.id)
    before = sheet.get_lastUpdateTime()
    sheet.worksheet("Empty").update([["x"]], "A1")
    assert sheet.get_lastUpdateTime() >= before
    assert sheet.creationTime.endswith("Z")


def test_a_file_that_is_not_shared_does_not_exist(
    client: gspread.Client, emulator: Emulator
) -> None:
    book = emulator.add(shared=False)
    with pytest.raises(APIError, match=r"404.*File not found: ") as caught:
        client.get_file_drive_metadata(book.id)
    assert caught.value.error["errors"][0]["reason"] == "notFound"
