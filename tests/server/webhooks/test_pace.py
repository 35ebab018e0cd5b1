"""How long is waited before something is sent again."""

from __future__ import annotations

import pytest

from server.webhooks import Pace
from tests.stores import NOW


def waits(failures: int, chance: float = 0.5, **headers: str) -> float:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Pace().wait(failures, named, NOW, lambda: chance).total_seconds()


def test_waits_double_up_to_an_hour() -> None:
    assert [waits(failures) for failures in (1, 2, 3, 10, 11, 12, 13)] == (
        [2, 4, 8, 1024, 2048, 3600, 3600]
    )
    assert waits(1_000_000) == 3600


def test_chance_moves_them_by_a_quarter() -> None:
    assert (waits(2, 0.0), waits(2, 1.0)) == (3, 5)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("Sun, 22 Nov 2026 09:40:15 GMT", 600 - 0.123456),
        ("0", 2),
        ("Sun, 22 Nov 2020 09:40:15 GMT", 2),
        ("soon", 2),
        ("-5", 2),
        ("", 2),
        ("Mon, 99 Foo 2026 99:99:99 GMT", 2),
        ("9" * 400, 86_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
    ],
)
def test_an_endpoint_may_ask_for_longer_up_to_a_day(asked: str, seconds: float) -> None:
    assert waits(1, retry_after=asked) == pytest.approx(seconds)
