"""The language read slowly and plainly: the oracle that tests hold the engine against.

It walks the resolved structure as it stands and asks every row of a table, one after another.
Nothing is compiled, indexed or shared with the deciding functions, so both can only agree by both
doing what the language says. For tests, never for the service.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from dsl import model
from dsl.framework import LAST_QUEUE, Framework
from dsl.roster import Assignee, Roster
from dsl.tables.pattern import (
    AnyValue,
    Exactly,
    Except,
    Initials,
    Interval,
    Pattern,
    Phrase,
    Prefix,
    Suffix,
)
from dsl.tables.table import Row, Table
from dsl.values import Invalid, ValueType, header_key, initial, value_type, words

Trace = dict[str, Any]


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
    record = framework.structure.records[record_type]
    today = now.astimezone(framework.structure.time_zone).date()
    known, trace_fields, unread = _read_record(record, fields, today)
    known |= {"event": event, "attempts": attempts, "previous_owner": previous_owner}
    known |= {"now": now, "today": today}
    walk = _Walk(framework, known, today, previous_pool)
    answer = walk.route(record, framework.structure.routes[record_type, event].block)
    trace: Trace = {"fields": trace_fields, "steps": walk.steps}
    if unread:
        trace["unread"] = unread
    broken = [
        {"assumption": each.text, "at": each.at, "held": False}
        for each in framework.structure.assumptions
        if each.record == record_type
        and walk.truth(each.condition) is True
        and walk.truth(each.fact) is False
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


# Fields -------------------------------------------------------------------------------------


def _read_record(
    record: model.Record, given: Mapping[str, Any], today: date
) -> tuple[dict[str, Any], Trace, list[str]]:
    """The values by field, the trace of the fields, and the columns that no field names."""
    known: dict[str, Any] = {}
    trace: Trace = {}
    named: set[str] = set()
    for field in record.fields:
        if field.derivation is None:
            columns = _columns(field, given)
            named |= set(columns)
            known[field.name], trace[field.name] = _read_field(field, columns, given)
    for field in record.derived:
        known[field.name], trace[field.name] = _derive_field(field, known, today)
    return known, trace, [column for column in given if column not in named]


def _columns(field: model.Field, given: Mapping[str, Any]) -> list[str]:
    """The columns that feed a field: by exact name, else by the first that matches as headers do."""
    found: list[str] = []
    for source in field.sources:
        alike = [column for column in given if header_key(column) == header_key(source)]
        column = source if source in given else next(iter(alike), None)
        if column is not None and column not in found:
            found.append(column)
    return found


def _read_field(
    field: model.Field, columns: list[str], given: Mapping[str, Any]
) -> tuple[Any, Trace]:
    refused: list[Trace] = []
    for column in columns:
        value = field.type.read(given[column])
        if isinstance(value, Invalid):
            refused.append({"source": column, "raw": given[column], "because": value.reason})
        elif value is not None:
            entry = {"value": _shown(field.type, value), "raw": given[column], "source": column}
            return value, entry | {"status": "read"} | _passed_over(refused)
    if field.default is not None:
        entry = {"value": _shown(field.type, field.default), "status": "default"}
        return field.default, entry | _passed_over(refused)
    if refused:
        return None, refused[0] | {"status": "invalid"} | _passed_over(refused[1:])
    return None, {"status": "missing"}


def _passed_over(refused: list[Trace]) -> Trace:
    return {"passed_over": refused} if refused else {}


def _derive_field(field: model.Field, known: Trace, today: date) -> tuple[Any, Trace]:
    assert field.derivation is not None
    value = _evaluate(field.derivation, known, today)
    if value is not None and not isinstance(value, Invalid):
        value = field.type.read(value)
    source = {"source": field.derived_text}
    if value is not None and not isinstance(value, Invalid):
        return value, {"value": _shown(field.type, value), "status": "derived"} | source
    if field.default is not None:
        shown = _shown(field.type, field.default)
        return field.default, {"value": shown, "status": "default"} | source
    if isinstance(value, Invalid):
        return None, {"status": "invalid", "because": value.reason} | source
    return None, {"status": "missing"} | source


def _evaluate(node: model.Derivation, known: Trace, today: date) -> Any:
    match node:
        case model.Ref(name=name):
            return known[name]
        case model.Constant(value=value):
            return value
    arguments: list[Any] = []
    for part in node.arguments:
        value = _evaluate(part, known, today)
        arguments.append(None if isinstance(value, Invalid) else value)  # invalid is missing
    if None in arguments and not node.takes_missing:
        return None
    return node.call(*arguments, today) if node.needs_today else node.call(*arguments)


def _shown(type_: ValueType, value: Any) -> Any:
    return value if type_.show is None or value is None else type_.show(value)


# Routes -------------------------------------------------------------------------------------


class _Answer:
    """A step that decides: roles in order, and the values of the row."""

    def __init__(
        self, step: str, roles: dict[str, Assignee], values: Trace, kept: bool = False
    ) -> None:
        self.step, self.roles, self.values, self.kept = step, roles, values, kept


_UNAVAILABLE = "unavailable"


class _Walk:
    """One decision: what is known of the record, and the trace of the steps."""

    def __init__(
        self, framework: Framework, known: Trace, today: date, pool: str | None
    ) -> None:
        self.tables: dict[str, Table] = framework.tables
        self.roster: Roster = framework.roster
        self.known, self.today, self.pool = known, today, pool
        self.steps: list[Trace] = []

    def route(self, record: model.Record, block: model.Block) -> _Answer:
        wanting = [f.name for f in record.fields if f.required and self.known[f.name] is None]
        for name in wanting:
            text = f"{name} is required"
            because = {"condition": text, "field": name, "missing": True}
            self.steps.append({"step": text, "verdict": "no key", "because": because})
        assert block.otherwise is not None
        found = self.step(block.otherwise) if wanting else self.block(block)
        if isinstance(found, _Answer):
            return found
        return _Answer("otherwise", {"owner": Assignee("queue", LAST_QUEUE)}, {})

    def block(self, block: model.Block) -> _Answer | str | None:
        """An answer; ``unavailable``, when no later step may have the record; or None: go on."""
        if block.guard is not None and self.truth(block.guard) is not True:
            self.skip(block.name, block.at, block.guard)
            return None
        found: _Answer | str | None = None
        for part in block.steps:
            found = self.block(part) if isinstance(part, model.Block) else self.step(part)
            if found is not None:
                break
        if isinstance(found, _Answer) or block.otherwise is None:
            return found
        return self.step(block.otherwise) or found

    def step(self, step: model.Step) -> _Answer | str | None:
        if step.guard is not None and self.truth(step.guard) is not True:
            self.skip(step.name, step.at, step.guard)
            return None
        entry: Trace = {"step": step.name, "verdict": "matched", "at": step.at}
        self.steps.append(entry)
        row: Row | None = None
        if step.lookup is not None:
            table = self.tables[step.lookup.table]
            row = self.look_up(step.lookup, table, entry)
            if row is None:
                return None
        roles = self.assign(step.target, row, entry)
        if roles is None:
            return _UNAVAILABLE if entry["verdict"] == _UNAVAILABLE else None
        kept = isinstance(step.target, model.ToKept)
        return _Answer(step.name, roles, dict(row.values) if row is not None else {}, kept)

    def skip(self, name: str, at: str, guard: model.Condition) -> None:
        because = self.because(guard)
        self.steps.append({"step": name, "verdict": "skipped", "at": at, "because": because})

    # targets
    def assign(
        self, target: model.Target, row: Row | None, entry: Trace
    ) -> dict[str, Assignee] | None:
        """Who gets it, by role; None when nobody does, with the verdict saying why."""
        match target:
            case model.ToColumns(names=names):
                assert row is not None
                named = {role: row.assignees.get(role) for role in names}
                able = {role: self.able(who) for role, who in named.items()}
                if able[names[0]] is None:
                    entry["verdict"] = _UNAVAILABLE
                    return None
                return {role: who for role, who in able.items() if who is not None}
            case model.ToAssignee(kind=kind, id=name):
                who = self.able(Assignee(kind, self.spelling(kind, name)))
            case model.ToNext():
                who = None if self.pool is None else Assignee("pool", self.pool)
                if who is None:
                    entry["because"] = {"condition": "next", "field": "previous_pool"}
                    entry["because"]["missing"] = True
            case model.ToKept(ref=ref):
                value = self.known[ref.name]
                who = None if value is None else self.present_rep(value)
                if who is None:
                    found = {"missing": True} if value is None else {"actual": value}
                    entry["because"] = {"condition": f"keep {ref.name}", "field": ref.name} | found
                if value is None:
                    entry["verdict"] = "no key"
                    return None
        if who is None:
            entry["verdict"] = _UNAVAILABLE
            return None
        return {"owner": who}

    def spelling(self, kind: str, name: str) -> str:
        if kind == "pool":
            return self.roster.pool(name) or name
        rep = self.roster.rep(name) if kind == "rep" else None
        return rep.id if rep is not None else name

    def present_rep(self, name: str) -> Assignee | None:
        """The rep of that name who has not left. Without a sheet of reps, any e-mail is a rep."""
        if self.roster.reps is None and isinstance(value_type("email").parse(name), Invalid):
            return None
        rep = self.roster.rep(name)
        return Assignee("rep", rep.id) if rep is not None and rep.active else None

    def able(self, who: Assignee | None) -> Assignee | None:
        """The assignee, or for a rep who has left their backup, or theirs in turn."""
        asked: set[str] = set()
        while who is not None and who.kind == "rep":
            rep = self.roster.rep(who.id)
            if rep is None or who.id in asked:
                return None
            if rep.active:
                return who
            asked.add(who.id)
            who = rep.backup
        return who

    # lookups
    def look_up(self, lookup: model.Lookup, table: Table, entry: Trace) -> Row | None:
        names = [key.ref.name for key in lookup.keys]
        values = [self.known[name] for name in names]
        keys = [
            match_keys(table, column, key, value)
            for column, (key, value) in enumerate(zip(lookup.keys, values, strict=True))
        ]
        shown = {
            key.ref.name: _shown(key.ref.type, value)
            for key, value in zip(lookup.keys, values, strict=True)
        }
        found: Trace = {"table": table.schema.name, "key": shown}
        entry["lookup"] = found
        if table.schema.effective:
            keys.append([self.today])
        left = list(table.rows)
        survivors: list[int] = []
        for column, key in enumerate(keys):
            left = [row for row in left if takes(row.keys[column], key)]
            survivors.append(len(left))
            if not left:
                break
        if not left:
            found["survivors"] = survivors
            entry["verdict"] = "no key" if wanting(table, keys) else "no row"
            return None
        keys = keys[: len(names)]
        row = chosen(table, left, keys)
        texts = [narrowest(row.keys[at], key).text for at, key in enumerate(keys)]
        found["row"] = row.number
        found["matched"] = ", ".join(texts)
        found["cell"] = f"{table.address[table.schema.keys[0].name]}{row.number}"
        found["version"] = table.version
        if table.link is not None:
            found["link"] = table.link(row.number)
        others = [other.number for other in left if other is not row]
        if others:
            found["others"] = others
        return row

    # conditions
    def truth(self, condition: model.Condition) -> bool | None:
        """True, false, or None for unknown."""
        match condition:
            case model.Not(operand=operand):
                found = self.truth(operand)
                return None if found is None else not found
            case model.AllOf(operands=operands):
                several = [self.truth(each) for each in operands]
                return False if False in several else None if None in several else True
            case model.AnyOf(operands=operands):
                several = [self.truth(each) for each in operands]
                return True if True in several else None if None in several else False
            case model.IsPresent(ref=ref, present=present):
                return (self.known[ref.name] is not None) == present
            case model.Test(ref=ref):
                value = self.known[ref.name]
                return None if value is None else self.test(condition, value)
        raise TypeError(f"{condition!r} is no condition")

    def test(self, condition: model.Test, value: Any) -> bool | None:
        """A test of a value that is present."""
        key = _key(condition.ref.type, value)
        items = key if condition.ref.type.name.startswith("list of ") else [key]
        match condition:
            case model.IsTrue():
                return bool(value)
            case model.Compare(operator=sign, value=wanted, other=other):
                if other is not None:
                    if self.known[other.name] is None:
                        return None
                    wanted = _key(other.type, self.known[other.name])
                return _compared(key, sign, wanted)
            case model.Among(values=values, ranges=ranges, negated=negated):
                among = any(
                    item in values or any(low <= item <= high for low, high in ranges)
                    for item in items
                )
                return among != negated
            case model.HasAffix(relation="starts", value=part):
                return any(item[: len(part)] == part for item in items)
            case model.HasAffix(relation="ends", value=part):
                return any(item[len(item) - len(part) :] == part for item in items)
            case model.HasAffix(value=part):
                return any(item.find(part) >= 0 for item in items)
            case model.InTable(ref=ref, table=name, convert=convert, negated=negated):
                table = self.tables[name]
                keys = match_keys(table, 0, model.Key(ref, convert), value)
                if not keys:
                    return None
                return any(
                    takes(row.keys[0], keys)
                    and (not table.schema.effective or takes(row.keys[1], [self.today]))
                    for row in table.rows
                ) != negated
        raise TypeError(f"{condition!r} is no test")

    def because(self, guard: model.Condition) -> Trace:
        """The first unmet part of a guard, and the field that decided it."""
        parts = guard.operands if isinstance(guard, model.AllOf) else (guard,)
        unmet = next(part for part in parts if self.truth(part) is not True)
        ref = self.blamed(unmet, wanted=True)
        found: Trace = {"condition": unmet.text, "field": ref.name}
        value = self.known[ref.name]
        return found | ({"missing": True} if value is None else {"actual": _shown(ref.type, value)})

    def blamed(self, condition: model.Condition, wanted: bool) -> model.Ref:
        """The field of the first test for which the condition is not as wanted."""
        match condition:
            case model.Test(ref=ref):
                return ref
            case model.Not(operand=operand):
                return self.blamed(operand, not wanted)
            case model.AllOf(operands=operands) | model.AnyOf(operands=operands):
                first = next(each for each in operands if self.truth(each) is not wanted)
                return self.blamed(first, wanted)
        raise TypeError(f"{condition!r} is no condition")


def _key(type_: ValueType, value: Any) -> Any:
    return value if type_.key is None else type_.key(value)


def _compared(one: Any, sign: str, other: Any) -> bool:
    answers = {
        "=": one == other,
        "!=": one != other,
        "<": sign in ("<", "<=") and one < other,
        "<=": sign in ("<", "<=") and not other < one,
        ">": sign in (">", ">=") and other < one,
        ">=": sign in (">", ">=") and not one < other,
    }
    return bool(answers[sign])


# Rows ---------------------------------------------------------------------------------------


def match_keys(table: Table, column: int, key: model.Key, value: Any) -> list[Any]:
    """What the patterns of a column compare: one key, several for a list, none when missing."""
    if value is None:
        return []
    schema, type_ = table.schema.keys[column], table.key_types[column]
    found: list[Any] = []
    for item in value if key.ref.type.name.startswith("list of ") else [value]:
        read = item if key.convert is None else key.convert(item)
        if read is None or isinstance(read, Invalid):
            continue
        match schema.kind:
            case "alphabet":
                found.append(initial(read) or "")
            case "phrase":
                found.append(words(read) or ())
            case "prefix" if type_.name == "url":
                found.append(read.lower())
            case _:
                found.append(_key(type_, read))
    return found


def takes(patterns: Sequence[Pattern], keys: list[Any]) -> bool:
    """Whether a cell matches: any of its patterns any of the keys; without a key, only *any*."""
    return any(pattern.matches(key) for pattern in patterns for key in keys or [None])


def wanting(table: Table, keys: list[list[Any]]) -> bool:
    """Whether only missing keys keep every row from matching."""
    present = [column for column, key in enumerate(keys) if key]
    return len(present) < len(keys) and any(
        all(takes(row.keys[column], keys[column]) for column in present) for row in table.rows
    )


def chosen(table: Table, rows: list[Row], keys: list[list[Any]]) -> Row:
    """The row that the hit policy takes of those that match; row order where it has no say."""
    if table.schema.hit == "specific":
        for row in rows:
            if all(_precedes(row, other, keys) for other in rows if other is not row):
                return row
    return rows[0]


def _precedes(one: Row, other: Row, keys: list[list[Any]]) -> bool:
    for column, key in enumerate(keys):
        a, b = narrowest(one.keys[column], key), narrowest(other.keys[column], key)
        if is_narrower(a, b):
            return True
        if is_narrower(b, a):
            return False
    return one.number < other.number


def narrowest(patterns: Sequence[Pattern], key: list[Any]) -> Pattern:
    """Of the patterns in a cell that match, the first that no other is narrower than."""
    matching = [pattern for pattern in patterns if takes([pattern], key)]
    return next(p for p in matching if not any(is_narrower(other, p) for other in matching))


def is_narrower(one: Pattern, other: Pattern) -> bool:
    """Of two patterns that match one value, whether the first is the more specific."""
    a, b = _breadth(one), _breadth(other)
    if a != b:
        return a < b
    match one, other:
        case Interval(low=low, high=None), Interval(low=least, high=None) if low is not None:
            return bool(least < low) or (low == least and one.low_open and not other.low_open)
        case Interval(low=None, high=high), Interval(low=None, high=most) if high is not None:
            return bool(high < most) or (high == most and one.high_open and not other.high_open)
        case Interval(), Interval() if None not in (one.low, one.high, other.low, other.high):
            return _distance(one) < _distance(other)
        case (Prefix(), Prefix()) | (Suffix(), Suffix()):
            return len(_written(one)) > len(_written(other))
        case Phrase(), Phrase():
            mine, theirs = one.words, other.words
            return (len(mine), len("".join(mine))) > (len(theirs), len("".join(theirs)))
        case Initials(), Initials():
            return not one.other and len(one.characters) < len(other.characters)
        case Except(), Except():
            return len(one.excluded) > len(other.excluded)
    return False


def _breadth(pattern: Pattern) -> int:
    """Exact values, then what names values, half-lines after closed ranges; then the rest."""
    match pattern:
        case Exactly():
            return 0
        case Interval(low=None) | Interval(high=None):
            return 2
        case Except() | Initials(other=True):
            return 3
        case AnyValue():
            return 4
    return 1


def _written(pattern: Prefix | Suffix) -> str:
    return pattern.start if isinstance(pattern, Prefix) else pattern.domain


def _distance(interval: Interval) -> Any:
    low, high = interval.low, interval.high
    return int(high) - int(low) if isinstance(low, str) else high - low
