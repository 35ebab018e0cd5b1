"""What became of an edit is told in the spreadsheet: once, and later when it must be."""

from pathlib import Path

import pytest

from history import Delivery, Store
from releases import Live
from releases.held import Held
from releases.impact import Impact, Move
from releases.standing import Story
from releases.telling import Telling
from sheets_adapter import open_source
from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.memory import MemorySource
from tests.emulated import Served, served
from tests.releases.tellers import (
    LOG,
    START,
    WRITE,
    Clock,
    Replica,
    Sheets,
    book,
    clock,
    happened,
    live,
    replica,
    requests,
    store,
    told,
)

__all__ = ["book", "clock", "live", "replica", "served", "store"]


def test_problems_come_and_go(
    replica: Replica, live: Live, book: EmulatedSpreadsheet, sheets: Sheets
) -> None:
    assert replica.turn() == "ok"
    assert book.rows("Routebook")[0] == ["Status", "All live."]
    sheets["Zips"][1][0] = "1001"
    book.set("Zips", "A2", "1001")
    live.refresh()
    replica.turn()
    assert book.rows("Routebook")[0][1].startswith("1 sheet held: Zips.")
    assert book.note("Zips", "A2").startswith("Routebook: ")
    [row] = [row for row in book.rows("Routebook") if row and row[0] == "error"]
    assert row[1:3] == ["Zips", "A2"]
    sheets["Zips"][1][0] = "10001"
    book.set("Zips", "A2", "10001")
    live.refresh()
    replica.turn()
    assert book.rows("Routebook")[0] == ["Status", "All live."]
    assert book.notes("Zips") == {}


def test_a_renamed_tab_keeps_its_notes(
    served: Served, file: Path, book: EmulatedSpreadsheet, store: Store, clock: Clock
) -> None:
    live = Live(file, open_source(f"google:{book.id}", google=served.access), clock)
    live.refresh()
    replica = Replica(served, book, live, store, clock)
    book.rename("Zips", "Postal codes")
    book.set("Postal codes", "A2", "1001")
    live.refresh()
    replica.turn()
    assert book.note("Postal codes", "A2").startswith("Routebook: ")


def test_an_edit_that_waits_says_what_to_do(
    replica: Replica, live: Live, book: EmulatedSpreadsheet
) -> None:
    impact = Impact(10, 5, [Move("ana@a.example", "nobody", 5, "01J")])
    story = Story({"id": "r-9"}, None, "edit", "", reasons=["half would move"], impact=impact)
    live.held = Held("r-9", START, story)
    replica.turn()
    rows = book.rows("Routebook")
    assert rows[0][1].startswith("An edit waits until somebody accepts it.")
    assert ["Why", "Half would move."] in rows
    assert ["What it does", "5 from ana@a.example to nobody"] in rows
    live.held = None
    replica.turn()
    assert book.rows("Routebook")[0] == ["Status", "All live."]


def test_nothing_is_written_while_nothing_is_new(
    replica: Replica, served: Served, clock: Clock, live: Live
) -> None:
    replica.turn()
    requests(served)
    for _ in range(14):
        clock.pass_(20)
        live.refresh()
        replica.turn()
    assert requests(served) == []
    clock.pass_(20)
    replica.turn()
    assert requests(served) == ["spreadsheets.get", WRITE], "it says when it was last read"


def test_what_somebody_types_into_our_tab_goes(
    replica: Replica, book: EmulatedSpreadsheet, clock: Clock
) -> None:
    replica.turn()
    book.set("Routebook", "B1", "=1+1")
    clock.pass_(301)
    replica.turn()
    assert book.rows("Routebook")[0] == ["Status", "All live."]


def test_each_event_is_told_once_and_in_order(
    replica: Replica, store: Store, book: EmulatedSpreadsheet
) -> None:
    happened(store, release="r-1")
    happened(store, "decision")
    replica.turn()
    happened(store, "release.held", "r-2")
    replica.turn()
    replica.turn()
    assert told(book) == ["r-1", "r-2"]


def test_a_restart_goes_on_where_it_was(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> None:
    first = Replica(served, book, live, store, clock, "one")
    happened(store, release="r-1")
    first.turn()
    first.telling.leave()
    happened(store, release="r-2")
    assert Replica(served, book, live, store, clock, "two").turn() == "ok"
    assert told(book) == ["r-1", "r-2"]


def test_a_crash_between_telling_and_noting_it_tells_nothing_twice(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> None:
    happened(store, release="r-1")
    before = store.delivery(f"telling {book.id}")
    Replica(served, book, live, store, clock, "one").turn()
    store.save_delivery(before)
    clock.pass_(61)
    happened(store, release="r-2")
    Replica(served, book, live, store, clock, "two").turn()
    assert told(book) == ["r-1", "r-2"]


def test_many_events_are_told_in_portions(
    replica: Replica, store: Store, book: EmulatedSpreadsheet
) -> None:
    names = [f"r-{number}" for number in range(45)]
    for name in names:
        happened(store, release=name)
    assert replica.telling.turn() == 0.0, "there is more"
    replica.turn()
    replica.turn()
    assert told(book) == names


def test_a_log_that_begins_anew_is_told_from_its_end(
    replica: Replica, store: Store, book: EmulatedSpreadsheet, clock: Clock
) -> None:
    store.save_delivery(Delivery(f"telling {book.id}", 1_000, 0, clock()))
    happened(store, release="r-1")
    assert replica.turn() == "ok"
    happened(store, release="r-2")
    replica.turn()
    assert told(book) == ["r-2"]


def test_of_two_replicas_one_tells(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> None:
    one = Replica(served, book, live, store, clock, "one")
    two = Replica(served, book, live, store, clock, "two")
    assert (one.turn(), two.turn()) == ("ok", "elsewhere")
    requests(served)
    happened(store, release="r-1")
    clock.pass_(30)
    assert two.turn() == "elsewhere"
    assert requests(served) == []
    clock.pass_(40)
    assert two.turn() == "ok", "the other one has been silent for too long"
    assert one.turn() == "elsewhere"
    assert told(book) == ["r-1"]


def test_without_a_log_there_is_no_change_log(
    served: Served, book: EmulatedSpreadsheet, live: Live, clock: Clock
) -> None:
    assert Replica(served, book, live, None, clock).turn() == "ok"
    assert book.tabs == ["States", "Zips", "Routebook"]


def test_before_the_first_read_nothing_is_said(
    served: Served, book: EmulatedSpreadsheet, file: Path, sheets: Sheets, clock: Clock
) -> None:
    unread = Live(file, MemorySource(sheets), clock)
    Replica(served, book, unread, None, clock).turn()
    assert book.tabs == ["States", "Zips"]


def test_without_write_access_it_waits_longer_and_longer(
    replica: Replica,
    served: Served,
    store: Store,
    book: EmulatedSpreadsheet,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    served.emulator.share(book, write=False)
    happened(store, release="r-1")
    assert replica.turn() == "failing"
    assert served.emulator.email in replica.telling.state.reason
    requests(served)
    clock.pass_(4)
    replica.turn()
    assert requests(served) == [], "it is too early"
    clock.pass_(2)
    replica.turn()
    assert WRITE in requests(served)
    clock.pass_(6)
    replica.turn()
    assert requests(served) == []
    assert len([line for line in caplog.records if "cannot be written" in line.message]) == 1
    served.emulator.share(book, write=True)
    clock.pass_(600)
    assert replica.turn() == "ok"
    assert replica.telling.state.reason == ""
    assert told(book) == ["r-1"]


@pytest.mark.parametrize(
    "fault", ["403-permission", "404", "429", "500", "503-html", "200-html", "dropped", "half"]
)
def test_whatever_google_does_is_told_later(
    replica: Replica,
    served: Served,
    store: Store,
    book: EmulatedSpreadsheet,
    clock: Clock,
    fault: str,
) -> None:
    happened(store, release="r-1")
    served.emulator.faults.next(fault, times=3)
    for _ in range(6):
        replica.turn()
        clock.pass_(601)
    assert replica.telling.state.state == "ok"
    assert told(book) == ["r-1"]
    assert book.rows("Routebook")[0] == ["Status", "All live."]


def test_a_fault_of_ours_is_contained(live: Live, store: Store, clock: Clock) -> None:
    def broken() -> None:
        raise RuntimeError("a fault")

    telling = Telling(live, store, broken, clock, "one")  # type: ignore[arg-type]
    telling.turn()
    assert telling.state.state == "failing"
    assert "RuntimeError" in telling.state.reason


def test_our_own_tabs_change_no_release(
    served: Served, file: Path, book: EmulatedSpreadsheet, store: Store, clock: Clock
) -> None:
    source = open_source(f"google:{book.id}", google=served.access)
    live = Live(file, source, clock)
    first = live.refresh().release
    before = source.fetch()
    replica = Replica(served, book, live, store, clock)
    happened(store, release="r-1")
    replica.turn()
    assert LOG in book.tabs
    assert source.fetch() is before, "nothing is read anew"
    after = live.refresh()
    assert after.release is first
    assert (after.changed, after.news) == ((), False)
