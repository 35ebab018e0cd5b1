"""What arrives while something is under way goes on together, in order, each one once."""

from __future__ import annotations

import asyncio

from history.gathering import Gathering


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_arrives_in_one_look_after_the_other_goes_on_together() -> None:
    async def arrive() -> list[list[int]]:
        lots: list[list[int]] = []
        gathering = Gathering(asyncio.get_running_loop(), lots.append)
        for number in range(3):
            gathering.add(number)
            await asyncio.sleep(0)
        await settled()
        return lots

    assert asyncio.run(arrive()) == [[0, 1, 2]]


def test_the_next_ones_wait_until_those_before_are_done() -> None:
    async def arrive() -> list[list[int]]:
        lots: list[list[int]] = []
        gathering = Gathering(asyncio.get_running_loop(), lots.append)
        gathering.add(0)
        await settled()
        gathering.add(1)
        await settled()
        gathering.add(2)
        assert lots == [[0]]
        gathering.done()
        await settled()
        gathering.done()  # with nothing to follow
        gathering.add(3)
        await settled()
        return lots

    assert asyncio.run(arrive()) == [[0], [1, 2], [3]]


def test_no_lot_is_too_large() -> None:
    async def arrive() -> list[int]:
        lots: list[list[int]] = []
        gathering = Gathering(asyncio.get_running_loop(), lots.append)
        for number in range(300):
            gathering.add(number)
        for _ in range(3):
            await settled()
            gathering.done()
        assert [one for lot in lots for one in lot] == list(range(300))
        return [len(lot) for lot in lots]

    assert asyncio.run(arrive()) == [128, 128, 44]


def test_what_is_taken_is_not_handed_over() -> None:
    async def arrive() -> list[list[int]]:
        lots: list[list[int]] = []
        gathering = Gathering(asyncio.get_running_loop(), lots.append)
        gathering.add(1)
        assert gathering.take() == [1]
        await settled()
        return lots

    assert asyncio.run(arrive()) == [[]]
