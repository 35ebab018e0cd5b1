"""The language read slowly and plainly: the oracle that tests hold the engine against.

It walks the resolved structure as it stands and asks every row of a table, one after another.
Nothing is compiled, indexed or shared with the deciding functions, so both can only agree by both
doing what the language says. For tests, never for the service.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dsl.framework import Framework
from dsl.interpret.conditions import truth
from dsl.interpret.fields import read_record
from dsl.interpret.steps import Walk


def interpret(
    framework: Framework,
    fields: Mapping[str, Any],
    record_type: str,
    event: str,
    now: datetime,
    attempts: int = 0,
    previous_owner: str | None = None,
    previous_pool: str | None = None,
) -> dict[str, Any]:
    """What ``Framework.decide`` must answer, in the shape of ``Decision.to_dict``.

    The trace lacks what the language leaves to the engine: the nearest miss of a lookup, and the
    candidates of an assignment.
    """
    structure = framework.structure
    record = structure.records[record_type]
    today = now.astimezone(structure.time_zone).date()
    known, trace_fields, unread = read_record(record, fields, today)
    known |= {"event": event, "attempts": attempts, "previous_owner": previous_owner}
    known |= {"now": now.astimezone(UTC), "today": today}
    walk = Walk(framework, known, previous_pool)
    answer = walk.route(record, structure.routes[record_type, event].block)
    trace: dict[str, Any] = {"fields": trace_fields, "steps": walk.steps}
    if unread:
        trace["unread"] = unread
    broken = [
        {"assumption": each.text, "at": each.at, "held": False}
        for each in structure.assumptions
        if each.record == record_type
        and truth(each.condition, known, framework.tables) is True
        and truth(each.fact, known, framework.tables) is False
    ]
    if broken:
        trace["assumptions"] = broken
    roles = {role: {"kind": who.kind, "id": who.id} for role, who in answer.roles.items()}
    owner = roles.get("owner") or next(iter(roles.values()))
    outcome = "assigned" if owner["kind"] == "rep" else "queued"
    return {
        "record_type": record_type,
        "event": event,
        "outcome": "kept" if answer.kept else outcome,
        "assigned_to": owner["id"],
        "assigned_kind": owner["kind"],
        "roles": roles,
        "step": answer.step,
        "values": answer.values,
        "decided_at": now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "trace": trace,
    }


__all__ = ["interpret"]
