"""From how a type is written to the type, and from how a value is written to the value."""

from __future__ import annotations

import re
from typing import Any

from dsl import syntax
from dsl.diagnostics import did_you_mean
from dsl.model import Ref
from dsl.resolve.problems import Problems
from dsl.values import TYPE_NAMES, Invalid, ValueType, fold, list_of, one_of, spellings, value_type

# Types whose values may stand bare, as codes: `country = US`.
_CODED = {"country", "us_state", "subdivision", "language", "boolean", "integer", "decimal"}
# Types whose match keys are texts, so that `starts with` and `prefix` make sense.
TEXTUAL = {
    "text", "email", "domain", "url", "phone", "us_zip", "postal_code", "rep", "country",
    "us_state", "subdivision", "language",
}  # fmt: skip


def build_type(node: syntax.TypeNode, locale: str = "en_US") -> ValueType:
    """The value type of a node whose names are known to be right (see ``check_type``)."""
    match node:
        case syntax.PlainType(name):
            return value_type(name.text, locale)
        case syntax.OneOf(options):
            return one_of(tuple(option.text for option in options))
        case syntax.ListOf(item):
            return list_of(build_type(item, locale))


def check_type(node: syntax.TypeNode, problems: Problems, extra: tuple[str, ...] = ()) -> bool:
    """Whether every name in the type is a type; problems are told."""
    match node:
        case syntax.PlainType(name) if name.text not in TYPE_NAMES:
            problems.unknown("type", name, (*TYPE_NAMES, *extra))
            return False
        case syntax.OneOf(options):
            problems.unique("value", options)
        case syntax.ListOf(item):
            return check_type(item, problems)
    return True


def plain(name: str, at: syntax.Node) -> syntax.PlainType:
    """The type called ``name``, as if it were written at ``at``."""
    return syntax.PlainType(syntax.Name(name, span=at.span), span=at.span)


def item_of(type_: ValueType) -> ValueType:
    """The type of one element: a list's items, any other type itself."""
    name = type_.name.removeprefix("list of ")
    if name == type_.name:
        return type_
    if name.startswith("one of "):
        return one_of(tuple(re.findall(r'"([^"]*)"', name)))
    return value_type(name)


def match_key(type_: ValueType, value: Any) -> Any:
    """What is compared in place of ``value``."""
    return value if type_.key is None else type_.key(value)


def read_literal(type_: ValueType, literal: syntax.Literal, problems: Problems) -> Any:
    """The value that a literal stands for, or None when it is none of the type (told)."""
    bare = literal.kind == "name"
    if bare and not (type_.name in _CODED or type_.universe is not None):
        message = f"`{literal.text}` is neither a field nor a value of type {type_.name}"
        problems.error("unknown-value", literal, message, f'Write "{literal.text}" for the text')
        return None
    if literal.kind == "number" and type_.name in {"text", "email", "domain", "url", "rep"}:
        message = f"A field of type {type_.name} is compared with a number"
        problems.error("type-mismatch", literal, message, f'Write "{literal.text}" for the text')
        return None
    value = type_.parse(literal.text)
    if not isinstance(value, Invalid):
        return value
    if problems.is_unread(literal.text):
        return None
    near = suggested(type_, literal.text)
    help_ = f"Did you mean `{near}`?" if near else f"Write a value of type {type_.name}"
    message = f"`{literal.text}` is no value of type {type_.name}: {value.reason}"
    problems.error("unknown-value", literal, message, help_)
    return None


def suggested(type_: ValueType, text: str) -> str | None:
    """The value that a text which is none was probably meant for."""
    known = spellings(type_)
    near = did_you_mean(text, known)
    return None if near is None else known[near]


def read_span(ref_type: ValueType, span: syntax.ValueSpan, problems: Problems) -> Any:
    """A match key, or a pair of them for ``A..B``; None when it cannot be (told)."""
    first = read_literal(ref_type, span.first, problems)
    if span.last is None:
        return None if first is None else match_key(ref_type, first)
    last = read_literal(ref_type, span.last, problems)
    if first is None or last is None:
        return None
    if not ref_type.ordered:
        message = f"Values of type {ref_type.name} have no order, so there is no range of them"
        problems.error("type-mismatch", span, message, "List the values, with commas")
        return None
    low, high = match_key(ref_type, first), match_key(ref_type, last)
    if high < low:
        message = f"The range {span.first.text}..{span.last.text} ends before it begins"
        problems.error("empty-range", span, message, "Swap the two ends")
        return None
    return low, high


def affix_key(ref: Ref, text: str) -> str:
    """A part of a value, written as the match keys of its type are: ``+1 415`` as ``+1415``."""
    match item_of(ref.type).name:
        case "text" | "rep":
            return fold(text)
        case "phone":
            return "".join(c for c in text if c.isdigit() or c == "+")
        case "email" | "domain" | "url" | "language":
            return text.strip().lower()
        case _:
            return text.strip().upper()
