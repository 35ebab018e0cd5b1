"""Asking for a refresh, with a key or signed by a script; and starting without one."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook
from starlette.testclient import TestClient

from dsl.workbook import Workbook
from history import StoreError
from releases.live import Refreshed
from server.app import Application
from server.keys import create_key
from server.service import Service
from sheets_adapter.memory import MemorySource
from tests.server.conftest import NOW, Make, Sheets
from tests.server.histories import Desk, desk
from tests.stores import sqlite_url

__all__ = ["desk", "sqlite_url"]

REFRESH = "/v1/tables/refresh"
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(32)).decode()

Connect = Callable[[Service], TestClient]


def signed(
    body: str = "{}", *, secret: str = SECRET, at: datetime = NOW, name: str = "edit-1"
) -> dict[str, str]:
    """The headers, made by the specification's own library."""
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(name, at, body),
    }


@pytest.fixture
def closed(make_service: Make, open_client: Connect, tmp_path: Path, sheets: Sheets) -> TestClient:
    """A server with keys, and with a secret that it shares with a script."""
    keys = tmp_path / "keys.json"
    create_key(keys, "route", "crm", NOW)
    return open_client(make_service(sheets=sheets, keys_file=keys, refresh_secret=SECRET))


def test_a_signed_request_needs_no_key(closed: TestClient, sheets: Sheets) -> None:
    sheets["California"][1][1] = "new@acme.example"
    answer = closed.post(REFRESH, content="{}", headers=signed())
    assert answer.status_code == 200
    assert answer.json()["changed"] == ["california"]


@pytest.mark.parametrize("minutes", [-5, 5])
def test_clocks_may_be_five_minutes_apart(closed: TestClient, minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    assert closed.post(REFRESH, content="{}", headers=signed(at=at)).status_code == 200
    at += timedelta(seconds=minutes / 5)
    answer = closed.post(REFRESH, content="{}", headers=signed(at=at))
    assert answer.status_code == 401
    assert "set the clocks right" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (signed(secret=OTHER), "another secret"),
        (signed(body="{} "), "another secret"),
        (signed() | {"webhook-id": "edit-2"}, "another secret"),
        (signed() | {"webhook-timestamp": str(int(NOW.timestamp()) + 1)}, "another secret"),
        (signed() | {"webhook-timestamp": "yesterday"}, "seconds since 1970"),
        (signed() | {"webhook-timestamp": "9" * 30}, "seconds since 1970"),
        (signed() | {"webhook-timestamp": "-1"}, "seconds since 1970"),
        (signed() | {"webhook-signature": ""}, "another secret"),
        (signed() | {"webhook-signature": "v1,é"}, "another secret"),
        ({"webhook-signature": "v1,x"}, "seconds since 1970"),
    ],
)
def test_a_wrong_signature_is_refused(
    closed: TestClient, headers: Mapping[str, str], told: str
) -> None:
    encoded = {name.encode(): text.encode() for name, text in headers.items()}
    answer = closed.post(REFRESH, content="{}", headers=encoded)
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:routebook:problem:signature-wrong"
    assert told in answer.json()["detail"]
    assert SECRET not in answer.text


def test_a_signature_opens_nothing_else(closed: TestClient) -> None:
    assert closed.get("/v1/tables", headers=signed("")).status_code == 401
    body = '{"record_type": "lead", "fields": {}}'
    assert closed.post("/v1/route", content=body, headers=signed(body)).status_code == 401


def test_without_a_signature_a_key_is_needed_as_ever(closed: TestClient) -> None:
    assert closed.post(REFRESH).json()["type"] == "urn:routebook:problem:key-required"


def test_a_signed_body_is_small(closed: TestClient) -> None:
    body = " " * 10_001
    assert closed.post(REFRESH, content=body, headers=signed(body)).status_code == 413


def test_without_a_secret_no_signature_is_right(client: TestClient) -> None:
    answer = client.post(REFRESH, content="{}", headers=signed())
    assert answer.status_code == 401
    assert "ROUTEBOOK_REFRESH_SECRET" in answer.json()["detail"]
    assert client.post(REFRESH).status_code == 200


def test_while_the_secret_is_changed_the_old_one_and_the_new_one_are_right(
    make_service: Make, open_client: Connect
) -> None:
    client = open_client(make_service(refresh_secret=f"{OTHER} {SECRET}"))
    for secret in (OTHER, SECRET):
        headers = signed(secret=secret)
        assert client.post(REFRESH, content="{}", headers=headers).status_code == 200


def test_whoever_cannot_be_asked_to_read_is_told_of(
    service: Service, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused() -> Refreshed:
        raise StoreError("the database is away")

    monkeypatch.setattr(service.refresher, "refresh", refused)
    answer = client.post(REFRESH)
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:routebook:problem:history-unavailable"
    assert answer.headers["retry-after"] == "1"


# A source that takes its time at the start ------------------------------------------------------


class Slow:
    """A source whose answer is held back."""

    def __init__(self, sheets: Sheets) -> None:
        self._inner = MemorySource(sheets)
        self.name, self.watched = "slow", None
        self.answers = threading.Event()

    def fetch(self) -> Workbook:
        assert self.answers.wait(30)
        return self._inner.fetch()


def test_a_start_waits_a_moment_and_then_goes_on_with_the_stored_release(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.app._FIRST_READ_SECONDS", 0.3)
    with desk.open() as client:
        stored = client.get("/readyz").json()["release"]
    desk.clock.now += timedelta(hours=7)
    source = Slow(desk.sheets)
    service = desk.service(source=source)
    with TestClient(Application(service), base_url="http://127.0.0.1:8080") as client:
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["release"] == stored
        assert ready.json()["age_seconds"] >= 7 * 3600
        assert client.get("/v1/release").json()["age_seconds"] >= 7 * 3600
        assert b"routebook_source_age_seconds 2" in client.get("/metrics").content
        routed = client.post("/v1/route", json={"record_type": "lead", "fields": {}})
        assert routed.json()["release"]["id"] == stored["id"]
        source.answers.set()
        client.post(REFRESH)
        assert client.get("/readyz").json()["age_seconds"] < 3600
