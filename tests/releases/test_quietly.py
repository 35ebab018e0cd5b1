"""Long work gives way to those who wait, and to nobody else."""

import pytest

from dsl.gently import AT_ONCE, giving_way, in_order, portions, steps
from releases.quietly import GiveWay


class Machine:
    """Two clocks and a bed."""

    def __init__(self) -> None:
        self.passed = self.computed = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed += seconds

    def work(self, seconds: float, others: float = 0.0) -> None:
        self.computed += seconds
        self.passed += seconds + others


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def give_way(machine: Machine) -> GiveWay:
    return GiveWay(lambda: machine.passed, lambda: machine.computed, machine.sleep)


def test_who_waited_for_others_rests_longer_than_that(machine: Machine, give_way: GiveWay) -> None:
    machine.work(0.25, others=0.0078125)
    give_way()
    assert machine.slept == [0.0234375]


def test_a_rest_has_an_end_and_is_not_taken_for_waiting(
    machine: Machine, give_way: GiveWay
) -> None:
    machine.work(0.25, others=10.0)
    give_way()
    machine.work(0.25)
    give_way()
    assert machine.slept == [0.05]


def test_where_nobody_waits_there_is_no_rest(machine: Machine, give_way: GiveWay) -> None:
    for _ in range(10):
        machine.work(0.25)
        give_way()
    assert machine.slept == []


def test_long_loops_pause_now_and_then_and_only_where_asked() -> None:
    pauses: list[int] = []
    items = range(10 * AT_ONCE)
    assert steps(items) is items
    with giving_way(lambda: pauses.append(1)):
        assert list(steps(items)) == list(items)
        assert 10 <= len(pauses) < len(items)
        pauses.clear()
        assert [each for part in portions(items) for each in part] == list(items)
        assert len(pauses) == 10
        pauses.clear()
        assert in_order(items[::-1], lambda each: each) == list(items)
        assert len(pauses) >= 10
    pauses.clear()
    assert in_order(items[::-1], lambda each: each) == list(items)
    assert pauses == []
