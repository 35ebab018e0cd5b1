"""A sales floor to let things happen on: a release, a store, and a clock that only tests move."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import msgspec

from assignment.teams import Teams
from dsl import Sheet, Workbook, build, read_structure
from history import Event, GroupCommit, Store, Work
from history.deciding import Asked, Ruling
from history.journal import Journal, Order
from history.lifecycle import (
    Claim,
    Feedback,
    Reroute,
    claim,
    due,
    feedback,
    release_claim,
    reroute,
)
from history.replay import replay

T = TypeVar("T")
Rows = Sequence[Sequence[str]]

ANA, BO, CY = (f"{name}@acme.example" for name in ("ana", "bo", "cy"))
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)

FRAMEWORK = """
framework floor
time zone "America/Los_Angeles"

record lead {
  state      us_state  from "State"
  employees  integer   from "Employees"
}

roster {
  reps     "Reps"
  pools    "Pools"
  members  "Pool members"
  time_off "Time off"
}

sla first_touch within 4h business

route lead {
  "Large"       when employees >= 1_000  -> pool tank
  "California"  when state = CA          -> pool west
  "Named"       when state = NV          -> rep "ana@acme.example"
  otherwise                              -> queue "Unrouted"
}

route lead on sla_breach, rejected {
  "Second chance"  when attempts < 3     -> next
  otherwise                              -> queue "Escalations"
}
"""

SHEETS: dict[str, Rows] = {
    "Reps": (
        ("rep", "name", "active", "time zone", "hours", "open cap"),
        ("ana@acme.example", "Ana", "yes", "America/Los_Angeles", "Mon-Fri 09:00-17:00", "60"),
        ("bo@acme.example", "Bo", "yes", "America/Los_Angeles", "Mon-Fri 09:00-17:00", "60"),
        ("cy@acme.example", "Cy", "yes", "America/Los_Angeles", "Mon-Fri 09:00-17:00", "60"),
    ),
    "Pools": (
        ("pool", "method", "when unavailable", "claim within", "claim limit"),
        ("west", "round robin", "queue: West", "", ""),
        ("tank", "shark tank", "pool: west", "30 min", "2"),
    ),
    "Pool members": (
        ("pool", "rep"),
        ("west", "ana@acme.example"),
        ("west", "bo@acme.example"),
        ("west", "cy@acme.example"),
        ("tank", "ana@acme.example"),
        ("tank", "bo@acme.example"),
    ),
    "Time off": (("rep", "from", "until", "cover"),),
}

CALIFORNIA = {"State": "CA"}
LARGE = {"State": "CA", "Employees": "5000"}


def ruling(framework: str = FRAMEWORK, **sheets: Rows) -> Ruling:
    """A release of the framework with the sheets, some of them in place of the usual ones."""
    structure, problems = read_structure(framework, "floor.route")
    assert structure is not None, problems
    book = SHEETS | {name.replace("_", " ").capitalize(): rows for name, rows in sheets.items()}
    built = build(structure, Workbook(tuple(Sheet(*each) for each in book.items())))
    found = json.dumps([framework, book])
    release_id = f"r-{hashlib.sha256(found.encode()).hexdigest()[:8]}"
    public = {"id": release_id, "framework": "f", "workbook": "w", "activated_at": "t"}
    return Ruling(built, Teams.of(built), public)


def with_an_sdr() -> Ruling:
    """A release in which a large record is offered in the tank, and an sdr from west is given."""
    table = """table large from "Large" {
  state  key exact
  owner  assignee
  sdr    assignee
}
"""
    text = FRAMEWORK.replace("sla first_touch", f"{table}sla first_touch").replace(
        "-> pool tank", "by state in large -> owner, sdr"
    )
    return ruling(text, large=(("state", "owner", "sdr"), ("CA", "pool: tank", "pool: west")))


class Floor:
    """Does things at ``now``. Decisions are named d1, d2, … in the order in which they are made."""

    def __init__(self, store: Store, rules: Ruling | None = None) -> None:
        self.store = store
        self._rulings: dict[str, Ruling] = {}
        self.ruling = rules or ruling()
        self.now = MONDAY
        self.journal = Journal(GroupCommit(store), None)
        numbers = count(1)
        self.new_id: Callable[[], str] = lambda: f"d{next(numbers)}"

    @property
    def ruling(self) -> Ruling:
        """The release that is live; replays find the earlier ones."""
        return self._ruling

    @ruling.setter
    def ruling(self, live: Ruling) -> None:
        self._ruling = self._rulings[live.public["id"]] = live

    def do(self, job: Callable[[Work], T]) -> T:
        with self.store.transaction() as work:
            return job(work)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def route(
        self, fields: dict[str, Any], record_id: str | None = "L1", event: str = "new"
    ) -> dict[str, Any]:
        asked = Asked("lead", record_id, event, fields)
        order = Order(self.ruling, asked, self.new_id(), self.now)
        return self.do(lambda work: self.journal.carry_out(order, work)).document

    def feedback(self, decision_id: str, kind: str, note: str = "") -> Feedback:
        return self.do(
            lambda work: feedback(work, self.journal, decision_id, kind, note, "test", self.now)
        )

    def reroute(self, decision_id: str, event: str = "rejected", **key: Any) -> dict[str, Any]:
        wanted = Reroute(self.ruling, decision_id, event, self.new_id(), self.now, "test", **key)
        return self.do(lambda work: reroute(work, self.journal, wanted)).document

    def claim(self, decision_id: str, rep: str) -> Claim:
        return self.do(
            lambda work: claim(work, self.journal, self.ruling, decision_id, rep, self.now, "test")
        )

    def release(self, decision_id: str, rep: str) -> Claim:
        return self.do(
            lambda work: release_claim(
                work, self.journal, self.ruling, decision_id, rep, self.now, "test"
            )
        )

    def due(self, **more: Any) -> int:
        return self.do(
            lambda work: due(work, self.journal, self.ruling, self.now, self.new_id, **more)
        )

    def timers(self) -> dict[str, datetime]:
        """All timers and when they are due."""
        far = self.now + timedelta(days=3_000)
        return {timer.id: timer.due for timer in self.do(lambda work: work.due_timers(far, 1_000))}

    def open(self, rep: str) -> int:
        """How many records are open for a rep, as far as that is counted."""
        found = self.store.get(f"rep {rep}@acme.example")
        return 0 if found is None else int(found["open"])

    def told(self) -> list[str]:
        """The kinds of all events, decisions by who got the record."""
        return [
            event.assigned_to.removesuffix("@acme.example")
            if event.kind == "decision"
            else event.kind
            for event in self.store.events(limit=10_000)
        ]

    def last(self, kind: str = "decision") -> dict[str, Any]:
        """The newest event of a kind, as it is shown."""
        body = [each for each in self.store.events(limit=10_000) if each.kind == kind][-1].body
        found: dict[str, Any] = msgspec.json.decode(body)
        return found

    def close(self) -> None:
        """Every decision that was made is made again, and is the same.

        Nobody has changed a value of the state but by setting it.
        """
        self.journal.commit.close()
        with self.store.writer.batch():  # which forgets what another process has changed
            remembered = dict(self.store.writer.cache.values)
        for key, value in remembered.items():
            assert self.store.get(key) == value, key
        decisions: list[Event] = self.store.events(limit=10_000, kinds={"decision"})
        for event in decisions:
            if event.erased:
                continue
            replayed = replay(event, self._rulings[event.release_id], self.journal)
            assert replayed.equal, (event.decision_id, replayed.differences)
