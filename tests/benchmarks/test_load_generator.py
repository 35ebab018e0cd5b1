"""The load generator against a scripted server: whole, split and bad answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import repeat

import pytest

from benchmarks.load_generator import (
    NUMBER,
    BadAnswer,
    http_request,
    numbered,
    one_answer,
    percentile,
    run_load,
    run_paced,
)

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


async def against(pieces: list[bytes], use: Callable[[int], Awaitable[object]]) -> object:
    """Serve ``pieces`` in answer to every request, each after a turn of the loop."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\nbody"):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
                if not pieces:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        return await use(server.sockets[0].getsockname()[1])


REQUEST = http_request("/v1/route", b"body")


def test_the_request_is_a_post_of_json() -> None:
    head, _, body = REQUEST.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/route HTTP/1.1\r\n")
    assert b"Content-Length: 4" in head
    assert body == b"body"


def test_numbered_requests_differ_and_are_equally_long() -> None:
    first = http_request("/", f"record {NUMBER}.".encode())
    requests = numbered(first)
    assert [next(requests).rpartition(b" ")[2] for _ in range(2)] == [
        b"000000000001.",
        b"000000000002.",
    ]
    assert len(next(requests)) == len(first)


def test_the_body_of_one_answer() -> None:
    assert asyncio.run(against([GOOD], lambda port: one_answer(port, REQUEST))) == b"hello"


@pytest.mark.parametrize("pieces", [[GOOD], [GOOD[:10], GOOD[10:]], [GOOD[:-3], GOOD[-3:]]])
def test_answers_are_counted_whole_however_they_arrive(pieces: list[bytes]) -> None:
    async def use(port: int) -> None:
        load = await run_load(port, repeat(REQUEST), connections=3, seconds=0.05)
        assert len(load.latencies) > 3
        assert load.per_second > 0

    asyncio.run(against(pieces, use))


@pytest.mark.parametrize("pieces", [[b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"], []])
def test_anything_but_200_ends_the_run(pieces: list[bytes]) -> None:
    with pytest.raises(BadAnswer):
        asyncio.run(against(pieces, lambda port: run_load(port, repeat(REQUEST), 2, 5.0)))


def test_a_pace_is_kept_and_what_is_late_counts_from_when_it_was_due() -> None:
    async def use(port: int) -> None:
        load = await run_paced(port, repeat(REQUEST), 2, per_second=100.0, seconds=0.5)
        assert 25 < len(load.latencies) <= 51
        assert load.failed == 0

    asyncio.run(against([GOOD], use))


@pytest.mark.parametrize("pieces", [[b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"], []])
def test_a_paced_run_counts_what_fails(pieces: list[bytes]) -> None:
    async def use(port: int) -> None:
        load = await run_paced(port, repeat(REQUEST), 3, per_second=100.0, seconds=0.3)
        assert (load.failed, load.latencies) == (3, [])

    asyncio.run(against(pieces, use))


def test_a_percentile_is_one_of_the_numbers() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
