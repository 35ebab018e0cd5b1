"""/v1/decisions: what was given comes back, and private values stay sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.keys import SCOPES, create_key
from tests.server.conftest import Make
from tests.server.histories import EMAIL, START, Desk, desk, each_desk, problem, replayed, routed
from tests.stores import postgres, postgres_url, sqlite_url, url

__all__ = ["desk", "each_desk", "postgres", "postgres_url", "sqlite_url", "url"]  # fixtures


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with desk.open() as client:
        yield client


# One ------------------------------------------------------------------------------------------


def test_a_decision_comes_back_as_it_was_given(each_desk: Desk) -> None:
    with each_desk.open() as client:
        given = client.post("/v1/route", json={"record_id": "1", "fields": {"Email": EMAIL}})
        found = client.get(f"/v1/decisions/{given.json()['decision_id']}")
        assert found.status_code == 200
        assert found.content == given.content
        assert found.headers["cache-control"] == "no-store"
    with each_desk.open() as client:
        assert client.get(f"/v1/decisions/{given.json()['decision_id']}").content == given.content


def test_as_much_of_the_trace_as_is_wanted(client: TestClient) -> None:
    address = f"/v1/decisions/{routed(client)['decision_id']}"
    assert "trace" not in client.get(f"{address}?trace=none").json()
    steps = client.get(f"{address}?trace=steps").json()["trace"]
    assert "steps" in steps
    assert "fields" not in steps
    assert problem(client.get(f"{address}?trace=some")) == (422, "invalid-request")


@pytest.mark.parametrize("decision_id", ["01JD0000000000000000000000", "x", "%00", "é"])
def test_what_was_never_decided_is_not_found(each_desk: Desk, decision_id: str) -> None:
    with each_desk.open() as client:
        assert problem(client.get(f"/v1/decisions/{decision_id}")) == (404, "not-found")
        assert problem(client.post(f"/v1/decisions/{decision_id}/replay")) == (404, "not-found")


def test_an_id_that_no_database_can_hold_is_refused(each_desk: Desk) -> None:
    with each_desk.open() as client:
        answer = client.post("/v1/route", json={"record_id": "a\0b", "fields": {"State": "\0"}})
        assert problem(answer) == (422, "invalid-request")
        assert answer.json()["errors"][0]["path"] == "$.record_id"
        assert replayed(client, routed(client, fields={"State": "\0"})["decision_id"])["equal"]


def test_a_dry_run_leaves_nothing(client: TestClient) -> None:
    dry = routed(client, dry_run=True)
    assert problem(client.get(f"/v1/decisions/{dry['decision_id']}")) == (404, "not-found")


def test_without_a_history_there_is_nothing(make_service: Make, open_client: Any) -> None:
    client = open_client(make_service(database_url=""))
    for answer in (
        client.get("/v1/decisions"),
        client.get("/v1/decisions/x"),
        client.post("/v1/decisions/x/replay"),
        client.delete("/v1/records/lead/1"),
    ):
        assert problem(answer) == (404, "not-found")
        assert "database_url" in answer.json()["detail"]


# Lists ----------------------------------------------------------------------------------------


def listed(client: TestClient, query: str = "") -> list[str | None]:
    answer = client.get(f"/v1/decisions{query}")
    assert answer.status_code == 200, answer.text
    return [each["record_id"] for each in answer.json()["decisions"]]


def test_lists_are_filtered(each_desk: Desk) -> None:
    with each_desk.open() as client:
        routed(client, "ca")
        routed(client, "large", fields={"Employees": 5000})
        nv = routed(client, "nv", fields={"State": "NV"})
        routed(client, "nv", event="rejected", fields={})
        assert listed(client) == ["nv", "nv", "large", "ca"]
        assert listed(client, "?step=Large") == ["large"]
        assert listed(client, "?outcome=queued") == ["nv", "large"]
        assert listed(client, "?assigned_to=ana@acme.example&step=State&record_id=nv") == ["nv"]
        assert listed(client, "?record_type=lead&record_id=nv") == ["nv", "nv"]
        assert listed(client, "?record_type=account") == []
        assert listed(client, f"?until={nv['decided_at']}") == ["large", "ca"]
        assert listed(client, f"?since={nv['decided_at']}") == ["nv", "nv"]
        assert listed(client, "?step=%00") == []


def test_pages_meet_without_gap_or_overlap(client: TestClient) -> None:
    for number in range(7):
        routed(client, str(number))
    seen: list[str] = []
    query = "?limit=3"
    while True:
        page = client.get(f"/v1/decisions{query}").json()
        seen += [each["record_id"] for each in page["decisions"]]
        routed(client, "later")  # what is decided meanwhile shifts nothing
        if page["next"] is None:
            break
        query = f"?limit=3&after={page['next']}"
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_a_full_last_page_says_that_it_is_the_last(client: TestClient) -> None:
    routed(client)
    assert client.get("/v1/decisions?limit=1").json()["next"] is None


def test_lists_have_the_trace_only_when_asked(client: TestClient) -> None:
    given = routed(client)
    (found,) = client.get("/v1/decisions").json()["decisions"]
    assert "trace" not in found
    (found,) = client.get("/v1/decisions?trace=full").json()["decisions"]
    assert found == given


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", "from 1 to 500"),
        ("limit=501", "from 1 to 500"),
        ("after=x", "a whole number"),
        ("after=0", "a whole number"),
        ("since=yesterday", "2026-11-22T12:00:00Z"),
        ("until=2026-11-22T12:00:00", "2026-11-22T12:00:00Z"),
        ("trace=some", 'there is no "some"'),
        ("asigned_to=ana", 'did you mean "assigned_to"?'),
    ],
)
def test_what_cannot_be_asked_for_is_refused(client: TestClient, query: str, words: str) -> None:
    answer = client.get(f"/v1/decisions?{query}")
    assert problem(answer) == (422, "invalid-request")
    assert words in answer.json()["detail"]


# Private fields -------------------------------------------------------------------------------


def test_private_values_are_nowhere_in_the_files(desk: Desk, tmp_path: Path) -> None:
    with desk.open() as client:
        given = routed(client, "1")
        assert EMAIL in str(given["trace"])
        assert EMAIL in client.get(f"/v1/decisions/{given['decision_id']}").text
    files = list(tmp_path.glob("history.sqlite3*"))
    raw = b"".join(file.read_bytes() for file in files)
    assert given["decision_id"].encode() in raw  # it is the right file
    assert EMAIL.encode() not in raw
    assert b"hidden-company" not in raw  # derived from it


def test_scopes(desk: Desk, tmp_path: Path) -> None:
    desk.keys_file = tmp_path / "keys.json"
    keys = {
        scope: {"X-API-Key": create_key(desk.keys_file, scope, scope, START)[1]} for scope in SCOPES
    }
    with desk.open() as client:
        client.headers.update(keys["route"])
        masked = routed(client, "1", idempotency_key="k")
        address = f"/v1/decisions/{masked['decision_id']}"
        assert EMAIL not in str(masked)
        assert routed(client, "1", idempotency_key="k") == masked
        for answer in (
            client.get(address),
            client.get("/v1/decisions"),
            client.post(f"{address}/replay"),
            client.get("/v1/releases"),
        ):
            assert problem(answer) == (403, "scope-missing")
        for scope in ("read", "admin"):
            client.headers.update(keys[scope])
            assert EMAIL in client.get(address).text
            assert EMAIL in client.get("/v1/decisions?trace=full").text
            assert client.post(f"{address}/replay").json()["equal"] is True


def test_with_another_key_what_is_sealed_cannot_be_had(desk: Desk) -> None:
    with desk.open() as client:
        address = f"/v1/decisions/{routed(client, '1')['decision_id']}"
    desk.key = bytes(32)
    with desk.open() as client:
        answer = client.get(address)
        assert problem(answer) == (503, "history-unavailable")
        assert "sealed with the key" in answer.json()["detail"]
        assert problem(client.post(f"{address}/replay")) == (503, "history-unavailable")
        assert listed(client) == ["1"]  # what is not sealed is still told
