"""Claims of what is offered, over a store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from history.lifecycle import Conflict
from tests.history.floor import ANA, BO, CALIFORNIA, CY, LARGE, Floor, with_an_sdr


def test_a_claim_and_its_release(floor: Floor) -> None:
    offered = floor.route(LARGE)
    assert (offered["outcome"], offered["assigned_to"]) == ("offered", "tank")
    assert floor.timers() == {"claim d1": datetime(2026, 11, 23, 15, 30, tzinfo=UTC)}
    floor.wait(hours=4)
    claimed = floor.claim("d1", ANA.upper())
    assert (claimed.claimed_by, claimed.pool, claimed.logged) == (ANA, "tank", True)
    assert floor.timers() == {"sla d1 first_touch": datetime(2026, 11, 23, 23, tzinfo=UTC)}
    assert not floor.claim("d1", ANA).logged
    with pytest.raises(Conflict, match=f"{ANA} has claimed it"):
        floor.claim("d1", BO)
    with pytest.raises(Conflict, match=f"{ANA} has claimed it, not {BO}"):
        floor.release("d1", BO)
    assert floor.open("ana") == 1
    floor.wait(minutes=5)
    assert floor.release("d1", ANA).claimed_by is None
    assert not floor.release("d1", ANA).logged
    assert floor.open("ana") == 0
    assert floor.timers() == {"claim d1": datetime(2026, 11, 23, 19, 35, tzinfo=UTC)}
    with pytest.raises(Conflict, match="nobody holds a claim"):
        floor.release("d1", BO)
    assert floor.claim("d1", BO).claimed_by == BO
    assert floor.told() == ["tank", "claim", "claim_released", "claim"]


def test_what_cannot_be_claimed(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    with pytest.raises(Conflict, match="not offered for claims"):
        floor.claim("d1", ANA)
    with pytest.raises(Conflict, match="not offered for claims"):
        floor.release("d1", ANA)
    floor.route(LARGE, "L2")
    with pytest.raises(Conflict, match=f"not offered to {CY}"):
        floor.claim("d2", CY)
    floor.route(LARGE, "L2", "update")
    with pytest.raises(Conflict, match="latest decision is d3"):
        floor.claim("d2", ANA)
    floor.feedback("d3", "misrouted")
    with pytest.raises(Conflict, match="feedback has ended the offer"):
        floor.claim("d3", ANA)


def test_the_claimer_is_who_had_it(floor: Floor) -> None:
    floor.route(LARGE)
    floor.claim("d1", BO)
    floor.feedback("d1", "rejected")
    assert floor.last("feedback")["assigned_to"] == BO
    assert floor.open("bo") == 0
    with pytest.raises(Conflict, match="feedback has ended the claim"):
        floor.release("d1", BO)
    candidates = floor.reroute("d1")["trace"]["assignment"]["candidates"]
    assert {each["rep"]: each["verdict"] for each in candidates} == {
        ANA: "offered",
        BO: "skipped",
    }


def test_contact_without_a_claim_leaves_the_offer_open(floor: Floor) -> None:
    floor.route(LARGE)
    floor.feedback("d1", "contacted")
    assert list(floor.timers()) == ["claim d1"]
    assert floor.claim("d1", ANA).claimed_by == ANA


def test_a_claimed_record_may_have_no_id(floor: Floor) -> None:
    floor.route(LARGE, None)
    floor.claim("d1", ANA)
    assert floor.timers() == {}
    assert floor.reroute("d1")["assigned_to"] == "tank"
    assert floor.open("ana") == 0


def test_the_claim_of_one_role_leaves_the_others(floor: Floor) -> None:
    floor.ruling = with_an_sdr()
    floor.route(LARGE)
    floor.claim("d1", BO)
    assert [floor.open(rep) for rep in ("ana", "bo")] == [1, 1]
    floor.feedback("d1", "bad_lead")
    assert [floor.open(rep) for rep in ("ana", "bo")] == [0, 0]
    assert floor.route(CALIFORNIA, "L2")["assigned_to"] == ANA  # whose turn came back
