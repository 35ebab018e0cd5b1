"""What became of a record, and what follows from that."""

from __future__ import annotations

import pytest

from history.journal import Erased
from history.lifecycle import FEEDBACK, Unknown
from tests.history.floor import ANA, BO, CALIFORNIA, CY, Floor


@pytest.mark.parametrize("kind", FEEDBACK)
def test_feedback_is_logged_once(floor: Floor, kind: str) -> None:
    floor.route(CALIFORNIA)
    first = floor.feedback("d1", kind, "by phone")
    floor.wait(minutes=1)
    again = floor.feedback("d1", kind, "by phone")
    assert (first.logged, again.logged) == (True, False)
    assert (again.decision_id, again.kind, again.credited) == ("d1", kind, first.credited)
    assert floor.told() == ["ana", "feedback"]
    expected = {"kind": kind, "note": "by phone", "by": "test", "assigned_to": ANA}
    assert floor.last("feedback") == expected


def test_another_note_is_logged_and_changes_nothing_else(floor: Floor) -> None:
    for record in ("L1", "L2", "L3", "L4"):
        floor.route(CALIFORNIA, record)
    assert floor.open("ana") == 2
    for note in ("a", "b", ""):
        floor.feedback("d1", "rejected", note)
    assert floor.told().count("feedback") == 2
    assert floor.open("ana") == 1


@pytest.mark.parametrize(
    ("kind", "left"), [("accepted", 1), ("contacted", 0), ("rejected", 0), ("bad_lead", 0)]
)
def test_feedback_ends_what_was_under_way(floor: Floor, kind: str, left: int) -> None:
    floor.route(CALIFORNIA)
    assert (len(floor.timers()), floor.open("ana")) == (1, 1)
    floor.feedback("d1", kind)
    assert (len(floor.timers()), floor.open("ana")) == (left, left)


def test_a_record_counts_as_done_once(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.route({"State": "NV"}, "L2")
    assert floor.open("ana") == 2
    for kind in ("contacted", "rejected", "misrouted", "contacted"):
        floor.feedback("d1", kind)
    assert floor.open("ana") == 1
    floor.reroute("d1")
    assert floor.open("ana") == 1


def test_feedback_on_an_earlier_decision_does_not_end_the_later_one(floor: Floor) -> None:
    floor.route(CALIFORNIA)
    floor.reroute("d1")
    floor.feedback("d1", "rejected")
    assert (floor.open("ana"), floor.open("bo")) == (0, 1)
    assert list(floor.timers()) == ["sla d2 first_touch"]
    assert floor.last("feedback")["assigned_to"] == ANA


def test_a_bad_lead_gives_the_turn_back_once(floor: Floor) -> None:
    assert floor.route(CALIFORNIA, "L1")["assigned_to"] == ANA
    assert floor.feedback("d1", "bad_lead").credited
    assert floor.feedback("d1", "bad_lead", "again").credited
    told = [floor.route(CALIFORNIA, f"N{n}")["assigned_to"] for n in range(6)]
    assert told == [ANA, BO, CY, ANA, BO, CY]


def test_only_a_turn_that_was_taken_is_given_back(floor: Floor) -> None:
    floor.route({"State": "NV"})
    assert not floor.feedback("d1", "bad_lead").credited
    floor.route({}, "L2")
    assert not floor.feedback("d2", "bad_lead").credited


def test_feedback_on_what_is_not_there(floor: Floor) -> None:
    with pytest.raises(Unknown):
        floor.feedback("d1", "accepted")
    floor.route(CALIFORNIA)
    floor.store.erase("lead", "L1")
    with pytest.raises(Erased):
        floor.feedback("d1", "accepted")
