"""From a pool to one person without a database: what assignment remembers is kept in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assignment.chooser import Chooser
from assignment.counting import closed
from assignment.state import State, record_key
from assignment.teams import Teams
from dsl import Decision, Framework

_AGAIN = ("sla_breach", "rejected", "reopened")


class Memory:
    """Decides like the service, one record after the other, and forgets all when it goes.

    ``values`` is what is known before: the state of ``assignment``, by key. A framework may be
    another from one decision to the next, as when somebody has edited the workbook in between.
    """

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._values = dict(values or {})
        self._framework: Framework | None = None
        self._teams: Teams | None = None

    def decide(
        self,
        framework: Framework,
        fields: Mapping[str, Any],
        now: datetime,
        *,
        record_type: str | None = None,
        record_id: str | None = None,
        event: str = "new",
        attempts: int | None = None,
        previous_owner: str | None = None,
        previous_pool: str | None = None,
        tried: Collection[str] | None = None,
    ) -> Decision:
        """The decision, with the pool's member. Raises ``UnknownRecordType``, ``UnknownEvent``.

        What earlier decisions left behind (``attempts``, ``previous_owner``, ``previous_pool``,
        ``tried``) is remembered of a record with an id, unless it is given.
        """
        state = State(self._values.get)
        name = record_type or next(iter(framework.structure.records))
        key = None if record_id is None else record_key(name, record_id)
        known: dict[str, Any] = (state.get(key) if key is not None else None) or {}
        if not known.get("offered"):
            for rep in known.get("roles", {}).values():
                closed(state, rep)
        since_new = {} if event == "new" else known
        had: list[str] = since_new.get("tried", [])
        if tried is None:
            tried = had if event in _AGAIN else ()
        decision = framework.decide(
            fields,
            record_type,
            event,
            now,
            attempts=since_new.get("attempts", 0) if attempts is None else attempts,
            previous_owner=previous_owner or known.get("owner"),
            previous_pool=previous_pool or known.get("pool"),
            chooser=Chooser(self._teams_of(framework), state, record=key, tried=frozenset(tried)),
        )
        if key is not None:
            state.set(key, _remembered(decision, now, since_new.get("attempts", 0), had))
        self._values |= state.writes
        return decision

    def _teams_of(self, framework: Framework) -> Teams:
        if self._teams is None or framework is not self._framework:
            zone = framework.structure.time_zone
            self._teams = Teams(
                framework.roster, zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC")
            )
            self._framework = framework
        return self._teams


def _remembered(decision: Decision, now: datetime, attempts: int, had: list[str]) -> dict[str, Any]:
    """What the next decision on the record wants to know of this one."""
    owner = decision.assigned_to if decision.assigned_kind == "rep" else None
    pool = decision.assigned_to if decision.assigned_kind == "pool" else None
    return {
        "owner": owner,
        "roles": {role: who["id"] for role, who in decision.roles.items() if who["kind"] == "rep"},
        "pool": decision.trace.get("assignment", {}).get("pool", pool),
        "at": now.isoformat(),
        "attempts": attempts + 1,
        "tried": [*(rep for rep in had if rep != owner), *([owner] if owner else [])],
        "offered": decision.outcome == "offered",
    }
