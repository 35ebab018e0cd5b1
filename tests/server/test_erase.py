"""DELETE /v1/records/{type}/{id}: nothing of the record is left, and the counts stay true."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from server.keys import create_key
from tests.server.histories import EMAIL, START, Desk, desk, each_desk, problem, replayed, routed
from tests.stores import postgres, postgres_url, sqlite_url, url

__all__ = ["desk", "each_desk", "postgres", "postgres_url", "sqlite_url", "url"]  # fixtures


def erased(client: TestClient, record_id: str) -> int:
    answer = client.delete(f"/v1/records/lead/{record_id}")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["record_type"], found["record_id"]) == ("lead", record_id)
    return int(found["erased"])


def test_an_erased_record_is_gone_and_others_are_not(each_desk: Desk) -> None:
    with each_desk.open() as client:
        first = routed(client, "gone", idempotency_key="k")
        again = routed(client, "gone", event="rejected")
        other = routed(client, "here")
        assert erased(client, "gone") == 2
        for decision in (first, again):
            address = f"/v1/decisions/{decision['decision_id']}"
            assert problem(client.get(address)) == (410, "erased")
            assert problem(client.post(f"{address}/replay")) == (410, "erased")
        shown = client.get("/v1/decisions").json()
        assert [each["record_id"] for each in shown["decisions"]] == ["here"]
        assert client.get("/v1/decisions?record_id=gone").json()["decisions"] == []
        assert replayed(client, other["decision_id"])["equal"]
        repeated = {"fields": {"Email": EMAIL, "State": "CA"}, "record_id": "gone"}
        answer = client.post("/v1/route", json=repeated, headers={"Idempotency-Key": "k"})
        assert problem(answer) == (410, "erased")
        assert erased(client, "gone") == 0
        assert erased(client, "never/was") == 0
        assert client.delete("/v1/records/lead/%00").json()["erased"] == 0


def test_the_record_begins_anew(each_desk: Desk) -> None:
    """No owner, no attempts, no sticky rep is remembered; the turns of the pool go on."""
    with each_desk.open() as client:
        first = routed(client, "1")
        erased(client, "1")
        again = routed(client, "1")
        turns = [each["trace"]["assignment"]["turn"] for each in (first, again)]
        assert turns[1] == turns[0] + 1
        assert replayed(client, again["decision_id"])["equal"]


def test_an_erased_record_is_open_for_nobody(each_desk: Desk) -> None:
    """Or the caps of whoever had it would count it for ever, since nothing could close it."""
    each_desk.sheets["Reps"] = [["rep", "open cap"], ["ana@acme.example", "1"]]
    each_desk.sheets["Pools"] = [["pool", "method", "claim limit"], ["tank", "shark tank", "1"]]
    each_desk.sheets["Pool members"] = [["pool", "rep"], ["tank", "ana@acme.example"]]
    each_desk.sheets["States"] = [["state", "owner"], ["CA", "pool: tank"]]
    each_desk.sheets["Partners"] = [["domain", "owner"]]
    each_desk.sheets["Time off"] = [["rep", "from", "until", "cover"]]
    each_desk.file.write_text(
        each_desk.file.read_text("utf-8").replace("pool inbound", "pool tank"), encoding="utf-8"
    )
    with each_desk.open() as client:
        for record_id in ("1", "2"):
            offer = routed(client, record_id)
            assert offer["outcome"] == "offered"
            address = f"/v1/decisions/{offer['decision_id']}/claim"
            assert client.post(address, json={"rep": "ana@acme.example"}).status_code == 200
            erased(client, record_id)


def test_the_log_tells_that_it_was_done_and_not_of_whom(each_desk: Desk) -> None:
    with each_desk.open() as client:
        routed(client, "secret-id")
        erased(client, "secret-id")
        erased(client, "secret-id")
    service = each_desk.service()
    assert service.store is not None
    events = service.store.events(kinds={"decision", "erased"})
    service.close()
    assert [event.kind for event in events] == ["decision", "erased"]
    assert events[1].body == b'{"record_type":"lead","events":1}'
    assert (events[1].record_type, events[1].record_id) == ("lead", None)
    decision = events[0]
    assert (decision.body, decision.request, decision.sealed) == (b'{"erased":true}', b"", None)
    assert (decision.outcome, decision.record_id) == ("assigned", None)  # for the counts


def test_nothing_is_left_in_the_files(desk: Desk, tmp_path: Path) -> None:
    """Not even of what is not private: the files themselves are looked through."""

    def raw() -> bytes:
        return b"".join(file.read_bytes() for file in tmp_path.glob("history.sqlite3*"))

    with desk.open() as client:
        given = routed(client, "id-of-somebody", fields={"Email": EMAIL, "State": "NeVaDa "})
        assert b"id-of-somebody" in raw()
        assert b"NeVaDa" in raw()
        erased(client, "id-of-somebody")
        assert given["decision_id"].encode() in raw()  # the skeleton, for the counts
        assert b"id-of-somebody" not in raw()
        assert b"NeVaDa" not in raw()
    assert b"id-of-somebody" not in raw()


def test_it_needs_the_scope_admin(desk: Desk, tmp_path: Path) -> None:
    desk.keys_file = tmp_path / "keys.json"
    keys = {
        scope: create_key(desk.keys_file, scope, scope, START)[1] for scope in ("read", "admin")
    }
    with desk.open() as client:
        client.headers["X-API-Key"] = keys["read"]
        routed(client, "1")
        assert problem(client.delete("/v1/records/lead/1")) == (403, "scope-missing")
        client.headers["X-API-Key"] = keys["admin"]
        assert erased(client, "1") == 1
        assert client.get("/v1/records/lead/1").status_code == 405
