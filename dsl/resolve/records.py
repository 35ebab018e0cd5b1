"""Records: fields with their types, sources, defaults and derivations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from dsl import syntax
from dsl.model import BUILT_INS, EVENTS, CallOf, Constant, Derivation, Field, Record, Ref
from dsl.resolve.problems import Problems
from dsl.resolve.types import build_type, check_type, read_literal
from dsl.values import FUNCTIONS, one_of, value_type

Scope = dict[str, Ref]


def resolve_record(node: syntax.Record, problems: Problems) -> tuple[Record, Scope]:
    """The record and what names mean in conditions about it."""
    problems.unique("field", [field.name for field in node.fields])
    scope: Scope = {}
    typed: list[tuple[syntax.Field, Field]] = []
    for field in node.fields:
        name = field.name.text
        if name in BUILT_INS:
            message = f"`{name}` is built in and cannot be a field"
            problems.error("duplicate-name", field.name, message, "Choose another name")
        if not check_type(field.type, problems) or name in scope:
            continue
        type_ = build_type(field.type)
        scope[name] = Ref(name, len(typed), type_)
        resolved = Field(
            name,
            type_,
            slot=len(typed),
            sources=(name, *(source.text for source in field.sources)),
            private=field.private,
            required=field.required,
            derived_text=field.derived_text,
        )
        typed.append((field, resolved))
    fields: list[Field] = []
    for written, resolved in typed:
        if written.default is not None:
            value = read_literal(resolved.type, written.default, problems)
            resolved = replace(resolved, default=value)
        if written.derived is not None:
            if written.sources:
                message = f"`{resolved.name}` is both derived and read from columns"
                help_ = "Make two fields of it, and `coalesce` them"
                problems.error("derived-and-read", written.sources[0], message, help_)
            derivation = _expression(written.derived, scope, problems)
            resolved = replace(resolved, derivation=derivation)
        fields.append(resolved)
    record = Record(node.name.text, tuple(fields), _derived_in_order(node, fields, problems))
    return _with_private(record), scope | _built_ins(len(fields))


def _built_ins(first_slot: int) -> Scope:
    types = (
        one_of(EVENTS),
        value_type("integer"),
        value_type("rep"),
        value_type("datetime"),
        value_type("date"),
    )
    named = zip(BUILT_INS, types, strict=True)
    return {name: Ref(name, first_slot + i, type_) for i, (name, type_) in enumerate(named)}


def _expression(
    node: syntax.Expression, scope: Scope, problems: Problems
) -> Derivation | None:
    match node:
        case syntax.FieldName(name):
            if name.text not in scope:
                problems.unknown("field", name, scope)
            return scope.get(name.text)
        case syntax.Literal(_, text):
            return Constant(text)
        case syntax.Call(name, arguments):
            function = FUNCTIONS.get(name.text)
            if function is None:
                problems.unknown("function", name, FUNCTIONS)
                return None
            resolved = [_expression(argument, scope, problems) for argument in arguments]
            if not function.takes(len(arguments)):
                several = " or more" if function.variadic else ""
                message = f"`{name.text}` takes {len(function.parameters)}{several} arguments"
                problems.error("wrong-arguments", node, message, "Give it so many")
                return None
            for position, (written, argument) in enumerate(zip(arguments, resolved, strict=True)):
                if isinstance(argument, Ref) and not function.accepts(position, argument.type.name):
                    message = f"`{name.text}` does not take a field of type {argument.type.name}"
                    accepted = function.parameters[min(position, len(function.parameters) - 1)]
                    help_ = f"It takes {' or '.join(sorted(accepted))}"
                    problems.error("type-mismatch", written, message, help_)
            if any(argument is None for argument in resolved):
                return None
            return CallOf(
                name.text,
                function.call,
                tuple(argument for argument in resolved if argument is not None),
                function.result,
                function.needs_today,
                function.takes_missing,
            )


def inputs(derivation: Derivation | None) -> Iterable[Ref]:
    """The fields an expression reads."""
    match derivation:
        case Ref():
            yield derivation
        case CallOf(arguments=arguments):
            for argument in arguments:
                yield from inputs(argument)


def _derived_in_order(
    node: syntax.Record, fields: list[Field], problems: Problems
) -> tuple[Field, ...]:
    by_name = {field.name: field for field in fields}
    order = TopologicalSorter(
        {field.name: {ref.name for ref in inputs(field.derivation)} for field in fields}
    )
    try:
        names = list(order.static_order())
    except CycleError as cycle:
        path = cycle.args[1]
        written = next(field for field in node.fields if field.name.text == path[0])
        message = f"`{path[0]}` is derived from itself: {' <- '.join(path)}"
        problems.error("cyclic-derivation", written, message, "Read one of them from a column")
        return ()
    return tuple(by_name[name] for name in names if by_name[name].derivation is not None)


def _with_private(record: Record) -> Record:
    """What is derived from private data is private."""
    private = {field.name for field in record.fields if field.private}
    for field in record.derived:
        if any(ref.name in private for ref in inputs(field.derivation)):
            private.add(field.name)

    def marked(field: Field) -> Field:
        return replace(field, private=field.name in private)

    return Record(record.name, tuple(map(marked, record.fields)), tuple(map(marked, record.derived)))
