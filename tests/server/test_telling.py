"""A server tells people in their own spreadsheet, and goes on when it cannot."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from history import open_store
from releases.telling import TellingPace
from server import Settings, SettingsError, build
from server.telling import telling_of
from sheets_adapter.emulator import EmulatedSpreadsheet
from tests.emulated import Served, served

__all__ = ["served"]

FRAMEWORK = """
framework small
record lead { zip us_zip from "Zip" }
table zips from "Zips" {
  zip    key exact
  owner  assignee
}
route lead {
  "Zip"      by zip in zips -> owner
  otherwise                 -> queue "Rest"
}
"""
SECONDS = 60.0

CHANGED = ["94105 | ana@a.example", "94105 | bo@a.example"]


@pytest.fixture
def book(served: Served) -> EmulatedSpreadsheet:
    rows: list[list[object]] = [["zip", "owner"], ["94105", "ana@a.example"]]
    return served.emulator.add({"Zips": rows})


@pytest.fixture
def client(served: Served, book: EmulatedSpreadsheet, tmp_path: Path) -> TestClient:
    (tmp_path / "small.route").write_text(FRAMEWORK, encoding="utf-8")
    settings = Settings(
        tmp_path / "small.route",
        f"google:{book.id}",
        database_url=f"sqlite:///{tmp_path}/log.sqlite3",
        encryption_key_file=tmp_path / "key",
        google_credentials=str(served.access.credentials),
        google_api_url=served.access.api_url,
        write_back=True,
    )
    application = build(settings)
    service = application.service
    often = TellingPace(poll=0.1, apart=0.1)
    service.telling = telling_of(
        service.live, service.store, settings.tables, served.access, service.clock, often
    )
    return TestClient(application, base_url="http://localhost")


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for something that another thread does."""
    last = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < last, what
        time.sleep(0.02)


def telling(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/release").json()["telling"]
    return found


def owner(client: TestClient) -> str:
    answer = client.post("/v1/route", json={"fields": {"Zip": "94105"}})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["assigned_to"])


def test_an_edit_is_told_where_it_was_made(client: TestClient, book: EmulatedSpreadsheet) -> None:
    with client:
        until(lambda: "Routebook" in book.tabs, "the status tab is missing")
        book.set("Zips", "A2", "9410")
        client.post("/v1/tables/refresh")
        until(lambda: book.note("Zips", "A2"), "the cell has no note")
        assert book.note("Zips", "A2").startswith("Routebook: ")
        assert _status(book).startswith("1 sheet held: Zips.")
        assert owner(client) == "ana@a.example", "the last good version routes on"
        book.set("Zips", "A2", "94105")
        book.set("Zips", "B2", "bo@a.example")
        client.post("/v1/tables/refresh")
        until(lambda: not book.note("Zips", "A2"), "the note stays although the cell is mended")
        until(lambda: _log(book)[-1:] == [CHANGED], "the change log does not have it")
        assert _status(book) == "All live."
        assert book.rows("Zips") == [["zip", "owner"], ["94105", "bo@a.example"]]
        assert owner(client) == "bo@a.example"
        assert telling(client)["state"] == "ok"


def test_who_stops_lets_another_replica_tell_at_once(
    client: TestClient, book: EmulatedSpreadsheet, tmp_path: Path
) -> None:
    with client:
        until(lambda: telling(client)["state"] == "ok", "nothing is told")
    with closing(open_store(f"sqlite:///{tmp_path}/log.sqlite3")) as store:
        assert store.lease("telling", "another", 1, datetime.now(UTC))


def test_a_spreadsheet_that_may_only_be_read_is_routed_by_all_the_same(
    client: TestClient, book: EmulatedSpreadsheet, served: Served
) -> None:
    served.emulator.share(book, write=False)
    with client:
        until(lambda: telling(client)["state"] == "failing", "nobody says that it fails")
        assert served.emulator.email in telling(client)["reason"]
        assert client.get("/readyz").status_code == 200
        assert owner(client) == "ana@a.example"
    assert book.tabs == ["Zips"]


def test_files_have_nobody_to_tell() -> None:
    with pytest.raises(SettingsError, match="let tables be google:SPREADSHEET_ID"):
        Settings(Path("small.route"), "workbook", write_back=True)


def _status(book: EmulatedSpreadsheet) -> str:
    return book.rows("Routebook")[0][1]


def _log(book: EmulatedSpreadsheet) -> list[list[str]]:
    """Before and after, line by line."""
    if "Routebook changes" not in book.tabs:
        return []
    return [row[5:7] for row in book.rows("Routebook changes")[1:]]
