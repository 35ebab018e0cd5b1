"""Feedback, reroutes and claims over HTTP, and timers that fire while the server runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from history import GroupCommit, StoreError, open_store
from history.deciding import Asked
from history.journal import Journal, Order
from history.replay import replay
from releases import Live, Refresher
from releases.kept import restore
from server.app import Application
from server.auth import Gate
from server.ids import Ulids
from server.keys import create_key
from server.limits import Bodies
from server.service import Service
from server.settings import Settings
from server.timers import SECONDS, Timers
from sheets_adapter.memory import MemorySource
from sheets_adapter.watch import changes
from tests.history.floor import ANA, BO, CALIFORNIA, CY, FRAMEWORK, LARGE, MONDAY, SHEETS

REPS = 20


class Clock:
    """What time it is, as the tests say."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Service:
    file = tmp_path / "floor.route"
    file.write_text(FRAMEWORK, encoding="utf-8")
    store = open_store(f"sqlite:///{tmp_path}/history.sqlite3")
    settings = Settings(file, "memory")
    sheets = {title: [list(row) for row in rows] for title, rows in SHEETS.items()}
    sheets["Pool members"] += [["tank", f"rep{n}@acme.example"] for n in range(REPS)]
    sheets["Reps"] += [[f"rep{n}@acme.example", f"Rep {n}", "yes"] for n in range(REPS)]
    live = Live(file, MemorySource(sheets), clock, store)
    found = Service(
        settings=settings,
        live=live,
        refresher=Refresher(live, settings.refresh_seconds, changes),
        gate=Gate(None, open_to_local=True),
        bodies=Bodies(settings.max_body, settings.body_seconds),
        clock=clock,
        new_id=Ulids(),
        store=store,
        journal=Journal(GroupCommit(store), None),
    )
    live.refresh()
    return found


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(Application(service), base_url="http://127.0.0.1") as found:
        yield found
        everything_replays(service)


def everything_replays(service: Service) -> None:
    """Every decision that was made so far is made again, and is the same."""
    assert service.store is not None
    assert service.journal is not None
    for event in service.store.events(limit=10_000, kinds={"decision"}):
        if not event.erased:
            ruling = restore(service.store, event.release_id).ruling
            replayed = replay(event, ruling, service.journal)
            assert replayed.equal, replayed.differences


def route(client: TestClient, fields: dict[str, Any], record_id: str | None = "L1") -> str:
    body = {"record_type": "lead", "record_id": record_id, "fields": fields}
    answer = client.post("/v1/route", json=body)
    assert answer.status_code == 200
    found: str = answer.json()["decision_id"]
    return found


def problem(answer: Any) -> tuple[int, str]:
    found = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert found["status"] == answer.status_code
    return answer.status_code, found["type"].rpartition(":")[2]


def kinds(service: Service) -> list[str]:
    assert service.store is not None
    kinds = (event.kind for event in service.store.events(limit=1_000))
    return [kind for kind in kinds if not kind.startswith("release.")]


def test_feedback_twice_is_one(client: TestClient, service: Service) -> None:
    decision_id = route(client, CALIFORNIA)
    sent = {"kind": "contacted", "note": "left a message"}
    answers = [client.post(f"/v1/decisions/{decision_id}/feedback", json=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    expected = {
        "decision_id": decision_id,
        "kind": "contacted",
        "recorded": True,
        "credited": False,
    }
    assert [answer.json() for answer in answers] == [expected] * 2
    assert kinds(service) == ["decision", "feedback"]


def test_a_note_may_hold_any_character(client: TestClient, service: Service) -> None:
    decision_id = route(client, CALIFORNIA)
    note = "nul \0, e \u0301, \U0001f600"
    sent = {"kind": "accepted", "note": note}
    assert client.post(f"/v1/decisions/{decision_id}/feedback", json=sent).status_code == 200
    assert client.get("/v1/events?kind=feedback").json()["events"][0]["data"]["note"] == note


def test_a_reroute_is_answered_as_a_route_is(client: TestClient, service: Service) -> None:
    first = route(client, CALIFORNIA)
    answer = client.post(f"/v1/decisions/{first}/reroute", json={"event": "rejected"})
    assert answer.status_code == 200
    second = answer.json()
    assert (second["assigned_to"], second["step"]) == (BO, "Second chance")
    assert (second["record_id"], second["event"]) == ("L1", "rejected")
    assert second == client.get(f"/v1/decisions/{second['decision_id']}").json()
    again = client.post(
        f"/v1/decisions/{second['decision_id']}/reroute?trace=none", json={"event": "sla_breach"}
    ).json()
    assert again["assigned_to"] == CY
    assert "trace" not in again
    assert kinds(service) == ["decision", "reroute", "decision", "reroute", "decision"]
    refused = client.post(f"/v1/decisions/{first}/reroute", json={"event": "rejected"})
    assert problem(refused) == (409, "conflict")
    assert again["decision_id"] in refused.json()["detail"]


@pytest.mark.parametrize("place", ["header", "body"])
def test_a_key_makes_a_reroute_safe_to_repeat(client: TestClient, place: str) -> None:
    decision_id = route(client, CALIFORNIA)

    def reroute(event: str) -> Any:
        sent = {"event": event} | ({"idempotency_key": "k1"} if place == "body" else {})
        headers = {"Idempotency-Key": "k1"} if place == "header" else {}
        return client.post(f"/v1/decisions/{decision_id}/reroute", json=sent, headers=headers)

    first = reroute("rejected")
    assert reroute("rejected").content == first.content
    assert problem(reroute("reopened")) == (422, "idempotency-key-reused")


def test_a_record_without_an_id_can_be_rerouted(client: TestClient) -> None:
    decision_id = route(client, CALIFORNIA, None)
    found = [decision_id]
    for owner in (BO, CY, "Escalations"):
        answer = client.post(f"/v1/decisions/{found[-1]}/reroute", json={"event": "rejected"})
        assert answer.json()["assigned_to"] == owner
        found.append(answer.json()["decision_id"])


def test_a_claim_and_its_release(client: TestClient, service: Service) -> None:
    address = f"/v1/decisions/{route(client, LARGE)}/claim"
    decision_id = address.split("/")[3]
    claimed = {"decision_id": decision_id, "claimed_by": ANA, "pool": "tank"}
    assert client.post(address, json={"rep": ANA}).json() == claimed
    assert client.post(address, json={"rep": ANA}).json() == claimed
    refused = client.post(address, json={"rep": BO})
    assert problem(refused) == (409, "conflict")
    assert refused.json()["detail"] == f"{ANA} has claimed it"
    assert problem(client.delete(address, params={"rep": BO})) == (409, "conflict")
    free = claimed | {"claimed_by": None}
    assert client.delete(address, params={"rep": ANA}).json() == free
    assert client.post(address, json={"rep": BO}).json() == claimed | {"claimed_by": BO}
    assert client.request("DELETE", address, json={"rep": BO}).json() == free
    assert problem(client.delete(address)) == (422, "invalid-request")
    expected = ["decision", "claim", "claim_released", "claim", "claim_released"]
    assert kinds(service) == expected


def test_of_many_claims_at_once_exactly_one_wins(client: TestClient, service: Service) -> None:
    address = f"/v1/decisions/{route(client, LARGE)}/claim"
    reps = [f"rep{n}@acme.example" for n in range(REPS)]
    with ThreadPoolExecutor(REPS) as pool:
        answers = list(pool.map(lambda rep: client.post(address, json={"rep": rep}), reps))
    won = [answer.json()["claimed_by"] for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    lost = [answer.json()["detail"] for answer in answers if answer.status_code == 409]
    assert lost == [f"{won[0]} has claimed it"] * (REPS - 1)
    assert kinds(service) == ["decision", "claim"]


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("feedback", {}, "$.kind"),
        ("feedback", {"kind": "accept"}, "$.kind"),
        ("feedback", {"kind": 1}, "$.kind"),
        ("feedback", {"kind": "accepted", "note": "x" * 2_001}, "$.note"),
        ("reroute", {"event": "new"}, "$.event"),
        ("reroute", {"event": "rejected", "idempotency_key": "x" * 256}, "$.idempotency_key"),
        ("claim", {}, "$.rep"),
        ("claim", {"rep": ""}, "$.rep"),
        ("claim", [], "$"),
    ],
)
def test_what_is_not_as_described_is_refused(
    client: TestClient, path: str, body: Any, expected: str
) -> None:
    answer = client.post(f"/v1/decisions/{route(client, LARGE)}/{path}", json=body)
    assert problem(answer) == (422, "invalid-request")
    assert answer.json()["errors"][0]["path"] == expected


def test_a_near_miss_is_told(client: TestClient) -> None:
    answer = client.post("/v1/decisions/x/feedback", json={"kind": "bad-lead"})
    assert 'did you mean "bad_lead"?' in answer.json()["detail"]


SENT: dict[str, dict[str, str]] = {
    "feedback": {"kind": "accepted"},
    "reroute": {"event": "rejected"},
    "claim": {"rep": ANA},
}


@pytest.mark.parametrize("path", SENT)
def test_what_is_not_there_or_no_longer(client: TestClient, service: Service, path: str) -> None:
    for missing in ("nothing", "a%00b"):
        answer = client.post(f"/v1/decisions/{missing}/{path}", json=SENT[path])
        assert problem(answer) == (404, "not-found")
    decision_id = route(client, LARGE)
    assert service.store is not None
    service.store.erase("lead", "L1")
    answer = client.post(f"/v1/decisions/{decision_id}/{path}", json=SENT[path])
    assert problem(answer) == (410, "erased")


@pytest.mark.parametrize("path", SENT)
def test_without_a_history_it_says_so(
    make_service: Callable[..., Service], open_client: Callable[[Service], TestClient], path: str
) -> None:
    client = open_client(make_service())
    answer = client.post(f"/v1/decisions/x/{path}", json=SENT[path])
    assert problem(answer) == (404, "not-found")
    assert "keeps no history" in answer.json()["detail"]


def test_it_needs_the_scope_route(service: Service, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    _key, secret = create_key(keys, "route", "test", MONDAY)
    service.gate = Gate(keys, open_to_local=True)
    with TestClient(Application(service), base_url="http://127.0.0.1") as client:
        for path, body in SENT.items():
            answer = client.post(f"/v1/decisions/x/{path}", json=body)
            assert problem(answer) == (401, "key-required")
            headers = {"X-API-Key": secret}
            answer = client.post(f"/v1/decisions/x/{path}", json=body, headers=headers)
            assert problem(answer) == (404, "not-found")


def test_a_broken_sla_reroutes_by_itself(
    client: TestClient, service: Service, clock: Clock
) -> None:
    route(client, CALIFORNIA)
    clock.wait(hours=6)  # 15:00 to 21:00 in UTC, 9 to 13 o'clock for ana
    until = time.monotonic() + 60
    while len(kinds(service)) < 4 and time.monotonic() < until:
        time.sleep(0.05)
    assert kinds(service) == ["decision", "sla_breach", "reroute", "decision"]
    assert service.store is not None
    assert service.store.events(limit=10)[-1].assigned_to == BO


# The loop


def test_each_look_lets_all_fire_that_are_due(service: Service, clock: Clock) -> None:
    async def look() -> None:
        assert service.journal is not None
        for n in range(120):
            await service.journal.decide(order(service, clock, f"L{n}"))
        timers = Timers(service)
        assert await timers.look() == 0
        clock.wait(days=3)
        assert await timers.look() == 120
        assert await timers.look() == 0

    asyncio.run(look())
    everything_replays(service)
    service.close()


def order(service: Service, clock: Clock, record_id: str) -> Order:
    asked = Asked("lead", record_id, "new", CALIFORNIA)
    return Order(service.release().ruling, asked, service.new_id(), clock())


def test_no_error_ends_the_loop(service: Service, clock: Clock) -> None:
    looks: list[str] = []

    class Stumbling(Timers):
        async def look(self) -> int:
            looks.append("look")
            if len(looks) == 1:
                raise StoreError("gone")
            if len(looks) == 2:
                raise ValueError("broken")
            return 0

    async def pause(seconds: float) -> None:
        assert seconds == SECONDS
        if len(looks) == 3:
            raise asyncio.CancelledError

    async def run() -> None:
        await Stumbling(service, pause=pause).run()

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    service.close()


def test_a_timer_that_fails_is_tried_again_and_holds_up_no_other(
    service: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert service.journal is not None
    recorded = service.journal.recorded

    def broken(event: Any) -> Any:
        if event.record_id == "L1":
            raise ValueError("broken")
        return recorded(event)

    async def look() -> None:
        assert service.journal is not None
        for record in ("L1", "L2", "L3"):
            await service.journal.decide(order(service, clock, record))
        clock.wait(days=3)
        timers = Timers(service)
        monkeypatch.setattr(service.journal, "recorded", broken)
        assert await timers.look() == 2
        assert await timers.look() == 0
        monkeypatch.undo()
        assert await timers.look() == 0
        clock.wait(seconds=61)
        assert await timers.look() == 1

    asyncio.run(look())
    service.close()
