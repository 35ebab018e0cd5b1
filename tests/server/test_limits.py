"""Bodies are read within a size and a time, and what is cut off says why."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from starlette.types import Message

from server.limits import Bodies, Disconnected
from server.problems import Refused


def receiving(*messages: Message) -> Callable[[], Coroutine[Any, Any, Message]]:
    """A ``receive`` that gives these messages and then waits for ever."""
    left = iter(messages)

    async def receive() -> Message:
        for message in left:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def part(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def read(bodies: Bodies, *messages: Message, headers: dict[bytes, bytes] | None = None) -> bytes:
    return asyncio.run(bodies.read(headers or {}, receiving(*messages)))


def test_a_body_is_read_whole_however_it_comes() -> None:
    bodies = Bodies(10, 1)
    assert read(bodies, part(b"0123456789", more=False)) == b"0123456789"
    assert read(bodies, part(b"01234"), part(b""), part(b"56789", more=False)) == b"0123456789"
    assert read(bodies, {"type": "http.request"}) == b""


@pytest.mark.parametrize(
    ("messages", "declared", "closes"),
    [
        ([part(b"x" * 11, more=False)], None, False),
        ([part(b"x" * 6), part(b"x" * 6, more=False)], None, False),
        ([part(b"x" * 11), part(b"x" * 100, more=False)], None, False),
        ([part(b"x" * 11), *[part(b"x" * 50)] * 9], None, True),
        ([part(b"x" * 160, more=False)], b"160", False),
        ([], b"161", True),
        ([], b"9" * 400, True),
    ],
)
def test_a_body_that_is_too_large_is_refused_once_the_client_can_hear_it(
    messages: list[Message], declared: bytes | None, closes: bool
) -> None:
    headers = {} if declared is None else {b"content-length": declared}
    with pytest.raises(Refused) as refused:
        read(Bodies(10, 1), *messages, headers=headers)
    assert refused.value.status == 413
    assert ("Connection" in refused.value.headers) is closes


def test_a_client_that_asks_first_is_refused_before_it_sends() -> None:
    headers = {b"content-length": b"11", b"expect": b"100-continue"}
    with pytest.raises(Refused, match="at most 10 bytes"):
        read(Bodies(10, 1), headers=headers)


@pytest.mark.parametrize("before", [[], [part(b"1")], [part(b"x" * 11)]])
def test_a_client_that_goes_away_is_not_answered(before: list[Message]) -> None:
    with pytest.raises(Disconnected):
        read(Bodies(10, 1), *before, {"type": "http.disconnect"})


def test_a_slow_body_is_cut_off_and_a_quick_one_is_not() -> None:
    times = [0.0]

    async def run() -> None:
        bodies = Bodies(10, 5, clock=lambda: times[0])
        slow = asyncio.create_task(bodies.read({}, receiving(part(b"1"))))
        await asyncio.sleep(0)
        times[0] = 3.0
        late = asyncio.create_task(bodies.read({}, receiving(part(b"1"))))
        await asyncio.sleep(0)
        times[0] = 5.0
        bodies.sweep()
        bodies.sweep()
        with pytest.raises(Refused, match="within 5 seconds") as refused:
            await slow
        assert (refused.value.status, refused.value.headers) == (408, {"Connection": "close"})
        assert not slow.cancelling()
        assert not late.done()
        bodies.stop()
        with pytest.raises(Refused, match="send the request again") as stopped:
            await late
        assert (stopped.value.status, stopped.value.headers["Retry-After"]) == (503, "1")

    asyncio.run(run())


def test_the_watch_sweeps() -> None:
    async def run() -> None:
        bodies = Bodies(10, 0.02)
        watch = asyncio.create_task(bodies.watch())
        with pytest.raises(Refused, match=r"within 0\.02 seconds"):
            await bodies.read({}, receiving(part(b"1")))
        watch.cancel()

    asyncio.run(run())


def test_a_cancellation_from_elsewhere_stays_one() -> None:
    async def run() -> None:
        task = asyncio.create_task(Bodies(10, 1).read({}, receiving()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
