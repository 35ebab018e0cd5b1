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
            (field, _derivation(field.derivation)) for field in record.derived if field.derivation
        )
        self.size = len(record.fields)

    def read(self, given: Mapping[str, Any], values: Values, today: Any) -> tuple[Trace, list[str]]:
        """Fill ``values`` by slot; return the trace of the fields and the unread columns."""
        plan = self._plan(tuple(given))
        trace: Trace = {}
        for name, slot, read, show, default, columns in plan.reads:
            refused: list[Trace] | None = None
            for column in columns:
                raw = given[column]
                value = read(raw)
                if value is None:
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
                trace[name] = _not_read(refused, default, show)
                values[slot] = default
                continue
            if refused is not None:
                trace[name]["passed_over"] = refused
        for field, derive in self._derived:
            trace[field.name] = _derive(field, derive(values, today), values)
        return trace, list(plan.unread)

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
    """The trace of a field that no column gave a value for."""
    if default is not None:
        found: Trace = {"value": default if show is None else show(default), "status": "default"}
        if refused is not None:
            found["passed_over"] = refused
        return found
    if refused is None:
        return {"status": "missing"}
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


def _derive(field: model.Field, value: Any, values: Values) -> Trace:
    source = field.derived_text
    if value is None:
        if field.default is None:
            return {"source": source, "status": "missing"}
        values[field.slot] = field.default
        show = field.type.show
        return {
            "value": field.default if show is None else show(field.default),
            "source": source,
            "status": "default",
        }
    # What a function returns is read like what a record holds: its type is the field's own.
    read = field.type.read(value) if field.type.name != "list of text" else value
    if read is None or isinstance(read, Invalid):
        because = read.reason if isinstance(read, Invalid) else "blank"
        return {"source": source, "status": "invalid", "because": because}
    values[field.slot] = read
    show = field.type.show
    shown = read if show is None else show(read)
    return {"value": shown, "source": source, "status": "derived"}


def _derivation(node: model.Derivation | None) -> Callable[[Values, Any], Any]:
    """An expression as a function of values and day; None when an input is missing."""
    match node:
        case model.Ref(slot=slot):
            return lambda values, today: values[slot]
        case model.Constant(value=value):
            return lambda values, today: value
        case model.CallOf(call=call, needs_today=needs_today, takes_missing=takes_missing):
            arguments = [_derivation(argument) for argument in node.arguments]

            def apply(values: Values, today: Any) -> Any:
                found = [argument(values, today) for argument in arguments]
                if not takes_missing and any(value is None for value in found):
                    return None
                answer = call(*found, today) if needs_today else call(*found)
                return None if isinstance(answer, Invalid) else answer

            return apply
    raise TypeError(f"{node!r} is no expression")
