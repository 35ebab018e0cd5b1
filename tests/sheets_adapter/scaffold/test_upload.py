"""A workbook takes the place of tabs of the same titles, and of nothing else."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl import Workbook
from sheets_adapter import SourceError, open_workbook
from sheets_adapter.emulator import Emulator
from sheets_adapter.google import Spreadsheet, Tab
from sheets_adapter.memory import Rows
from sheets_adapter.scaffold import Existing, changes, read_existing, upload
from sheets_adapter.write_back import STATUS
from tests.sheets_adapter.scaffold.conftest import Open

ROWS: list[list[object]] = [["zip", "owner"], ["02139", "ana@acme.example"], ["94105", "x"]]


def _push(spreadsheet: Spreadsheet, workbook: Workbook) -> list[str]:
    existing = read_existing(spreadsheet)
    found = changes(workbook, existing)
    upload(spreadsheet, found, existing)
    return [str(change) for change in found]


def _of(**sheets: Rows) -> Workbook:
    return open_workbook(sheets)


def test_rows_are_replaced_and_old_ones_below_are_cleared(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": [*ROWS, ["1"], ["2"]], "B": ROWS})
    told = _push(opened(book), _of(A=[["zip", "owner"], ["02140", "=1+1"]]))
    assert book.rows("A") == [["zip", "owner"], ["02140", "=1+1"]]
    assert book.rows("B") == ROWS
    assert told == ["A: 4 rows removed, 1 row added, 1 as before"]


def test_what_begins_like_a_formula_stays_text(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": []})
    texts = ["=1+1", "+1", "-1", "@x", "\tx", "'x", "02139", "1e5", "TRUE", "2026-11-30"]
    _push(opened(book), _of(A=[["t"], *[[text] for text in texts]]))
    assert [row[0] for row in book.rows("A")[1:]] == texts
    values = [book.cell("A", f"A{n}")["userEnteredValue"] for n in range(2, 12)]
    assert [list(value) for value in values] == [["stringValue"]] * 10


def test_a_sheet_without_a_tab_makes_one_as_large_as_it_needs(
    emulator: Emulator, opened: Open
) -> None:
    emulator.watch = None  # judging thousands of cells takes seconds
    book = emulator.add()
    rows = [[str(n)] for n in range(1200)]
    told = _push(opened(book), _of(New=rows, Wide=[[str(n) for n in range(30)]]))
    assert told == ["New: a new tab, 1200 rows", "Wide: a new tab, 1 row"]
    assert len(book.rows("New")) == 1200
    assert book.value("Wide", "AD1") == "29"


def test_a_tab_grows_where_it_must(emulator: Emulator, opened: Open) -> None:
    emulator.watch = None  # judging thousands of cells takes seconds
    book = emulator.add({"A": ROWS})
    _push(opened(book), _of(A=[["zip", *map(str, range(40))], *[["1"]] * 1500]))
    assert len(book.rows("A")) == 1501
    assert book.value("A", "AO1") == "39"


def test_notes_and_drop_downs_stay_at_their_column(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": [["zip", "note", "owner"], ["02139", "why", "ana"]]})
    book.set_note("A", "C1", "Who gets it")
    told = _push(opened(book), _of(A=[["owner", "extra", "ZIP"], ["bo", "e", "02140"]]))
    assert book.rows("A") == [["ZIP", "note", "owner", "extra"], ["02140", "", "bo", "e"]]
    assert book.note("A", "C1") == "Who gets it"
    assert told == ["A: 2 rows removed, 2 rows added, 0 as before"]


def test_a_column_at_the_right_that_the_workbook_has_not_goes(
    emulator: Emulator, opened: Open
) -> None:
    book = emulator.add({"A": [["zip", "owner", "note"], ["02139", "ana", "why"]]})
    _push(opened(book), _of(A=[["zip", "owner"], ["02139", "bo"]]))
    assert book.rows("A") == [["zip", "owner"], ["02139", "bo"]]


def test_the_same_rows_are_nothing_to_do(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": ROWS})
    emulator.requests.clear()
    assert _push(opened(book), _of(a=ROWS)) == ["A: nothing"]
    assert emulator.requests.reads == 2
    assert emulator.requests.counts["spreadsheets:batchUpdate"] == 0


def test_another_order_is_told_as_that(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": ROWS})
    assert _push(opened(book), _of(A=[ROWS[0], ROWS[2], ROWS[1]])) == [
        "A: the 3 rows in another order"
    ]
    assert book.rows("A") == [ROWS[0], ROWS[2], ROWS[1]]


def test_routebooks_own_tabs_are_never_written(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": ROWS})
    spreadsheet = opened(book)
    own = {"sheetId": STATUS.sheet_id, "title": "Routebook"}
    spreadsheet.batch_update([{"addSheet": {"properties": own}}])
    assert _push(spreadsheet, _of(Routebook=[["mine"]], A=ROWS)) == ["A: nothing"]
    assert book.rows("Routebook") == []


def test_all_or_nothing(emulator: Emulator, opened: Open) -> None:
    book = emulator.add({"A": ROWS, "B": ROWS})
    emulator.faults.next("404", on="spreadsheets:batchUpdate")
    with pytest.raises(SourceError):
        _push(opened(book), _of(A=[["1"]], B=[["2"]]))
    assert (book.rows("A"), book.rows("B")) == (ROWS, ROWS)


_texts = st.text(st.sampled_from("ab =+,\n'0"), max_size=3)
_sheet = st.lists(st.lists(_texts, max_size=4), max_size=4)


@given(before=_sheet, after=_sheet)
def test_a_second_upload_of_the_same_rows_does_nothing(
    before: list[list[str]], after: list[list[str]]
) -> None:
    [once] = changes(_of(A=after), _existing(_of(A=before)))
    [twice] = changes(_of(A=after), _existing(_of(A=once.sheet.rows)))
    assert str(twice) == "A: nothing"
    cells = Counter(cell for row in after for cell in row if cell)
    assert cells <= Counter(cell for row in once.sheet.rows for cell in row)


def _existing(workbook: Workbook) -> Existing:
    return Existing({"A": Tab(1, "A", 0, 10, 10)}, workbook, frozenset({1}), frozenset())
