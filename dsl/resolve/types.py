"""From how a type is written to the type, and from how a value is written to the value."""

from __future__ import annotations

import re
from typing import Any

from dsl import syntax
from dsl.diagnostics import did_you_mean, listed, quoted
from dsl.model import Ref
from dsl.resolve.problems import Problems
from dsl.resolve.wording import how_to_write, misspelt, noun, unreadable, zip_with_zeros
from dsl.values import (
    TYPE_NAMES,
    Invalid,
    ValueType,
    fold,
    header_key,
    list_of,
    one_of,
    spellings,
    value_type,
)

# Types whose values may stand bare, as codes: `country = US`.
_CODED = {"country", "us_state", "subdivision", "language", "boolean", "integer", "decimal"}
# What other languages and systems call them.
_OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "string": ("text",), "str": ("text",), "varchar": ("text",), "int": ("integer",),
    "number": ("integer", "decimal"), "numeric": ("decimal",), "float": ("decimal",),
    "double": ("decimal",), "money": ("decimal",), "currency": ("decimal",),
    "percent": ("decimal",), "bool": ("boolean",), "checkbox": ("boolean",),
    "flag": ("boolean",), "timestamp": ("datetime",), "time": ("datetime",), "day": ("date",),
    "mail": ("email",), "website": ("url",), "uri": ("url",), "link": ("url",),
    "state": ("us_state", "subdivision"), "province": ("subdivision",),
    "zip": ("us_zip",), "zipcode": ("us_zip",), "postcode": ("postal_code",),
    "telephone": ("phone",), "mobile": ("phone",), "lang": ("language",),
    "locale": ("language",), "user": ("rep",), "owner": ("rep", "assignee"),
    "enum": ("one of …",), "picklist": ("one of …",), "array": ("list of …",),
    "multipicklist": ("list of …",),
}  # fmt: skip
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
            _unknown_type(name, problems, extra)
            return False
        case syntax.OneOf(options):
            problems.unique("value", options, "Leave one of them out")
        case syntax.ListOf(item):
            return check_type(item, problems)
    return True


def _unknown_type(name: syntax.Name, problems: Problems, extra: tuple[str, ...]) -> None:
    if meant := _OTHER_NAMES.get(header_key(name.text)):
        message = f"There is no type {quoted(name.text)}"
        problems.error("unknown-type", name, message, f"Write {listed(meant)}")
        return
    parametric = ("one of …", "list of …")
    near = did_you_mean(name.text, (*TYPE_NAMES, *extra))
    known = (*TYPE_NAMES, *parametric, *extra) if near is None else (near,)
    problems.unknown("type", name, known)


def plain(name: str, at: syntax.Node) -> syntax.PlainType:
    """The type called ``name``, as if it were written at ``at``."""
    return syntax.PlainType(syntax.Name(name, span=at.span), span=at.span)


def item_of(type_: ValueType) -> ValueType:
    """The type of one element: a list's items, any other type itself."""
    name = type_.name.removeprefix("list of ")
    if name == type_.name:
        return type_
    if name.startswith("one of "):
        options = re.findall(r'"((?:\\.|[^"\\])*)"', name)
        return one_of(tuple(re.sub(r"\\(.)", r"\1", option) for option in options))
    return value_type(name)


def match_key(type_: ValueType, value: Any) -> Any:
    """What is compared in place of ``value``."""
    return value if type_.key is None else type_.key(value)


def read_literal(type_: ValueType, literal: syntax.Literal, problems: Problems) -> Any:
    """The value that a literal stands for, or None when it is none of the type (told)."""
    text = literal.text
    if literal.kind == "name" and not (type_.name in _CODED or type_.universe is not None):
        if not problems.is_unread(text):
            message = f"{quoted(text)} is neither a field nor a text in double quotes"
            problems.error("unknown-value", literal, message, f'Write `"{text}"` for the text')
        return None
    if literal.kind == "number" and type_.name in {"text", "email", "domain", "url", "rep"}:
        message = f"{quoted(text)} is a number where {noun(type_)} belongs"
        problems.error("type-mismatch", literal, message, f'Write `"{text}"` for the text')
        return None
    value = type_.parse(text)
    if not isinstance(value, Invalid):
        return value
    if not problems.is_unread(text):
        near = misspelt(type_, text)
        help_ = how_to_write(type_)
        if zeros := zip_with_zeros(text) if type_.name == "us_zip" else None:
            help_ = f"Write `{zeros}`, with its leading zeros"
        elif near is not None:
            help_ = f"Did you mean `{spellings(type_)[near]}`?"
        problems.error("unknown-value", literal, unreadable(type_, text, value), help_)
    return None


def read_span(type_: ValueType, span: syntax.ValueSpan, problems: Problems) -> Any:
    """A match key, or a pair of them for ``A..B``; None when it cannot be (told)."""
    first = read_literal(type_, span.first, problems)
    if span.last is None:
        return None if first is None else match_key(type_, first)
    last = read_literal(type_, span.last, problems)
    if first is None or last is None:
        return None
    written = f"`{span.first.text}..{span.last.text}`"
    if not type_.ordered:
        message = f"{written} is a range, and values of type {type_.name} have no order"
        problems.error("type-mismatch", span, message, "List the values, with commas")
        return None
    low, high = match_key(type_, first), match_key(type_, last)
    if high < low:
        message = f"The range {written} ends before it begins"
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
        case "email" | "domain" | "language":
            return text.strip().lower()
        case "url":  # paths keep their case
            return text.strip()
        case "postal_code":
            return "".join(c for c in text.upper() if c not in " -")
        case _:
            return text.strip().upper()
