"""Shark tank: offered to all who may take it, and exactly one gets it."""

from __future__ import annotations

from dataclasses import replace

from assignment.claims import Claimed, claim, done, offer, release, withdraw
from dsl.choosing import Chosen
from dsl.roster import Member, Pool, Rep
from tests.assignment.desk import Desk, pool, queue, reasons

TANK = Pool(
    "tank",
    "shark tank",
    (Member("ana"), Member("bo"), Member("cy")),
    when_unavailable=queue("Cold"),
    claim_limit=2,
)


def offered(desk: Desk, decision: str) -> Chosen:
    """A record is offered, as the service does it."""
    chosen = desk.choose(pool("tank"))
    assert chosen.offered
    assert chosen.assignee == pool("tank")
    assert chosen.trace is not None
    reps = [c["rep"] for c in chosen.trace["candidates"] if c["verdict"] == "offered"]
    desk.do(lambda state: offer(state, decision, "tank", reps))
    return chosen


def claims(desk: Desk, decision: str, rep: str) -> Claimed | str:
    return desk.do(lambda state: claim(desk.teams, state, decision, rep, desk.now))


def test_it_is_offered_to_every_eligible_member() -> None:
    desk = Desk(TANK, reps=[Rep("bo", "Bo", False)])
    chosen = offered(desk, "d1")
    assert reasons(chosen) == {
        "ana": "offered",
        "bo": "skipped: no longer active",
        "cy": "offered",
    }
    assert claims(desk, "d1", "bo") == "it was not offered to bo"


def test_exactly_one_claim_wins() -> None:
    desk = Desk(TANK)
    offered(desk, "d1")
    assert claims(desk, "d1", "cy") == Claimed("tank", "cy")
    assert claims(desk, "d1", "ana") == "cy has claimed it"
    assert claims(desk, "d1", "cy") == Claimed("tank", "cy", again=True)
    assert claims(desk, "d2", "cy") == "this record was not offered for claims"


def test_the_limit_stops_hoarding() -> None:
    desk = Desk(TANK)
    for decision in ("d1", "d2", "d3"):
        offered(desk, decision)
    assert [claims(desk, d, "ana") for d in ("d1", "d2")] == [Claimed("tank", "ana")] * 2
    assert claims(desk, "d3", "ana") == "ana holds 2 claims, the limit"
    assert reasons(offered(desk, "d4"))["ana"] == "skipped: holds 2 claims, the limit"
    assert desk.do(lambda state: done(state, "d1"))
    assert not desk.do(lambda state: done(state, "d1"))
    assert claims(desk, "d3", "ana") == Claimed("tank", "ana")


def test_a_claim_that_is_released_can_be_claimed_again() -> None:
    desk = Desk(TANK)
    offered(desk, "d1")
    claims(desk, "d1", "ana")
    assert not desk.do(lambda state: release(state, "d1", "bo"))
    assert desk.do(lambda state: release(state, "d1", "ana"))
    assert not desk.do(lambda state: release(state, "d1", "ana"))
    assert desk.store["claims tank"] == {}
    assert claims(desk, "d1", "bo") == Claimed("tank", "bo")


def test_unclaimed_goes_on_once() -> None:
    desk = Desk(TANK)
    offered(desk, "d1")
    assert desk.do(lambda state: withdraw(state, "d1"))
    assert not desk.do(lambda state: withdraw(state, "d1"))
    assert claims(desk, "d1", "ana") == "nobody claimed it in time"
    chosen = desk.choose(pool("tank"), unclaimed=frozenset({"tank"}))
    assert chosen.assignee == queue("Cold")
    assert reasons(chosen) == {
        "tank": "skipped: nobody in tank claimed it",
        "Cold": "chosen: nobody in tank claimed it",
    }


def test_it_is_not_offered_again_where_nobody_claimed_it() -> None:
    other = replace(TANK, name="other", when_unavailable=pool("tank"))
    desk = Desk(replace(TANK, when_unavailable=pool("other")), other)
    assert desk.choose(pool("tank"), unclaimed=frozenset({"tank"})).assignee == pool("other")
    both = frozenset({"tank", "other"})
    assert desk.choose(pool("tank"), unclaimed=both).assignee is None


def test_a_claimed_record_is_no_longer_withdrawn() -> None:
    desk = Desk(TANK)
    offered(desk, "d1")
    claims(desk, "d1", "ana")
    assert not desk.do(lambda state: withdraw(state, "d1"))


def test_unclaimed_with_nobody_behind_it_is_nobodys() -> None:
    desk = Desk(Pool("tank", "shark tank", (Member("ana"),)))
    chosen = desk.choose(pool("tank"), unclaimed=frozenset({"tank"}))
    assert chosen.assignee is None


def test_with_nobody_to_offer_it_to_it_goes_on() -> None:
    desk = Desk(TANK, reps=[Rep(name, name, False) for name in ("ana", "bo", "cy")])
    assert desk.take("tank") == "Cold"


def test_a_claim_counts_as_a_record_that_the_rep_got() -> None:
    desk = Desk(TANK, reps=[Rep("ana", "Ana", True, open_cap=1)])
    for decision in ("d1", "d2"):
        offered(desk, decision)
    claims(desk, "d1", "ana")
    assert desk.store["rep ana"]["open"] == 1
    assert reasons(offered(desk, "d3"))["ana"] == "skipped: open cap of 1 reached"
    desk.do(lambda state: release(state, "d1", "ana"))
    assert desk.store["rep ana"]["open"] == 0


def test_caps_hold_for_what_was_offered_before_they_were_reached() -> None:
    desk = Desk(
        TANK, reps=[Rep("ana", "Ana", True, open_cap=1), Rep("bo", "Bo", True, daily_cap=1)]
    )
    for decision in ("d1", "d2", "d3"):
        offered(desk, decision)
    assert claims(desk, "d1", "ana") == Claimed("tank", "ana")
    assert claims(desk, "d2", "ana") == "open cap of 1 reached for ana since it was offered"
    assert claims(desk, "d2", "bo") == Claimed("tank", "bo")
    assert claims(desk, "d3", "bo") == "daily cap of 1 reached for bo since it was offered"
    assert claims(desk, "d1", "ana") == Claimed("tank", "ana", again=True)
    desk.do(lambda state: done(state, "d1"))
    assert claims(desk, "d3", "ana") == Claimed("tank", "ana")
