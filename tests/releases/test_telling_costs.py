"""What telling costs of Google's quota, and how it stops."""

from history import Store
from releases import Live
from releases.telling import Telling, TellingPace
from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.google import Spreadsheet
from tests.emulated import Served, served
from tests.releases.tellers import (
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


def test_edits_without_end_leave_refreshes_their_quota(
    served: Served,
    book: EmulatedSpreadsheet,
    live: Live,
    store: Store,
    clock: Clock,
    sheets: Sheets,
) -> None:
    """An edit each second, each with other problems and an event: 18 reads in any minute."""
    replica = Replica(served, book, live, store, clock, apart=TellingPace().apart)
    reads: list[int] = []
    for second in range(120):
        sheets["Zips"][1][0] = ["1001", "x", "10001"][second % 3]
        happened(store, release=f"r-{second}")
        live.refresh()
        served.emulator.requests.clear()
        assert replica.turn() == "ok"
        reads.append(served.emulator.requests.reads)
        clock.pass_(1)
    assert 0 < reads[0] <= 3, "the first edit is told at once"
    assert max(sum(reads[at : at + 60]) for at in range(60)) <= 18
    clock.pass_(10)
    replica.turn()
    assert told(book) == [f"r-{second}" for second in range(120)]


def test_what_waits_in_the_log_is_told_as_soon_as_there_is_quota(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> None:
    for number in range(25):
        happened(store, release=f"r-{number}")
    replica = Replica(served, book, live, store, clock, apart=10.0)
    assert replica.telling.turn() == 10.0
    assert len(told(book)) == 20
    clock.pass_(10)
    assert replica.telling.turn() == TellingPace().poll
    assert len(told(book)) == 25


def test_a_failure_is_not_tried_again_sooner(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> None:
    replica = Replica(served, book, live, store, clock, apart=10.0)
    served.emulator.share(book, write=False)
    for _ in range(10):
        assert replica.turn() == "failing"
        clock.pass_(1)
    served.emulator.share(book, write=True)
    assert replica.turn() == "ok"


def test_who_stops_takes_no_further_step(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> None:
    happened(store, release="r-1")
    replica = Replica(served, book, live, store, clock)
    opened = served.opened(book)

    def stopped_meanwhile() -> Spreadsheet:
        replica.telling.stop()
        return opened

    replica.telling = Telling(live, store, stopped_meanwhile, clock, "one")
    requests(served)
    replica.telling.turn()
    replica.telling.turn()
    assert requests(served) == []
    assert book.tabs == ["States", "Zips"]
