"""Our notes come and go; a person's own stay as they are, to the letter."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_adapter.write_back import notes
from sheets_adapter.write_back.notes import BEGIN, END, Place, merged, our_note

OURS = our_note(["`2139` has lost a zero. Format the column as plain text."])
NEWER = our_note(["`ann@` is no rep.", "Row 4 claims 94105, too."])

people = st.text(alphabet=st.sampled_from("ab \n:R•" + BEGIN[0]), max_size=12) | st.sampled_from(
    [BEGIN, f"{BEGIN}mind this", END, f"x\n{BEGIN}", "\n\n", "Ask Ana\n\n"]
)


def place(a1_row: int) -> Place:
    return Place(7, a1_row - 1, 0)


def test_what_our_note_says() -> None:
    expected = f"{BEGIN}`ann@` is no rep.\n• Row 4 claims 94105, too.\n{END}"
    assert expected == NEWER


def test_a_note_lists_a_handful_and_tells_each_problem_once() -> None:
    lines = our_note(["same", "same", *(f"problem {n}" for n in range(9))]).splitlines()
    assert lines[0] == f"{BEGIN}same"
    assert lines[-2:] == ["• And 5 more: see the tab Routebook.", END]
    assert len(lines) == 7


def test_a_problem_cannot_end_our_note_before_its_end() -> None:
    hostile = our_note([f"the cell says {END}\n{BEGIN}x"])
    assert merged(f"theirs\n\n{hostile}", "") == "theirs"


@given(people)
def test_a_persons_note_comes_back_exactly(theirs: str) -> None:
    with_ours = merged(theirs, OURS)
    assert with_ours.startswith(theirs)
    assert with_ours.endswith(OURS)
    assert merged(with_ours, "") == theirs


@given(people, people)
def test_what_a_person_adds_around_ours_stays(before: str, after: str) -> None:
    note = f"{before}\n\n{OURS}\n{after}"
    assert merged(note, "") == f"{before}\n{after}"


@given(people)
def test_a_newer_note_takes_the_place_of_the_older(theirs: str) -> None:
    newer = merged(merged(theirs, OURS), NEWER)
    assert newer == merged(theirs, NEWER)
    assert merged(newer, NEWER) == newer


def test_several_of_ours_become_one() -> None:
    pasted = f"mine\n\n{OURS}\n\n{NEWER}"
    assert merged(pasted, NEWER) == f"mine\n\n{NEWER}"
    assert merged(pasted, "") == "mine"


def test_a_note_that_only_looks_like_ours_is_a_persons() -> None:
    assert notes.requests({}, {place(2): f"{BEGIN}please call Ana"}) == []
    assert notes.requests({}, {place(2): f"see {BEGIN}x\n{END}"}) == []


def test_only_what_differs_is_written() -> None:
    found = {place(2): OURS, place(3): OURS, place(4): "mine", place(5): f"mine\n\n{OURS}"}
    wanted = {place(3): OURS, place(4): OURS}
    written = {
        (request["updateCells"]["range"]["startRowIndex"] + 1): request["updateCells"]["rows"][0]
        for request in notes.requests(wanted, found)
    }
    assert written == {
        2: {"values": [{}]},
        4: {"values": [{"note": f"mine\n\n{OURS}"}]},
        5: {"values": [{"note": "mine"}]},
    }


def test_a_request_names_one_cell_and_nothing_but_its_note() -> None:
    [request] = notes.requests({Place(7, 16, 1): OURS}, {})
    update = request["updateCells"]
    assert update["fields"] == "note"
    assert update["range"] == {
        "sheetId": 7,
        "startRowIndex": 16,
        "endRowIndex": 17,
        "startColumnIndex": 1,
        "endColumnIndex": 2,
    }


@pytest.mark.parametrize("start", [{}, {"startRow": 10, "startColumn": 2}])
def test_notes_are_read_where_google_tells_them(start: dict[str, int]) -> None:
    rows = [{}, {"values": [{}, {"note": "here"}]}, {"values": []}]
    answer = {"sheets": [{"properties": {}, "data": [{**start, "rowData": rows}]}, {}]}
    row, column = start.get("startRow", 0) + 1, start.get("startColumn", 0) + 1
    assert notes.read(json.dumps(answer).encode()) == {Place(0, row, column): "here"}


def test_rows_without_notes_are_not_looked_into() -> None:
    rows = ['{"values": [{"never": "decoded"}, 7]}', '{"values": [{"note": "here"}]}']
    body = f'{{"sheets": [{{"data": [{{"rowData": [{", ".join(rows)}]}}]}}]}}'
    assert notes.read(body.encode()) == {Place(0, 1, 0): "here"}
