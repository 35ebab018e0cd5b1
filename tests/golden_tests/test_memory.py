"""Without a database it decides as the service does with one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assignment.teams import Teams
from dsl import Framework
from golden_tests import Memory
from history.deciding import Asked, Ruling, rule
from tests.golden_tests.pools import pooled, rep, sheets

START = datetime(2026, 11, 24, 18, tzinfo=UTC)
EVENTS = ("new", "new", "update", "sla_breach", "rejected", "reopened")
FIELDS: list[dict[str, Any]] = [
    {"State": "NV"},
    {"State": "NV"},
    {"State": "OR"},
    {},
    {"Keep": "yes", "Owner": rep("cy")},
]


def capped() -> Framework:
    """One of three may have two open records, and one is off."""
    reps = sheets()["Reps"]
    reps[1][3] = "2"
    away = [["rep", "from", "until", "cover"], [rep("bo"), "2026-11-24", "2026-11-24", ""]]
    return pooled(**{"Reps": reps, "Time off": away})[0]


def shark_tank() -> Framework:
    """A pool that offers its records."""
    return pooled(Pools=[["pool", "method"], ["west", "shark tank"]])[0]


FRAMEWORKS = {"plain": pooled()[0], "capped": capped(), "shark tank": shark_tank()}
ASKED = st.tuples(
    st.sampled_from([None, "1", "2", "3"]),
    st.sampled_from(EVENTS),
    st.sampled_from(FIELDS),
    st.integers(0, 20),
)


@pytest.mark.parametrize("name", FRAMEWORKS)
@settings(max_examples=60, deadline=None)
@given(records=st.lists(ASKED, max_size=25))
def test_it_decides_as_the_service_does(name: str, records: list[Any]) -> None:
    framework = FRAMEWORKS[name]
    ruling = Ruling(framework, Teams.of(framework), {})
    memory, kept, now = Memory(), dict[str, Any](), START
    for number, (record_id, event, fields, days) in enumerate(records):
        now += timedelta(days=days)
        asked = Asked("lead", record_id, event, fields)
        ruled = rule(ruling, asked, f"d{number}", now, kept.get)
        kept |= ruled.state.writes
        mine = memory.decide(framework, fields, now, record_id=record_id, event=event)
        assert mine.to_dict() == ruled.decision.to_dict()


def test_what_is_given_goes_before_what_is_remembered() -> None:
    framework = FRAMEWORKS["plain"]
    memory = Memory()
    first = memory.decide(framework, {"State": "NV"}, START, record_id="1")
    assert first.assigned_to == rep("ana")
    again = memory.decide(
        framework, {}, START, record_id="1", event="sla_breach", tried=[rep("ana"), rep("bo")]
    )
    assert again.assigned_to == rep("cy")
    late = memory.decide(framework, {}, START, record_id="1", event="sla_breach", attempts=3)
    assert late.assigned_to == "Late"


def test_it_starts_from_what_it_is_given() -> None:
    reads = {"record lead 1": {"owner": rep("cy"), "at": START.isoformat(), "roles": {}}}
    memory = Memory(reads)
    came_back = memory.decide(FRAMEWORKS["plain"], {"State": "NV"}, START, record_id="1")
    assert came_back.assigned_to == rep("cy")
    assert reads["record lead 1"]["owner"] == rep("cy")
