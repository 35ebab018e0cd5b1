"""Load balanced: whoever has least goes next."""

from __future__ import annotations

from datetime import date

from assignment.counting import closed
from dsl.roster import Member, Pool, Rep, TimeOff
from tests.assignment.desk import MONDAY, Desk, members, pool, reasons

ANA_AND_BO = members("ana", "bo")
OFF = (TimeOff(MONDAY.date(), MONDAY.date()),)


def close(desk: Desk, *reps: str) -> None:
    for rep in reps:
        desk.do(lambda state, rep=rep: closed(state, rep))  # type: ignore[misc]


def test_the_lowest_credit_goes_next_and_the_trace_says_so() -> None:
    desk = Desk(Pool("west", "load balanced", members(ana=2, bo=1)))
    assert desk.sequence("west", 3) == "ana bo ana"
    assert reasons(desk.choose(pool("west"))) == {
        "ana": "passed over: credit 2.0",
        "bo": "chosen: lowest credit 2.0, waited longest",
    }
    assert reasons(desk.choose(pool("west"))) == {
        "ana": "chosen: lowest credit 2.0 < 4.0",
        "bo": "passed over: credit 4.0",
    }


def test_who_closes_records_gets_more() -> None:
    desk = Desk(Pool("west", "load balanced", ANA_AND_BO))
    assert desk.sequence("west", 4) == "ana bo ana bo"
    close(desk, "bo", "bo")
    assert desk.sequence("west", 2) == "bo ana"


def test_open_records_from_elsewhere_count() -> None:
    desk = Desk(Pool("west", "load balanced", ANA_AND_BO), Pool("east", members=members("ana")))
    desk.sequence("east", 4)
    assert desk.sequence("west", 3) == "bo bo ana"


def test_a_newcomer_with_many_open_records_is_not_at_zero() -> None:
    desk = Desk(Pool("west", "load balanced", ANA_AND_BO), Pool("east", members=members("cy")))
    desk.sequence("west", 20)
    desk.edit("west", members=members("ana", "bo", "cy"))
    desk.sequence("east", 3)
    assert desk.counts("west", 9) == {"ana": 3, "bo": 3, "cy": 3}


def test_all_who_come_back_at_once_start_at_the_level_the_pool_had() -> None:
    desk = Desk(Pool("west", "load balanced", members("ana", "bo", "cy")))
    desk.sequence("west", 6)
    desk.edit_rep("ana", time_off=OFF)
    desk.edit_rep("bo", time_off=OFF)
    desk.sequence("west", 10)
    desk.edit_rep("cy", time_off=OFF)
    desk.wait(days=0)
    desk.edit_rep("ana", time_off=())
    desk.edit_rep("bo", time_off=())
    desk.sequence("west", 4)
    desk.edit_rep("cy", time_off=())
    got = desk.counts("west", 9)
    assert max(got.values()) <= 4


def test_who_is_passed_over_for_a_skill_keeps_their_place() -> None:
    """A record that somebody can't take is no absence: what they closed still counts."""
    people = [Rep("bo", "Bo", True, skills=frozenset({"ai"})), Rep("ana", "Ana", True)]
    desk = Desk(Pool("west", "load balanced", ANA_AND_BO), reps=people)
    desk.sequence("west", 6)
    close(desk, "ana", "ana", "ana")
    assert desk.take("west", skills=["ai"]) == "bo"
    assert desk.sequence("west", 3) == "ana ana ana"


def test_a_member_removed_for_long_is_not_flooded() -> None:
    desk = Desk(Pool("west", "load balanced", (*ANA_AND_BO, Member("cy"))))
    desk.sequence("west", 6)
    desk.edit("west", members=ANA_AND_BO)
    desk.sequence("west", 100)
    desk.edit("west", members=(*ANA_AND_BO, Member("cy")))
    assert desk.counts("west", 9)["cy"] <= 4


def test_the_day_does_not_matter_for_what_is_open() -> None:
    desk = Desk(Pool("west", "load balanced", ANA_AND_BO))
    desk.sequence("west", 3)
    desk.wait(days=30)
    assert desk.take("west") == "bo"
    assert desk.store["rep bo"] == {
        "open": 2,
        "day": str(date(2026, 12, 23)),
        "today": 1,
        "pools": {"west": 1},
    }
