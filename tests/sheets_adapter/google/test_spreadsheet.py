from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_adapter import SourceError
from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served, running
from sheets_adapter.google import (
    Access,
    GoogleSource,
    Spreadsheet,
    Tab,
    create_spreadsheet,
    open_spreadsheet,
)
from tests.sheets_adapter.emulated import Watch

LIKE_FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'02139", "02139", "1e5", "TRUE", "3/4"]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """An emulator; every exchange with it is held against Google's own description."""
    watch = Watch()
    with running(Emulator(watch=watch)) as served:
        yield served
    assert watch.problems == []


@pytest.fixture
def book(served: Served) -> EmulatedSpreadsheet:
    return served.emulator.add({"Log": [["when"]], "Ann's": []}, title="Acme")


@pytest.fixture
def access(served: Served) -> Access:
    return Access(served.credentials, served.url)


@pytest.fixture
def opened(book: EmulatedSpreadsheet, access: Access) -> Spreadsheet:
    return open_spreadsheet(book.url, access, write=True)


def test_tabs_are_told_with_their_size(opened: Spreadsheet, book: EmulatedSpreadsheet) -> None:
    assert opened.url == f"https://docs.google.com/spreadsheets/d/{book.id}/edit"
    assert opened.tabs() == [
        Tab(book.sheet_id("Log"), "Log", 0, 1000, 26),
        Tab(book.sheet_id("Ann's"), "Ann's", 1, 1000, 26),
    ]


def test_what_is_written_is_read_back_as_text(
    opened: Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    opened.write({"Log!A2": [LIKE_FORMULAS], "'Ann''s'!B1:B2": [["a"], ["b"]]})
    assert opened.values(["Log", "'Ann''s'", "Log!B9"]) == [
        [["when"], LIKE_FORMULAS],
        [["", "a"], ["", "b"]],
        [],
    ]
    kinds = [set(book.cell("Log", f"{letter}2")["userEnteredValue"]) for letter in "ABCDEFGHIJ"]
    assert kinds == [{"stringValue"}] * 10


def test_rows_are_appended_as_text_below_what_is_there(
    opened: Spreadsheet, book: EmulatedSpreadsheet
) -> None:
    opened.append("Log!A1", [["=1+1"], ["x", "y"]])
    opened.append("Log!A1", [["z"]])
    assert book.rows("Log") == [["when"], ["=1+1"], ["x", "y"], ["z"]]
    assert set(book.cell("Log", "A2")["userEnteredValue"]) == {"stringValue"}


def test_nothing_asked_is_nothing_read(opened: Spreadsheet, served: Served) -> None:
    served.emulator.requests.clear()
    assert opened.values([]) == []
    assert list(served.emulator.requests) == []


def test_changes_and_masks_go_through(opened: Spreadsheet, book: EmulatedSpreadsheet) -> None:
    answer = opened.batch_update([{"addSheet": {"properties": {"title": "Routebook"}}}])
    assert answer["replies"][0]["addSheet"]["properties"]["title"] == "Routebook"
    assert book.tabs == ["Log", "Ann's", "Routebook"]
    assert opened.get("properties.title") == {"properties": {"title": "Acme"}}
    told = opened.get("sheets.data.rowData.values.formattedValue", ["Log!A1"])
    cell = told["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert cell == {"formattedValue": "when"}


def test_a_new_spreadsheet_is_made_and_shared(access: Access, served: Served) -> None:
    made = create_spreadsheet("Fresh", access)
    made.write({"Sheet1!A1": [["zip"]]})
    made.share("ana@acme.example")
    assert [tab.title for tab in made.tabs()] == ["Sheet1"]
    assert served.emulator.book(made.id).roles["ana@acme.example"] == "writer"


def test_who_may_only_read_cannot_write(
    served: Served, book: EmulatedSpreadsheet, access: Access
) -> None:
    reader = open_spreadsheet(book.url, access)
    assert reader.values(["Log"]) == [[["when"]]]
    with pytest.raises(SourceError, match="these credentials may not use spreadsheets"):
        reader.write({"Log!A2": [["x"]]})
    served.emulator.share(book, write=False)
    with pytest.raises(SourceError, match=f"{served.email} may not edit the spreadsheet"):
        open_spreadsheet(book.url, access, write=True).write({"Log!A2": [["x"]]})


def test_a_source_reads_as_google_describes_it(
    served: Served, book: EmulatedSpreadsheet, access: Access
) -> None:
    source = GoogleSource(book.id, access=access)
    book.rename("Log", "Jack's log (2026)")
    book.type("Ann's", "A1", "1/2/2026")
    served.emulator.requests.clear()
    sheets = source.fetch().sheets
    assert {sheet.title: sheet.rows for sheet in sheets} == {
        "Jack's log (2026)": (("when",),),
        "Ann's": (("1/2/2026",),),
    }
    assert served.emulator.requests.reads == 2


def test_bad_credentials_show_when_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"there is no key\.json"):
        open_spreadsheet("google:1AbC", Access(tmp_path / "key.json"))
