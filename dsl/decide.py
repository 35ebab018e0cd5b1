"""The deciding functions: a route compiled to closures that leave their trace as they go.

There is one path. What is traced is what happened, because the functions that decide write the
trace; the slow interpreter that tests compare with shares none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dsl import model
from dsl.conditions import Values, compile_condition, compile_guard, key_function
from dsl.roster import Assignee, Roster
from dsl.tables.table import Hit, Miss, Row, Table

Trace = dict[str, Any]


class Run(Struct, gc=False):
    """One decision under way: what is known of the record, and the trace of the steps so far."""

    values: Values
    today: date
    pool: str | None
    steps: list[Trace] = []
    assignments: dict[str, Trace] = {}


class Answer(Struct, gc=False):
    """What a step gives: roles in order, the values of its row, and its name."""

    step: str
    roles: dict[str, dict[str, str]]
    values: dict[str, Any]
    kept: bool = False


class _Unavailable:
    """A row or field named somebody, and nobody there can take the record."""


UNAVAILABLE = _Unavailable()
Outcome = Answer | _Unavailable | None
Stage = Callable[[Run], Outcome]


class Compiler:
    """Compiles what a structure says of one record, against its tables and roster.

    ``today`` is the slot of the day among the record's values.
    """

    def __init__(self, tables: Mapping[str, Table], roster: Roster, today: int) -> None:
        self._tables = tables
        self._roster = roster
        self._today = today

    def assumption(self, assumed: model.Assumption) -> Callable[[Values], Trace | None]:
        """What to tell of a record that an assumption does not hold for; None when it does."""
        condition = compile_condition(assumed.condition, self._tables, self._today)
        fact = compile_condition(assumed.fact, self._tables, self._today)

        def broken(values: Values) -> Trace | None:
            if condition(values) is True and fact(values) is False:
                return {"assumption": assumed.text, "at": assumed.at, "held": False}
            return None

        return broken

    def route(self, route: model.Route) -> Stage:
        """The whole route: it always has an answer, unless its ``otherwise`` is unavailable."""
        return self._block(route.block)

    def otherwise(self, route: model.Route) -> Stage:
        """The last resort of a route alone, for records that lack a required field."""
        assert route.block.otherwise is not None  # resolve refuses a route without
        return self._step(route.block.otherwise)

    def _block(self, block: model.Block) -> Stage:
        name, at = block.name, block.at
        guard = compile_guard(block.guard, self._tables, self._today)
        stages = tuple(
            self._block(part) if isinstance(part, model.Block) else self._step(part)
            for part in block.steps
        )
        otherwise = self._step(block.otherwise) if block.otherwise else None

        def run_block(run: Run) -> Outcome:
            for check, because in guard:
                if check(run.values) is not True:
                    why = because(run.values)
                    run.steps.append({"step": name, "verdict": "skipped", "at": at, "because": why})
                    return None
            for stage in stages:
                outcome = stage(run)
                if outcome is UNAVAILABLE:
                    break  # a territory does not spill into another: the last resort answers
                if outcome is not None:
                    return outcome
            else:
                outcome = None
            return otherwise(run) if otherwise is not None else outcome

        return run_block

    def _step(self, step: model.Step) -> Stage:
        name, at = step.name, step.at
        guard = compile_guard(step.guard, self._tables, self._today)
        act = self._lookup(step) if step.lookup else self._target(step)
        if not guard:
            return act

        def run_step(run: Run) -> Outcome:
            for check, because in guard:
                if check(run.values) is not True:
                    why = because(run.values)
                    run.steps.append({"step": name, "verdict": "skipped", "at": at, "because": why})
                    return None
            return act(run)

        return run_step

    # lookups
    def _lookup(self, step: model.Step) -> Stage:
        assert step.lookup is not None
        name, at = step.name, step.at
        table = self._tables[step.lookup.table]
        keys = [
            (
                key.ref.name,
                key.ref.slot,
                key.ref.type.show,
                key_function(key.ref, key.convert, table, column),
            )
            for column, key in enumerate(step.lookup.keys)
        ]
        take = self._take_row(step)

        def run_lookup(run: Run) -> Outcome:
            values = run.values
            asked: Trace = {}
            wanted = []
            for field, slot, show, key_of in keys:
                value = values[slot]
                asked[field] = value if value is None or show is None else show(value)
                wanted.append(value if value is None or key_of is None else key_of(value))
            found = table.lookup(wanted, run.today)
            if isinstance(found, Miss):
                verdict = "no key" if found.wanting else "no row"
                lookup = _missed(table, asked, found)
                run.steps.append({"step": name, "verdict": verdict, "at": at, "lookup": lookup})
                return None
            lookup = _matched(table, asked, found)
            entry = {"step": name, "verdict": "matched", "at": at, "lookup": lookup}
            run.steps.append(entry)
            answer = take(run, found.row)
            if answer is UNAVAILABLE:
                entry["verdict"] = "unavailable"
            elif answer is None:  # the row was found, and the field that says whom to keep is blank
                entry["verdict"] = "no key"
            return answer

        return run_lookup

    def _take_row(self, step: model.Step) -> Callable[[Run, Row], Outcome]:
        if not isinstance(step.target, model.ToColumns):
            act = self._target(step, traced=False)
            return lambda run, row: _with_values(act(run), row)
        name, first, names = step.name, step.target.names[0], step.target.names
        away, stand_in = self._roster.away, self._stand_in

        def take(run: Run, row: Row) -> Outcome:
            roles: dict[str, dict[str, str]] = {}
            for role in names:
                assignee = row.assignees.get(role)
                if assignee is not None and assignee.kind == "rep" and assignee.id in away:
                    assignee = stand_in(run, role, assignee)
                if assignee is not None:
                    roles[role] = {"kind": assignee.kind, "id": assignee.id}
                elif role == first:
                    return UNAVAILABLE
            return Answer(name, roles, dict(row.values))

        return take

    # targets
    def _target(self, step: model.Step, traced: bool = True) -> Stage:
        """``traced``: whether the step has no lookup that has written its trace already."""
        assign = self._assign(step.target)
        name, at = step.name, step.at
        kept = isinstance(step.target, model.ToKept)

        def run_target(run: Run) -> Outcome:
            assignee, entry = assign(run)
            if traced:
                run.steps.append({"step": name, "verdict": entry["verdict"], "at": at} | entry)
            if assignee is None:
                return UNAVAILABLE if entry["verdict"] == "unavailable" else None
            return Answer(name, {"owner": {"kind": assignee.kind, "id": assignee.id}}, {}, kept)

        return run_target

    def _assign(self, target: model.Target) -> Callable[[Run], tuple[Assignee | None, Trace]]:
        match target:
            case model.ToKept(ref=ref):
                return self._keep(ref)
            case model.ToNext():
                return _next
            case model.ToAssignee(kind=kind, id=id_):
                named = Assignee(kind, self._spelt(kind, id_))

                def assign(run: Run) -> tuple[Assignee | None, Trace]:
                    found = self._stand_in(run, "owner", named) if kind == "rep" else named
                    return found, {"verdict": "unavailable" if found is None else "matched"}

                return assign
        raise TypeError(f"{target!r} needs a lookup")

    def _spelt(self, kind: str, id_: str) -> str:
        if kind == "rep":
            rep = self._roster.rep(id_)
            return rep.id if rep is not None else id_
        return (self._roster.pool(id_) or id_) if kind == "pool" else id_

    def _keep(self, ref: model.Ref) -> Callable[[Run], tuple[Assignee | None, Trace]]:
        name, slot, roster = ref.name, ref.slot, self._roster

        def keep(run: Run) -> tuple[Assignee | None, Trace]:
            value = run.values[slot]
            because: Trace = {"condition": f"keep {name}", "field": name}
            if value is None:
                return None, {"verdict": "no key", "because": because | {"missing": True}}
            rep = roster.rep(value)
            if rep is None or not rep.active:
                return None, {"verdict": "unavailable", "because": because | {"actual": value}}
            return Assignee("rep", rep.id), {"verdict": "matched"}

        return keep

    def _stand_in(self, run: Run, role: str, assignee: Assignee) -> Assignee | None:
        """Who takes what a rep is named for: the rep, or whoever stands in for one who left."""
        rep = self._roster.rep(assignee.id)
        if rep is not None and rep.active:
            return assignee
        candidates: list[Trace] = []
        seen: set[str] = set()
        current: Assignee | None = assignee
        while current is not None and current.kind == "rep" and current.id not in seen:
            seen.add(current.id)
            rep = self._roster.rep(current.id)
            if rep is not None and rep.active:
                break
            because = "not in the roster" if rep is None else "no longer active"
            candidates.append({"rep": current.id, "verdict": "skipped", "because": because})
            current = rep.backup if rep is not None else None
        else:
            if current is not None and current.kind == "rep":
                current = None  # a circle of people who all left
        if current is not None:
            because = f"backup of {candidates[-1]['rep']}"
            candidates.append({current.kind: current.id, "verdict": "chosen", "because": because})
        run.assignments[role] = {"candidates": candidates}
        return current


def _next(run: Run) -> tuple[Assignee | None, Trace]:
    """The pool that had the record; without a decision by a pool before, there is no next."""
    if run.pool is None:
        because = {"condition": "next", "field": "previous_pool", "missing": True}
        return None, {"verdict": "unavailable", "because": because}
    return Assignee("pool", run.pool), {"verdict": "matched"}


def _with_values(outcome: Outcome, row: Row) -> Outcome:
    return replace(outcome, values=dict(row.values)) if isinstance(outcome, Answer) else outcome


# The trace of a lookup --------------------------------------------------------------------------


def _matched(table: Table, asked: Trace, hit: Hit) -> Trace:
    number = hit.row.number
    # The dates of a row stand behind its keys; they are no key of the record.
    patterns = hit.patterns[: table.key_count]
    found = {
        "table": table.schema.name,
        "key": asked,
        "row": number,
        "matched": patterns[0].text
        if len(patterns) == 1
        else ", ".join([p.text for p in patterns]),
        "cell": f"{table.columns[0]}{number}",
        "version": table.version,
    }
    if table.link is not None:
        found["link"] = table.link(number)
    if hit.others:
        found["others"] = list(hit.others)
    return found


def _missed(table: Table, asked: Trace, miss: Miss) -> Trace:
    found: Trace = {"table": table.schema.name, "key": asked, "survivors": list(miss.survivors)}
    if miss.nearest is not None:
        row = miss.nearest
        dated = miss.column == table.key_count
        text = row.keys[miss.column][0].text if dated else row.cells[miss.column]
        cell = f"{table.columns[0 if dated else miss.column]}{row.number}"
        found["nearest"] = {"row": row.number, "cell": cell, "value": text}
        if table.link is not None:
            found["nearest"]["link"] = table.link(row.number)
    return found
