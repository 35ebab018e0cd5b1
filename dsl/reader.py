"""From the raw fields of a record to typed values, each with where it came from.

What a text reads as follows from the text alone, so it is remembered together with its trace entry.
Decisions share such entries: none may be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from dsl import model
from dsl.remembered import Remembered, picker, repeats
from dsl.values import Invalid, ValueType, header_key

Trace = dict[str, Any]
Values = list[Any]
_KEPT_PLANS = 256

_Found = tuple[Any, Trace] | None
"""A value and its trace entry; no value and why it was refused; None for what is blank."""


class _Read(NamedTuple):
    """How one field is read from records with certain columns; ``absent`` is for no column."""

    name: str
    slot: int
    sources: tuple[tuple[str, Remembered[str, _Found]], ...]
    absent: tuple[Any, Trace]


class _Derive(NamedTuple):
    """How one field is derived: which values it takes, and what to make of them."""

    name: str
    slot: int
    inputs: Callable[[Values], Any]
    derive: Callable[[Any], tuple[Any, Trace]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to read for records with certain columns, and the columns nobody reads."""

    reads: tuple[_Read, ...]
    unread: tuple[str, ...]


class Reader:
    """Reads records of one kind.

    Records of one source all have the same columns, so which column feeds which field is worked
    out once for each set of columns and kept.
    """

    def __init__(self, record: model.Record) -> None:
        self._record = record
        self._plan = lru_cache(maxsize=_KEPT_PLANS)(self._make_plan)
        self._columns = lru_cache(maxsize=_KEPT_PLANS)(_column)
        self.size = len(record.fields)
        today = self.size + model.BUILT_INS.index("today")
        self._derived = tuple(_derive(field, today) for field in record.derived)

    def read(self, given: Mapping[str, Any], values: Values) -> tuple[Trace, tuple[str, ...]]:
        """Fill ``values`` by slot; return the trace of the fields and the unread columns.

        The built-ins stand in ``values`` already, behind the fields.
        """
        plan = self._plan(tuple(given))
        trace: Trace = {}
        for name, slot, sources, absent in plan.reads:
            refused: list[Trace] | None = None
            for column, read in sources:
                raw = given[column]
                found = read[raw] if raw.__class__ is str else read.function(raw)
                if found is None:
                    continue
                value, entry = found
                if value is None:
                    refused = [*refused, entry] if refused else [entry]
                    continue
                values[slot] = value
                trace[name] = entry
                break
            else:
                values[slot], trace[name] = absent
                if refused:
                    trace[name] = _refused(refused, absent)
                continue
            if refused:
                trace[name] = {**entry, "passed_over": refused}
        for name, slot, inputs, derive in self._derived:
            values[slot], trace[name] = derive(inputs(values))
        return trace, plan.unread

    def _make_plan(self, columns: tuple[str, ...]) -> _Plan:
        by_header: dict[str, str] = {}
        for column in columns:
            by_header.setdefault(header_key(column), column)
        used: set[str] = set()
        reads: list[_Read] = []
        for field in self._record.fields:
            if field.derivation is not None:
                continue
            found: dict[str, None] = {}
            for source in field.sources:
                if source in columns:
                    found[source] = None
                elif header_key(source) in by_header:
                    found[by_header[header_key(source)]] = None
            used.update(found)
            sources = tuple((column, self._columns(column, field.type)) for column in found)
            reads.append(_Read(field.name, field.slot, sources, _absent(field)))
        unread = tuple(column for column in columns if column not in used)
        return _Plan(tuple(reads), unread)


def _column(column: str, type_: ValueType) -> Remembered[str, _Found]:
    """What the texts of one column read as."""
    read, show = type_.read, type_.show

    def look(raw: Any) -> _Found:
        value = None if raw == "" else read(raw)
        if value is None:
            return None
        if value.__class__ is Invalid:
            return None, {"source": column, "raw": raw, "because": value.reason}
        shown = value if show is None else show(value)
        return value, {"value": shown, "raw": raw, "source": column, "status": "read"}

    return Remembered(look)


def _absent(field: model.Field, **more: Any) -> tuple[Any, Trace]:
    """The default of a field, or that it is missing."""
    if field.default is None:
        return None, {**more, "status": "missing"}
    show = field.type.show
    shown = field.default if show is None else show(field.default)
    return field.default, {"value": shown, **more, "status": "default"}


def _refused(refused: list[Trace], absent: tuple[Any, Trace]) -> Trace:
    """The trace of a field whose columns all hold something that cannot be read."""
    default, entry = absent
    if default is not None:
        return {**entry, "passed_over": refused}
    first, *others = refused
    found = {
        "raw": first["raw"],
        "source": first["source"],
        "status": "invalid",
        "because": first["because"],
    }
    return {**found, "passed_over": others} if others else found


# Derived fields ---------------------------------------------------------------------------------


def _derive(field: model.Field, today: int) -> _Derive:
    """The field as a function of the values it is derived from, remembered where they repeat.

    ``today`` is the slot of the day.
    """
    assert field.derivation is not None
    refs = _refs(field.derivation)
    slots = tuple(dict.fromkeys(ref.slot for ref in refs)) + (today,) * _needs_day(field.derivation)
    evaluate = _derivation(field.derivation, slots)
    read = None if _gives(field.derivation) == field.type.name else field.type.read
    show, source = field.type.show, field.derived_text
    absent = _absent(field, source=source)

    def derive(inputs: Any) -> tuple[Any, Trace]:
        value = evaluate((inputs,) if len(slots) == 1 else inputs)
        if value is not None and read is not None:
            value = read(value)
        if value.__class__ is Invalid and field.default is None:
            return None, {"source": source, "status": "invalid", "because": value.reason}
        if value is None or value.__class__ is Invalid:
            return absent
        shown = value if show is None else show(value)
        return value, {"value": shown, "source": source, "status": "derived"}

    remember = repeats(ref.type for ref in refs)
    return _Derive(
        field.name,
        field.slot,
        picker(slots),
        Remembered(derive).__getitem__ if remember else derive,
    )


def _refs(node: model.Derivation) -> list[model.Ref]:
    match node:
        case model.Ref():
            return [node]
        case model.CallOf(arguments=arguments):
            return [ref for argument in arguments for ref in _refs(argument)]
    return []


def _needs_day(node: model.Derivation) -> bool:
    return isinstance(node, model.CallOf) and (
        node.needs_today or any(map(_needs_day, node.arguments))
    )


def _gives(node: model.Derivation | None) -> str | None:
    """The name of the type that an expression gives, if that can be told."""
    match node:
        case model.Ref(type=type_):
            return type_.name
        case model.CallOf(result=str(result)):
            return result
        case model.CallOf(arguments=arguments):
            types = {_gives(argument) for argument in arguments}
            return types.pop() if len(types) == 1 else None
    return None


def _derivation(node: model.Derivation, slots: Sequence[int]) -> Callable[[Sequence[Any]], Any]:
    """An expression as a function of what stands in ``slots``; None when an input is missing.

    The day, where it is needed, is the last of the inputs.
    """
    match node:
        case model.Ref(slot=slot):
            return itemgetter(slots.index(slot))
        case model.Constant(value=value):
            return lambda inputs: value
        case model.CallOf():
            return _call(node, slots)
    raise TypeError(f"{node!r} is no expression")


def _call(node: model.CallOf, slots: Sequence[int]) -> Callable[[Sequence[Any]], Any]:
    call, needs_today, takes_missing = node.call, node.needs_today, node.takes_missing
    arguments = [_derivation(argument, slots) for argument in node.arguments]

    def apply(inputs: Sequence[Any]) -> Any:
        found = [_unless_invalid(argument(inputs)) for argument in arguments]
        if None in found and not takes_missing:
            return None
        return call(*found, inputs[-1]) if needs_today else call(*found)

    return apply


def _unless_invalid(value: Any) -> Any:
    return None if value.__class__ is Invalid else value
