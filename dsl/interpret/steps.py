"""Routes: blocks and steps from top to bottom, and who a target stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dsl import model
from dsl.framework import LAST_QUEUE, Framework
from dsl.interpret.conditions import because, truth
from dsl.interpret.fields import Trace, shown
from dsl.interpret.rows import chosen, is_wanting, match_keys, narrowest, survivors
from dsl.roster import Assignee
from dsl.tables.table import Row


@dataclass(frozen=True, slots=True)
class Answer:
    """What a step that decides gives: roles in order, and the values of its row."""

    step: str
    roles: dict[str, Assignee]
    values: dict[str, Any]
    kept: bool = False


UNAVAILABLE = "unavailable"


class Walk:
    """One decision: what is ``known`` of the record, and the trace of the ``steps`` so far."""

    def __init__(self, framework: Framework, known: dict[str, Any], pool: str | None) -> None:
        self._tables = framework.tables
        self._roster = framework.roster
        self._zone = framework.structure.time_zone
        self._known = known
        self._pool = pool
        self.steps: list[Trace] = []

    def route(self, record: model.Record, block: model.Block) -> Answer:
        """The answer of a route; the last resort has records that lack what is required."""
        wanting = [f.name for f in record.fields if f.required and self._known[f.name] is None]
        for name in wanting:
            text = f"{name} is required"
            missing = {"condition": text, "field": name, "missing": True}
            self.steps.append({"step": text, "verdict": "no key", "because": missing})
        assert block.otherwise is not None
        found = self._step(block.otherwise) if wanting else self._block(block)
        if isinstance(found, Answer):
            return found
        return Answer("otherwise", {"owner": Assignee("queue", LAST_QUEUE)}, {})

    def _block(self, block: model.Block) -> Answer | str | None:
        """An answer; ``unavailable``, when no later step may have the record; or None: go on."""
        if self._is_skipped(block):
            return None
        found: Answer | str | None = None
        for part in block.steps:
            found = self._block(part) if isinstance(part, model.Block) else self._step(part)
            if found is not None:
                break
        if isinstance(found, Answer) or block.otherwise is None:
            return found
        return self._step(block.otherwise) or found

    def _is_skipped(self, part: model.Step | model.Block) -> bool:
        if part.guard is None or truth(part.guard, self._known, self._tables) is True:
            return False
        entry = {"step": part.name, "verdict": "skipped", "at": part.at}
        self.steps.append(entry | {"because": because(part.guard, self._known, self._tables)})
        return True

    def _step(self, step: model.Step) -> Answer | str | None:
        if self._is_skipped(step):
            return None
        entry: Trace = {"step": step.name, "verdict": "matched", "at": step.at}
        self.steps.append(entry)
        row: Row | None = None
        if step.lookup is not None:
            row = self._look_up(step.lookup, entry)
            if row is None:
                return None
        roles = self._assign(step.target, row, entry)
        if roles is None:
            return UNAVAILABLE if entry["verdict"] == UNAVAILABLE else None
        kept = isinstance(step.target, model.ToKept)
        return Answer(step.name, roles, {} if row is None else dict(row.values), kept)

    # targets
    def _assign(
        self, target: model.Target, row: Row | None, entry: Trace
    ) -> dict[str, Assignee] | None:
        """Who gets it, by role; None when nobody does, with the verdict saying why."""
        who: Assignee | None
        match target:
            case model.ToColumns(names=names):
                assert row is not None
                able = {role: self._able(row.assignees.get(role)) for role in names}
                if able[names[0]] is None:
                    entry["verdict"] = UNAVAILABLE
                    return None
                return {role: found for role, found in able.items() if found is not None}
            case model.ToAssignee(kind=kind, id=name):
                who = self._able(Assignee(kind, self._spelling(kind, name)))
            case model.ToNext():
                who = None if self._pool is None else Assignee("pool", self._pool)
                if who is None:
                    missing = {"condition": "next", "field": "previous_pool", "missing": True}
                    entry["because"] = missing
            case model.ToKept(ref=ref):
                value = self._known[ref.name]
                who = None if value is None else self._still_here(value)
                if who is None:
                    found = {"missing": True} if value is None else {"actual": value}
                    entry["because"] = {"condition": f"keep {ref.name}", "field": ref.name} | found
                if value is None:
                    entry["verdict"] = "no key"
                    return None
        if who is None:
            entry["verdict"] = UNAVAILABLE
            return None
        return {"owner": who}

    def _spelling(self, kind: str, name: str) -> str:
        if kind == "pool":
            pool = self._roster.pool(name)
            return name if pool is None else pool.name
        rep = self._roster.rep(name) if kind == "rep" else None
        return name if rep is None else rep.id

    def _still_here(self, name: str) -> Assignee | None:
        """The rep of that name who has not left."""
        rep = self._roster.rep(name)
        return Assignee("rep", rep.id) if rep is not None and rep.active else None

    def _able(self, who: Assignee | None) -> Assignee | None:
        """The assignee; for a rep who is away the first who is there of all that stand in."""
        line = [] if who is None else [who]
        asked: set[Assignee] = set()
        for each in line:
            if each in asked:
                continue
            asked.add(each)
            rep = self._roster.rep(each.id) if each.kind == "rep" else None
            if rep is None:
                if each.kind != "rep" or self._roster.reps is None:
                    return each
                continue
            today = self._known["now"].astimezone(rep.time_zone or self._zone).date()
            off = [
                days
                for days in rep.time_off
                if (days.first or date.min) <= today <= (days.last or date.max)
            ]
            if rep.active and not off and (rep.start or date.min) <= today:
                return each
            line += [days.cover for days in off if days.cover is not None]
            line += [] if rep.backup is None else [rep.backup]
        return None

    # lookups
    def _look_up(self, lookup: model.Lookup, entry: Trace) -> Row | None:
        table = self._tables[lookup.table]
        values = [self._known[key.ref.name] for key in lookup.keys]
        asked = list(zip(lookup.keys, values, strict=True))
        found: Trace = {"table": lookup.table}
        found["key"] = {key.ref.name: shown(key.ref.type, value) for key, value in asked}
        entry["lookup"] = found
        keys = [match_keys(table, at, key, value) for at, (key, value) in enumerate(asked)]
        dated = [*keys, [self._known["today"]]] if table.schema.effective else keys
        left = survivors(table, dated)
        if not left[-1]:
            found["survivors"] = [len(rows) for rows in left]
            entry["verdict"] = "no key" if is_wanting(table, dated) else "no row"
            return None
        row = chosen(table, left[-1], keys)
        found["row"] = row.number
        found["matched"] = ", ".join(
            narrowest(row.keys[at], key).text for at, key in enumerate(keys)
        )
        found["cell"] = f"{table.columns[0]}{row.number}"
        found["version"] = table.version
        if table.link is not None:
            found["link"] = table.link(row.number)
        others = [other.number for other in left[-1] if other is not row]
        if others:
            found["others"] = others
        return row
