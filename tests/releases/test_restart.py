"""A server that starts while something is wrong goes on with what was live last."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsl import Workbook
from history import Store, open_store
from releases import Live, Refresher, Replicas
from sheets_adapter import Source, SourceError
from sheets_adapter.google import GoogleSource
from sheets_adapter.memory import MemorySource
from sheets_adapter.watch import changes
from tests.emulated import Served, served
from tests.releases.conftest import SHEETS, Clock, Sheets

__all__ = ["served"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/log.sqlite3")
    yield opened
    opened.close()


def owner(live: Live, state: str) -> str:
    assert live.release is not None
    return live.release.framework.decide({"State": state}).assigned_to


def test_a_broken_table_stays_at_its_last_good_version_and_others_go_on(
    file: Path, sheets: Sheets, store: Store
) -> None:
    Live(file, MemorySource(sheets), Clock(), store).refresh()
    sheets["Zips"].append(["no zip", "nat@a.example"])
    sheets["States"].append(["NV", "nova@a.example"])
    again = Live(file, MemorySource(sheets), Clock(), store)
    again.refresh()
    assert again.problems.held == {"zips"}
    assert owner(again, "CA") == "ana@a.example"
    assert owner(again, "NV") == "nova@a.example"


def test_a_source_that_is_away_leaves_the_last_release(
    file: Path, sheets: Sheets, store: Store
) -> None:
    first = Live(file, MemorySource(sheets), Clock(), store)
    first.refresh()
    again = Live(file, Away(sheets), Clock(), store)
    again.refresh()
    assert first.release is not None
    assert again.release is not None
    assert again.release.id == first.release.id
    assert again.fetched_at == first.release.activated_at
    assert [problem.diagnostic.code for problem in again.problems.all()] == ["source-unavailable"]


def test_a_framework_that_is_broken_gives_way_to_the_last_one(
    file: Path, sheets: Sheets, store: Store
) -> None:
    Live(file, MemorySource(sheets), Clock(), store).refresh()
    file.write_text("framework broken {", encoding="utf-8")
    again = Live(file, MemorySource(sheets), Clock(), store)
    again.refresh()
    assert again.problems.framework_held
    assert owner(again, "CA") == "ana@a.example"


def test_another_framework_does_not_begin_with_it(file: Path, sheets: Sheets, store: Store) -> None:
    Live(file, MemorySource(sheets), Clock(), store).refresh()
    other = file.with_name("other.route")
    other.write_text("framework broken {", encoding="utf-8")
    again = Live(other, MemorySource(sheets), Clock(), store)
    again.refresh()
    assert again.release is None


class Away(MemorySource):
    def fetch(self) -> Workbook:
        raise SourceError("the sheets cannot be reached", "Try again")


def test_a_tab_that_was_renamed_is_known_after_a_restart(
    served: Served, file: Path, store: Store
) -> None:
    book = served.emulator.add(SHEETS)

    def live() -> Live:
        started = Live(file, GoogleSource(book.id, access=served.access), Clock(), store)
        started.refresh()
        return started

    live()
    book.rename("States", "US states")
    book.set("US states", "B2", "new@a.example")
    again = live()
    assert again.problems.errors() == ()
    assert owner(again, "CA") == "new@a.example"


def test_what_was_wrong_and_when_it_was_read_is_known_after_a_restart(
    file: Path, sheets: Sheets, store: Store
) -> None:
    clock = Clock()

    def serve(source: Source) -> Live:
        live = Live(file, source, clock, store)
        replicas = Replicas(store, live, clock, "alone", alone=True)
        asyncio.run(Refresher(live, 15.0, changes, replicas).start())
        return live

    serve(MemorySource(sheets))
    sheets["States"].append(["CA", "two@a.example"])
    before = serve(MemorySource(sheets))
    again = serve(Away(sheets))
    assert again.release is not None
    assert before.fetched_at == again.fetched_at != again.release.activated_at
    assert again.problems.held == {"states"}
    assert again.problems.tables == before.problems.tables
    assert [one.diagnostic.code for one in again.problems.source] == ["source-unavailable"]
