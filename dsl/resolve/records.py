"""Records: fields with their types, sources, defaults and derivations."""

from __future__ import annotations

from dataclasses import replace

from dsl import syntax
from dsl.model import BUILT_INS, EVENTS, Field, Record, Ref
from dsl.resolve.derivations import derive, in_order, inputs
from dsl.resolve.problems import Problems
from dsl.resolve.types import build_type, check_type, read_literal
from dsl.values import one_of, value_type

Scope = dict[str, Ref]

# How the clauses of a field are written, by the members they fill.
_CLAUSES = {"sources": "from", "default": "default", "derived": "="}


def resolve_record(node: syntax.Record, problems: Problems) -> tuple[Record, Scope]:
    """The record and what names mean in conditions about it."""
    problems.unique("field", [field.name for field in node.fields])
    scope: Scope = {}
    typed: list[tuple[syntax.Field, Field]] = []
    for field in node.fields:
        name = field.name.text
        _check_clauses(field, problems)
        if name in BUILT_INS:
            message = f"`{name}` is built in and cannot be a field"
            problems.error("duplicate-name", field.name, message, "Choose another name")
            continue
        if not check_type(field.type, problems):
            problems.keep_quiet_about(name)
            continue
        if name in scope:
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
            derivation = derive(written.derived, resolved.type, scope, problems)
            resolved = replace(resolved, derivation=derivation)
        fields.append(resolved)
    record = Record(node.name.text, tuple(fields), in_order(node, fields, problems))
    return _with_private(record), scope | _built_ins(len(fields))


def _check_clauses(field: syntax.Field, problems: Problems) -> None:
    for member in field.repeated:
        if member in _CLAUSES or member in ("private", "required"):
            word = _CLAUSES.get(member, member)
            help_ = "Put the titles behind one `from`, with commas" if word == "from" else ""
            message = f"The field `{field.name.text}` has `{word}` twice"
            problems.error("duplicate-clause", field, message, help_ or "Keep one of the two")
    if field.derived is not None and field.sources:
        message = f"`{field.name.text}` is both read from a column and derived"
        help_ = "Make two fields of it, and `coalesce` them in a third"
        problems.error("derived-and-read", field.sources[0], message, help_)


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


def _with_private(record: Record) -> Record:
    """What is derived from private data is private."""
    private = {field.name for field in record.fields if field.private}
    for field in record.derived:
        if any(ref.name in private for ref in inputs(field.derivation)):
            private.add(field.name)

    def marked(field: Field) -> Field:
        return replace(field, private=field.name in private)

    return Record(
        record.name, tuple(map(marked, record.fields)), tuple(map(marked, record.derived))
    )
