"""Tables: what the framework asks of their sheets, and the types of their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields as members
from dataclasses import is_dataclass
from typing import Any

from dsl import syntax
from dsl.diagnostics import did_you_mean, quoted
from dsl.model import MATCH_KINDS, Column, HitPolicy, Ref, TableSchema
from dsl.resolve.columns import sound_columns
from dsl.resolve.problems import Problems
from dsl.resolve.records import Scope
from dsl.resolve.types import TEXTUAL, build_type, check_type, item_of, plain, read_span
from dsl.values import FUNCTIONS, Invalid, ValueType, countries_in, region_names

_HIT_POLICIES: tuple[HitPolicy, ...] = ("unique", "first", "specific")
_KINDS_TO_COME = ("account",)

FieldTypes = dict[str, dict[str, syntax.TypeNode]]


class Tables:
    """The tables of a framework, resolved with the fields they are looked up by."""

    def __init__(
        self, tree: syntax.Framework, scopes: dict[str, Scope], problems: Problems
    ) -> None:
        declared = [node for node in tree.declarations if isinstance(node, syntax.Table)]
        problems.unique("table", [node.name for node in declared])
        self._problems = problems
        self._all_read = not tree.unread
        self._uses = _uses(tree, scopes)
        self.schemas: dict[str, TableSchema] = {}
        for node in declared:
            schema = self._resolve(node, tree.text)
            self.schemas.setdefault(schema.name, schema)
        self.names = tuple(self.schemas)

    def knows(self, name: str) -> bool:
        """Whether there is a table of that name (or was meant to be, in unread text)."""
        return name in self.schemas

    def schema(self, name: str) -> TableSchema | None:
        """The table of that name, or None."""
        return self.schemas.get(name)

    def conversion(
        self, schema: TableSchema, index: int, ref: Ref, at: syntax.Node
    ) -> Callable[[Any], Any] | None:
        """How a field's value becomes one of the key column's type; None when it is one."""
        column = schema.keys[index]
        given, wanted = item_of(ref.type).name, build_type(column.type)
        if given == wanted.name or (wanted.name == "text" and given in TEXTUAL):
            return None
        if wanted.name == "domain" and given in {"email", "url"}:
            return FUNCTIONS["domain"].call
        if column.kind in ("alphabet", "phrase") or (
            column.kind == "suffix" and given not in TEXTUAL
        ):
            message = f"`{ref.name}` is of type {given}, and {column.kind} keys match texts"
            self._problems.error("type-mismatch", at, message, "Look up by a text field")
            return None
        if column.kind != "suffix" and not _stated(column):
            message = (
                f"`{ref.name}` is of type {given}, and the key `{column.name}` of `{schema.name}` "
                f"of type {wanted.name}"
            )
            help_ = (
                "Look up by a field of that type, or state another type of the key: "
                f"`{column.name} key {column.kind} as TYPE`"
            )
            self._problems.error("type-mismatch", at, message, help_)
            return None
        return _reader(wanted)

    def _resolve(self, node: syntax.Table, text: str) -> TableSchema:
        problems = self._problems
        columns = sound_columns(node, problems)
        problems.unique("column", [column.name for column in columns])
        keys = tuple(
            self._key(node, index, column)
            for index, column in enumerate(_of(columns, syntax.KeyColumn))
        )
        if not keys and not problems.is_unread(node.name.text):
            help_ = "Say by what its rows are found, as in `zip key exact`"
            problems.error("no-key", node.name, f"The table `{node.name.text}` has no key", help_)
        values = tuple(self._value(column) for column in _of(columns, syntax.ValueColumn))
        problems.once("table", node.hits, "hit")
        problems.once("table", node.covers, "covers")
        problems.once("table", node.effective, "effective")
        hit: HitPolicy = "unique"
        for clause in node.hits[:1]:
            if clause.policy.text not in _HIT_POLICIES:
                problems.unknown("hit policy", clause.policy, _HIT_POLICIES)
            else:
                hit = clause.policy.text
        quiet = problems.is_unread(node.name.text) or node.hits
        if hit == "unique" and not quiet and any(key.kind == "phrase" for key in keys):
            message = f"A text may hold phrases from several rows of `{node.name.text}`"
            help_ = "Write `hit first` or `hit specific`; until then the first row answers"
            problems.warning("phrase-unique", node.name, message, help_)
        covers = node.covers[0] if node.covers else None
        if covers is not None and keys and not problems.is_unread(keys[0].name):
            self._check_coverage(covers, keys[0], known=self._is_typed(node))
        effective = node.effective[0] if node.effective else None
        return TableSchema(
            node.name.text,
            node.sheet.text,
            keys,
            values,
            hit,
            covers,
            (effective.start.text, effective.end.text) if effective else None,
            text="\n".join(text.split("\n")[node.span.line - 1 : node.span.end_line]),
            span=node.name.span,
        )

    def check_uses(self) -> None:
        """Warn of tables that no step and no condition looks up, once all these are resolved."""
        if not self._all_read or self._problems.has("unknown-table"):
            return
        for name, schema in self.schemas.items():
            if self._uses.get(name) is None:
                message = f"The table `{name}` is never looked up"
                help_ = "Use it in a step, or remove it"
                self._problems.warning("unused-table", schema.span, message, help_)

    def _is_typed(self, node: syntax.Table) -> bool:
        """Whether the type of the first key is known, not assumed for want of a use."""
        first = next(column for column in node.columns if isinstance(column, syntax.KeyColumn))
        return bool(first.type or self._uses.get(node.name.text)) or first.kind.text in (
            "alphabet",
            "phrase",
            "suffix",
        )

    def _key(self, table: syntax.Table, index: int, node: syntax.KeyColumn) -> Column:
        problems = self._problems
        kind = node.kind.text
        if kind in _KINDS_TO_COME:
            message = f"`{kind}` keys are not supported by this version"
            help_ = "Look up by the domain instead, with `key suffix`"
            problems.error("unsupported", node.kind, message, help_)
        elif kind not in MATCH_KINDS:
            problems.unknown("match kind", node.kind, MATCH_KINDS)
            problems.keep_quiet_about(node.name.text)
        type_ = node.type
        if type_ is not None and not check_type(type_, problems):
            problems.keep_quiet_about(node.name.text)
            type_ = None
        if type_ is None:
            type_ = self._type_by_use(table, index, node)
        built = build_type(type_)
        if kind == "range" and not built.ordered:
            message = f"`{node.name.text}` is of type {built.name}, whose values have no order"
            help_ = f"Write `{node.name.text} key exact`"
            problems.error("type-mismatch", node, message, help_)
        if kind == "prefix" and built.name not in TEXTUAL:
            message = f"`{node.name.text}` is of type {built.name}, whose values have no prefix"
            help_ = f"Write `{node.name.text} key exact` or `{node.name.text} key range`"
            problems.error("type-mismatch", node, message, help_)
        return Column(
            node.name.text,
            node.header.text if node.header else node.name.text,
            type_,
            kind=next((known for known in MATCH_KINDS if known == kind), "exact"),
            any=node.any,
            span=node.span,
        )

    def _type_by_use(
        self, table: syntax.Table, index: int, node: syntax.KeyColumn
    ) -> syntax.TypeNode:
        kind = node.kind.text
        if kind in ("alphabet", "phrase"):
            return plain("text", node)
        if kind == "suffix":
            return plain("domain", node)
        uses = [use for use in self._uses.get(table.name.text, ()) if index < len(use)]
        return _as_key(uses[0][index], kind) if uses else plain("text", node)

    def _value(self, node: syntax.ValueColumn) -> Column:
        assignee = isinstance(node.type, syntax.PlainType) and node.type.name.text == "assignee"
        type_ = node.type
        if not assignee and not check_type(node.type, self._problems, ("assignee",)):
            self._problems.keep_quiet_about(node.name.text)
            type_ = plain("text", node)
        return Column(
            node.name.text,
            node.header.text if node.header else node.name.text,
            type_,
            assignee=assignee,
            optional=node.optional,
            span=node.span,
        )

    def _check_coverage(self, covers: syntax.Coverage, key: Column, known: bool) -> None:
        """``known``: the type of the key is more than an assumption."""
        problems = self._problems
        type_ = build_type(key.type)
        if not known:
            return
        match covers:
            case syntax.CoversRegion(region):
                if type_.name != "country":
                    message = (
                        f"`{key.name}` is of type {type_.name}, and only countries lie in regions"
                    )
                    problems.error("type-mismatch", covers, message, "List the values to cover")
                elif countries_in(region.text) is None:
                    problems.unknown("region", region, region_names())
            case syntax.CoversAll(excluded):
                whole = type_.universe is not None or key.kind in ("alphabet", "range")
                if not whole:
                    message = f"`{key.name}` is of type {type_.name}, whose values have no end"
                    help_ = "List the values to cover, or a range of them with `key range`"
                    problems.error("type-mismatch", covers, message, help_)
                    return
                for value in excluded:
                    read_span(type_, syntax.ValueSpan(value, span=value.span), problems)
            case syntax.CoversValues(spans):
                if key.kind not in ("exact", "range"):
                    message = f"`{key.name}` is a key by {key.kind}, which covers no list of values"
                    whole = key.kind == "alphabet"
                    help_ = "Write `covers all`" if whole else "Leave `covers` out"
                    problems.error("type-mismatch", covers, message, help_)
                    return
                if _is_slip(spans):
                    message = f"{quoted(spans[0].first.text)} is not what a table covers"
                    problems.error("unknown-value", covers, message, "Did you mean `all`?")
                    return
                for span in spans:
                    read_span(type_, span, problems)


def _is_slip(spans: tuple[syntax.ValueSpan, ...]) -> bool:
    """Whether what is to be covered is the word ``all``, misspelt."""
    first = spans[0].first
    return len(spans) == 1 and first.kind == "name" and did_you_mean(first.text, ["all"]) == "all"


def _as_key(node: syntax.TypeNode, kind: str) -> syntax.TypeNode:
    """The type of key that a field of type ``node`` looks up."""
    if isinstance(node, syntax.ListOf):
        return _as_key(node.item, kind)
    if (
        isinstance(node, syntax.PlainType)
        and kind == "exact"
        and node.name.text in ("email", "url")
    ):
        return plain("domain", node)
    return node


def _stated(column: Column) -> bool:
    """Whether the type stands in the column's declaration: it then lies within its span."""
    at, declared = column.type.span, column.span
    start, end = (declared.line, declared.column), (declared.end_line, declared.end_column)
    return start < (at.line, at.column) <= end


def _reader(type_: ValueType) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        found = type_.read(value if isinstance(value, str | int) else str(value))
        return None if isinstance(found, Invalid) else found

    return read


def _of(columns: Iterable[Any], kind: Any) -> list[Any]:
    return [column for column in columns if isinstance(column, kind)]


# Uses ---------------------------------------------------------------------------------------

# By table: for each place that looks it up, the types of the fields.
_Uses = dict[str, list[list[syntax.TypeNode]]]


def _uses(tree: syntax.Framework, scopes: dict[str, Scope]) -> _Uses:
    types: FieldTypes = {}
    for node in tree.declarations:
        if isinstance(node, syntax.Record):
            of_record = types.setdefault(node.name.text, {})
            for declared in node.fields:
                of_record.setdefault(declared.name.text, declared.type)
    uses: _Uses = {}
    for declaration in tree.declarations:
        records = list(types)
        if isinstance(declaration, syntax.Route):
            records = [declaration.record.text]
        for fields, table in _lookups(declaration):
            for record in records:
                scope, written = scopes.get(record, {}), types.get(record, {})
                if all(field.text in scope for field in fields):
                    use = [written.get(f.text) or _built_in(scope[f.text], f) for f in fields]
                    uses.setdefault(table, []).append(use)
                    break
            else:
                uses.setdefault(table, [])
    return uses


def _built_in(ref: Ref, at: syntax.Node) -> syntax.TypeNode:
    """The type of a built-in, as if it were written at ``at``."""
    if ref.type.universe is None:
        return plain(ref.type.name, at)
    options = [syntax.Literal("string", str(value), span=at.span) for value in ref.type.universe]
    return syntax.OneOf(tuple(options), span=at.span)


def _lookups(node: object) -> Iterator[tuple[tuple[syntax.Name, ...], str]]:
    """Every lookup in a declaration: of steps, and of conditions that ask for a table."""
    if isinstance(node, syntax.Lookup):
        yield node.fields, node.table.text
    elif isinstance(node, syntax.Within) and len(node.spans) == 1:
        yield (node.field,), node.spans[0].first.text
    elif isinstance(node, tuple):
        for part in node:
            yield from _lookups(part)
    elif is_dataclass(node):
        for member in members(node):
            yield from _lookups(getattr(node, member.name))
