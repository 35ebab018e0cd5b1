"""A framework that can decide: a structure, its typed tables, and the routes compiled for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from dsl.choosing import Chooser, RosterChooser
from dsl.conditions import Values
from dsl.decide import Answer, Compiler, Run, Stage
from dsl.decision import Decision
from dsl.diagnostics import Diagnostic, did_you_mean
from dsl.model import BUILT_INS, EVENTS, Field, Structure
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
        self._chooser = RosterChooser(roster, structure.time_zone)
        self._programs = self._compile()

    def _compile(self) -> dict[tuple[str | None, str], _Program]:
        """A program for each record and event; a lone record answers to no name as well."""
        structure = self.structure
        found: dict[tuple[str | None, str], _Program] = {}
        stages: dict[int, tuple[Stage, Stage]] = {}
        for name, record in structure.records.items():
            reader = Reader(record)
            today = reader.size + BUILT_INS.index("today")
            compiler = Compiler(self.tables, self.roster, today)
            assumptions = tuple(
                compiler.assumption(each) for each in structure.assumptions if each.record == name
            )
            required = tuple(field for field in record.fields if field.required)
            for event in EVENTS:
                route = structure.routes[name, event]
                if id(route) not in stages:
                    stages[id(route)] = compiler.route(route), compiler.otherwise(route)
                program = _Program(name, reader, required, *stages[id(route)], assumptions)
                found[name, event] = program
                if len(structure.records) == 1:
                    found[None, event] = program
        return found

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
        chooser: Chooser | None = None,
    ) -> Decision:
        """Who gets the record, and why. Pure but for the default of ``now``.

        ``fields`` are raw values by column name. ``record_type`` may be left out when the framework
        has one; ``now`` is an aware datetime. ``attempts``, ``previous_owner`` and
        ``previous_pool`` are what earlier decisions on the record left behind. ``chooser`` goes
        from whom a step names to who takes the record; by default a pool stays a pool, and people
        who are away are stood in for.

        No record is refused. Entries of the trace may be shared with other decisions: copy what
        you want to change. Raises ``UnknownRecordType``, ``UnknownEvent``, and ``ValueError`` for a
        naive ``now``.
        """
        program = self._programs.get((record_type, event))
        if program is None:
            raise self._unknown(record_type, event)
        moment = datetime.now(UTC) if now is None else now
        if moment.tzinfo is not UTC:
            moment = _in_utc(moment)
        zone = self.structure.time_zone
        today = (moment if zone is UTC else moment.astimezone(zone)).date()
        reader = program.reader
        values = [None] * reader.size + [event, attempts, previous_owner, moment, today]
        trace_fields, unread = reader.read(fields, values)
        run = Run(values, moment, previous_pool, chooser or self._chooser)
        stage = program.route
        for field in program.required:
            if values[field.slot] is None:
                run.steps.append(_required(field.name))
                stage = program.otherwise
        outcome = stage(run)
        answer = outcome if isinstance(outcome, Answer) else _last_resort()
        roles = answer.roles
        leading = "owner" if "owner" in roles else next(iter(roles))
        owner = roles[leading]
        trace: dict[str, Any] = {"fields": trace_fields, "steps": run.steps}
        if unread:
            trace["unread"] = list(unread)
        if run.assignments:
            _add_assignments(trace, run.assignments, leading)
        for broken in program.assumptions:
            if (found := broken(values)) is not None:
                trace.setdefault("assumptions", []).append(found)
        return Decision(
            program.record,
            event,
            answer.outcome or _OUTCOMES[owner["kind"]],
            owner["id"],
            owner["kind"],
            roles,
            answer.step,
            answer.values,
            moment,
            trace,
        )

    def _unknown(self, record_type: str | None, event: str) -> ValueError:
        records = self.structure.records
        if record_type is None and len(records) != 1:
            return UnknownRecordType(f"say which record it is: {', '.join(records)}")
        if record_type is not None and record_type not in records:
            near = did_you_mean(record_type, records)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(records)}"
            return UnknownRecordType(f"no record is called {record_type!r}; {hint}")
        near = did_you_mean(event, EVENTS)
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(EVENTS)}"
        return UnknownEvent(f"no event is called {event!r}; {hint}")


class _Program(NamedTuple):
    """All that deciding on one kind of record at one event takes."""

    record: str
    reader: Reader
    required: tuple[Field, ...]
    route: Stage
    otherwise: Stage
    assumptions: tuple[Callable[[Values], dict[str, Any] | None], ...]


_OUTCOMES = {"rep": "assigned", "pool": "queued", "queue": "queued"}


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
    return moment.astimezone(UTC)


def _last_resort() -> Answer:
    return Answer("otherwise", {"owner": {"kind": "queue", "id": LAST_QUEUE}}, {})


def _required(field: str) -> dict[str, Any]:
    because = {"condition": f"{field} is required", "field": field, "missing": True}
    return {"step": f"{field} is required", "verdict": "no key", "because": because}


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
