"""What people find in their spreadsheet, and what they typed themselves."""

from typing import Any

import msgspec
import pytest

from dsl.diagnostics import CellRef
from sheets_adapter import SourceError
from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.google import Spreadsheet
from sheets_adapter.write_back import CHANGES, STATUS, Cell, Entry, WriteBack, our_note, plan
from sheets_adapter.write_back import notes as noting
from tests.emulated import Served
from tests.sheets_adapter.write_back.conftest import ROWS, Turns

NOTE = our_note(["`2139` has lost a zero"])
BAD = CellRef("California", "A3")
WRITE = "spreadsheets:batchUpdate"


@pytest.fixture
def writer(spreadsheet: Spreadsheet) -> Turns:
    return Turns(spreadsheet)


def entry(number: int, text: str = "live", rows: int = 1) -> Entry:
    return Entry(f"{number}-0", tuple((Cell("now"), *[Cell(text)] * 8) for _ in range(rows)))


HEADER = [Cell(title) for title in "ABCDEFGHI"]


def test_the_status_tab_is_made_once_at_the_end(writer: Turns, book: EmulatedSpreadsheet) -> None:
    writer.status([[Cell("Status"), Cell("All live.")]])
    writer.status([[Cell("Status"), Cell("1 table held.")]])
    assert book.tabs == ["California", "Partners", "Routebook"]
    assert book.rows("Routebook") == [["Status", "1 table held."]]
    [protection] = book.protections("Routebook")
    assert protection["warningOnly"] is True


def test_rows_that_are_gone_leave_nothing(writer: Turns, book: EmulatedSpreadsheet) -> None:
    writer.status([[Cell("Status")], [Cell("a"), Cell("b")], [Cell("c")]])
    book.set("Routebook", "C2", "typed by somebody")
    book.merge("Routebook", "A1:A2")
    writer.status([[Cell("Status")], [Cell("a")]])
    assert book.rows("Routebook") == [["Status"], ["a"]]
    assert book.properties("Routebook")["gridProperties"]["rowCount"] == 2


def test_a_cell_opens_the_place_that_it_names(writer: Turns, book: EmulatedSpreadsheet) -> None:
    writer.status([[Cell("A3", at=BAD), Cell("gone", at=CellRef("Nevada", "A1"))]])
    gid = book.sheet_id("California")
    link = {"uri": f"https://docs.google.com/spreadsheets/d/{book.id}/edit#gid={gid}&range=A3"}
    assert book.cell("Routebook", "A1")["userEnteredFormat"]["textFormat"]["link"] == link
    assert "textFormat" not in book.cell("Routebook", "B1")["userEnteredFormat"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", '=IMPORTDATA("https://x.example")'])
def test_nothing_becomes_a_formula(writer: Turns, book: EmulatedSpreadsheet, text: str) -> None:
    writer.status([[Cell(text)]])
    writer.append(HEADER, [entry(1, text)])
    for tab, cell in (("Routebook", "A1"), ("Routebook changes", "B2")):
        assert book.cell(tab, cell)["userEnteredValue"] == {"stringValue": text}
        assert book.value(tab, cell) == text


def test_a_tab_that_a_person_named_so_is_left_alone(
    writer: Turns, book: EmulatedSpreadsheet
) -> None:
    book.add("Routebook", [["my own"]])
    writer.status([[Cell("Status")]])
    assert book.rows("Routebook") == [["my own"]]
    assert book.rows("Routebook 2") == [["Status"]]
    book.rename("Routebook 2", "What Routebook says")
    writer.status([[Cell("News")]])
    assert book.rows("What Routebook says") == [["News"]]


def test_a_note_comes_and_goes(writer: Turns, book: EmulatedSpreadsheet) -> None:
    writer.notes({BAD: NOTE})
    assert book.notes("California") == {"A3": NOTE}
    writer.notes({})
    assert book.notes("California") == {}
    assert book.rows("California") == ROWS


def test_a_persons_note_comes_back_as_they_left_it(
    writer: Turns, book: EmulatedSpreadsheet
) -> None:
    book.set_note("California", "A3", "Ask Ana")
    book.set_note("California", "B2", "My own")
    writer.notes({BAD: NOTE})
    assert book.notes("California") == {"A3": f"Ask Ana\n\n{NOTE}", "B2": "My own"}
    book.set_note("California", "A3", book.note("California", "A3").replace("Ana", "Bo"))
    writer.notes({})
    assert book.notes("California") == {"A3": "Ask Bo", "B2": "My own"}


def test_a_note_moves_with_its_cell(writer: Turns, book: EmulatedSpreadsheet) -> None:
    book.set_note("California", "A3", "Ask Ana")
    writer.notes({BAD: NOTE})
    book.insert_rows("California", 2)
    writer.notes({CellRef("California", "A4"): NOTE})
    assert book.notes("California") == {"A4": f"Ask Ana\n\n{NOTE}"}
    book.rename("California", "Golden State")
    writer.notes({})
    assert book.notes("Golden State") == {"A4": "Ask Ana"}


def test_only_what_differs_is_sent(
    writer: Turns, book: EmulatedSpreadsheet, served: Served
) -> None:
    writer.notes({BAD: NOTE})
    served.emulator.requests.clear()
    writer.notes({BAD: NOTE})
    assert served.emulator.requests.reads == 2
    assert [request.method for request in served.emulator.requests if request.status] == ["GET"] * 2


def test_a_protected_sheet_keeps_no_other_from_its_notes(
    writer: Turns, book: EmulatedSpreadsheet, served: Served
) -> None:
    wanted = {BAD: NOTE, CellRef("Partners", "A1"): NOTE}
    served.emulator.faults.next("403-permission", on=WRITE)
    with pytest.raises(SourceError):
        writer.notes(wanted)
    assert len(book.notes("California") | book.notes("Partners")) == 1
    writer.notes(wanted)
    assert book.notes("California") == {"A3": NOTE}
    assert book.notes("Partners") == {"A1": NOTE}


def test_a_cell_that_is_no_longer_there_gets_no_note(
    writer: Turns, book: EmulatedSpreadsheet
) -> None:
    writer.notes({CellRef("California", "A99999"): NOTE, CellRef("Nevada", "A1"): NOTE, BAD: NOTE})
    assert book.notes("California") == {"A3": NOTE}


def test_changes_are_told_once_and_the_newest_last(
    writer: Turns, book: EmulatedSpreadsheet
) -> None:
    writer.append(HEADER, [entry(1), entry(2, rows=2)])
    writer.append(HEADER, [entry(2, rows=2), entry(3)])
    rows = book.rows("Routebook changes")
    assert rows[0] == [*"ABCDEFGHI", "Event"]
    assert [row[-1] for row in rows[1:]] == ["1-0", "2-0", "2-0", "3-0"]
    assert len(book.protections("Routebook changes")) == 1


def test_an_answer_that_got_lost_tells_nothing_twice(
    writer: Turns, book: EmulatedSpreadsheet, served: Served
) -> None:
    writer.append(HEADER, [entry(1)])
    served.emulator.faults.next("half", on=WRITE)
    with pytest.raises(SourceError):
        writer.append(HEADER, [entry(2)])
    writer.append(HEADER, [entry(2), entry(3)])
    assert [row[-1] for row in book.rows("Routebook changes")[1:]] == ["1-0", "2-0", "3-0"]


def test_columns_that_somebody_deleted_come_back(
    writer: Turns, book: EmulatedSpreadsheet, served: Served
) -> None:
    writer.append(HEADER, [entry(1)])
    columns = {"sheetId": CHANGES.sheet_id, "dimension": "COLUMNS", "startIndex": 4, "endIndex": 10}
    served.opened(book).batch_update([{"deleteDimension": {"range": columns}}])
    writer.append(HEADER, [entry(2)])
    rows = book.rows("Routebook changes")
    assert rows[0][-1] == "Event"
    assert rows[-1][-1] == "2-0"


def test_a_long_log_loses_its_oldest_lines(
    writer: Turns, book: EmulatedSpreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MOST_CHANGES", 20)
    monkeypatch.setattr(plan, "_SLACK", 5)
    for first in range(1, 31, 6):
        writer.append(HEADER, [entry(number) for number in range(first, first + 6)])
    ids = [row[-1] for row in book.rows("Routebook changes")[1:]]
    assert 15 <= len(ids) <= 26
    assert ids == [f"{number}-0" for number in range(31 - len(ids), 31)]


def test_without_write_access_nothing_is_written(
    writer: Turns, book: EmulatedSpreadsheet, served: Served
) -> None:
    served.emulator.share(book, write=False)
    calls: list[Any] = [
        lambda: writer.status([[Cell("x")]]),
        lambda: writer.notes({BAD: NOTE}),
        lambda: writer.append(HEADER, [entry(1)]),
    ]
    for call in calls:
        with pytest.raises(SourceError, match=served.emulator.email):
            call()
    assert book.tabs == ["California", "Partners"]


def test_our_tabs_have_our_ids(writer: Turns, book: EmulatedSpreadsheet) -> None:
    writer.status([[Cell("x")]])
    writer.append(HEADER, [entry(1)])
    assert book.sheet_id("Routebook") == STATUS.sheet_id
    assert book.sheet_id("Routebook changes") == CHANGES.sheet_id


def test_a_turn_takes_three_reads_and_three_writes(
    spreadsheet: Spreadsheet, book: EmulatedSpreadsheet, served: Served
) -> None:
    for number in (1, 2):
        served.emulator.requests.clear()
        writer = WriteBack(spreadsheet)
        writer.status([[Cell(f"{number}")]])
        writer.append(HEADER, [entry(number)])
        writer.notes({BAD: our_note([f"problem {number}"])})
        assert served.emulator.requests.reads <= 3
        methods = [one.method for one in served.emulator.requests if one.kind == WRITE]
        assert len(methods) == 3
    assert [row[-1] for row in book.rows("Routebook changes")[1:]] == ["1-0", "2-0"]


def test_notes_that_are_none_of_googles_are_told(
    writer: Turns, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "FIELDS", "sheets(properties(sheetId,title))")
    monkeypatch.setattr(noting, "read", lambda _: msgspec.json.decode(b"7", type=str))
    with pytest.raises(SourceError, match="not one of Google's"):
        writer.notes({})
