"""Conditions as functions of a record's values, with three answers: true, false and unknown (None).

Kleene's strong three-valued logic: a comparison with a missing value is unknown, ``not unknown``
is unknown, ``and`` is false as soon as one side is, ``or`` true as soon as one side is.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dsl import model
from dsl.remembered import Remembered, picker, repeats
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


Trace = dict[str, Any]


class Guarded(NamedTuple):
    """One condition of a guard: ``skips(pick(values))`` is None when it is true.

    Else it is the trace entry of the step that is passed over for it.
    """

    pick: Callable[[Values], Any]
    skips: Callable[[Any], Trace | None]


def compile_guard(
    guard: model.Condition | None, skipped: Trace, tables: Mapping[str, Table], today: int
) -> tuple[Guarded, ...]:
    """The conditions that must all be true, in order.

    ``skipped`` is what the trace entry begins with. ``today`` is the slot of the day, for tables
    whose rows are in effect only for a while.
    """
    if guard is None:
        return ()
    parts = guard.operands if isinstance(guard, model.AllOf) else (guard,)
    return tuple(_guarded(part, skipped, tables, today) for part in parts)


def _guarded(
    part: model.Condition, skipped: Trace, tables: Mapping[str, Table], today: int
) -> Guarded:
    """Judged once for each set of values that it looks at, where those repeat."""
    check = compile_condition(part, tables, today)
    because = _because(part, tables, today)

    def skips(values: Values) -> Trace | None:
        return None if check(values) is True else {**skipped, "because": because(values)}

    refs = _refs(part)
    if not repeats(ref.type for ref in refs):
        return Guarded(lambda values: values, skips)
    slots = (
        *dict.fromkeys(ref.slot for ref in refs),
        *([today] if _looks_up(part) else []),
    )

    def skips_by(picked: Any) -> Trace | None:
        values: Values = [None] * (max(slots) + 1)
        for slot, value in zip(slots, (picked,) if len(slots) == 1 else picked, strict=True):
            values[slot] = value
        return skips(values)

    return Guarded(picker(slots), Remembered(skips_by).__getitem__)


def _tests(condition: model.Condition) -> list[model.Test]:
    match condition:
        case model.Test():
            return [condition]
        case model.Not(operand=operand):
            return _tests(operand)
        case model.AllOf(operands=operands) | model.AnyOf(operands=operands):
            return [test for operand in operands for test in _tests(operand)]
    raise TypeError(f"{condition!r} is no condition")


def _refs(condition: model.Condition) -> list[model.Ref]:
    """All that a condition looks at, apart from the day."""
    found = []
    for test in _tests(condition):
        found.append(test.ref)
        if isinstance(test, model.Compare) and test.other is not None:
            found.append(test.other)
    return found


def _looks_up(condition: model.Condition) -> bool:
    """Whether it asks a table, whose rows may be in effect only for a while."""
    return any(isinstance(test, model.InTable) for test in _tests(condition))


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
