"""Conditions as functions of a record's values, with three answers: true, false and unknown (None).

Kleene's strong three-valued logic: a comparison with a missing value is unknown, ``not unknown``
is unknown, ``and`` is false as soon as one side is, ``or`` true as soon as one side is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from dsl import model
from dsl.tables.table import Hit, Table, match_key_of
from dsl.values import Invalid

Values = list[Any]
Check = Callable[[Values], bool | None]
Because = Callable[[Values], dict[str, Any]]

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compile_guard(
    guard: model.Condition | None, tables: Mapping[str, Table], today: int
) -> tuple[tuple[Check, Because], ...]:
    """The conditions that must all be true, in order, each with what to say when it is not.

    ``today`` is the slot of the day, for tables whose rows are in effect only for a while.
    """
    if guard is None:
        return ()
    parts = guard.operands if isinstance(guard, model.AllOf) else (guard,)
    return tuple(
        (compile_condition(part, tables, today), _because(part, tables, today)) for part in parts
    )


def compile_condition(condition: model.Condition, tables: Mapping[str, Table], today: int) -> Check:
    """The condition as a function of the values."""
    match condition:
        case model.AllOf(operands=operands):
            return _all_of([compile_condition(each, tables, today) for each in operands])
        case model.AnyOf(operands=operands):
            return _any_of([compile_condition(each, tables, today) for each in operands])
        case model.Not(operand=operand):
            return _not(compile_condition(operand, tables, today))
        case model.IsPresent(ref=ref, present=present):
            slot = ref.slot
            return lambda values: (values[slot] is not None) is present
        case model.IsTrue(ref=ref):
            return operator.itemgetter(ref.slot)
        case model.Compare(ref=ref, other=None):
            return _compare(ref, _OPERATORS[condition.operator], condition.value)
        case model.Compare(ref=ref, other=other):
            assert other is not None
            return _compare_fields(ref, _OPERATORS[condition.operator], other)
        case model.Among(ref=ref):
            return _of_any(ref, _among(condition), condition.negated)
        case model.HasAffix(ref=ref):
            return _of_any(ref, _affix(condition), False)
        case model.InTable(ref=ref):
            return _in_table(condition, tables[condition.table], today)
    raise TypeError(f"{condition!r} is no condition")


def _all_of(checks: list[Check]) -> Check:
    def check(values: Values) -> bool | None:
        answer: bool | None = True
        for each in checks:
            found = each(values)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return check


def _any_of(checks: list[Check]) -> Check:
    def check(values: Values) -> bool | None:
        answer: bool | None = False
        for each in checks:
            found = each(values)
            if found is True:
                return True
            if found is None:
                answer = None
        return answer

    return check


def _not(inner: Check) -> Check:
    def check(values: Values) -> bool | None:
        found = inner(values)
        return None if found is None else not found

    return check


def _compare(ref: model.Ref, compare: Callable[[Any, Any], bool], wanted: Any) -> Check:
    slot, key = ref.slot, ref.type.key

    def check(values: Values) -> bool | None:
        value = values[slot]
        if value is None:
            return None
        return compare(value if key is None else key(value), wanted)

    return check


def _compare_fields(ref: model.Ref, compare: Callable[[Any, Any], bool], other: model.Ref) -> Check:
    slot, other_slot, key = ref.slot, other.slot, ref.type.key

    def check(values: Values) -> bool | None:
        one, two = values[slot], values[other_slot]
        if one is None or two is None:
            return None
        return compare(one, two) if key is None else compare(key(one), key(two))

    return check


def _among(condition: model.Among) -> Callable[[Any], bool]:
    members, ranges = condition.values, condition.ranges
    if not ranges:
        return members.__contains__
    return lambda key: key in members or any(low <= key <= high for low, high in ranges)


def _affix(condition: model.HasAffix) -> Callable[[Any], bool]:
    part = condition.value
    match condition.relation:
        case "starts":
            return lambda key: bool(key.startswith(part))
        case "ends":
            return lambda key: bool(key.endswith(part))
        case "contains":
            return lambda key: part in key


def _of_any(ref: model.Ref, holds: Callable[[Any], bool], negated: bool) -> Check:
    """A test of a value's match key; a list passes when any of its items does."""
    slot, key = ref.slot, ref.type.key
    is_list = ref.type.name.startswith("list of ")

    def check(values: Values) -> bool | None:
        value = values[slot]
        if value is None:
            return None
        found = value if key is None else key(value)
        return (any(map(holds, found)) if is_list else holds(found)) is not negated

    return check


def _in_table(condition: model.InTable, table: Table, today: int) -> Check:
    slot, key_of = condition.ref.slot, key_function(condition.ref, condition.convert, table, 0)
    negated = condition.negated

    def check(values: Values) -> bool | None:
        value = values[slot]
        key = value if value is None or key_of is None else key_of(value)
        if key is None:
            return None
        return isinstance(table.lookup((key,), values[today]), Hit) is not negated

    return check


def key_function(
    ref: model.Ref, convert: Callable[[Any], Any] | None, table: Table, column: int
) -> Callable[[Any], Any] | None:
    """From a value that is present to what the patterns of a key column compare.

    None when that is the value itself. The items of a list become a frozenset of keys. What the
    column's type cannot read becomes None, as if it were missing.
    """
    key = match_key_of(table.schema.keys[column], table.key_types[column])
    of_one = key if convert is None else convert
    if convert is not None:

        def of_one(value: Any) -> Any:
            converted = convert(value)
            if converted is None or isinstance(converted, Invalid):
                return None
            return converted if key is None else key(converted)

    if not ref.type.name.startswith("list of "):
        return of_one

    def of_list(value: Any) -> Any:
        keys = value if of_one is None else map(of_one, value)
        # A list without any key that the column could hold is as good as missing.
        return frozenset(found for found in keys if found is not None) or None

    return of_list


# Why a condition is not true ------------------------------------------------------------------


def _because(condition: model.Condition, tables: Mapping[str, Table], today: int) -> Because:
    """What to say when the condition is not true: its text, and the field that decided."""
    text = condition.text
    if isinstance(condition, model.Test):
        return _because_of(text, condition.ref)
    decide = _deciding(condition, tables, today)
    return lambda values: _because_of(text, decide(values))(values)


def _because_of(text: str, ref: model.Ref) -> Because:
    name, slot, show = ref.name, ref.slot, ref.type.show

    def because(values: Values) -> dict[str, Any]:
        value = values[slot]
        if value is None:
            return {"condition": text, "field": name, "missing": True}
        actual = value if show is None else show(value)
        return {"condition": text, "field": name, "actual": actual}

    return because


def _deciding(
    condition: model.Condition, tables: Mapping[str, Table], today: int, wanted: bool = True
) -> Callable[[Values], model.Ref]:
    """The field of the first test that keeps the condition from being ``wanted``.

    Only asked when it is not: then some operand is not, or for ``not`` not the opposite.
    """
    match condition:
        case model.Test(ref=ref):
            return lambda values: ref
        case model.Not(operand=operand):
            return _deciding(operand, tables, today, not wanted)
        case model.AllOf(operands=operands) | model.AnyOf(operands=operands):
            parts = [
                (
                    compile_condition(each, tables, today),
                    _deciding(each, tables, today, wanted),
                )
                for each in operands
            ]
            return lambda values: next(
                decide(values) for check, decide in parts if check(values) is not wanted
            )
    raise TypeError(f"{condition!r} is no condition")
