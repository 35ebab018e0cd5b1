"""A record is decided on again; all of its decisions replay equal."""

from __future__ import annotations

import pytest

from history.journal import KeyReused
from history.lifecycle import Conflict
from tests.history.floor import ANA, BO, CALIFORNIA, CY, FRAMEWORK, Floor, ruling


def test_a_second_chance_goes_to_who_had_it_not_yet(floor: Floor) -> None:
    assert floor.route(CALIFORNIA)["assigned_to"] == ANA
    second = floor.reroute("d1")
    third = floor.reroute("d2", "sla_breach")
    assert (second["step"], second["assigned_to"]) == ("Second chance", BO)
    assert (second["event"], third["event"]) == ("rejected", "sla_breach")
    assert third["assigned_to"] == CY
    why = {each["rep"]: each["because"] for each in third["trace"]["assignment"]["candidates"]}
    assert (why[ANA], why[BO]) == ("had it before", "had it before")
    assert floor.reroute("d3")["assigned_to"] == "Escalations"
    assert floor.told() == [
        "ana", "reroute", "bo", "reroute", "cy", "reroute", "Escalations"
    ]  # fmt: skip
    assert floor.last("reroute") == {"from": "d3", "to": "d4", "event": "rejected", "by": "test"}
    assert [floor.open(rep) for rep in ("ana", "bo", "cy")] == [0, 0, 0]
    assert floor.timers() == {}


def test_with_everybody_tried_it_is_queued_and_not_lost(floor: Floor) -> None:
    floor.ruling = ruling(FRAMEWORK.replace("attempts < 3", "attempts < 9"))
    floor.route(CALIFORNIA)
    last = [floor.reroute(f"d{n}") for n in range(1, 4)][-1]
    assert (last["outcome"], last["assigned_to"]) == ("queued", "West")


def test_a_reopened_record_takes_the_route_again_and_not_the_same_rep(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.feedback("d1", "contacted")
    reopened = floor.reroute("d1", "reopened")
    assert (reopened["step"], reopened["assigned_to"]) == ("California", BO)


def test_only_the_latest_decision_can_be_rerouted(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.reroute("d1")
    with pytest.raises(Conflict, match="its latest decision is d2"):
        floor.reroute("d1")
    assert floor.told() == ["ana", "reroute", "bo"]


def test_a_reroute_takes_the_release_that_is_live(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.ruling = ruling(FRAMEWORK.replace('"Escalations"', '"Desk"').replace("< 3", "< 1"))
    assert floor.reroute("d1")["assigned_to"] == "Desk"
    floor.ruling = ruling(FRAMEWORK.replace("lead", "account"))
    with pytest.raises(Conflict, match="no record lead any longer"):
        floor.reroute("d2")


def test_a_record_without_an_id_is_rerouted_too(floor: Floor) -> None:
    floor.route(CALIFORNIA, None)
    floor.route(CALIFORNIA, None)
    assert floor.timers() == {}
    second = floor.reroute("d1")
    third = floor.reroute(second["decision_id"])
    assert (second["assigned_to"], third["assigned_to"]) == (CY, BO)
    assert (second["record_id"], third["record_id"]) == (None, None)
    with pytest.raises(Conflict, match="latest decision is d4"):
        floor.reroute("d1")
    assert floor.reroute(third["decision_id"])["assigned_to"] == "Escalations"
    assert floor.reroute("d2")["assigned_to"] != BO
    assert sum(floor.open(rep) for rep in ("ana", "bo", "cy")) == 1


def test_a_record_without_an_id_is_done_once(floor: Floor) -> None:
    floor.route(CALIFORNIA, None)
    floor.feedback("d1", "contacted")
    floor.feedback("d1", "rejected")
    assert floor.open("ana") == 0
    floor.route({"State": "NV"}, None)
    floor.reroute("d1")
    assert floor.open("ana") == 1


def test_the_same_key_gets_the_same_reroute(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    first = floor.reroute("d1", key="k", body_hash=b"1")
    assert floor.reroute("d1", key="k", body_hash=b"1") == first | {
        "decided_at": first["decided_at"].isoformat().replace("+00:00", "Z")
    }
    with pytest.raises(KeyReused):
        floor.reroute("d1", "reopened", key="k", body_hash=b"2")
    assert floor.told() == ["ana", "reroute", "bo"]
