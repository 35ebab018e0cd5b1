"""A server whose tables are a Google spreadsheet, which the emulator holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from releases import Live
from server import Settings, build
from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served, running

FRAMEWORK = """\
framework small

record lead {
  zip  us_zip  from "PostalCode"
}

table california from "California" {
  zip    key range
  owner  assignee
}

route lead {
  "California"  by zip in california  -> owner
  otherwise                           -> queue "Unrouted"
}
"""
ROWS = [["zip", "owner"], ["02139", "ana@acme.example"]]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with running(Emulator()) as served:
        yield served


@pytest.fixture
def book(served: Served) -> EmulatedSpreadsheet:
    served.emulator.requests.clear()
    return served.emulator.add({"California": ROWS}, title="Acme")


@pytest.fixture
def live(served: Served, book: EmulatedSpreadsheet, tmp_path: Path) -> Live:
    file = tmp_path / "small.route"
    file.write_text(FRAMEWORK, encoding="utf-8")
    settings = Settings(
        file,
        f"google:{book.id}",
        google_credentials=str(served.credentials),
        google_api_url=served.url,
        database_url="",
    )
    live = build(settings).service.live
    live.refresh()
    return live


def owner(live: Live) -> str | None:
    assert live.release is not None
    return live.release.framework.decide({"PostalCode": "02139"}).assigned_to


def test_an_edit_decides_after_the_next_refresh(live: Live, book: EmulatedSpreadsheet) -> None:
    assert owner(live) == "ana@acme.example"
    book.set("California", "B2", "bo@acme.example")
    assert live.refresh().changed == ("california",)
    assert owner(live) == "bo@acme.example"


def test_a_refresh_is_two_reads_and_one_token_serves_all(live: Live, served: Served) -> None:
    for _ in range(2):
        assert live.refresh().news is False
    assert served.emulator.requests.reads == 6
    assert [one.path for one in served.emulator.requests].count("/token") == 1


def test_a_renamed_tab_goes_on_and_is_edited_as_before(
    live: Live, book: EmulatedSpreadsheet
) -> None:
    book.rename("California", "CA")
    assert live.refresh().held == ()
    book.set("CA", "B2", "bo@acme.example")
    live.refresh()
    assert owner(live) == "bo@acme.example"
    assert not live.problems.errors()


def test_a_spreadsheet_that_is_no_longer_shared_is_told_and_the_release_goes_on(
    live: Live, served: Served, book: EmulatedSpreadsheet
) -> None:
    served.emulator.unshare(book)
    live.refresh()
    assert owner(live) == "ana@acme.example"
    (problem,) = live.problems.source
    assert f"{served.email} may not read the spreadsheet Acme" in str(problem.diagnostic)
    served.emulator.share(book)
    live.refresh()
    assert not live.problems.errors()
