"""A spreadsheet, what is live, and a process that tells of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dsl import encode
from history import Event, Store, open_store
from releases import Live
from releases.telling import Telling, TellingPace
from sheets_adapter.emulator import EmulatedSpreadsheet
from sheets_adapter.memory import MemorySource
from tests.emulated import Served, served

__all__ = ["served"]

Sheets = dict[str, list[list[object]]]
START = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WRITE = "spreadsheets:batchUpdate"
LOG = "Routebook changes"


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/log.sqlite3")
    yield store
    store.close()


@pytest.fixture
def book(served: Served, sheets: Sheets) -> EmulatedSpreadsheet:
    return served.emulator.add(sheets)


@pytest.fixture
def live(file: Path, sheets: Sheets, clock: Clock) -> Live:
    live = Live(file, MemorySource(sheets), clock)
    live.refresh()
    return live


class Replica:
    """One process that tells, and how often it opened the spreadsheet."""

    def __init__(
        self,
        served: Served,
        book: EmulatedSpreadsheet,
        live: Live,
        store: Store | None,
        clock: Clock,
        name: str = "one",
        apart: float = 0.0,
    ) -> None:
        pace = TellingPace(apart=apart)
        self.telling = Telling(live, store, lambda: served.opened(book), clock, name, pace)

    def turn(self) -> str:
        self.telling.turn()
        return self.telling.state.state


@pytest.fixture
def replica(
    served: Served, book: EmulatedSpreadsheet, live: Live, store: Store, clock: Clock
) -> Replica:
    return Replica(served, book, live, store, clock)


def happened(store: Store, kind: str = "release.activated", release: str = "r-1") -> None:
    body = {"release": {"id": release}, "by": "edit", "changes": [], "changes_total": 0}
    with store.transaction() as work:
        work.append(Event(kind, START, encode(body), release_id=release))


def told(book: EmulatedSpreadsheet) -> list[str]:
    """The releases that the change log names."""
    return [row[2] for row in book.rows(LOG)[1:]] if LOG in book.tabs else []


def requests(served: Served) -> list[str]:
    found = [request.kind for request in served.emulator.requests]
    served.emulator.requests.clear()
    return found
