"""A framework that can decide: a structure, its typed tables, and the routes compiled for both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from dsl.conditions import compile_condition
from dsl.decide import Answer, Compiler, Run
from dsl.decision import Decision
from dsl.diagnostics import Diagnostic, did_you_mean
from dsl.model import BUILT_INS, EVENTS, Assumption, Structure
from dsl.reader import Reader
from dsl.roster import Roster
from dsl.tables.table import Table

# Where a record goes when even the last resort names somebody who cannot take it.
LAST_QUEUE = "Unassigned"


class FrameworkError(Exception):
    """A framework or workbook with errors; ``diagnostics`` has all of them, warnings included."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        errors = [str(found) for found in diagnostics if found.severity == "error"]
        super().__init__("\n".join(errors))


class UnknownRecordType(ValueError):
    """The framework has no record of that name, or needs to be told which of several."""


class UnknownEvent(ValueError):
    """The language has no such event."""


class Framework:
    """A framework with its tables, ready to decide. Made by ``build`` or ``load``; never changes.

    ``diagnostics`` are warnings and findings, and for ``held`` tables the errors that keep their
    newer sheets from taking effect.
    """

    def __init__(
        self,
        structure: Structure,
        tables: Mapping[str, Table],
        roster: Roster,
        workbook_version: str,
        diagnostics: list[Diagnostic],
        held: Mapping[str, list[Diagnostic]],
    ) -> None:
        self.structure = structure
        self.tables = dict(tables)
        self.roster = roster
        self.workbook_version = workbook_version
        self.diagnostics = diagnostics
        self.held = dict(held)
        self._readers = {name: Reader(record) for name, record in structure.records.items()}
        slots = {name: reader.size for name, reader in self._readers.items()}
        self._today_slot = {name: size + BUILT_INS.index("today") for name, size in slots.items()}
        compiler = Compiler(self.tables, roster, self._today_slot.__getitem__)
        compiled = {id(route): compiler.route(route) for route in structure.routes.values()}
        self._routes = {key: compiled[id(route)] for key, route in structure.routes.items()}
        self._otherwise = {
            key: compiler.otherwise(route) for key, route in structure.routes.items()
        }
        self._required = {
            name: tuple(field for field in record.fields if field.required)
            for name, record in structure.records.items()
        }
        self._assumptions = {
            name: tuple(
                (each, *self._compiled(each))
                for each in structure.assumptions
                if each.record == name
            )
            for name in structure.records
        }

    def _compiled(self, assumption: Assumption) -> tuple[Any, Any]:
        today = self._today_slot[assumption.record]
        return (
            compile_condition(assumption.condition, self.tables, today),
            compile_condition(assumption.fact, self.tables, today),
        )

    def decide(
        self,
        fields: Mapping[str, Any],
        record_type: str | None = None,
        event: str = "new",
        now: datetime | None = None,
        *,
        attempts: int = 0,
        previous_owner: str | None = None,
        previous_pool: str | None = None,
    ) -> Decision:
        """Who gets the record, and why. Pure but for the default of ``now``.

        ``fields`` are raw values by column name. ``record_type`` may be left out when the framework
        has one; ``now`` is an aware datetime. ``attempts``, ``previous_owner`` and
        ``previous_pool`` are what earlier decisions on the record left behind. No record is
        refused; raises ``UnknownRecordType``, ``UnknownEvent``, and ``ValueError`` for a naive
        ``now``.
        """
        name = self._record_type(record_type)
        if event not in EVENTS:
            near = did_you_mean(event, EVENTS)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(EVENTS)}"
            raise UnknownEvent(f"no event is called {event!r}; {hint}")
        moment = datetime.now(UTC) if now is None else now
        if moment.tzinfo is None:
            raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
        today = moment.astimezone(self.structure.time_zone).date()
        reader = self._readers[name]
        values: list[Any] = [None] * reader.size
        values += (event, attempts, previous_owner, moment, today)
        trace_fields, unread = reader.read(fields, values, today)
        run = Run(values, today, previous_pool)
        route = self._routes
        for field in self._required[name]:
            if values[field.slot] is None:
                run.steps.append(_required(field.name))
                route = self._otherwise
        outcome = route[name, event](run)
        answer = outcome if isinstance(outcome, Answer) else _last_resort(run)
        trace: dict[str, Any] = {"fields": trace_fields, "steps": run.steps}
        if unread:
            trace["unread"] = unread
        leading = "owner" if "owner" in answer.roles else next(iter(answer.roles))
        if run.assignments:
            _add_assignments(trace, run.assignments, leading)
        if broken := self._broken_assumptions(name, values):
            trace["assumptions"] = broken
        owner = answer.roles[leading]
        outcome_name = "kept" if answer.kept else _OUTCOMES[owner["kind"]]
        return Decision(
            name,
            event,
            outcome_name,
            owner["id"],
            owner["kind"],
            answer.roles,
            answer.step,
            answer.values,
            moment,
            trace,
        )

    def _record_type(self, name: str | None) -> str:
        records = self.structure.records
        if name is None and len(records) == 1:
            return next(iter(records))
        if name in records:
            return name
        if name is None:
            raise UnknownRecordType(f"say which record it is: {', '.join(records)}")
        near = did_you_mean(name, records)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(records)}"
        raise UnknownRecordType(f"no record is called {name!r}; {hint}")

    def _broken_assumptions(self, record: str, values: list[Any]) -> list[dict[str, Any]]:
        return [
            {"assumption": each.text, "at": each.at, "held": False}
            for each, condition, fact in self._assumptions[record]
            if condition(values) is True and fact(values) is False
        ]


_OUTCOMES = {"rep": "assigned", "pool": "queued", "queue": "queued"}


def _required(field: str) -> dict[str, Any]:
    because = {"condition": f"{field} is required", "field": field, "missing": True}
    return {"step": f"{field} is required", "verdict": "no key", "because": because}


def _last_resort(run: Run) -> Answer:
    return Answer("otherwise", {"owner": {"kind": "queue", "id": LAST_QUEUE}}, {})


def _add_assignments(
    trace: dict[str, Any], assignments: dict[str, dict[str, Any]], owner: str
) -> None:
    """The owner's assignment stands by itself, as most decisions have no other."""
    for role, assignment in assignments.items():
        if role == owner:
            trace["assignment"] = assignment
        else:
            trace.setdefault("assignments", {})[role] = assignment


__all__ = ["Framework", "FrameworkError", "UnknownEvent", "UnknownRecordType"]
