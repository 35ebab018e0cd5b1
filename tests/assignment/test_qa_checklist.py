"""What whoever tests the routing of a sales team checks first, each as one scenario."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from dsl.roster import WHOLE, Member, Pool, Rep, TimeOff
from tests.assignment.desk import Desk, members, pool, queue, reasons, rep

FULL = (Member("ana"), Member("bo"), Member("cy"))


def test_even_distribution() -> None:
    desk = Desk(Pool("west", members=FULL))
    assert desk.sequence("west", 7) == "ana bo cy ana bo cy ana"
    assert sorted(desk.counts("west", 1000).values()) == [333, 333, 334]


def test_turns_are_numbered_and_traced() -> None:
    desk = Desk(Pool("west", members=FULL))
    desk.take("west")
    chosen = desk.choose(pool("west"))
    assert chosen == (
        rep("bo"),
        {
            "pool": "west",
            "method": "round robin",
            "turn": 2,
            "candidates": [
                {"rep": "ana", "verdict": "passed over", "because": "not their turn"},
                {"rep": "bo", "verdict": "chosen", "because": "next in turn"},
                {"rep": "cy", "verdict": "passed over", "because": "not their turn"},
            ],
        },
        False,
    )


def test_weights_are_spread_and_never_come_in_bursts() -> None:
    desk = Desk(Pool("west", "weighted", members(a=5, b=1, c=1)))
    assert desk.sequence("west", 7) == "a a b a c a a"
    assert desk.sequence("west", 7) == "a a b a c a a"


def test_excluded_members_get_nothing() -> None:
    west = Pool("west", members=(*FULL, Member("dee"), Member("eve", weight=0)))
    desk = Desk(west, reps=[Rep("bo", "Bo", False), Rep("cy", "Cy", True, start=date(2026, 12, 1))])
    assert desk.counts("west", 100) == {"ana": 50, "dee": 50}
    assert reasons(desk.choose(pool("west"))) == {
        "ana": "chosen: next in turn",
        "bo": "skipped: no longer active",
        "cy": "skipped: starts on 2026-12-01",
        "dee": "passed over: not their turn",
        "eve": "skipped: weight 0",
    }


@pytest.mark.parametrize("method", ["round robin", "weighted", "load balanced"])
def test_new_members_join_and_are_not_flooded(method: str) -> None:
    desk = Desk(Pool("west", method, FULL))  # type: ignore[arg-type]
    desk.counts("west", 3000)
    desk.edit("west", members=(*FULL, Member("dee")))
    assert desk.counts("west", 400) == dict.fromkeys(("ana", "bo", "cy", "dee"), 100)


@pytest.mark.parametrize("method", ["round robin", "weighted", "load balanced"])
def test_out_of_office_works_and_who_comes_back_is_not_flooded(method: str) -> None:
    desk = Desk(Pool("west", method, FULL))  # type: ignore[arg-type]
    desk.counts("west", 30)
    desk.edit_rep("bo", time_off=(TimeOff(date(2026, 11, 23), date(2026, 11, 29)),))
    assert desk.counts("west", 100) == {"ana": 50, "cy": 50}
    assert reasons(desk.choose(pool("west")))["bo"] == "skipped: out of office until 2026-11-29"
    desk.wait(days=7)
    back = desk.counts("west", 30)
    assert max(back.values()) - min(back.values()) <= 1


@pytest.mark.parametrize("method", ["round robin", "weighted", "load balanced"])
def test_who_may_catch_up_gets_what_they_missed(method: str) -> None:
    desk = Desk(Pool("west", method, FULL, catch_up=True))  # type: ignore[arg-type]
    desk.counts("west", 30)
    desk.edit_rep("bo", time_off=(TimeOff(date(2026, 11, 23), date(2026, 11, 29)),))
    away = desk.counts("west", 20)
    desk.wait(days=7)
    assert away + desk.counts("west", 40) == dict.fromkeys(("ana", "bo", "cy"), 20)


def test_who_joins_a_pool_that_catches_up_still_starts_at_its_level() -> None:
    desk = Desk(Pool("west", members=FULL, catch_up=True))
    desk.counts("west", 300)
    desk.edit("west", members=(*FULL, Member("dee")))
    assert desk.counts("west", 40) == dict.fromkeys(("ana", "bo", "cy", "dee"), 10)


def test_who_joins_while_away_catches_up_from_then_on() -> None:
    desk = Desk(Pool("west", members=FULL, catch_up=True))
    desk.counts("west", 300)
    desk.edit_rep("dee", time_off=(TimeOff(date(2026, 11, 23), date(2026, 11, 29)),))
    desk.edit("west", members=(*FULL, Member("dee")))
    desk.counts("west", 9)
    desk.wait(days=7)
    assert desk.sequence("west", 5) == "dee dee dee dee ana"


def test_distribution_is_right_after_member_changes() -> None:
    desk = Desk(Pool("west", members=FULL))
    assert desk.sequence("west", 4) == "ana bo cy ana"
    desk.edit("west", members=(FULL[2], FULL[1], FULL[0]))  # sorted another way: nothing is reset
    assert desk.sequence("west", 2) == "cy bo"
    desk.edit("west", members=FULL[1:])
    assert desk.sequence("west", 2) == "bo cy"
    desk.edit("west", members=FULL)  # taken out by mistake, and added again
    assert desk.sequence("west", 7) == "ana ana bo cy ana bo cy"
    assert desk.choose(pool("west")).trace["turn"] == 16  # type: ignore[index]


def test_weights_hold_after_member_changes() -> None:
    desk = Desk(Pool("west", "weighted", members(a=5, b=3, c=2)))
    desk.sequence("west", 13)
    desk.edit("west", members=members(a=5, b=3, c=2, d=10))
    desk.sequence("west", 27)
    desk.edit("west", members=members(a=5, b=3, c=2))
    for _ in range(3):
        got = desk.counts("west", 10)
        assert all(abs(got[name] - due) <= 1 for name, due in {"a": 5, "b": 3, "c": 2}.items())


def test_credits_that_were_large_under_large_weights_make_no_burst() -> None:
    desk = Desk(Pool("west", "weighted", members(a=100, b=1)))
    desk.sequence("west", 50)
    desk.edit("west", members=members(a=1, b=1))
    assert desk.sequence("west", 4) in ("a b a b", "b a b a")


def test_owner_on_holiday() -> None:
    off = TimeOff(date(2026, 11, 23), date(2026, 11, 30), cover=rep("bo"))
    people = [
        Rep("ana", "Ana", True, backup=rep("cy"), time_off=(off,)),
        Rep("bo", "Bo", False),
        Rep("cy", "Cy", True),
    ]
    chosen = Desk(reps=people).choose(rep("ana"))
    assert chosen.assignee == rep("cy")
    assert reasons(chosen) == {
        "ana": "skipped: out of office until 2026-11-30",
        "bo": "skipped: no longer active",
        "cy": "chosen: backup of ana",
    }


def test_an_owner_who_is_there_needs_neither_trace_nor_state() -> None:
    desk = Desk(Pool("west", members=FULL))
    assert desk.choose(rep("ana")) == (rep("ana"), None, False)
    assert desk.store == {}


def test_a_backup_pool_is_asked_as_any_pool() -> None:
    desk = Desk(Pool("west", members=FULL), reps=[Rep("ana", "Ana", False, backup=pool("west"))])
    chosen = desk.choose(rep("ana"))
    assert chosen.assignee == rep("bo")
    assert chosen.trace == {
        "pool": "west",
        "method": "round robin",
        "turn": 1,
        "candidates": [
            {"rep": "ana", "verdict": "skipped", "because": "no longer active"},
            {"pool": "west", "verdict": "asked", "because": "backup of ana"},
            {"rep": "ana", "verdict": "skipped", "because": "no longer active"},
            {"rep": "bo", "verdict": "chosen", "because": "next in turn"},
            {"rep": "cy", "verdict": "passed over", "because": "not their turn"},
        ],
    }


def test_a_backups_turn_is_its_own() -> None:
    """Who stands in for somebody neither uses that rep's turn nor their own in the pool."""
    desk = Desk(
        Pool("west", members=FULL),
        reps=[Rep("dee", "Dee", False, backup=rep("bo"))],
    )
    assert desk.take("west") == "ana"
    before = dict(desk.store)
    assert desk.choose(rep("dee")).assignee == rep("bo")
    assert desk.store == before
    assert desk.sequence("west", 2) == "bo cy"


def test_fallback_catches() -> None:
    nobody = (Member("ana", weight=0),)
    desk = Desk(
        Pool("west", members=nobody, when_unavailable=pool("east")),
        Pool("east", members=nobody, when_unavailable=queue("Unrouted")),
    )
    chosen = desk.choose(pool("west"))
    assert chosen.assignee == queue("Unrouted")
    assert chosen.trace == {
        "pool": "west",
        "method": "round robin",
        "candidates": [
            {"rep": "ana", "verdict": "skipped", "because": "weight 0"},
            {"pool": "east", "verdict": "asked", "because": "nobody in west can take it"},
            {"rep": "ana", "verdict": "skipped", "because": "weight 0"},
            {"queue": "Unrouted", "verdict": "chosen", "because": "nobody in east can take it"},
        ],
    }


def test_nothing_falls_through_a_circle() -> None:
    desk = Desk(
        Pool("west", when_unavailable=pool("east"), members=(Member("ana", weight=0),)),
        Pool("east", when_unavailable=rep("bo")),
        reps=[Rep("bo", "Bo", False, backup=pool("west"))],
    )
    chosen = desk.choose(pool("west"))
    assert chosen.assignee is None
    assert chosen.trace == {
        "pool": "west",
        "method": "round robin",
        "candidates": [
            {"rep": "ana", "verdict": "skipped", "because": "weight 0"},
            {"pool": "east", "verdict": "asked", "because": "nobody in west can take it"},
            {"rep": "bo", "verdict": "skipped", "because": "no longer active"},
        ],
    }
    assert desk.store == {}


def test_a_pool_of_which_no_members_are_known_stays_a_pool() -> None:
    assert Desk(Pool("west")).choose(pool("west")) == (pool("west"), None, False)


def test_a_record_that_comes_back_goes_to_whom_it_had() -> None:
    desk = Desk(Pool("west", members=FULL, sticky_days=30))
    desk.store["record lead 1"] = {"owner": "cy", "pool": "west", "at": "2026-11-20T10:00:00Z"}
    chosen = desk.choose(pool("west"), record="record lead 1")
    assert chosen.assignee == rep("cy")
    assert reasons(chosen)["cy"] == "chosen: had it on 2026-11-20"
    assert "turn" not in (chosen.trace or {})
    assert desk.take("west", record="record lead 2") == "ana"  # whose turn it still is
    assert desk.take("west", record="record lead 1", tried=frozenset({"cy"})) == "bo"
    desk.wait(days=40)
    assert desk.take("west", record="record lead 1") == "cy"  # the next one's turn again
    assert desk.take("west", record="record lead 1") == "ana"


def test_a_record_that_comes_back_goes_to_whom_it_had_in_each_role() -> None:
    desk = Desk(Pool("west", members=FULL, sticky_days=30))
    had = {"owner": "cy", "roles": {"sdr": "bo"}, "at": "2026-11-20T10:00:00Z"}
    desk.store["record lead 1"] = had
    assert desk.take("west", role="sdr", record="record lead 1") == "bo"
    assert desk.take("west", role="csm", record="record lead 1") == "ana"


def test_a_reroute_never_goes_to_who_had_it() -> None:
    desk = Desk(Pool("west", members=FULL, when_unavailable=queue("Escalations")))
    tried: set[str] = set()
    for _ in FULL:
        tried.add(desk.take("west", tried=frozenset(tried)))
    assert tried == {"ana", "bo", "cy"}
    last = desk.choose(pool("west"), tried=frozenset(tried))
    assert last.assignee == queue("Escalations")
    assert reasons(last)["bo"] == "skipped: had it before"
    desk.edit("west", when_unavailable=rep("cy"))
    last = desk.choose(pool("west"), tried=frozenset(tried))
    assert last.assignee is None
    assert desk.choose(rep("cy"), tried=frozenset(tried)).assignee == rep("cy")  # by name, again


def test_a_ramp_follows_its_dates() -> None:
    ramp = ((date(2026, 11, 1), 100), (date(2026, 12, 1), 500), (date(2027, 1, 1), WHOLE))
    for method in ("round robin", "weighted"):
        desk = Desk(Pool("west", method, (Member("ana"), Member("new", ramp=ramp))))
        assert desk.counts("west", 110) == {"ana": 100, "new": 10}, method
        desk.wait(days=30)
        assert desk.counts("west", 90)["new"] in (29, 30, 31), method
        desk.wait(days=30)
        assert desk.counts("west", 90)["new"] in (44, 45, 46), method


def test_a_bad_lead_gives_its_turn_back_once() -> None:
    from assignment.chooser import credit

    for method in ("round robin", "weighted"):
        desk = Desk(Pool("west", method, FULL))
        assert desk.sequence("west", 3) == "ana bo cy"
        assert desk.do(lambda state: credit(state, "west", "cy"))
        chosen = desk.choose(pool("west"))
        assert reasons(chosen)["cy"] == "chosen: has a turn back"
        assert desk.sequence("west", 6) == "ana bo cy ana bo cy"
        assert not desk.do(lambda state: credit(state, "west", "nobody"))
        assert not desk.do(lambda state: credit(state, "nowhere", "ana"))
    balanced = Desk(Pool("west", "load balanced", FULL))
    balanced.counts("west", 3)
    balanced.do(lambda state: credit(state, "west", "cy"))
    assert balanced.counts("west", 7) == Counter(ana=2, bo=2, cy=3)


def test_a_change_of_method_goes_on_counting_turns() -> None:
    desk = Desk(Pool("west", members=FULL))
    desk.sequence("west", 4)
    desk.edit("west", method="weighted")
    assert desk.choose(pool("west")).trace["turn"] == 5  # type: ignore[index]
