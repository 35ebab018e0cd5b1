"""What nobody claims in time goes on by itself."""

from __future__ import annotations

import pytest

from history.lifecycle import Conflict
from tests.history.floor import ANA, BO, LARGE, SHEETS, Floor, ruling, with_an_sdr


def test_what_nobody_claims_goes_on(floor: Floor) -> None:
    floor.route(LARGE)
    floor.wait(minutes=30)
    assert floor.due() == 1
    assert floor.told() == ["tank", "unclaimed", "reroute", "ana"]
    found = floor.last()
    assert (found["outcome"], found["step"], found["event"]) == ("assigned", "Large", "new")
    assert found["trace"]["assignment"]["candidates"][0] == {
        "pool": "tank",
        "verdict": "skipped",
        "because": "nobody in tank claimed it",
    }
    assert floor.last("reroute")["event"] == "unclaimed"
    with pytest.raises(Conflict, match="latest decision is d2"):
        floor.claim("d1", ANA)
    assert list(floor.timers()) == ["sla d2 first_touch"]
    # It was no attempt of its own: two more are left.
    assert floor.reroute("d2")["step"] == "Second chance"
    assert floor.reroute("d3")["step"] == "Second chance"
    assert floor.reroute("d4")["assigned_to"] == "Escalations"


def test_with_nobody_behind_the_pool_the_last_resort_answers(floor: Floor) -> None:
    pools = (*SHEETS["Pools"][:2], ("tank", "shark tank", "", "30 min", "2"))
    floor.ruling = ruling(pools=pools)
    floor.route(LARGE)
    floor.wait(hours=1)
    floor.due()
    assert (floor.last()["outcome"], floor.last()["assigned_to"]) == ("queued", "Unrouted")


def test_no_pool_is_offered_twice_what_nobody_claims(floor: Floor) -> None:
    pools = (
        SHEETS["Pools"][0],
        ("tank", "shark tank", "pool: west", "30 min", ""),
        ("west", "shark tank", "queue: West", "30 min", ""),
    )
    floor.ruling = ruling(pools=pools)
    floor.route(LARGE)
    for _ in range(4):
        floor.wait(hours=1)
        floor.due()
    decided = [each for each in floor.told() if each not in ("unclaimed", "reroute")]
    assert decided == ["tank", "west", "West"]


def test_an_unclaimed_record_without_an_id_goes_on_too(floor: Floor) -> None:
    floor.route(LARGE, None)
    floor.wait(hours=1)
    assert floor.due() == 1
    assert floor.told() == ["tank", "unclaimed", "reroute", "ana"]


def test_only_the_owner_changes_when_nobody_claims_it(floor: Floor) -> None:
    floor.ruling = with_an_sdr()
    first = floor.route(LARGE)
    assert first["roles"]["sdr"]["id"] == ANA
    floor.wait(hours=1)
    floor.due()
    second = floor.last()
    assert {role: who["id"] for role, who in second["roles"].items()} == {"owner": BO, "sdr": ANA}
    assert [floor.open(rep) for rep in ("ana", "bo", "cy")] == [1, 1, 0]
    floor.feedback("d2", "bad_lead")
    assert [floor.open(rep) for rep in ("ana", "bo", "cy")] == [0, 0, 0]
