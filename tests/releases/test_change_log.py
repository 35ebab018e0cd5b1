"""The lines of the change log."""

from datetime import UTC, datetime
from typing import Any

from dsl import encode
from history import Event
from releases.change_log import HEADER, entry
from sheets_adapter.write_back import CHANGES

THEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LINK = "https://docs.google.com/spreadsheets/d/ID/edit#gid=7&range=A3:B3"
CHANGE = {
    "table": "states",
    "sheet": "States",
    "row": 3,
    "link": LINK,
    "before": ["CA", "ana@a.example"],
    "after": ["CA", "bo@a.example"],
}


def event(kind: str = "release.activated", **body: Any) -> Event:
    body = {"release": {"id": "r-2"}, "previous": "r-1", "by": "edit", "note": ""} | body
    return Event(kind, THEN, encode(body), release_id="r-2", seq=12)


def texts(told: Event) -> list[list[str]]:
    return [[cell.text for cell in row] for row in entry(told).rows]


def test_each_changed_row_has_a_line_and_the_first_says_what_moves() -> None:
    impact = {
        "records": 1000,
        "moved": 8,
        "moves": [{"from": "ana@a.example", "to": "bo@a.example", "count": 8, "example": "01J"}],
    }
    added = CHANGE | {"row": 9, "before": None}
    removed = CHANGE | {"row": 4, "after": None}
    lines = texts(event(changes=[CHANGE, added, removed], changes_total=3, impact=impact))
    about = ["2026-11-22 09:30 UTC", "live", "r-2", "States"]
    assert lines == [
        [
            *about,
            "3",
            "CA | ana@a.example",
            "CA | bo@a.example",
            (
                "8 of the last 1,000 decisions would go to somebody else\n"
                "8 from ana@a.example to bo@a.example"
            ),
            "an edit",
        ],
        [*about, "9", "(a new row)", "CA | bo@a.example", "", ""],
        [*about, "4", "CA | ana@a.example", "(no such row any more)", "", ""],
    ]


def test_a_row_opens_where_it_stands() -> None:
    [row] = entry(event(changes=[CHANGE], changes_total=1)).rows
    assert row[4].link == LINK


def test_a_person_and_their_reason_are_named() -> None:
    [line] = texts(event("release.accepted", by="accept", who="ops", note="Ana agreed"))
    assert line[1] == "accepted"
    assert line[-1] == "accepted by hand (ops): Ana agreed"


def test_a_held_one_says_why() -> None:
    [line] = texts(event("release.held", reasons=["25% would move"], changes_total=0))
    assert line[1] == "waiting"
    assert line[-2] == "25% would move"


def test_what_waited_has_told_its_rows_already() -> None:
    for kind in ("release.accepted", "release.rejected", "release.superseded"):
        [line] = texts(event(kind, changes=[CHANGE], changes_total=1))
        assert line[3:7] == ["", "", "", ""]


def test_what_waits_no_more_was_replaced_or_edited_away() -> None:
    [line] = texts(event("release.superseded", replaced_by="r-3"))
    assert line[1] == "replaced by a newer edit"
    [line] = texts(event("release.superseded", replaced_by=""))
    assert line[1] == "edited away"


def test_what_is_left_out_is_counted() -> None:
    lines = texts(event(changes=[CHANGE], changes_total=1_201))
    assert lines[1][5] == "and 1,200 more rows"


def test_every_line_has_a_cell_for_each_column_but_the_last() -> None:
    told = entry(event(changes=[CHANGE, CHANGE], changes_total=5))
    assert {len(row) for row in told.rows} == {len(HEADER)} == {len(CHANGES.widths) - 1}


def test_the_same_number_in_another_log_is_another_event() -> None:
    first, again = event(), event()
    again.at = datetime(2027, 1, 1, tzinfo=UTC)
    assert entry(first).id != entry(again).id


def test_an_event_that_says_nothing_is_told_all_the_same() -> None:
    for body in (b"{}", b"null", b'{"changes": null, "impact": null}'):
        assert len(entry(Event("release.activated", THEN, body, seq=1)).rows) == 1
