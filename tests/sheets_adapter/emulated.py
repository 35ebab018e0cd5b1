"""An emulator for tests: every exchange with it is held against Google's own description.

A test takes the fixtures by importing them into its ``conftest.py``.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import pytest
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient

from sheets_adapter.emulator import Emulator, Exchange, Served, running
from tests.sheets_adapter.emulator.discovery import problems

SCOPE = "https://www.googleapis.com/auth/"
WRITE = (f"{SCOPE}spreadsheets", f"{SCOPE}drive")
READ = (f"{SCOPE}spreadsheets.readonly",)
GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")
SECONDS = 5.0


class Watch:
    """Collects what Google's description has against the exchanges."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.problems: list[str] = []

    def __call__(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        self.problems += problems(exchange)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test when one exchange was not as Google describes it."""
    watch = Watch()
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def stays_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails the test when anything, in any thread, looks for another machine."""
    elsewhere: list[str] = []
    resolve = socket.getaddrinfo

    def only_loopback(host: Any, *rest: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost", "::1"):
            elsewhere.append(str(host))
            raise socket.gaierror(f"a test asked for {host}")
        return resolve(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", only_loopback)
    yield
    assert elsewhere == []


@pytest.fixture
def emulator(watch: Watch) -> Emulator:
    """One without spreadsheets, quota and faults."""
    return Emulator(watch=watch)


@pytest.fixture
def served(emulator: Emulator, tmp_path: Path, stays_here: None) -> Iterator[Served]:
    """The emulator on a port."""
    folder = tmp_path / "emulator"
    folder.mkdir()
    with running(emulator, folder=folder) as served:
        yield served


class LocalClient(HTTPClient):
    """gspread's own client, which takes Google's addresses to an emulator."""

    url = ""

    def request(self, method: str, endpoint: str, *rest: Any, **options: Any) -> Any:
        for google in GOOGLE:
            if endpoint.startswith(google):
                endpoint = self.url + endpoint.removeprefix(google)
        return super().request(method, endpoint, *rest, **options)


def client_of(served: Served, scopes: tuple[str, ...] = WRITE) -> gspread.Client:
    """The real gspread with the real google-auth, as the emulator's account."""
    credentials = Credentials.from_service_account_file(  # type: ignore[no-untyped-call]
        served.credentials, scopes=list(scopes)
    )
    # A subject keeps google-auth from asking Google for the account's regional boundary.
    own = credentials.with_subject(credentials.service_account_email)
    client = gspread.Client(auth=own, http_client=LocalClient)
    client.http_client.url = served.url  # type: ignore[attr-defined]
    client.set_timeout(SECONDS)
    return client
