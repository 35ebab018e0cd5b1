"""What is asked of Google: only our own tabs, texts that stay texts, links to cells."""

from dataclasses import replace
from typing import Any

import pytest

from dsl.diagnostics import CellRef
from sheets_adapter.google import Tab
from sheets_adapter.write_back import CHANGES, OWN_IDS, STATUS, Cell, Entry, plan
from sheets_adapter.write_back.cells import cell_data, clean, position

URL = "https://docs.google.com/spreadsheets/d/ID/edit"
THEIRS = Tab(7, "California", 0, 100, 4)
OURS = Tab(STATUS.sheet_id, "Routebook", 1, 20, 6)
LOG = Tab(CHANGES.sheet_id, "Routebook changes", 2, 20, 10)


def no_link(at: CellRef) -> str:
    return ""


def touched(requests: list[dict[str, Any]]) -> set[int]:
    """The ids of every sheet that requests name, wherever they do."""

    def ids(value: Any) -> list[int]:
        if isinstance(value, dict):
            own = [value["sheetId"]] if "sheetId" in value else []
            return own + [each for part in value.values() for each in ids(part)]
        return [each for part in value for each in ids(part)] if isinstance(value, list) else []

    return set(ids(requests))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "'=1", '=HYPERLINK("x")', "1e5"]
)
def test_a_text_is_written_as_a_text(text: str) -> None:
    data = cell_data(Cell(text), no_link)
    assert data["userEnteredValue"] == {"stringValue": text.replace("\t", " ")}
    assert data["userEnteredFormat"]["numberFormat"] == {"type": "TEXT"}


def test_a_link_is_a_format_and_no_formula() -> None:
    data = cell_data(Cell("=A17", link=f"{URL}#gid=7"), no_link)
    assert data["userEnteredFormat"]["textFormat"] == {"link": {"uri": f"{URL}#gid=7"}}
    assert data["userEnteredValue"] == {"stringValue": "=A17"}


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://x.example", "California.csv#row=3"]
)
def test_other_links_are_left_out(link: str) -> None:
    assert "textFormat" not in cell_data(Cell("x", link=link), no_link)["userEnteredFormat"]


def test_texts_that_google_refuses_are_cleaned_and_cut() -> None:
    assert clean("a\ud800\x00b\nc") == "a  b\nc"
    assert len(clean("x" * 60_000)) == 5_000


@pytest.mark.parametrize(
    ("a1", "expected"),
    [("A1", (0, 0)), ("B17", (16, 1)), ("AA3", (2, 26)), ("", None), ("A", None), ("A0", None)],
)
def test_positions(a1: str, expected: tuple[int, int] | None) -> None:
    assert position(a1) == expected


def test_links_and_places_of_cells() -> None:
    places = plan.Places(URL, [THEIRS, OURS], {})
    assert places.link(CellRef("California", "A17")) == f"{URL}#gid=7&range=A17"
    assert places.link(CellRef("california")) == f"{URL}#gid=7"
    assert places.link(CellRef("Nevada", "A1")) == ""
    assert places.place(CellRef("California", "D100")) == (7, 99, 3)
    assert places.place(CellRef("California", "A101")) is None, "the row is no longer there"
    assert places.place(CellRef("California", "E1")) is None
    assert places.place(CellRef("California")) is None
    assert places.place(CellRef("Routebook", "A1")) is None, "our own tab is no table"


def test_a_renamed_tab_is_found_by_its_former_title() -> None:
    former = CellRef("Golden State", "A17")
    link = f"{URL}#gid=7&range={{range}}"
    assert plan.Places(URL, [THEIRS], {"Golden State": link}).place(former) == (7, 16, 0)
    elsewhere = link.replace("/ID/", "/OTHER/")
    assert plan.Places(URL, [THEIRS], {"Golden State": elsewhere}).place(former) is None
    gone = link.replace("gid=7", "gid=70")
    assert plan.Places(URL, [THEIRS], {"Golden State": gone}).place(former) is None


def test_a_missing_status_tab_is_made_at_the_end_with_a_warning() -> None:
    requests = plan.status([[Cell("Status")]], [THEIRS], no_link)
    assert touched(requests) == {STATUS.sheet_id}
    properties = requests[0]["addSheet"]["properties"]
    assert properties["title"] == "Routebook"
    assert "index" not in properties
    assert requests[1]["addProtectedRange"]["protectedRange"]["warningOnly"] is True


def test_a_status_tab_that_is_there_is_written_whole() -> None:
    requests = plan.status([[Cell("Status")], [], [Cell("x")]], [THEIRS, OURS], no_link)
    assert touched(requests) == {STATUS.sheet_id}
    size, _, whole = requests
    grid = size["updateSheetProperties"]["properties"]["gridProperties"]
    assert (grid["rowCount"], grid["columnCount"]) == (3, 6)
    assert whole["updateCells"]["range"] == {"sheetId": STATUS.sheet_id}


def test_a_tab_of_the_same_name_is_a_persons() -> None:
    theirs = Tab(8, "routebook", 1, 20, 6)
    requests = plan.status([[Cell("x")]], [THEIRS, theirs], no_link)
    assert touched(requests) == {STATUS.sheet_id}
    assert requests[0]["addSheet"]["properties"]["title"] == "Routebook 2"


def test_changes_go_below_those_that_are_there() -> None:
    entry = Entry("12-3", ((Cell("now"), Cell("live")), (Cell("now"), Cell("live"))))
    requests = plan.changes([Cell("When"), Cell("What")], [entry], 19, [THEIRS, LOG], no_link)
    assert touched(requests) == {CHANGES.sheet_id}
    size, header, rows = requests
    assert size["appendDimension"]["length"] == 1
    assert header["updateCells"]["start"]["rowIndex"] == 0
    assert rows["updateCells"]["start"] == {
        "sheetId": CHANGES.sheet_id,
        "rowIndex": 19,
        "columnIndex": 0,
    }
    ids = [row["values"][-1]["userEnteredValue"] for row in rows["updateCells"]["rows"]]
    assert ids == [{"stringValue": "12-3"}] * 2


def test_a_log_that_is_too_long_loses_its_oldest() -> None:
    def kinds(above: int) -> list[dict[str, Any]]:
        tabs = [THEIRS, replace(LOG, rows=above)]
        return plan.changes([Cell("When")], [Entry("1-0", ((Cell("now"),),))], above, tabs, no_link)

    assert not any("deleteDimension" in one for one in kinds(plan.MOST_CHANGES + 1))
    trimming, longer, _, rows = kinds(plan.MOST_CHANGES + 101)
    gone = trimming["deleteDimension"]["range"]
    assert gone["sheetId"] == CHANGES.sheet_id
    assert (gone["startIndex"], gone["endIndex"]) == (1, 601)
    assert longer["appendDimension"]["length"] == 1
    assert rows["updateCells"]["start"]["rowIndex"] == plan.MOST_CHANGES + 101 - 600


def test_nobody_else_can_have_our_ids() -> None:
    assert all(0 <= each < 2**31 for each in OWN_IDS)
    assert len(OWN_IDS) == 2
