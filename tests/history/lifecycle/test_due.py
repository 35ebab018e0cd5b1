"""Timers: when deadlines pass, and that each fires once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import count
from threading import Barrier

import pytest

from history import open_store
from history.lifecycle import TimerFailed
from tests.history.floor import ANA, CALIFORNIA, CY, FRAMEWORK, SHEETS, Floor, ruling


def _numbered(prefix: str, numbers: Iterator[int]) -> str:
    return f"{prefix}{next(numbers)}"


def test_a_broken_sla_moves_the_record_on_until_it_escalates(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    for _ in range(6):
        floor.wait(days=3)
        floor.due()
    assert floor.told() == [
        "ana",
        *("sla_breach", "reroute", "bo"),
        *("sla_breach", "reroute", "cy"),
        *("sla_breach", "reroute", "Escalations"),
    ]
    breach = floor.last("sla_breach")
    assert (breach["sla"], breach["assigned_to"]) == ("first_touch", CY)
    assert floor.last("reroute")["by"] == "timer"
    assert floor.timers() == {}


def test_a_timer_fires_when_it_is_due_and_once(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    assert floor.timers() == {"sla d1 first_touch": datetime(2026, 11, 23, 21, tzinfo=UTC)}
    floor.now = datetime(2026, 11, 23, 20, 59, 59, 999_999, tzinfo=UTC)
    assert floor.due() == 0
    floor.wait(microseconds=1)
    assert (floor.due(), floor.due()) == (1, 0)
    assert floor.last("sla_breach")["due"] == "2026-11-23T21:00:00Z"


@pytest.mark.parametrize(
    ("decided", "due_at"),
    [
        # Friday 15:00 in Los Angeles: two hours then, two on Monday.
        ("2026-11-20T23:00+00:00", "2026-11-23T19:00+00:00"),
        # Saturday night.
        ("2026-11-22T07:00+00:00", "2026-11-23T21:00+00:00"),
        # The clocks go back in the night to Sunday the 1st: Monday begins an hour later in UTC.
        ("2026-10-30T23:00+00:00", "2026-11-02T20:00+00:00"),
        ("2026-10-29T22:00+00:00", "2026-10-30T18:00+00:00"),
        # And forward in the night to Sunday, 14 March 2027.
        ("2027-03-12T23:00+00:00", "2027-03-15T18:00+00:00"),
    ],
)
def test_deadlines_run_in_the_working_hours_of_the_assignee(
    floor: Floor, decided: str, due_at: str
) -> None:
    floor.now = datetime.fromisoformat(decided)
    floor.route(CALIFORNIA)
    assert floor.timers() == {"sla d1 first_touch": datetime.fromisoformat(due_at)}


def test_days_off_count_for_no_deadline(floor: Floor) -> None:
    off = (*SHEETS["Time off"], (ANA, "2026-11-24", "2026-11-26", ""))
    floor.ruling = ruling(time_off=off)
    floor.now = datetime(2026, 11, 24, 0, tzinfo=UTC)  # Monday, 16:00 there
    floor.route(CALIFORNIA)
    assert floor.timers() == {"sla d1 first_touch": datetime(2026, 11, 27, 20, tzinfo=UTC)}


def test_several_deadlines_of_one_decision_reroute_it_once(floor: Floor) -> None:
    second = "sla first_touch within 4h business\nsla first_call within 1h\n"
    floor.ruling = ruling(FRAMEWORK.replace("sla first_touch within 4h business\n", second))
    floor.route(CALIFORNIA)
    assert len(floor.timers()) == 2
    floor.wait(days=2)
    assert floor.due() == 2
    assert floor.told() == ["ana", "sla_breach", "reroute", "bo"]
    assert len(floor.timers()) == 2


def test_timers_of_what_is_gone_fire_in_silence(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.wait(days=3)
    floor.store.prune(floor.now)
    assert (floor.due(), floor.told()) == (1, [])
    assert floor.timers() == {}


def test_a_timer_whose_record_type_is_gone_leaves_the_record_where_it_is(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.ruling = ruling(FRAMEWORK.replace("lead", "account"))
    floor.wait(days=3)
    assert floor.due() == 1
    assert floor.told() == ["ana", "sla_breach"]


def test_a_timer_that_fails_is_named_and_can_be_passed_over(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.route(CALIFORNIA, "L1")
    floor.route(CALIFORNIA, "L2")
    floor.wait(days=3)
    recorded = floor.journal.recorded

    def broken(event: object) -> object:
        if getattr(event, "decision_id", "") == "d1":
            raise ValueError("broken")
        return recorded(event)  # type: ignore[arg-type]

    monkeypatch.setattr(floor.journal, "recorded", broken)
    with pytest.raises(TimerFailed) as failed:
        floor.due()
    assert floor.told() == ["ana", "bo"]
    assert floor.due(passed_over={failed.value.timer.id}) == 1
    monkeypatch.undo()
    assert floor.due() == 1
    assert floor.told().count("sla_breach") == 2


def test_many_are_due_a_portion_at_a_time(floor: Floor) -> None:
    for n in range(5):
        floor.route(CALIFORNIA, f"L{n}")
    floor.wait(days=3)
    assert [floor.due(limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_each_timer_fires_in_one_of_several_processes(postgres_url: str) -> None:
    stores = [open_store(postgres_url) for _ in range(3)]
    floors = [Floor(store) for store in stores]
    for n in range(60):
        floors[0].route(CALIFORNIA, f"L{n}")
    for number, each in enumerate(floors):
        each.new_id = partial(_numbered, f"p{number}-", count())
        each.wait(days=3)
    started = Barrier(len(floors))

    def fire(floor: Floor) -> int:
        started.wait(60)
        return sum(floor.due(limit=5) for _ in range(20))

    with ThreadPoolExecutor(len(floors)) as pool:
        fired = list(pool.map(fire, floors))
    assert sum(fired) == 60
    told = floors[0].told()
    assert (told.count("sla_breach"), told.count("reroute")) == (60, 60)
    for each in floors:
        each.close()
        each.store.close()
