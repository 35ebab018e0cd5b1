"""Replays: every decision of the log is made again as it was, byte by byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from releases.kept import restore
from server import Settings, build
from server.app import Application
from server.samples import read_samples
from server.timers import Timers
from tests.server.histories import (
    SHEETS,
    Clock,
    Desk,
    desk,
    each_desk,
    problem,
    replayed,
    routed,
)
from tests.stores import postgres, postgres_url, sqlite_url, url

__all__ = ["desk", "each_desk", "postgres", "postgres_url", "sqlite_url", "url"]  # fixtures

ACME = Path(__file__).parents[2] / "examples" / "acme"


def all_kinds(client: TestClient) -> list[str]:
    """Decisions by pools, sticky, rejected up to the last resort, queued, straight to a rep."""
    found = [routed(client, f"r{number}") for number in range(8)]
    found += [routed(client, "r1"), routed(client, "r2", event="update")]  # sticky
    found += [routed(client, "r3", event="rejected") for _ in range(4)]
    found += [routed(client), routed(client, fields={"Employees": "2k"})]
    found += [routed(client, "p", fields={"Email": "x@partner.example"})]
    assert {"Again", "State", "Large", "Partner", "otherwise"} == {each["step"] for each in found}
    sticky = [each for each in found if "had" in str(each["trace"].get("assignment"))]
    assert sticky
    return [each["decision_id"] for each in found]


def test_replays_are_equal_by_other_releases_and_after_a_restart(each_desk: Desk) -> None:
    with each_desk.open() as client:
        decisions = all_kinds(client)
        stored = {each: client.get(f"/v1/decisions/{each}").json() for each in decisions}
        for each in decisions:
            assert replayed(client, each) == {
                "equal": True, "differences": [], "decision": stored[each]
            }  # fmt: skip
        each_desk.sheets["Pool members"][1:] = [["inbound", "pat@acme.example", "1"]]
        each_desk.sheets["States"][1:] = []
        client.post("/v1/tables/refresh")
        newer = routed(client, "r1")
        assert newer["assigned_to"] == "pat@acme.example"
        for each in [*decisions, newer["decision_id"]]:
            assert replayed(client, each)["equal"]
    each_desk.file.write_text(each_desk.file.read_text().replace("Large", "Huge"))
    with each_desk.open() as client:
        for each in [*decisions, newer["decision_id"]]:
            assert replayed(client, each)["equal"]
        log = client.get("/v1/decisions?limit=500").json()["decisions"]
        assert len(log) == len(decisions) + 1  # nothing was added by it


def test_a_held_table_is_replayed_as_it_was(desk: Desk) -> None:
    with desk.open() as client:
        desk.sheets["States"][1] = ["Atlantis", "nobody@acme.example"]
        desk.sheets["Partners"][1] = ["other.example", "pat@acme.example"]
        assert client.post("/v1/tables/refresh").json()["held"] == ["states"]
        decision = routed(client, "1")
        assert decision["step"] == "State"
    desk.sheets = {**SHEETS}
    with desk.open() as client:
        assert replayed(client, decision["decision_id"])["equal"]


def tamper(desk: Desk, decision_id: str) -> None:
    """Change what is stored, as somebody with the file might."""
    with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as database:
        where = "WHERE decision_id = ?"
        (body,) = database.execute(f"SELECT body FROM events {where}", [decision_id]).fetchone()
        body = body.replace(b"ana@acme.example", b"eve@acme.example")
        database.execute(f"UPDATE events SET body = ? {where}", [body, decision_id])
    database.close()


def test_what_was_changed_in_the_log_shows(desk: Desk) -> None:
    desk.file.write_text(desk.file.read_text().replace("private", ""))
    with desk.open() as client:
        decision = routed(client, "1", fields={"State": "NV"})
    tamper(desk, decision["decision_id"])
    with desk.open() as client:
        found = replayed(client, decision["decision_id"])
        assert found["equal"] is False
        line = 'assigned_to: "eve@acme.example" was stored, "ana@acme.example" is decided now'
        assert line in found["differences"]
        assert found["decision"]["assigned_to"] == "ana@acme.example"


def test_a_release_is_restored_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.open() as client:
        decisions = [routed(client, str(number))["decision_id"] for number in range(3)]
        desk.sheets["States"][1:] = []
        client.post("/v1/tables/refresh")
        asked: list[str] = []

        def counted(store: Any, release_id: str) -> Any:
            asked.append(release_id)
            return restore(store, release_id)

        monkeypatch.setattr("server.decisions.restore", counted)
        for each in decisions:
            assert replayed(client, each)["equal"]
        assert len(asked) == 1
        replayed(client, routed(client)["decision_id"])  # by the live one
        assert len(asked) == 1


def test_a_release_that_cannot_be_made_again_is_said(desk: Desk) -> None:
    with desk.open() as client:
        decision = routed(client, "1")
        desk.sheets["States"][1:] = []
        client.post("/v1/tables/refresh")
        with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as database:
            database.execute("DELETE FROM contents")
        database.close()
        answer = client.post(f"/v1/decisions/{decision['decision_id']}/replay")
        assert problem(answer) == (409, "conflict")


# Every decision of the example ----------------------------------------------------------------

LEADS = [sample["fields"] for sample in read_samples(ACME / "leads")]
EVENTS = ["new", "new", "update", "sla_breach", "rejected", "reopened"]
REJECTED = {"event": "rejected"}
OFFERED = {"Country": "Bosnia and Herzegovina"}  # by a shark tank
VALUES = sorted({(name, text) for fields in LEADS for name, text in fields.items()})


def application(folder: Path, clock: Clock) -> Application:
    app = build(
        Settings(
            ACME / "acme.route",
            str(ACME / "workbook"),
            database_url=f"sqlite:///{folder}/acme.sqlite3",
            encryption_key_file=folder / "acme.key",
        )
    )
    app.service.clock = clock
    return app


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = application(tmp_path_factory.mktemp("acme"), Clock(timedelta(minutes=41)))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@settings(max_examples=200)
@given(
    fields=st.sampled_from(LEADS),
    changed=st.lists(st.sampled_from(VALUES), max_size=3),
    record=st.none() | st.integers(0, 20),
    event=st.sampled_from(EVENTS),
)
def test_whatever_was_decided_replays_equal(
    acme: TestClient,
    fields: dict[str, str],
    changed: list[tuple[str, str]],
    record: int | None,
    event: str,
) -> None:
    given = acme.post(
        "/v1/route", json={"record_id": record, "event": event, "fields": fields | dict(changed)}
    )
    decision_id = msgspec.json.decode(given.content)["decision_id"]
    assert acme.get(f"/v1/decisions/{decision_id}").content == given.content
    found = replayed(acme, decision_id)
    assert (found["equal"], found["differences"]) == (True, [])


def test_what_nobody_asked_for_replays_equal_too(tmp_path: Path) -> None:
    """Reroutes, deadlines that passed, offers that nobody claimed."""
    clock = Clock()
    app = application(tmp_path, clock)
    with TestClient(app, base_url="http://localhost") as client:
        for number, fields in enumerate(LEADS[:50] + [OFFERED] * 6):
            body = {"record_id": str(number), "fields": fields}
            decision_id = client.post("/v1/route", json=body).json()["decision_id"]
            if number % 3 == 0:
                again = client.post(f"/v1/decisions/{decision_id}/reroute", json=REJECTED)
                assert again.status_code == 200, again.text
        for _ in range(3):
            clock.now += timedelta(days=1)
            assert client.portal is not None
            client.portal.call(Timers(app.service).look)
        store = app.service.store
        assert store is not None
        events = store.events(limit=10_000)
        kinds = {event.kind for event in events}
        assert {"decision", "reroute", "sla_breach", "unclaimed"} <= kinds
        decided = [event for event in events if event.kind == "decision"]
        assert len(decided) > 100
        for event in decided:
            found = replayed(client, event.decision_id)
            assert (found["equal"], found["differences"]) == (True, [])
