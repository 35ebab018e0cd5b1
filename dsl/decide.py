"""The deciding functions: a route compiled to closures that leave their trace as they go.

There is one path. What is traced is what happened, because the functions that decide write the
trace; the slow interpreter that tests compare with shares none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dsl import model
from dsl.choosing import Ask, Chooser
from dsl.conditions import Values, compile_condition, compile_guard, key_function
from dsl.remembered import Remembered, picker, repeats
from dsl.roster import Assignee, Roster
from dsl.tables.table import Hit, Miss, Row, Table
from dsl.values import fold

Trace = dict[str, Any]


class Run(Struct, gc=False):
    """One decision under way: what is known of the record, and the trace of the steps so far.

    ``pool`` had the record before; ``chooser`` says who takes it once somebody is named.
    """

    values: Values
    now: datetime
    pool: str | None
    chooser: Chooser
    steps: list[Trace] = []
    assignments: dict[str, Trace] = {}


class Answer(Struct, gc=False):
    """What a step gives: roles in order, the values of its row, and its name.

    ``outcome`` is empty where it follows from the owner.
    """

    step: str
    roles: dict[str, dict[str, str]]
    values: dict[str, Any]
    outcome: str = ""


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
        guard = compile_guard(
            block.guard, _skipped(block.name, block.at), self._tables, self._today
        )
        stages = tuple(
            self._block(part) if isinstance(part, model.Block) else self._step(part)
            for part in block.steps
        )
        otherwise = self._step(block.otherwise) if block.otherwise else None

        def run_block(run: Run) -> Outcome:
            for pick, skips in guard:
                skipped = skips(pick(run.values))
                if skipped is not None:
                    run.steps.append(skipped)
                    return None
            for stage in stages:
                outcome = stage(run)
                if outcome is UNAVAILABLE:
                    break  # a territory does not spill into another: the last resort answers
                if outcome is not None:
                    return outcome
            else:
                outcome = None
            # A last resort that has nobody either leaves it to the one around it.
            return outcome if otherwise is None else otherwise(run) or outcome

        return run_block

    def _step(self, step: model.Step) -> Stage:
        guard = compile_guard(step.guard, _skipped(step.name, step.at), self._tables, self._today)
        act = self._lookup(step) if step.lookup else self._target(step)
        if not guard:
            return act

        def run_step(run: Run) -> Outcome:
            for pick, skips in guard:
                skipped = skips(pick(run.values))
                if skipped is not None:
                    run.steps.append(skipped)
                    return None
            return act(run)

        return run_step

    # lookups
    def _lookup(self, step: model.Step) -> Stage:
        lookup = self._looked_up(step)
        take = self._take_row(step)

        def run_lookup(run: Run) -> Outcome:
            row, entry = lookup(run.values)
            run.steps.append(entry)
            if row is None:
                return None
            answer = take(run, row)
            if answer is UNAVAILABLE:
                run.steps[-1] = {**run.steps[-1], "verdict": "unavailable"}
            elif answer is None:  # the field that says whom to keep is blank
                run.steps[-1] = {**run.steps[-1], "verdict": "no key"}
            return answer

        return run_lookup

    def _looked_up(self, step: model.Step) -> Callable[[Values], tuple[Row | None, Trace]]:
        """The row for a record's values, and the trace entry; remembered where values repeat."""
        assert step.lookup is not None
        name, at = step.name, step.at
        table = self._tables[step.lookup.table]
        keys = [
            (key.ref.name, key.ref.type.show, key_function(key.ref, key.convert, table, column))
            for column, key in enumerate(step.lookup.keys)
        ]
        refs = [key.ref for key in step.lookup.keys]
        pick = picker([*(ref.slot for ref in refs), self._today])

        def look_up(picked: Sequence[Any]) -> tuple[Row | None, Trace]:
            *values, today = picked
            asked: Trace = {}
            wanted = []
            for (field, show, key_of), value in zip(keys, values, strict=True):
                asked[field] = value if value is None or show is None else show(value)
                wanted.append(value if value is None or key_of is None else key_of(value))
            answer = table.lookup(wanted, today)
            if isinstance(answer, Miss):
                verdict = "no key" if answer.wanting else "no row"
                lookup = _missed(table, asked, answer)
                return None, {"step": name, "verdict": verdict, "at": at, "lookup": lookup}
            lookup = _matched(table, asked, answer)
            return answer.row, {"step": name, "verdict": "matched", "at": at, "lookup": lookup}

        found = Remembered(look_up).__getitem__ if repeats(ref.type for ref in refs) else look_up
        return lambda values: found(pick(values))

    def _take_row(self, step: model.Step) -> Callable[[Run, Row], Outcome]:
        if not isinstance(step.target, model.ToColumns):
            act = self._target(step, traced=False)
            return lambda run, row: _with_values(act(run), row)
        name, first, names = step.name, step.target.names[0], step.target.names
        choose = _choosing(step.needs)

        def take(run: Run, row: Row) -> Outcome:
            roles: dict[str, dict[str, str]] = {}
            outcome = ""
            for role in names:
                wanted = row.assignees.get(role)
                found, offered = (None, False) if wanted is None else choose(run, role, wanted)
                if found is not None:
                    roles[role] = {"kind": found.kind, "id": found.id}
                    if offered and role == first:
                        outcome = "offered"
                elif role == first:
                    return UNAVAILABLE
            return Answer(name, roles, dict(row.values), outcome)

        return take

    # targets
    def _target(self, step: model.Step, traced: bool = True) -> Stage:
        """``traced``: whether the step has no lookup that has written its trace already."""
        assign = self._assign(step)
        name, at = step.name, step.at

        def run_target(run: Run) -> Outcome:
            assignee, entry, outcome = assign(run)
            if traced:
                run.steps.append({"step": name, "verdict": entry["verdict"], "at": at} | entry)
            elif "because" in entry:  # beside the row that was found
                run.steps[-1] = {**run.steps[-1], "because": entry["because"]}
            if assignee is None:
                return UNAVAILABLE if entry["verdict"] == "unavailable" else None
            return Answer(name, {"owner": {"kind": assignee.kind, "id": assignee.id}}, {}, outcome)

        return run_target

    def _assign(self, step: model.Step) -> Callable[[Run], _Assigned]:
        choose = _choosing(step.needs)

        def assign_to(run: Run, wanted: Assignee) -> _Assigned:
            found, offered = choose(run, "owner", wanted)
            entry = {"verdict": "unavailable" if found is None else "matched"}
            return found, entry, "offered" if offered else ""

        match step.target:
            case model.ToKept(ref=ref):
                return self._keep(ref)
            case model.ToNext():

                def assign_next(run: Run) -> _Assigned:
                    if run.pool is not None:
                        return assign_to(run, Assignee("pool", run.pool))
                    because = {"condition": "next", "field": "previous_pool", "missing": True}
                    return None, {"verdict": "unavailable", "because": because}, ""

                return assign_next
            case model.ToAssignee(kind=kind, id=id_):
                named = Assignee(kind, self._spelt(kind, id_))
                return lambda run: assign_to(run, named)
        raise TypeError(f"{step.target!r} needs a lookup")

    def _spelt(self, kind: str, id_: str) -> str:
        if kind == "rep":
            rep = self._roster.rep(id_)
            return rep.id if rep is not None else id_
        pool = self._roster.pool(id_) if kind == "pool" else None
        return pool.name if pool is not None else id_

    def _keep(self, ref: model.Ref) -> Callable[[Run], _Assigned]:
        name, slot, roster = ref.name, ref.slot, self._roster

        def keep(run: Run) -> _Assigned:
            value = run.values[slot]
            because: Trace = {"condition": f"keep {name}", "field": name}
            if value is None:
                return None, {"verdict": "no key", "because": because | {"missing": True}}, ""
            rep = roster.rep(value)
            if rep is None or not rep.active:
                return None, {"verdict": "unavailable", "because": because | {"actual": value}}, ""
            return Assignee("rep", rep.id), {"verdict": "matched"}, "kept"

        return keep


_Assigned = tuple[Assignee | None, Trace, str]
"""Who a target without a row goes to, what the trace says of it, and the outcome if it is one."""


def _choosing(
    needs: model.Needs | None,
) -> Callable[[Run, str, Assignee], tuple[Assignee | None, bool]]:
    """Who takes what somebody is named for, and whether it is only offered; told in the trace."""

    def choose(run: Run, role: str, wanted: Assignee) -> tuple[Assignee | None, bool]:
        if wanted.kind == "queue":
            return wanted, False
        ask = Ask(role, run.now) if needs is None else _asking(needs, role, run)
        found, trace, offered = run.chooser.choose(wanted, ask)
        if trace is not None:
            run.assignments[role] = trace
        return found, offered

    return choose


def _asking(needs: model.Needs, role: str, run: Run) -> Ask:
    """What a step needs for this record: the skills it names, and what its fields hold."""
    skills, languages = set(needs.skills), set[str]()
    for ref in needs.refs:
        value = run.values[ref.slot]
        items = () if value is None else value if isinstance(value, tuple) else (value,)
        if ref.type.name.endswith("language"):
            languages.update(items)
        else:
            skills.update(map(fold, items))
    return Ask(role, run.now, frozenset(skills), frozenset(languages))


def _skipped(name: str, at: str) -> Trace:
    return {"step": name, "verdict": "skipped", "at": at}


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
