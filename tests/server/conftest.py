"""A small service in memory: real language, tables and application; only the clock stands still."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from releases import Live, Refresher
from server.app import Application
from server.auth import Gate
from server.ids import Ulids
from server.limits import Bodies
from server.service import Service
from server.settings import Settings
from sheets_adapter.memory import MemorySource
from sheets_adapter.watch import changes
from tests.server import sockets

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

FRAMEWORK = """
framework small

record lead {
  email      email     from "Email"        private
  domain     domain    = domain(email)
  state      us_state  from "State", "StateCode"
  zip        us_zip    from "PostalCode"
  employees  integer   from "Employees"
}

table california from "California" {
  zip        key range
  owner      assignee
  sdr        assignee optional
  territory  text
}

table partners from "Partners" {
  domain     key suffix
  owner      assignee
}

route lead {
  "Partner"     by domain in partners                    -> owner
  "Large"       when employees >= 1_000                  -> queue "Large"
  "California"  when state = CA by zip in california     -> owner, sdr
  otherwise                                              -> queue "Unrouted"
}
"""

Sheets = dict[str, list[list[object]]]

SHEETS: Sheets = {
    "California": [
        ["zip", "owner", "sdr", "territory"],
        ["94000-94199", "ana@acme.example", "sam@acme.example", "SF Peninsula"],
        ["90000-90899", "bo@acme.example", "", "Los Angeles"],
    ],
    "Partners": [["domain", "owner"], ["partner.example", "pat@acme.example"]],
}

Make = Callable[..., Service]


@pytest.fixture
def sheets() -> Sheets:
    """The sheets of the small workbook, to be edited."""
    return deepcopy(SHEETS)


@pytest.fixture
def make_service(tmp_path: Path) -> Make:
    """Makes services of a text and sheets, which are read anew by every refresh."""

    def make(
        framework: str = FRAMEWORK,
        sheets: Sheets | None = None,
        *,
        refreshed: bool = True,
        **changed: Any,
    ) -> Service:
        file = tmp_path / "small.route"
        file.write_text(framework, encoding="utf-8")
        rows = SHEETS if sheets is None else sheets
        settings = Settings(file, "memory", **changed)
        live = Live(file, MemorySource(rows), lambda: NOW)
        service = Service(
            settings=settings,
            live=live,
            refresher=Refresher(live, settings.refresh_seconds, changes),
            gate=Gate(settings.keys_file, open_to_local=True, clock=lambda: 0.0),
            bodies=Bodies(settings.max_body, settings.body_seconds),
            clock=lambda: NOW,
            new_id=Ulids(lambda: int(NOW.timestamp() * 1000), bytes),
        )
        if refreshed:
            live.refresh()
        return service

    return make


@pytest.fixture
def service(make_service: Make, sheets: Sheets) -> Service:
    return make_service(sheets=sheets)


@pytest.fixture
def open_client() -> Iterator[Callable[[Service], TestClient]]:
    """Opens clients of services and closes them in the end."""
    opened: list[TestClient] = []

    def connect(service: Service) -> TestClient:
        client = TestClient(Application(service), base_url="http://127.0.0.1:8080")
        opened.append(client.__enter__())
        return client

    yield connect
    for client in opened:
        client.__exit__()


@pytest.fixture
def client(service: Service, open_client: Callable[[Service], TestClient]) -> TestClient:
    return open_client(service)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sockets")
    (folder / "small.route").write_text(sockets.FRAMEWORK)
    (folder / "workbook").mkdir()
    (folder / "workbook" / "States.csv").write_text("state,owner\nCA,ana@acme.example\n")
    return folder


@pytest.fixture(scope="module")
def address(workbook: Path) -> Iterator[tuple[str, int]]:
    with sockets.serving(workbook) as (_, address):
        yield address
