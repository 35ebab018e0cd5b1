"""Names to what they stand for: from the syntax tree to the model, with every problem told."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dsl import model, syntax
from dsl.diagnostics import Diagnostic, Span, listed
from dsl.recovery import nested_too_deep
from dsl.resolve.conditions import Conditions
from dsl.resolve.problems import Problems
from dsl.resolve.records import Scope, resolve_record
from dsl.resolve.routes import Routes
from dsl.resolve.tables import Tables
from dsl.resolve.types import build_type, item_of, match_key

__all__ = ["build_type", "item_of", "match_key", "resolve"]

Kind = TypeVar("Kind")

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_ROSTER_PARTS = ("reps", "pools", "members", "time_off")


def resolve(tree: syntax.Framework) -> tuple[model.Structure | None, list[Diagnostic]]:
    """The model and all diagnostics; no model when one of them is an error or text was unread."""
    try:
        return _resolve(tree)
    except RecursionError:
        return None, [nested_too_deep(tree.text, tree.file)]


def _resolve(tree: syntax.Framework) -> tuple[model.Structure | None, list[Diagnostic]]:
    problems = Problems(tree)
    records: dict[str, model.Record] = {}
    scopes: dict[str, Scope] = {}
    nodes = _those(tree, syntax.Record)
    problems.unique("record", [node.name for node in nodes])
    for node in nodes:
        record, scope = resolve_record(node, problems)
        records.setdefault(record.name, record)
        scopes.setdefault(record.name, scope)
    header, zone = _header(tree, problems)
    tables = Tables(tree, scopes, problems)
    assumptions = _assumptions(tree, scopes, tables, problems)
    routes = Routes(scopes, tables, problems).resolve(_those(tree, syntax.Route))
    tables.check_uses()
    _check_every_record_is_routed(nodes, routes, problems)
    slas = _slas(tree, problems)
    roster = _roster(tree, problems)
    errors = [found for found in problems.found if found.severity == "error"]
    if errors or tree.unread:
        return None, problems.found
    structure = model.Structure(
        name=header,
        file=tree.file,
        text=tree.text,
        time_zone=zone,
        records=records,
        tables=tables.schemas,
        roster=roster,
        assumptions=assumptions,
        slas=slas,
        routes=routes,
        warnings=tuple(problems.found),
    )
    return structure, problems.found


def _those(tree: syntax.Framework, kind: type[Kind]) -> list[Kind]:
    return [node for node in tree.declarations if isinstance(node, kind)]


def _header(tree: syntax.Framework, problems: Problems) -> tuple[str, tzinfo]:
    headers: list[syntax.Header] = _those(tree, syntax.Header)
    if not headers:
        if not tree.unread:
            at = tree.declarations[0].span if tree.declarations else Span(tree.file, 1, 1, 1, 1)
            message = "This framework does not begin with its name"
            help_ = "Write `framework NAME` as the first line"
            if not tree.declarations:
                message = "This file declares nothing"
            problems.error("framework-header", at, message, help_)
        return "", UTC
    if tree.declarations[0] is not headers[0] and not tree.unread:
        message = "The name of the framework stands after other declarations"
        problems.error("framework-header", headers[0], message, "Move this line to the top")
    for extra in headers[1:]:
        message = f"The framework has a name already, on line {headers[0].span.line}"
        problems.error("framework-header", extra, message, "Leave this line out")
    zone = headers[0].time_zone
    try:
        return headers[0].name.text, ZoneInfo(zone.text) if zone else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):  # "Pacific" is a folder of zones
        assert zone is not None
        zones = sorted(available_timezones())
        problems.unknown("time zone", zone, zones, 'Write it as in `"America/New_York"`')
        return headers[0].name.text, UTC


def _assumptions(
    tree: syntax.Framework, scopes: dict[str, Scope], tables: Tables, problems: Problems
) -> tuple[model.Assumption, ...]:
    """Each assumption once for every record that has its fields."""
    found: list[model.Assumption] = []
    for node in _those(tree, syntax.Assumption):
        names = _fields(node.fact) + _fields(node.condition)
        fitting = [
            record for record, scope in scopes.items() if all(n.text in scope for n in names)
        ]
        if not fitting:
            # Told against the record that knows the most of its fields.
            fitting = sorted(scopes, key=lambda r: -sum(n.text in scopes[r] for n in names))[:1]
        for record in fitting:
            conditions = Conditions(scopes[record], tables, problems)
            fact, condition = conditions.resolve(node.fact), conditions.resolve(node.condition)
            if fact is not None and condition is not None:
                text = f"{fact.text} when {condition.text}"
                at = str(node.span)
                found.append(model.Assumption(record, text, at, fact, condition))
    return tuple(found)


def _fields(node: syntax.Condition) -> list[syntax.Name]:
    match node:
        case syntax.And(operands) | syntax.Or(operands):
            return [name for operand in operands for name in _fields(operand)]
        case syntax.Not(operand):
            return _fields(operand)
    return [node.field]


def _check_every_record_is_routed(
    nodes: list[syntax.Record], routes: dict[tuple[str, str], model.Route], problems: Problems
) -> None:
    for node in nodes:
        name = node.name.text
        missing = [event for event in model.EVENTS if (name, event) not in routes]
        # A route of a misspelt record or event, or an unread one, may be the one that is missing.
        may_exist = problems.is_unread("route") or any(
            problems.has(code) for code in ("unknown-record", "unknown-event")
        )
        if missing and not may_exist:
            some = len(missing) < len(model.EVENTS)
            message = f"The record `{name}` has no route"
            if some:
                message += f" on {listed(missing, 'and')}"
            help_ = f"Add `route {name} {{ … }}`, which answers for every event without its own"
            problems.error("no-route", node.name, message, help_)


def _slas(tree: syntax.Framework, problems: Problems) -> dict[str, model.Sla]:
    nodes = _those(tree, syntax.Sla)
    problems.unique("deadline", [node.name for node in nodes])
    found: dict[str, model.Sla] = {}
    for node in nodes:
        count, unit = re.fullmatch(r"(\d+)(\w)", node.within).groups()  # type: ignore[union-attr]
        within = timedelta(**{_UNITS[unit]: int(count)})
        found[node.name.text] = model.Sla(node.name.text, within, node.business)
    return found


def _roster(tree: syntax.Framework, problems: Problems) -> model.RosterSchema | None:
    nodes = _those(tree, syntax.Roster)
    for extra in nodes[1:]:
        message = f"There is a roster already, on line {nodes[0].span.line}"
        problems.error("duplicate-name", extra, message, "Make one of the two")
    if not nodes:
        return None
    pairs = nodes[0].sheets
    problems.unique("roster line", [part for part, _ in pairs])
    for part, _ in pairs:
        if part.text not in _ROSTER_PARTS:
            problems.unknown("roster line", part, _ROSTER_PARTS)
    known = {part.text: sheet.text for part, sheet in pairs if part.text in _ROSTER_PARTS}
    return model.RosterSchema(**known)
