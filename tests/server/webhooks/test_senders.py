"""Several senders, slow receivers, and what else goes wrong around webhooks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from assignment.outgoing import Outgoing
from history import Store, StoreError
from server.webhooks import Pace, Webhooks
from server.webhooks.messages import endpoint_name
from tests.assignment.web import Reply, web
from tests.server.webhooks.stories import (
    SECRET,
    Clock,
    happens,
    sending,
    told,
    until,
)
from tests.stores import NOW


def test_of_two_senders_one_sends_and_the_other_takes_over(store: Store, clock: Clock) -> None:
    async def story() -> None:
        url = receiver.url()
        async with sending(store, url, clock=clock, holder="b", ask=0) as second:
            async with sending(store, url, clock=clock, holder="a", ask=0) as first:
                for number in range(20):
                    happens(store, f"d{number}")
                    first.wake()
                    second.wake()
                await until(lambda: len(receiver.seen) == 20)
                leading = [it.states()[0].leads for it in (first, second)]
                assert sorted(leading) == [False, True]
            happens(store, "after")
            await until(lambda: len(receiver.seen) == 21)

    with web() as receiver:
        asyncio.run(story())
    assert told(receiver) == [*(f"d{number}" for number in range(20)), "after"]


def test_when_a_process_dies_another_takes_over_after_its_lease(
    log: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = log.lease
    answers: list[bool] = []

    def watched(*asked: Any) -> bool:
        answers.append(lease(*asked))
        return answers[-1]

    async def story() -> None:
        url = receiver.url()
        name = endpoint_name(url)
        async with sending(log, url, clock=clock):
            pass
        assert log.lease(f"webhook {name}", "dead", 60, clock())
        happens(log, "d1")
        monkeypatch.setattr(log, "lease", watched)
        async with sending(log, url, clock=clock, holder="b") as webhooks:
            await until(lambda: len(answers) == 1)
            clock.pass_(seconds=59)
            await until(lambda: len(answers) == 2)
            assert answers == [False, False]
            assert not webhooks.states()[0].leads
            assert receiver.seen == []
            clock.pass_(seconds=10)
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d1"]


def test_a_slow_endpoint_does_not_delay_another(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, slow.url(), quick.url(), clock=clock, grace=0.05) as webhooks:
            happens(log, "d1", "d2", "d3")
            webhooks.wake()
            await until(lambda: webhooks.states()[1].sent == 3 and slow.seen)
            assert webhooks.states()[0].sent == 0

    with web(lambda _: Reply(b"never", hangs=True)) as slow, web() as quick:
        asyncio.run(story())
    assert told(slow) == ["d1"]


def test_an_answer_that_never_ends_is_given_up(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with sending(log, receiver.url(), clock=clock, timeout=0.1) as webhooks:
            happens(log, "d1")
            await until(webhooks.problems)
            assert "did not answer within 0.1 seconds" in webhooks.problems()[0]

    with web(lambda _: Reply(b"never", hangs=True)) as receiver:
        asyncio.run(story())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://{}/", "Only addresses that begin with https:// can be called"),
        ("https://{}/", "The address leads into a private network, which is not allowed"),
        ("https://crm.example/", "The address leads into a private network, which is not allowed"),
    ],
)
def test_private_addresses_are_not_called_unless_allowed(
    log: Store, clock: Clock, url: str, reason: str
) -> None:
    async def resolve(host: str, _port: int) -> list[str]:
        return ["10.0.0.7"] if host == "crm.example" else [host]

    async def story() -> None:
        public = Outgoing(private=False, resolve=resolve)
        where = url.format(f"127.0.0.1:{receiver.port}")
        async with sending(log, where, clock=clock, outgoing=public) as webhooks:
            happens(log, "d1")
            await until(webhooks.problems)
            assert webhooks.problems() == [f"Webhook {endpoint_name(where)}: {reason}"]

    with web() as receiver:
        asyncio.run(story())
    assert receiver.seen == []


def test_a_store_that_fails_for_a_while_stops_nothing_for_good(
    log: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [StoreError("the connection was lost"), RuntimeError("something else")]
    last_seq = log.last_seq

    def sometimes() -> int:
        if failing:
            raise failing.pop()
        return last_seq()

    async def story() -> None:
        monkeypatch.setattr(log, "last_seq", sometimes)
        async with sending(log, receiver.url(), clock=clock):
            happens(log, "d1")
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())
    assert failing == []


def test_events_that_retention_took_away_are_nothing_to_wait_for(log: Store, clock: Clock) -> None:
    async def story() -> None:
        url = receiver.url()
        async with sending(log, url, clock=clock):
            pass
        happens(log, "d1", "d2")
        log.prune(NOW + timedelta(days=1))
        async with sending(log, url, clock=clock, save=0):
            await until(lambda: log.delivery(endpoint_name(url)).cursor == 2)
            happens(log, "d3")
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d3"]


def test_a_log_that_was_put_back_is_told_from_its_end(
    log: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        url = receiver.url()
        async with sending(log, url, clock=clock):
            pass
        known = log.delivery(endpoint_name(url))
        log.save_delivery(type(known)(known.endpoint, 99, 0, known.next_at))
        happens(log, "d1")
        async with sending(log, url, clock=clock):
            await until(lambda: log.delivery(endpoint_name(url)).cursor == 1)
            happens(log, "d2")
            await until(lambda: receiver.seen)

    with web() as receiver:
        asyncio.run(story())
    assert told(receiver) == ["d2"]
    assert any("ends before the webhook's cursor" in message for message in caplog.messages)


def test_without_endpoints_there_is_nothing_to_sign(log: Store, clock: Clock) -> None:
    async def story() -> None:
        async with Outgoing() as outgoing:
            stop = asyncio.Event()
            webhooks = Webhooks(log, [], "", outgoing, clock, lambda: 0.5, "a")
            task = asyncio.create_task(webhooks.run(stop))
            webhooks.wake()
            stop.set()
            await task
        assert not webhooks.states()
        assert not webhooks.problems()

    asyncio.run(story())


def test_cancelled_it_leaves_as_if_it_was_stopped(log: Store, clock: Clock) -> None:
    async def story() -> None:
        name = endpoint_name(receiver.url())
        async with Outgoing(private=True) as outgoing:
            pace = Pace(poll=0.02, save=600)
            webhooks = Webhooks(
                log, [receiver.url()], SECRET, outgoing, clock, lambda: 0.5, "a", pace
            )
            task = asyncio.create_task(webhooks.run(asyncio.Event()))
            await until(lambda: log.delivery(name).next_at)
            happens(log, "d1")
            await until(lambda: webhooks.states()[0].sent == 1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert log.delivery(name).cursor == 1
        assert log.lease(f"webhook {name}", "b", 60, clock())

    with web() as receiver:
        asyncio.run(story())
