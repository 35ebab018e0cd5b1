"""From the raw fields of a record to typed values, each with where it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from dsl import model
from dsl.conditions import Values
from dsl.values import Invalid, header_key

Trace = dict[str, Any]
_KEPT_PLANS = 256


class _Read(NamedTuple):
    """How one field is read from records with certain columns."""

    name: str
    slot: int
    read: Callable[[object], Any]
    show: Callable[[Any], Any] | None
    default: Any
    columns: tuple[str, ...]


class _Derive(NamedTuple):
    """How one field is derived; ``read`` is None when ``derive`` gives values of its type."""

    name: str
    slot: int
    derive: Callable[[Values, Any], Any]
    read: Callable[[object], Any] | None
    show: Callable[[Any], Any] | None
    default: Any
    source: str


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
        self._derived = tuple(
            _Derive(
                field.name,
                field.slot,
                _derivation(field.derivation),
                None if _gives(field.derivation) == field.type.name else field.type.read,
                field.type.show,
                field.default,
                field.derived_text,
            )
            for field in record.derived
        )
        self.size = len(record.fields)

    def read(
        self, given: Mapping[str, Any], values: Values, today: Any
    ) -> tuple[Trace, tuple[str, ...]]:
        """Fill ``values`` by slot; return the trace of the fields and the unread columns."""
        plan = self._plan(tuple(given))
        trace: Trace = {}
        for name, slot, read, show, default, columns in plan.reads:
            refused: list[Trace] | None = None
            for column in columns:
                raw = given[column]
                if raw == "" or (value := read(raw)) is None:
                    continue
                if value.__class__ is Invalid:
                    refused = refused or []
                    refused.append({"source": column, "raw": raw, "because": value.reason})
                    continue
                values[slot] = value
                trace[name] = {
                    "value": value if show is None else show(value),
                    "raw": raw,
                    "source": column,
                    "status": "read",
                }
                break
            else:
                values[slot] = default
                if default is None and refused is None:
                    trace[name] = {"status": "missing"}
                else:
                    trace[name] = _not_read(refused, default, show)
                continue
            if refused is not None:
                trace[name]["passed_over"] = refused
        for name, slot, derive, read_derived, show, default, source in self._derived:
            value = derive(values, today)
            if value is not None and read_derived is not None:
                value = read_derived(value)
            if value is None or value.__class__ is Invalid:
                values[slot] = default
                trace[name] = _not_derived(value, default, show, source)
                continue
            values[slot] = value
            shown = value if show is None else show(value)
            trace[name] = {"value": shown, "source": source, "status": "derived"}
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
            type_ = field.type
            reads.append(
                _Read(field.name, field.slot, type_.read, type_.show, field.default, tuple(found))
            )
        unread = tuple(column for column in columns if column not in used)
        return _Plan(tuple(reads), unread)


def _not_read(
    refused: list[Trace] | None, default: Any, show: Callable[[Any], Any] | None
) -> Trace:
    """The trace of a field that no column gave a value for: its default, or why it has none."""
    if default is not None:
        found: Trace = {"value": default if show is None else show(default), "status": "default"}
        if refused is not None:
            found["passed_over"] = refused
        return found
    assert refused is not None
    first = refused[0]
    found = {
        "raw": first["raw"],
        "source": first["source"],
        "status": "invalid",
        "because": first["because"],
    }
    if len(refused) > 1:
        found["passed_over"] = refused[1:]
    return found


def _not_derived(
    value: Invalid | None, default: Any, show: Callable[[Any], Any] | None, source: str
) -> Trace:
    """The trace of a derived field whose expression has no value."""
    if default is not None:
        shown = default if show is None else show(default)
        return {"value": shown, "source": source, "status": "default"}
    if value is not None:
        return {"source": source, "status": "invalid", "because": value.reason}
    return {"source": source, "status": "missing"}


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


def _derivation(node: model.Derivation | None) -> Callable[[Values, Any], Any]:
    """An expression as a function of values and day; None when an input is missing."""
    match node:
        case model.Ref(slot=slot):
            return lambda values, today: values[slot]
        case model.Constant(value=value):
            return lambda values, today: value
        case model.CallOf():
            return _call(node)
    raise TypeError(f"{node!r} is no expression")


def _call(node: model.CallOf) -> Callable[[Values, Any], Any]:
    call, needs_today, takes_missing = node.call, node.needs_today, node.takes_missing
    arguments = [_derivation(argument) for argument in node.arguments]
    if len(arguments) == 1 and not needs_today and not takes_missing:
        argument = arguments[0]

        def apply_to_one(values: Values, today: Any) -> Any:
            value = argument(values, today)
            return None if value is None else call(value)

        return apply_to_one

    def apply(values: Values, today: Any) -> Any:
        found = [argument(values, today) for argument in arguments]
        if not takes_missing and any(value is None or _invalid(value) for value in found):
            return None
        return call(*found, today) if needs_today else call(*found)

    return apply


def _invalid(value: Any) -> bool:
    return value.__class__ is Invalid
