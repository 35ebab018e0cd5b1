"""ULIDs: their form, their order, their time."""

from itertools import pairwise

from server.ids import Ulids

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number(ulid: str) -> int:
    value = 0
    for character in ulid:
        value = value * 32 + ALPHABET.index(character)
    return value


def test_a_known_time_and_chance_give_the_known_text() -> None:
    ulids = Ulids(lambda: 1469918176385, lambda size: bytes(range(size)))
    text = ulids()
    assert text[:10] == "01ARYZ6S41"  # the example of the specification
    assert number(text[10:]) == int.from_bytes(bytes(range(10)), "big")
    assert len(text) == 26


def test_within_a_millisecond_and_when_the_clock_goes_back_they_still_grow() -> None:
    times = iter([1000, 1000, 999, 1000, 1001, 1001, 5])
    ulids = Ulids(lambda: next(times), lambda size: b"\xff" * (size - 1) + b"\xfd")
    made = [ulids() for _ in range(7)]
    assert all(earlier < later for earlier, later in pairwise(made))
    assert [number(each[:10]) for each in made] == [1000, 1000, 1000, 1001, 1001, 1001, 1001] or (
        # the count of a millisecond ran over into the next one, which then goes on counting
        [number(each[:10]) for each in made] == [1000, 1000, 1000, 1001, 1001, 1001, 1002]
    )


def test_many_are_unique_in_order_and_well_formed() -> None:
    ulids = Ulids()
    made = [ulids() for _ in range(20_000)]
    assert made == sorted(set(made))
    assert set("".join(made)) <= set(ALPHABET)


def test_the_count_carries_over_every_digit() -> None:
    ulids = Ulids(lambda: 1, lambda size: (2**20 - 2).to_bytes(size, "big"))
    assert [number(ulids()[10:]) for _ in range(4)] == [2**20 - 2, 2**20 - 1, 2**20, 2**20 + 1]
