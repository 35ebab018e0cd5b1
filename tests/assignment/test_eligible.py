"""Who is left out, and the words it is told in."""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from dsl.roster import Hours, Member, Pool, Rep, Shift
from tests.assignment.desk import Desk, pool, queue, reasons, rep

NINE_TO_FIVE = Hours(((Shift(time(9), time(17)),),) * 5 + ((), ()))


def only(one: Rep, **how: object) -> Desk:
    """A pool of one, with the queue Q behind it."""
    member = Member(one.id, daily_cap=how.pop("member_cap", None))  # type: ignore[arg-type]
    return Desk(Pool("west", members=(member,), when_unavailable=queue("Q"), **how), reps=[one])  # type: ignore[arg-type]


def test_working_hours_are_the_reps_own() -> None:
    berlin = Rep("ana", "Ana", True, time_zone=ZoneInfo("Europe/Berlin"), hours=NINE_TO_FIVE)
    desk = only(berlin, respect_hours=True)
    assert desk.take("west") == "ana"
    desk.wait(hours=1)  # 17:00 in Berlin
    left_out = reasons(desk.choose(pool("west")))["ana"]
    assert left_out == "skipped: outside working hours until Tue 09:00"
    desk.wait(days=4)
    left_out = reasons(desk.choose(pool("west")))["ana"]
    assert left_out == "skipped: outside working hours until Mon 09:00"
    desk.edit("west", respect_hours=False)
    assert desk.take("west") == "ana"


def test_a_rep_who_never_works_has_no_hour_to_wait_for() -> None:
    desk = only(Rep("ana", "Ana", True, hours=Hours(((),) * 7)), respect_hours=True)
    assert reasons(desk.choose(pool("west")))["ana"] == "skipped: outside working hours"


@pytest.mark.parametrize(
    ("busy", "told"),
    [
        ([["2026-11-23T14:00:00Z", "2026-11-23T15:30:00Z"]], "busy until 10:30"),
        (
            [
                ["2026-11-23T14:00:00Z", "2026-11-23T15:30:00Z"],
                ["2026-11-23T15:30:00Z", "2026-11-24T20:00:00+00:00"],
            ],
            "busy until Tue 15:00",
        ),
        ([["2026-11-20T00:00:00Z", "2026-12-10T00:00:00Z"]], "busy until 2026-12-09 19:00"),
        ([["2026-11-23T15:00:01Z", "2026-11-23T16:00:00Z"]], None),
        ([["2026-11-23T14:00:00Z", "2026-11-23T15:00:00Z"]], None),
        (None, None),
    ],
)
def test_a_calendar_tells_until_when(busy: object, told: str | None) -> None:
    zone = ZoneInfo("America/New_York")
    one = Rep("ana", "Ana", True, calendar="https://calendar.example/ana", time_zone=zone)
    desk = only(one)
    desk.store["busy ana"] = busy
    of_pool, by_name = desk.choose(pool("west")), desk.choose(rep("ana"))
    if told is None:
        assert of_pool.assignee == by_name.assignee == rep("ana")
    else:
        assert of_pool.assignee == queue("Q")
        assert by_name.assignee is None
        assert reasons(of_pool)["ana"] == reasons(by_name)["ana"] == f"skipped: {told}"


def test_the_daily_cap_begins_anew_on_the_reps_own_day() -> None:
    desk = only(Rep("ana", "Ana", True, daily_cap=2, time_zone=ZoneInfo("America/Los_Angeles")))
    assert desk.sequence("west", 3) == "ana ana Q"
    assert reasons(desk.choose(pool("west")))["ana"] == "skipped: daily cap of 2 reached"
    desk.wait(hours=16)  # Tuesday in UTC, still Monday in Los Angeles
    assert desk.take("west") == "Q"
    desk.wait(hours=1)
    assert desk.take("west") == "ana"


def test_a_member_has_a_daily_cap_of_its_own() -> None:
    desk = Desk(
        Pool("west", members=(Member("ana", daily_cap=1), Member("bo"))),
        Pool("east", members=(Member("ana"),)),
    )
    assert desk.sequence("east", 3) == "ana ana ana"
    assert desk.sequence("west", 3) == "ana bo bo"
    left_out = reasons(desk.choose(pool("west")))["ana"]
    assert left_out == "skipped: daily cap of 1 in this pool reached"


def test_records_by_name_count_for_the_caps_too() -> None:
    from assignment.counting import closed

    desk = only(Rep("ana", "Ana", True, open_cap=2))
    assert [desk.choose(rep("ana")).assignee for _ in range(3)] == [rep("ana")] * 3
    assert reasons(desk.choose(pool("west")))["ana"] == "skipped: open cap of 2 reached"
    for _ in range(2):
        desk.do(lambda state: closed(state, "ana"))
    assert desk.sequence("west", 2) == "ana Q"


def test_closing_more_than_was_opened_is_nothing() -> None:
    from assignment.counting import closed

    desk = only(Rep("ana", "Ana", True, open_cap=1))
    desk.do(lambda state: closed(state, "ana"))
    assert desk.sequence("west", 2) == "ana Q"
    for _ in range(3):
        desk.do(lambda state: closed(state, "ana"))
    assert desk.sequence("west", 2) == "ana Q"


def test_what_nobody_asks_for_is_not_counted() -> None:
    desk = Desk(Pool("west", members=(Member("ana"), Member("bo"))))
    desk.sequence("west", 3)
    assert list(desk.store) == ["pool west"]


def test_skills_and_languages() -> None:
    west = Pool(
        "west", members=(Member("ana"), Member("bo", skills=frozenset({"clearance"})), Member("cy"))
    )
    people = [
        Rep("ana", "Ana", True, languages=frozenset({"de-CH", "en"})),
        Rep("bo", "Bo", True, skills=frozenset({"ai"}), languages=frozenset({"de"})),
        Rep("cy", "Cy", True, skills=frozenset({"ai", "clearance"})),
    ]
    desk = Desk(west, reps=people)
    chosen = desk.choose(pool("west"), skills=["clearance", "ai"], languages=["de-AT"])
    assert chosen.assignee == rep("bo")
    assert reasons(chosen) == {
        "ana": 'skipped: lacks the skill "ai"',
        "bo": "chosen: nobody else can take it",
        "cy": "skipped: does not speak de",
    }
    assert desk.counts("west", 39, languages=["de"]) == {"ana": 20, "bo": 19}


def test_the_first_reason_is_told() -> None:
    west = Pool("west", members=(Member("ana", weight=0),))
    desk = Desk(west, reps=[Rep("ana", "Ana", True, start=date(2027, 1, 1))])
    chosen = desk.choose(pool("west"), skills=["ai"], tried=frozenset({"ana"}))
    assert reasons(chosen) == {"ana": "skipped: starts on 2027-01-01"}
