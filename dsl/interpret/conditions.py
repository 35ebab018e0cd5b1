"""Conditions: true, false or unknown (None), and which field is to blame."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dsl import model
from dsl.interpret.fields import shown
from dsl.interpret.rows import key_of, match_keys, takes
from dsl.tables.table import Table

Known = Mapping[str, Any]
Tables = Mapping[str, Table]


def truth(condition: model.Condition, known: Known, tables: Tables) -> bool | None:
    """Whether a condition holds for what is known of a record; None when that is unknown."""
    match condition:
        case model.Not(operand=operand):
            found = truth(operand, known, tables)
            return None if found is None else not found
        case model.AllOf(operands=operands):
            several = [truth(each, known, tables) for each in operands]
            return False if False in several else None if None in several else True
        case model.AnyOf(operands=operands):
            several = [truth(each, known, tables) for each in operands]
            return True if True in several else None if None in several else False
        case model.IsPresent(ref=ref, present=present):
            return (known[ref.name] is not None) == present
        case model.Test(ref=ref):
            value = known[ref.name]
            return None if value is None else _test(condition, value, known, tables)
    raise TypeError(f"{condition!r} is no condition")


def _test(condition: model.Test, value: Any, known: Known, tables: Tables) -> bool | None:
    """A test of a value that is present; a list passes when one of its items does."""
    key = key_of(condition.ref.type, value)
    items = key if condition.ref.type.name.startswith("list of ") else [key]
    match condition:
        case model.IsTrue():
            return bool(value)
        case model.Compare(operator=sign, value=wanted, other=None):
            return _compared(key, sign, wanted)
        case model.Compare(operator=sign, other=model.Ref(name=other, type=type_)):
            other_value = known[other]
            return None if other_value is None else _compared(key, sign, key_of(type_, other_value))
        case model.Among(values=values, ranges=ranges, negated=negated):
            found = [item in values or _between(item, ranges) for item in items]
            return (True in found) != negated
        case model.HasAffix(relation="starts", value=part):
            return any(item.startswith(part) for item in items)
        case model.HasAffix(relation="ends", value=part):
            return any(item.endswith(part) for item in items)
        case model.HasAffix(value=part):
            return any(part in item for item in items)
        case model.InTable(ref=ref, table=name, convert=convert, negated=negated):
            table = tables[name]
            keys = match_keys(table, 0, model.Key(ref, convert), value)
            if not keys:
                return None  # no value of the column's type, so as good as missing
            columns = [keys, [known["today"]]] if table.schema.effective else [keys]
            there = [
                all(takes(row.keys[at], column) for at, column in enumerate(columns))
                for row in table.rows
            ]
            return (True in there) != negated
    raise TypeError(f"{condition!r} is no test")


def _between(key: Any, ranges: tuple[tuple[Any, Any], ...]) -> bool:
    return any(low <= key <= high for low, high in ranges)


def _compared(one: Any, sign: str, other: Any) -> bool:
    match sign:
        case "=":
            return bool(one == other)
        case "!=":
            return bool(one != other)
        case "<":
            return bool(one < other)
        case "<=":
            return not other < one
        case ">":
            return bool(other < one)
        case ">=":
            return not one < other
    raise ValueError(sign)


def because(guard: model.Condition, known: Known, tables: Tables) -> dict[str, Any]:
    """The first part of a guard that is not true, with the field that decided it."""
    parts = guard.operands if isinstance(guard, model.AllOf) else (guard,)
    unmet = next(part for part in parts if truth(part, known, tables) is not True)
    ref = _blamed(unmet, True, known, tables)
    found = {"condition": unmet.text, "field": ref.name}
    value = known[ref.name]
    return found | ({"missing": True} if value is None else {"actual": shown(ref.type, value)})


def _blamed(condition: model.Condition, wanted: bool, known: Known, tables: Tables) -> model.Ref:
    """The field of the first test for which a condition is not as wanted."""
    match condition:
        case model.Test(ref=ref):
            return ref
        case model.Not(operand=operand):
            return _blamed(operand, not wanted, known, tables)
        case model.AllOf(operands=operands) | model.AnyOf(operands=operands):
            first = next(each for each in operands if truth(each, known, tables) is not wanted)
            return _blamed(first, wanted, known, tables)
    raise TypeError(f"{condition!r} is no condition")
