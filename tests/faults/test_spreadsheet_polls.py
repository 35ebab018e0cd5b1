"""A spreadsheet behind servers and replicas: how soon an edit decides, and what that costs."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from subprocess import PIPE, Popen
from time import monotonic, sleep

import pytest
import requests
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from history import open_store
from releases import Live, Refresher, Replicas
from server.serve import build
from server.service import utc_now
from server.settings import Settings
from sheets_adapter import Source, open_source
from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served, running
from sheets_adapter.google import Access
from sheets_adapter.watch import changes

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
FRAMEWORK = """
framework small
record lead { state  us_state  from "State" }
table states from "States" {
  state  key exact
  owner  assignee
}
route lead {
  "State"    by state in states  -> owner
  otherwise                      -> queue "Rest"
}
"""
LEAD = {"record_type": "lead", "fields": {"State": "CA"}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "small.route"
    file.write_text(FRAMEWORK, encoding="utf-8")
    return file


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


@pytest.fixture
def book(emulator: Emulator) -> EmulatedSpreadsheet:
    return emulator.add({"States": [["state", "owner"], ["CA", "ana@a.example"]]})


@pytest.fixture
def served(emulator: Emulator, book: EmulatedSpreadsheet, tmp_path: Path) -> Iterator[Served]:
    with running(emulator, folder=tmp_path) as served:
        yield served


def settings(file: Path, served: Served, **more: object) -> Settings:
    given: dict[str, object] = {
        "framework": file,
        "tables": f"google:{served.spreadsheet_id}",
        "google_credentials": str(served.credentials),
        "google_api_url": served.url,
        "database_url": f"sqlite:///{file.parent}/history.sqlite3",
        "encryption_key_file": file.parent / "routebook.key",
    }
    return Settings(**(given | more))  # type: ignore[arg-type]


def client(settings: Settings) -> TestClient:
    return TestClient(build(settings), base_url="http://127.0.0.1:8080")


def owner(client: TestClient) -> object:
    return client.post("/v1/route", json=LEAD).json()["assigned_to"]


def test_an_edit_decides_by_the_next_poll(
    file: Path, served: Served, book: EmulatedSpreadsheet
) -> None:
    with client(settings(file, served, refresh_seconds=0.2)) as server:
        assert owner(server) == "ana@a.example"
        book.set("States", "B2", "new@a.example")
        give_up = monotonic() + 60
        while owner(server) != "new@a.example":
            assert monotonic() < give_up


def test_a_hint_makes_an_edit_decide_the_next_request(
    file: Path, served: Served, book: EmulatedSpreadsheet
) -> None:
    with client(settings(file, served, refresh_secret=SECRET)) as server:
        book.set("States", "B2", "new@a.example")
        now = datetime.now(UTC)
        headers = {
            "webhook-id": "edit-1",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(SECRET).sign("edit-1", now, "{}"),
        }
        answer = server.post("/v1/tables/refresh", content="{}", headers=headers)
        assert answer.json()["changed"] == ["states"]
        assert owner(server) == "new@a.example"


@pytest.mark.parametrize("tabs", [3, 50])
def test_a_poll_costs_two_reads_whatever_the_tabs(tmp_path: Path, file: Path, tabs: int) -> None:
    more = {f"Tab {number}": [["a"], ["b"]] for number in range(tabs - 1)}
    emulator = Emulator()
    book = emulator.add({"States": [["state", "owner"], ["CA", "ana@a.example"]], **more})
    with running(emulator, folder=tmp_path) as served:
        live = Live(file, source(served), utc_now)
        live.refresh()
        before = emulator.requests.reads
        for number in range(5):
            book.set("States", "B2", f"rep{number}@a.example")
            live.refresh()
        assert live.release is not None
        assert live.release.framework.decide({"State": "CA"}).assigned_to == "rep4@a.example"
        assert emulator.requests.reads - before == 2 * 5


def source(served: Served) -> Source:
    access = Access(served.credentials, served.url)
    return open_source(f"google:{served.spreadsheet_id}", "en_US", access)


def test_ten_replicas_cost_the_reads_of_one(
    tmp_path: Path, file: Path, served: Served, book: EmulatedSpreadsheet
) -> None:
    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds / 100)

    async def story() -> None:
        lives = [Live(file, source(served), utc_now, store) for _ in range(10)]
        refreshers = []
        for number, live in enumerate(lives):
            replicas = Replicas(store, live, utc_now, f"replica {number}")
            refreshers.append(Refresher(live, 15.0, changes, replicas, pause=pause))
        tasks = []
        for refresher in refreshers:
            tasks.append(asyncio.create_task(refresher.run()))
            await refresher.start()
        book.set("States", "B2", "new@a.example")
        await until(lambda: all(_owner(live) == "new@a.example" for live in lives))
        polls = sum(lives[0].refreshes.values())
        await until(lambda: sum(lives[0].refreshes.values()) >= polls + 3)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert served.emulator.requests.reads == 2 * sum(lives[0].refreshes.values())
        assert not any(sum(live.refreshes.values()) for live in lives[1:])

    with closing(open_store(f"sqlite:///{tmp_path}/history.sqlite3")) as store:
        asyncio.run(story())


def _owner(live: Live) -> object:
    assert live.release is not None
    return live.release.framework.decide({"State": "CA"}).assigned_to


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 (a worker thread makes it true)
            await asyncio.sleep(0.005)


def test_a_server_that_starts_while_google_hangs_answers_from_the_stored_release(
    file: Path, served: Served, book: EmulatedSpreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("server.serve"), "_FIRST_SECONDS", 0.5)
    with client(settings(file, served)) as server:
        first = server.get("/readyz").json()
    book.set("States", "B2", "new@a.example")
    served.emulator.faults.next("slow", times=None, seconds=2.0)
    began = monotonic()
    with client(settings(file, served, refresh_seconds=0.2)) as server:
        assert monotonic() - began < 5.0
        ready = server.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["release"] == first["release"]
        assert [each["code"] for each in ready.json()["problems"]] == ["source-unavailable"]
        assert ready.json()["age_seconds"] is not None
        assert owner(server) == "ana@a.example"
        served.emulator.faults.clear()
        give_up = monotonic() + 60
        while owner(server) != "new@a.example":
            assert monotonic() < give_up
        assert server.get("/readyz").json()["problems"] == []


@pytest.mark.parametrize("hangs", ["spreadsheets.get", "spreadsheets:batchUpdate"])
def test_a_server_that_stops_while_google_hangs_is_gone_soon(
    file: Path, served: Served, hangs: str
) -> None:
    """A real process: nothing that it has begun at Google keeps it, and who asked is told."""
    given = {
        "TABLES": f"google:{served.spreadsheet_id}",
        "GOOGLE_CREDENTIALS": str(served.credentials),
        "GOOGLE_API_URL": served.url,
        "DATABASE_URL": "sqlite:///history.sqlite3",
        "ENCRYPTION_KEY_FILE": "routebook.key",
        "WRITE_BACK": "true",
        "PORT": "0",
        "FRAMEWORK": file.name,
    }
    environment = os.environ | {f"ROUTEBOOK_{name}": value for name, value in given.items()}
    faults = served.emulator.faults
    command = [str(Path(sys.executable).with_name("routebook")), "serve"]

    def hang(on: str) -> None:
        faults.next("slow", times=1000, on=on, seconds=7.0)

    def wait() -> None:
        give_up = monotonic() + 60
        while faults.waiting[0].times == 1000:
            assert monotonic() < give_up, "nothing was asked"
            sleep(0.01)

    if hangs != "spreadsheets.get":
        hang(hangs)
    with (
        ThreadPoolExecutor(1) as thread,
        Popen(command, cwd=file.parent, env=environment, stdout=PIPE, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            url = server.stdout.readline().removeprefix("Routebook: ").strip()
            asked: Future[requests.Response] | None = None
            if hangs == "spreadsheets.get":
                hang(hangs)
                asked = thread.submit(requests.post, f"{url}v1/tables/refresh", timeout=30.0)
                sleep(0.5)
            wait()
            began = monotonic()
            server.terminate()
            assert server.wait(30) == 0
            assert monotonic() - began < 5.0
        finally:
            server.kill()
    if asked is not None:
        answer = asked.result()
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].endswith("shutting-down")
