"""Services with a history, on a small framework with private fields, pools and second chances."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from history import GroupCommit, Sealer, open_store
from history.journal import Journal
from releases import Live, Refresher
from releases.gates import Gates
from server.app import Application
from server.auth import Gate
from server.limits import Bodies
from server.service import Service
from server.settings import Settings
from sheets_adapter import Source
from sheets_adapter.memory import MemorySource
from sheets_adapter.watch import changes

START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KEY = bytes(range(32))
EMAIL = "very.secret.person@hidden-company.example"

FRAMEWORK = """
framework desk

record lead {
  email      email     from "Email"        private
  domain     domain    = domain(email)
  state      us_state  from "State"
  employees  integer   from "Employees"
}

roster {
  reps     "Reps"
  pools    "Pools"
  members  "Pool members"
  time_off "Time off"
}

table states from "States" {
  state  key exact
  owner  assignee
}

table partners from "Partners" {
  domain  key suffix
  owner   assignee
}

route lead {
  "Partner"  by domain in partners        -> owner
  "Large"    when employees >= 1_000      -> queue "Large"
  "State"    by state in states           -> owner
  otherwise                               -> pool inbound
}

route lead on rejected {
  "Again"    when attempts < 3            -> next
  otherwise                               -> queue "Escalations"
}
"""

SHEETS: dict[str, list[list[object]]] = {
    "States": [["state", "owner"], ["CA", "pool: inbound"], ["NV", "ana@acme.example"]],
    "Partners": [["domain", "owner"], ["partner.example", "pat@acme.example"]],
    "Reps": [
        ["rep", "name", "active"],
        ["ana@acme.example", "Ana", "yes"],
        ["bo@acme.example", "Bo", "yes"],
        ["cy@acme.example", "Cy", "yes"],
        ["pat@acme.example", "Pat", "yes"],
    ],
    "Pools": [["pool", "method", "sticky days"], ["inbound", "weighted", "30"]],
    "Pool members": [
        ["pool", "rep", "weight"],
        ["inbound", "ana@acme.example", "3"],
        ["inbound", "bo@acme.example", "2"],
        ["inbound", "cy@acme.example", "1"],
    ],
    "Time off": [
        ["rep", "from", "until", "cover"],
        ["cy@acme.example", "2026-11-01", "2026-11-30", ""],
    ],
}


class Clock:
    """Goes on by a minute, or another ``step``, whenever it is asked."""

    def __init__(self, step: timedelta = timedelta(minutes=1)) -> None:
        self.now = START
        self.step = step

    def __call__(self) -> datetime:
        """The time."""
        self.now += self.step
        return self.now


class Desk:
    """A service that can be stopped and started again on its store, and edited in between."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        self.clock = Clock()
        self.sheets = deepcopy(SHEETS)
        self.key: bytes | None = KEY
        self.keys_file: Path | None = None
        self.file = folder / "desk.route"
        self.file.write_text(FRAMEWORK, encoding="utf-8")

    def service(self, *, source: Source | None = None, **settings: Any) -> Service:
        """A service with the store opened; its release is live, but for another ``source``."""
        store = open_store(self.url)
        changed = Settings(self.file, "memory", keys_file=self.keys_file, **settings)
        journal = Journal(GroupCommit(store), None if self.key is None else Sealer(self.key))
        gates = Gates(store=store, contents=journal)
        live = Live(self.file, source or MemorySource(self.sheets), self.clock, store, gates)
        service = Service(
            settings=changed,
            live=live,
            refresher=Refresher(live, changed.refresh_seconds, changes),
            gate=Gate(self.keys_file, open_to_local=True, clock=lambda: 0.0),
            bodies=Bodies(changed.max_body, changed.body_seconds),
            clock=self.clock,
            store=store,
            journal=journal,
        )
        if source is None:
            live.refresh()
        return service

    @contextmanager
    def open(self, **settings: Any) -> Iterator[TestClient]:
        """A client of the running service; it is stopped at the end."""
        with ExitStack() as stack:
            service = self.service(**settings)
            stack.callback(service.close)
            yield stack.enter_context(
                TestClient(Application(service), base_url="http://127.0.0.1:8080")
            )


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Desk:
    return Desk(tmp_path, sqlite_url)


@pytest.fixture
def each_desk(tmp_path: Path, url: str) -> Desk:
    """On either engine."""
    return Desk(tmp_path, url)


def routed(client: TestClient, record_id: str | None = None, **more: Any) -> dict[str, Any]:
    """Route one lead, the decision whole; ``fields`` are those of a lead in California."""
    fields = {"Email": EMAIL, "State": "CA"}
    body = {"record_id": record_id, "fields": fields} | more
    answer = client.post("/v1/route", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def replayed(client: TestClient, decision_id: str) -> dict[str, Any]:
    """What a replay says."""
    answer = client.post(f"/v1/decisions/{decision_id}/replay")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def problem(answer: Any) -> tuple[int, str]:
    """The status of a problem and its name."""
    return answer.status_code, answer.json()["type"].removeprefix("urn:routebook:problem:")
