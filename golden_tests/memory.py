"""From a pool to one person without a database: what assignment remembers is kept in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from assignment.chooser import Chooser
from assignment.record import AGAIN, given, let_go, what_is_known
from assignment.state import State, record_key
from assignment.teams import Teams
from dsl import Decision, Framework


class Memory:
    """Decides like the service, one record after the other, and forgets all when it goes.

    ``values`` is what is known before: the state of ``assignment``, by key. A framework may be
    another from one decision to the next, as when somebody has edited the workbook in between.
    """

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self._values = dict(values or {})
        self._decisions = 0
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
        teams = self._teams_of(framework)
        name = record_type or next(iter(framework.structure.records))
        key = None if record_id is None else record_key(name, record_id)
        known: dict[str, Any] = (state.get(key) if key is not None else None) or {}
        let_go(state, known)
        since_new = {} if event == "new" else known
        had: list[str] = since_new.get("tried", [])
        if tried is None:
            tried = had if event in AGAIN else ()
        decision = framework.decide(
            fields,
            record_type,
            event,
            now,
            attempts=since_new.get("attempts", 0) if attempts is None else attempts,
            previous_owner=previous_owner or known.get("owner"),
            previous_pool=previous_pool or known.get("pool"),
            chooser=Chooser(teams, state, record=key, tried=frozenset(tried)),
        )
        self._decisions += 1
        decision_id = str(self._decisions)
        given(teams, state, decision, decision_id, now)
        if key is not None:
            found = decision.to_dict() | {"decision_id": decision_id}
            state.set(key, what_is_known(found, now, since_new.get("attempts", 0), had))
        self._values |= state.writes
        return decision

    def _teams_of(self, framework: Framework) -> Teams:
        if self._teams is None or framework is not self._framework:
            self._teams = Teams.of(framework)
            self._framework = framework
        return self._teams
