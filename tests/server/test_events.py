"""GET /v1/events: the log in pages, the oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from history import Event, Store, StoreError, open_store
from server.events import Events
from server.problems import Refused
from server.service import Service
from server.wire_events import EventPage
from tests.stores import NOW, decision


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path}/history.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def feed(store: Store, make_service: Callable[..., Service]) -> TestClient:
    service = make_service(refreshed=False)
    service.store = store
    return serving(service)


def serving(service: Service) -> TestClient:
    def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return error.response()

    route = Route("/v1/events", Events(service).list)
    return TestClient(Starlette(routes=[route], exception_handlers={Refused: refused}))


def page(feed: TestClient, query: str = "") -> Any:
    answer = feed.get(f"/v1/events{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def test_an_event_is_shown_with_what_is_stored_of_it(store: Store, feed: TestClient) -> None:
    with store.transaction() as work:
        work.append(decision("d1", "00Q1", sealed=b"sealed", request=b"{}"))
        work.append(Event("release", NOW, b'{"id":"r-2"}'))
    found = page(feed)
    assert found == {
        "events": [
            {
                "seq": 1,
                "kind": "decision",
                "at": "2026-11-22T09:30:15.123456Z",
                "decision_id": "d1",
                "record_type": "lead",
                "record_id": "00Q1",
                "data": {"decision_id": "d1", "trace": {}},
            },
            {
                "seq": 2,
                "kind": "release",
                "at": "2026-11-22T09:30:15.123456Z",
                "decision_id": "",
                "record_type": "",
                "record_id": None,
                "data": {"id": "r-2"},
            },
        ],
        "next": 2,
    }
    assert msgspec.to_builtins(msgspec.convert(found, EventPage)) == found


def test_pages_follow_on_one_another(store: Store, feed: TestClient) -> None:
    assert page(feed) == {"events": [], "next": 0}
    with store.transaction() as work:
        for number in range(1, 251):
            work.append(decision(f"d{number}"))
    after, sizes, seen = 0, [], []
    while True:
        found = page(feed, f"?after={after}")
        after = found["next"]
        sizes.append(len(found["events"]))
        seen += [event["seq"] for event in found["events"]]
        if not found["events"]:
            break
    assert (sizes, after) == ([100, 100, 50, 0], 250)
    assert seen == list(range(1, 251))
    assert len(page(feed, "?limit=1000")["events"]) == 250
    assert page(feed, "?after=3&limit=2")["next"] == 5


def test_kinds_are_chosen_and_the_rest_is_not_looked_at_again(
    store: Store, feed: TestClient
) -> None:
    with store.transaction() as work:
        for kind in ("decision", "claim", "decision", "feedback", "decision"):
            work.append(Event(kind, NOW, b"{}"))
    found = page(feed, "?kind=claim")
    assert ([event["seq"] for event in found["events"]], found["next"]) == ([2], 5)
    found = page(feed, "?kind=claim&kind=feedback&limit=1")
    assert ([event["seq"] for event in found["events"]], found["next"]) == ([2], 2)
    found = page(feed, "?kind=claim&kind=feedback&limit=1&after=2")
    assert ([event["seq"] for event in found["events"]], found["next"]) == ([4], 4)
    assert page(feed, "?kind=nothing_like_it") == {"events": [], "next": 5}


def test_an_erased_record_leaves_the_skeleton(store: Store, feed: TestClient) -> None:
    with store.transaction() as work:
        work.append(decision("d1", "00Q1"))
    store.erase("lead", "00Q1")
    [event] = page(feed)["events"]
    assert (event["record_id"], event["data"]) == (None, {"erased": True})


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("after=1", "query.after"),  # an empty log ends at 0
        ("after=-1", "query.after"),
        ("after=x", "query.after"),
        ("after=99999999999999999999", "query.after"),
        ("after=", "query.after"),
        ("limit=0", "query.limit"),
        ("limit=1001", "query.limit"),
        ("kind=", "query.kind"),
        ("kind=a%00b", "query.kind"),
        ("kind=decision&kind=%27", "query.kind"),
        ("kind=" + "a" * 10_000, "query.kind"),
    ],
)
def test_a_bad_question_is_refused(feed: TestClient, query: str, path: str) -> None:
    answer = feed.get(f"/v1/events?{query}")
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]


def test_without_a_history_there_is_no_feed(make_service: Callable[..., Service]) -> None:
    answer = serving(make_service(refreshed=False)).get("/v1/events")
    assert (answer.status_code, "no history" in answer.json()["detail"]) == (404, True)


def test_a_history_that_cannot_be_read_is_told(
    store: Store, feed: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> int:
        raise StoreError("the connection was lost")

    monkeypatch.setattr(store, "last_seq", lost)
    answer = feed.get("/v1/events")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
