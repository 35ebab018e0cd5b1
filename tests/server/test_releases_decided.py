"""Held releases over HTTP: told, accepted, rejected, put back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from releases.draft import Draft
from server.app import Application
from server.keys import create_key
from tests.server.histories import START, Desk, desk, problem, routed
from tests.stores import sqlite_url

__all__ = ["desk", "sqlite_url"]  # fixtures


@pytest.fixture
def guarded(desk: Desk) -> Desk:
    """California is to go to the pool, says a golden of the workbook."""
    desk.sheets["Goldens"] = [["State", "expected owner"], ["CA", "pool: inbound"]]
    return desk


def edited(desk: Desk, client: TestClient, owner: str = "bo@acme.example") -> str:
    """California goes to somebody; the release that is held for it."""
    desk.sheets["States"][1][1] = owner
    client.post("/v1/tables/refresh")
    held = client.get("/v1/release").json()["held_release"]
    found: str = held["id"]
    return found


def decided(client: TestClient, verb: str, name: str, **body: str) -> dict[str, Any]:
    answer = client.post(f"/v1/releases/{name}/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_is_held_is_told_everywhere(guarded: Desk) -> None:
    with guarded.open() as client:
        assert "held_release" not in client.get("/v1/release").json()
        held = edited(guarded, client)
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["held_release"]["id"] == held
        assert "routebook_release_held 1.0" in client.get("/metrics").text
        release = client.get("/v1/release").json()
        assert release["held_release"]["reasons"] == [
            "Goldens!B2: expected pool: inbound, would now go to bo@acme.example (step State)"
        ]
        assert release["held"] == ["states"]
        [each] = release["problems"]
        assert (each["code"], each["sheet"], each["cell"]) == ("golden-changed", "Goldens", "B2")
        states = client.get("/v1/tables/states").json()
        assert states["state"] == "held"
        listed = client.get("/v1/releases").json()["releases"]
        assert {each["id"]: each["state"] for each in listed}[held] == "held"
        assert [each["id"] for each in listed if each["may_accept"]] == [held]


def test_an_accepted_release_is_live(guarded: Desk) -> None:
    with guarded.open() as client:
        held = edited(guarded, client)
        found = decided(client, "accept", held, note="as agreed")
        assert (found["state"], found["by"], found["note"]) == ("live", "accept", "as agreed")
        assert (found["live"], found["changes_total"]) == (True, 1)
        assert found["changes"][0]["before"] == ["CA", "pool: inbound"]
        assert routed(client)["assigned_to"] == "bo@acme.example"
        assert decided(client, "accept", held)["state"] == "live"
        kinds = [each["kind"] for each in client.get("/v1/events").json()["events"]]
        assert kinds == [
            "release.activated", "release.held", "release.accepted", "release.activated",
            "decision",
        ]  # fmt: skip
        assert "routebook_releases_activated_total 2.0" in client.get("/metrics").text


def test_a_rejected_release_stays_out(guarded: Desk) -> None:
    with guarded.open() as client:
        held = edited(guarded, client)
        assert client.post(f"/v1/releases/{held}/reject").json()["state"] == "rejected"
        found = decided(client, "reject", held)
        assert (found["state"], found["may_accept"]) == ("rejected", True)
        release = client.post("/v1/tables/refresh").json()
        [each] = release["problems"]
        assert (each["code"], each["sheet"]) == ("edit-refused", "States")
        assert "held_release" not in client.get("/v1/release").json()


def test_a_rejected_release_may_be_accepted_until_another_is_held(guarded: Desk) -> None:
    with guarded.open() as client:
        held = edited(guarded, client)
        decided(client, "reject", held)
        assert edited(guarded, client, "pat@acme.example") != held
        assert client.get(f"/v1/releases/{held}").json()["may_accept"] is False
        assert problem(client.post(f"/v1/releases/{held}/accept")) == (409, "conflict")


def test_any_release_is_put_back(guarded: Desk) -> None:
    with guarded.open() as client:
        first = client.get("/v1/release").json()["id"]
        held = edited(guarded, client)
        decided(client, "accept", held)
        found = decided(client, "activate", first, note="too early")
        assert (found["state"], found["by"], found["previous"]) == ("live", "activate", held)
        assert found["changes"][0]["after"] == ["CA", "pool: inbound"]
        assert client.post("/v1/tables/refresh").json()["release"]["id"] == first
        assert decided(client, "activate", first)["state"] == "live"


def test_what_does_not_go_is_refused_with_the_reason(guarded: Desk) -> None:
    with guarded.open() as client:
        live = client.get("/v1/release").json()["id"]
        older = edited(guarded, client)
        newer = edited(guarded, client, "pat@acme.example")
        for name, verb, detail in (
            (older, "accept", f"{older} is not held any more: a newer edit took its place; "),
            (older, "reject", f"{older} is not held; {newer} is held"),
            (live, "reject", f"{live} is live; activate another release to roll it back"),
        ):
            answer = client.post(f"/v1/releases/{name}/{verb}")
            assert problem(answer) == (409, "conflict")
            assert answer.json()["detail"].startswith(detail)
        for verb in ("accept", "reject", "activate"):
            for name in ("r-000000000000", "%00"):
                answer = client.post(f"/v1/releases/{name}/{verb}")
                assert problem(answer) == (404, "not-found")
        answer = client.post(f"/v1/releases/{newer}/accept", json={"note": 7})
        assert problem(answer) == (422, "invalid-request")


def test_only_an_admin_decides(guarded: Desk, tmp_path: Path) -> None:
    file = guarded.keys_file = tmp_path / "keys.json"
    _, reader = create_key(file, "read", "reader", START)
    _, admin = create_key(file, "admin", "ana", START)
    with guarded.open() as client:
        guarded.sheets["States"][1][1] = "bo@acme.example"
        client.headers["X-API-Key"] = reader
        client.post("/v1/tables/refresh")
        held = client.get("/v1/release").json()["held_release"]["id"]
        assert problem(client.post(f"/v1/releases/{held}/accept")) == (403, "scope-missing")
        client.headers["X-API-Key"] = admin
        assert decided(client, "accept", held)["who"] == "ana"


def test_the_impact_is_that_of_the_last_records(guarded: Desk) -> None:
    with guarded.open() as client:
        for number in range(3):
            routed(client, f"ca{number}")
        routed(client, "nv", fields={"State": "NV"})
        held = edited(guarded, client)
        found = client.get(f"/v1/releases/{held}").json()["impact"]
        assert (found["records"], found["moved"]) == (4, 3)
        [move] = found["moves"]
        assert (move["from"], move["to"], move["count"]) == ("inbound", "bo@acme.example", 3)
        example = client.get(f"/v1/decisions/{move['example']}").json()
        assert example["record_id"] == "ca2"


def test_a_held_release_survives_a_restart(guarded: Desk) -> None:
    with guarded.open() as client:
        held = edited(guarded, client)
    with guarded.open() as client:
        assert client.get("/v1/release").json()["held_release"]["id"] == held
        assert decided(client, "accept", held)["live"]


def test_the_impact_is_measured_anew_and_at_any_time(guarded: Desk) -> None:
    with guarded.open() as client:
        routed(client, "ca")
        held = edited(guarded, client)
        live = client.get("/v1/release").json()["id"]
        found = client.get(f"/v1/releases/{held}/impact?at=2027-01-01T00:00:00Z").json()
        assert (found["records"], found["moved"]) == (1, 1)
        assert client.get(f"/v1/releases/{live}/impact").json()["records"] == 0
        decided(client, "accept", held)
        assert client.get(f"/v1/releases/{held}/impact").json()["moved"] == 1
        assert problem(client.get("/v1/releases/r-1/impact")) == (404, "not-found")
        assert problem(client.get(f"/v1/releases/{held}/impact?at=soon")) == (
            422,
            "invalid-request",
        )


def test_a_draft_is_previewed(guarded: Desk) -> None:
    with guarded.open() as client:
        assert problem(client.get("/v1/draft")) == (404, "not-found")
    service = guarded.service()
    service.draft = Draft(service.live, None, "Draft", guarded.clock)
    with TestClient(Application(service), base_url="http://127.0.0.1:8080") as client:
        assert problem(client.get("/v1/draft")) == (404, "not-found")
        guarded.sheets["Draft States"] = [["state", "owner"], ["CA", "bo@acme.example"]]
        routed(client, "ca")
        client.post("/v1/tables/refresh")
        found = client.get("/v1/draft").json()
        assert found["tables"] == ["states"]
        assert found["impact"]["moved"] == 1
        assert [each["code"] for each in found["problems"]] == ["golden-changed"]
        assert len(found["reasons"]) == 1
        assert found["changes_total"] == len(found["changes"]) == 2


@pytest.mark.parametrize(("most", "is_held"), [(0.5, True), (0.75, False)])
def test_an_edit_that_moves_too_many_is_held(desk: Desk, most: float, is_held: bool) -> None:
    service = desk.service()
    service.live.gates = replace(service.live.gates, max_moved=most)
    with TestClient(Application(service), base_url="http://127.0.0.1:8080") as client:
        for number in range(3):
            routed(client, f"ca{number}")
        routed(client, "nv", fields={"State": "NV"})
        desk.sheets["States"][1][1] = "bo@acme.example"
        found = client.post("/v1/tables/refresh").json()["problems"]
        told = client.get("/v1/release").json().get("held_release", {})
        assert (told != {}) is is_held
        if is_held:
            sentence = "3 of the last 4 records would go elsewhere, and at most 50% may"
            assert told["reasons"] == [sentence]
            assert [(each["code"], each["message"]) for each in found] == [
                ("moves-too-many", sentence)
            ]
            assert told["impact"]["moved"] == 3
