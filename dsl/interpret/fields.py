"""Fields: raw columns to typed values, and what is derived from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from dsl import model
from dsl.values import Invalid, ValueType, header_key

Trace = dict[str, Any]


def read_record(
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
            known[field.name], trace[field.name] = _read(field, columns, given)
    for field in record.derived:
        known[field.name], trace[field.name] = _derive(field, known, today)
    return known, trace, [column for column in given if column not in named]


def _columns(field: model.Field, given: Mapping[str, Any]) -> list[str]:
    """The columns that feed a field: each by its exact name, else the first alike as headers."""
    found: list[str] = []
    for source in field.sources:
        alike = [column for column in given if header_key(column) == header_key(source)]
        column = source if source in given else next(iter(alike), None)
        if column is not None and column not in found:
            found.append(column)
    return found


def _read(field: model.Field, columns: list[str], given: Mapping[str, Any]) -> tuple[Any, Trace]:
    refused: list[Trace] = []
    for column in columns:
        value = field.type.read(given[column])
        if isinstance(value, Invalid):
            refused.append({"source": column, "raw": given[column], "because": value.reason})
        elif value is not None:
            entry = {"value": shown(field.type, value), "raw": given[column], "source": column}
            return value, entry | {"status": "read"} | _passed_over(refused)
    if field.default is not None:
        entry = {"value": shown(field.type, field.default), "status": "default"}
        return field.default, entry | _passed_over(refused)
    if refused:
        return None, refused[0] | {"status": "invalid"} | _passed_over(refused[1:])
    return None, {"status": "missing"}


def _passed_over(refused: list[Trace]) -> Trace:
    return {"passed_over": refused} if refused else {}


def _derive(field: model.Field, known: Trace, today: date) -> tuple[Any, Trace]:
    assert field.derivation is not None
    value = _evaluate(field.derivation, known, today)
    if value is not None and not isinstance(value, Invalid):
        value = field.type.read(value)
    source = {"source": field.derived_text}
    if value is not None and not isinstance(value, Invalid):
        return value, {"value": shown(field.type, value), "status": "derived"} | source
    if field.default is not None:
        default = shown(field.type, field.default)
        return field.default, {"value": default, "status": "default"} | source
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


def shown(type_: ValueType, value: Any) -> Any:
    """A value as JSON has it; None stays None."""
    return value if type_.show is None or value is None else type_.show(value)
