"""Events go out to real receivers: signed, in order, again after failures, by one sender."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from history import Event, Store
from server.webhooks.messages import endpoint_name
from tests.assignment.web import Reply, Seen, web
from tests.server.webhooks.stories import (
    Clock,
    happens,
    ids,
    replies,
    sending,
    told,
    until,
    verified,
)
from tests.stores import NOW


def test_every_event_goes_out_in_order_from_when_the_endpoint_is_new(
    store: Store, clock: Clock
) -> None:
    async def story() -> None:
        happens(store, "before")
        async with sending(store, receiver.url("/hook"), clock=clock) as webhooks:
            happens(store, "d1", "d2")
            webhooks.wake()
            with store.transaction() as work:
                work.append(Event("release", NOW, b'{"id":"r-2"}', release_id="r-2"))
                work.append(Event("claim", NOW, b'{"rep":"ana"}', decision_id="d1"))
            happens(store, *(f"d{number}" for number in range(3, 130)))
            await until(lambda: len(receiver.seen) == 131)

    with web() as receiver:
        asyncio.run(story())
    assert [verified(seen)["data"]["seq"] for seen in receiver.seen] == list(range(2, 133))
    assert len(set(ids(receiver))) == 131
    assert {(seen.method, seen.path) for seen in receiver.seen} == {("POST", "/hook")}
    assert verified(receiver.seen[0]) == {
        "type": "decision.made",
        "timestamp": "2026-11-22T09:30:15.123456Z",
        "data": {
            "seq": 2,
            "kind": "decision",
            "at": "2026-11-22T09:30:15.123456Z",
            "decision_id": "d1",
            "record_type": "lead",
            "record_id": "of d1",
            "data": {"decision_id": "d1", "trace": {}},
        },
    }
    assert [verified(seen)["type"] for seen in receiver.seen[2:4]] == ["release", "decision.claim"]
    assert verified(receiver.seen[2])["data"]["record_id"] is None


def test_sealed_values_and_what_a_replay_needs_stay_here(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock):
            happens(log, "d1", sealed=b"SEALED", request=b'{"asked":"REQUEST"}')
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())
    assert b"SEALED" not in receiver.seen[0].body
    assert b"REQUEST" not in receiver.seen[0].body


def test_a_wake_sends_at_once(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock, poll=600) as webhooks:
            happens(log, "d1")
            webhooks.wake()
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())


@pytest.mark.parametrize("status", [500, 503, 429, 400, 404, 302])
def test_a_failure_is_tried_again_later_and_nothing_overtakes_it(
    log: Store, clock: Clock, status: int
) -> None:
    async def story() -> None:
        url = receiver.url()
        async with sending(log, url, clock=clock) as webhooks:
            happens(log, "d1", "d2")
            await until(lambda: log.delivery(endpoint_name(url)).failures == 1)
            assert log.delivery(endpoint_name(url)).next_at == NOW + timedelta(seconds=2)
            assert webhooks.problems() == [
                f"Webhook {endpoint_name(url)}: It answered with status {status}"
            ]
            await until(lambda: webhooks.states()[0].behind == 2)
            clock.pass_(seconds=2)
            await until(lambda: log.delivery(endpoint_name(url)).failures == 2)
            assert log.delivery(endpoint_name(url)).next_at == NOW + timedelta(seconds=6)
            clock.pass_(seconds=4)
            await until(lambda: webhooks.states()[0].sent == 2)
            assert webhooks.problems() == []
            assert (webhooks.states()[0].failed, webhooks.states()[0].behind) == (2, 0)

    with web(replies(status, status)) as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d1", "d1", "d1", "d2"]
    assert ids(receiver)[0] == ids(receiver)[1] == ids(receiver)[2] != ids(receiver)[3]
    assert receiver.seen[0].body == receiver.seen[1].body


def test_a_dropped_connection_is_tried_again(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock) as webhooks:
            happens(log, "d1")
            await until(webhooks.problems)
            clock.pass_(seconds=2)
            await until(lambda: webhooks.states()[0].sent == 1)

    def drop(_seen: Seen) -> Reply:
        if len(receiver.seen) == 1:
            raise ConnectionResetError
        return Reply()

    with web(drop) as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d1", "d1"]


def test_retry_after_is_honoured(log: Store, clock: Clock) -> None:
    async def story() -> None:
        url = receiver.url()
        async with sending(log, url, clock=clock) as webhooks:
            happens(log, "d1")
            await until(webhooks.problems)
            await until(lambda: log.delivery(endpoint_name(url)).failures == 1)
            assert log.delivery(endpoint_name(url)).next_at == NOW + timedelta(seconds=120)

    with web(replies(429, Retry_After="120")) as receiver:
        asyncio.run(story())


def test_an_endpoint_that_is_gone_is_asked_no_more_until_a_restart(
    log: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        url = receiver.url("/token-in-the-path")
        async with sending(log, url, clock=clock) as webhooks:
            happens(log, "d1")
            await until(webhooks.problems)
            happens(log, "d2")
            clock.pass_(days=1)
            webhooks.wake()
            await until(lambda: webhooks.states()[0].behind == 2)
            assert "gone (status 410)" in webhooks.problems()[0]
        assert told(receiver) == ["d1"]
        async with sending(log, url, clock=clock, holder="b") as webhooks:
            await until(lambda: webhooks.states()[0].sent == 2)

    with caplog.at_level(logging.INFO, "routebook"), web(replies(410)) as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d1", "d1", "d2"]
    assert "a webhook failed" in caplog.messages
    assert not any("token-in-the-path" in str(vars(record)) for record in caplog.records)


def test_what_has_waited_for_three_days_is_passed_over_and_told(
    log: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock) as webhooks:
            happens(log, "d1", "d2")
            happens(log, "d3", at=NOW + timedelta(days=2))
            await until(webhooks.problems)
            clock.pass_(days=3, seconds=1)
            await until(lambda: webhooks.states()[0].sent == 1)
            assert webhooks.states()[0].passed_over == 2

    with web(replies(500)) as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d1", "d3"]
    [record] = [it for it in caplog.records if it.message == "webhook events were passed over"]
    assert (vars(record)["events"], vars(record)["up_to"]) == (2, 2)


def test_old_events_are_sent_when_only_the_server_was_away(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock):
            pass
        happens(log, "d1", "d2")
        clock.pass_(days=30)
        async with sending(log, receiver.url(), clock=clock):
            await until(lambda: len(receiver.seen) == 2)

    with web() as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d1", "d2"]


def test_a_restart_goes_on_where_it_ended(log: Store, clock: Clock) -> None:
    async def story() -> None:
        for number in range(3):
            # saved by the stop alone
            async with sending(log, receiver.url(), clock=clock, save=600) as webhooks:
                happens(log, f"d{number}")
                await until(lambda: webhooks.states()[0].sent == 1)
        assert log.delivery(endpoint_name(receiver.url())).cursor == 3

    with web() as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d0", "d1", "d2"]


def test_what_happens_in_a_log_that_was_empty_is_not_missed(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock):
            pass
        happens(log, "d1")
        async with sending(log, receiver.url(), clock=clock):
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())
