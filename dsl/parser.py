"""Text to syntax tree, by Lark (contextual LALR, strict). Errors are values, never exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, cast

from lark import Lark, Token, Transformer, Tree
from lark.exceptions import UnexpectedInput, VisitError
from lark.lark import PostLex
from lark.tree import Meta
from lark.visitors import v_args

from dsl import syntax
from dsl.diagnostics import Diagnostic, Span
from dsl.recovery import Mended, nested_too_deep, recover

# Quoted texts, to be kept; and runs of white space and comments.
_BETWEEN_TEXTS = re.compile(r'("(?:\\.|[^"\\\n])*")|(?:\s|#[^\n]*)+')


def parse(text: str, file: str) -> tuple[syntax.Framework, list[Diagnostic]]:
    """The declarations of ``text`` and every syntax error in it, each at its own place.

    A valid text is parsed in one go. Only a text with an error is taken apart (``recover``), so
    that an error hides nothing that follows.
    """
    text = text.removeprefix("\ufeff")
    try:
        try:
            return syntax.Framework(file, text, _declarations(Mended(text), file)), []
        except UnexpectedInput:
            return _recovered(text, file)
    except RecursionError:
        everything = frozenset(re.findall(r"\w+", text))
        return syntax.Framework(file, text, (), everything), [nested_too_deep(text, file)]


def _recovered(text: str, file: str) -> tuple[syntax.Framework, list[Diagnostic]]:
    """What can be read of a text that has syntax errors."""
    found: list[syntax.Declaration] = []
    problems: list[Diagnostic] = []
    unread: set[str] = set()
    parts = recover(text, file, lambda mended: _declarations(mended, file), _lark().parse)
    for part in parts:
        found += part.read or ()
        problems += part.problems
        unread |= part.unread
    return syntax.Framework(file, text, tuple(found), frozenset(unread)), problems


def _declarations(text: Mended, file: str) -> tuple[syntax.Declaration, ...]:
    tree = cast("Tree[Any]", _lark().parse(text.text))
    try:
        return cast("tuple[syntax.Declaration, ...]", _Build(text, file).transform(tree))
    except VisitError as error:
        raise error.orig_exc from error


class _WholeWords(PostLex):
    """Has names read everywhere, also where only keywords fit: ``whenstate`` is no ``when``.

    The contextual lexer would look for nothing but the keywords there, and find one at the
    beginning of a longer word.
    """

    always_accept = ("NAME",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens as they come."""
        return stream


@cache
def _lark() -> Lark:
    grammar = resources.files("dsl").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        strict=True,
        postlex=_WholeWords(),
        propagate_positions=True,
        maybe_placeholders=False,
    )


def _words(children: list[Any]) -> list[Any]:
    """The children that are nodes: keywords and punctuation have served their purpose."""
    return [child for child in children if not isinstance(child, Token)]


def _has(children: list[Any], keyword: str) -> bool:
    return any(isinstance(child, Token) and child.type == keyword for child in children)


@v_args(meta=True)
class _Build(Transformer[Token, Any]):
    """One method per grammar rule, in the grammar's order; each returns the rule's node."""

    def __init__(self, text: Mended, file: str) -> None:
        super().__init__(visit_tokens=True)
        self._mended = text
        self._text = text.text
        self._file = file

    def _span(self, at: Meta | Token) -> Span:
        start = self._mended.before(at.line or 1, at.column or 1)
        end = self._mended.before(at.end_line or 1, at.end_column or 1)
        return Span(self._file, *start, *end)

    def _source(self, meta: Meta) -> str:
        """What is written, on one line and without comments; quoted texts stay as they are."""
        written = self._text[meta.start_pos : meta.end_pos]
        return _BETWEEN_TEXTS.sub(lambda found: found[1] or " ", written).strip()

    def _literal(self, token: Token, kind: Any, text: str) -> syntax.Literal:
        return syntax.Literal(kind, text, span=self._span(token))

    # tokens
    def NAME(self, token: Token) -> syntax.Name:  # noqa: N802 - named after the terminal
        return syntax.Name(str(token), span=self._span(token))

    def STRING(self, token: Token) -> syntax.Literal:  # noqa: N802
        return self._literal(token, "string", re.sub(r"\\(.)", r"\1", token[1:-1]))

    def NUMBER(self, token: Token) -> syntax.Literal:  # noqa: N802
        return self._literal(token, "number", token.replace("_", ""))

    def DATE(self, token: Token) -> syntax.Literal:  # noqa: N802
        return self._literal(token, "date", str(token))

    # start
    def start(self, _: Meta, children: list[Any]) -> tuple[syntax.Declaration, ...]:
        return tuple(children)

    def framework(self, meta: Meta, children: list[Any]) -> syntax.Header:
        name, *zone = _words(children)
        return syntax.Header(name, zone[0] if zone else None, span=self._span(meta))

    # records
    def record(self, meta: Meta, children: list[Any]) -> syntax.Record:
        name, *fields = _words(children)
        return syntax.Record(name, tuple(fields), span=self._span(meta))

    def field(self, meta: Meta, children: list[Any]) -> syntax.Field:
        name, type_, *clauses = children
        members: dict[str, Any] = {}
        repeated: dict[str, None] = {}
        for clause in clauses:
            repeated |= {word: None for word in clause if word in members}
            members |= clause
        return syntax.Field(name, type_, **members, repeated=tuple(repeated), span=self._span(meta))

    def plain_type(self, meta: Meta, children: list[Any]) -> syntax.PlainType:
        return syntax.PlainType(children[0], span=self._span(meta))

    def one_of(self, meta: Meta, children: list[Any]) -> syntax.OneOf:
        return syntax.OneOf(tuple(_words(children)), span=self._span(meta))

    def list_of(self, meta: Meta, children: list[Any]) -> syntax.ListOf:
        return syntax.ListOf(_words(children)[0], span=self._span(meta))

    def sources(self, _: Meta, children: list[Any]) -> dict[str, Any]:
        return {"sources": tuple(_words(children))}

    def default(self, _: Meta, children: list[Any]) -> dict[str, Any]:
        return {"default": _words(children)[0]}

    def derived(self, meta: Meta, children: list[Any]) -> dict[str, Any]:
        text = self._source(meta).removeprefix("=").strip()
        return {"derived": _words(children)[0], "derived_text": text}

    def private(self, _: Meta, children: list[Any]) -> dict[str, Any]:
        return {"private": True}

    def required(self, _: Meta, children: list[Any]) -> dict[str, Any]:
        return {"required": True}

    def field_name(self, meta: Meta, children: list[Any]) -> syntax.FieldName:
        return syntax.FieldName(children[0], span=self._span(meta))

    def call(self, meta: Meta, children: list[Any]) -> syntax.Call:
        function, *arguments = _words(children)
        return syntax.Call(function, tuple(arguments), span=self._span(meta))

    # literals
    def name(self, meta: Meta, children: list[Any]) -> syntax.Literal:
        return syntax.Literal("name", children[0].text, span=self._span(meta))

    def string(self, _: Meta, children: list[Any]) -> syntax.Literal:
        return cast("syntax.Literal", children[0])

    number = date = string

    def literals(self, _: Meta, children: list[Any]) -> tuple[syntax.Literal, ...]:
        return tuple(_words(children))

    spans = literals

    def value_span(self, meta: Meta, children: list[Any]) -> syntax.ValueSpan:
        first, *last = _words(children)
        return syntax.ValueSpan(first, last[0] if last else None, span=self._span(meta))

    # roster and tables
    def roster(self, meta: Meta, children: list[Any]) -> syntax.Roster:
        words = _words(children)
        pairs = tuple(zip(words[::2], words[1::2], strict=True))
        return syntax.Roster(pairs, span=self._span(meta))

    def table(self, meta: Meta, children: list[Any]) -> syntax.Table:
        name, sheet, *items = _words(children)

        def those(kind: Any) -> tuple[Any, ...]:
            return tuple(item for item in items if isinstance(item, kind))

        return syntax.Table(
            name,
            sheet,
            columns=those(syntax.KeyColumn | syntax.ValueColumn),
            hits=those(syntax.Hit),
            covers=those(syntax.Coverage),
            effective=those(syntax.Effective),
            span=self._span(meta),
        )

    def key_column(self, meta: Meta, children: list[Any]) -> syntax.KeyColumn:
        name, kind, *rest = _words(children)
        header = rest.pop() if rest and isinstance(rest[-1], syntax.Literal) else None
        any_ = "any" in rest
        type_ = next((part for part in rest if isinstance(part, syntax.TypeNode)), None)
        return syntax.KeyColumn(name, kind, type_, any_, header, span=self._span(meta))

    def any(self, _: Meta, children: list[Any]) -> str:
        return "any"

    def value_column(self, meta: Meta, children: list[Any]) -> syntax.ValueColumn:
        name, type_, *header = _words(children)
        optional = _has(children, "OPTIONAL")
        found = header[0] if header else None
        return syntax.ValueColumn(name, type_, optional, found, span=self._span(meta))

    def hit(self, meta: Meta, children: list[Any]) -> syntax.Hit:
        return syntax.Hit(_words(children)[0], span=self._span(meta))

    def covers(self, _: Meta, children: list[Any]) -> syntax.Coverage:
        return cast("syntax.Coverage", _words(children)[0])

    def covers_all(self, meta: Meta, children: list[Any]) -> syntax.CoversAll:
        excluded = _words(children)
        return syntax.CoversAll(excluded[0] if excluded else (), span=self._span(meta))

    def covers_region(self, meta: Meta, children: list[Any]) -> syntax.CoversRegion:
        return syntax.CoversRegion(_words(children)[0], span=self._span(meta))

    def covers_values(self, meta: Meta, children: list[Any]) -> syntax.CoversValues:
        return syntax.CoversValues(tuple(_words(children)), span=self._span(meta))

    def effective(self, meta: Meta, children: list[Any]) -> syntax.Effective:
        return syntax.Effective(*_words(children), span=self._span(meta))

    # facts and deadlines
    def assume(self, meta: Meta, children: list[Any]) -> syntax.Assumption:
        return syntax.Assumption(*_words(children), span=self._span(meta))

    def sla(self, meta: Meta, children: list[Any]) -> syntax.Sla:
        within = next(str(c) for c in children if getattr(c, "type", "") == "DURATION")
        name, business = _words(children)[0], _has(children, "BUSINESS")
        return syntax.Sla(name, within, business, span=self._span(meta))

    # routes
    def route(self, meta: Meta, children: list[Any]) -> syntax.Route:
        record, *rest = _words(children)
        events = tuple(part for part in rest if isinstance(part, syntax.Name))
        return syntax.Route(record, events, tuple(rest[len(events) :]), span=self._span(meta))

    def step(self, meta: Meta, children: list[Any]) -> syntax.Step:
        name, *middle = _words(children)
        needs = middle.pop() if isinstance(middle[-1], syntax.Needs) else None
        target = middle.pop()
        lookup = middle.pop() if middle and isinstance(middle[-1], syntax.Lookup) else None
        guard = middle[0] if middle else None
        return syntax.Step(name, guard, lookup, target, needs, span=self._span(meta))

    def group(self, meta: Meta, children: list[Any]) -> syntax.Group:
        name, *rest = _words(children)
        guard = rest.pop(0) if rest and isinstance(rest[0], syntax.ConditionNode) else None
        return syntax.Group(name, guard, tuple(rest), span=self._span(meta))

    def otherwise(self, meta: Meta, children: list[Any]) -> syntax.Otherwise:
        target, *needs = _words(children)
        return syntax.Otherwise(target, needs[0] if needs else None, span=self._span(meta))

    def lookup(self, meta: Meta, children: list[Any]) -> syntax.Lookup:
        *fields, table = _words(children)
        return syntax.Lookup(tuple(fields), table, span=self._span(meta))

    def columns(self, meta: Meta, children: list[Any]) -> syntax.Columns:
        return syntax.Columns(tuple(_words(children)), span=self._span(meta))

    def rep(self, meta: Meta, children: list[Any]) -> syntax.ToRep:
        return syntax.ToRep(_words(children)[0], span=self._span(meta))

    def pool(self, meta: Meta, children: list[Any]) -> syntax.ToPool:
        return syntax.ToPool(self._titled(children), span=self._span(meta))

    def queue(self, meta: Meta, children: list[Any]) -> syntax.ToQueue:
        return syntax.ToQueue(self._titled(children), span=self._span(meta))

    def _titled(self, children: list[Any]) -> syntax.Literal:
        word = _words(children)[0]
        if isinstance(word, syntax.Name):
            return syntax.Literal("name", word.text, span=word.span)
        return cast("syntax.Literal", word)

    def keep(self, meta: Meta, children: list[Any]) -> syntax.Keep:
        return syntax.Keep(_words(children)[0], span=self._span(meta))

    def next_member(self, meta: Meta, children: list[Any]) -> syntax.NextMember:
        return syntax.NextMember(span=self._span(meta))

    def needs(self, meta: Meta, children: list[Any]) -> syntax.Needs:
        return syntax.Needs(tuple(_words(children)), span=self._span(meta))

    # conditions
    def _condition(self, meta: Meta, kind: Any, *members: Any, **more: Any) -> Any:
        return kind(*members, **more, span=self._span(meta), text=self._source(meta))

    def disjunction(self, meta: Meta, children: list[Any]) -> syntax.Or:
        return cast("syntax.Or", self._condition(meta, syntax.Or, tuple(_words(children))))

    def conjunction(self, meta: Meta, children: list[Any]) -> syntax.And:
        return cast("syntax.And", self._condition(meta, syntax.And, tuple(_words(children))))

    def negation(self, meta: Meta, children: list[Any]) -> syntax.Not:
        return cast("syntax.Not", self._condition(meta, syntax.Not, _words(children)[0]))

    def parenthesis(self, _: Meta, children: list[Any]) -> syntax.Condition:
        return cast("syntax.Condition", _words(children)[0])

    def truth(self, meta: Meta, children: list[Any]) -> Any:
        return self._condition(meta, syntax.Truth, children[0])

    def comparison(self, _: Meta, children: list[Any]) -> str:
        return str(children[0])

    def compare(self, meta: Meta, children: list[Any]) -> Any:
        return self._condition(meta, syntax.Compare, *children)

    def within(self, meta: Meta, children: list[Any]) -> Any:
        negated = _has(children, "NOT")
        return self._condition(meta, syntax.Within, *_words(children), negated=negated)

    def within_region(self, meta: Meta, children: list[Any]) -> Any:
        negated = _has(children, "NOT")
        return self._condition(meta, syntax.WithinRegion, *_words(children), negated=negated)

    def _affix(self, meta: Meta, children: list[Any], relation: str) -> Any:
        field, value = _words(children)
        return self._condition(meta, syntax.Affix, field, relation, value)

    def starts(self, meta: Meta, children: list[Any]) -> Any:
        return self._affix(meta, children, "starts")

    def ends(self, meta: Meta, children: list[Any]) -> Any:
        return self._affix(meta, children, "ends")

    def contains(self, meta: Meta, children: list[Any]) -> Any:
        return self._affix(meta, children, "contains")

    def present(self, meta: Meta, children: list[Any]) -> Any:
        return self._condition(meta, syntax.Presence, children[0], True)

    def missing(self, meta: Meta, children: list[Any]) -> Any:
        return self._condition(meta, syntax.Presence, children[0], False)
