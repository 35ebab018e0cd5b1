"""Conditions: names become slots, values are read by the type of the field they stand beside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise, takewhile

from dsl import model, syntax
from dsl.diagnostics import counted
from dsl.resolve.problems import Problems
from dsl.resolve.records import Scope
from dsl.resolve.tables import Tables
from dsl.resolve.types import TEXTUAL, affix_key, item_of, match_key, read_literal, read_span
from dsl.values import Invalid, ValueType, countries_in, region_names

_ORDERING = {"<", "<=", ">", ">="}
_NOTHING = {"null", "none", "nil", "empty", "blank", "missing", "undefined"}
_DEEPEST = 50


class Conditions:
    """Resolves conditions about one record."""

    def __init__(self, scope: Scope, tables: Tables, problems: Problems) -> None:
        self._scope = scope
        self._tables = tables
        self._problems = problems

    def resolve(self, node: syntax.Condition | None, depth: int = 0) -> model.Condition | None:
        """The condition, or None where there is none or it cannot be resolved (told)."""
        if depth > _DEEPEST:
            assert node is not None
            message = f"Conditions are nested more than {_DEEPEST} deep here"
            self._problems.error("nested-too-deep", node, message, "Make several steps of it")
            return None
        match node:
            case None:
                return None
            case syntax.Or(operands):
                return self._several(node, operands, model.AnyOf, depth)
            case syntax.And(operands):
                return self._several(node, operands, model.AllOf, depth)
            case syntax.Not(operand):
                inner = self.resolve(operand, depth + 1)
                return None if inner is None else model.Not(inner, text=node.text)
        ref = self.ref(node.field)
        if ref is None:
            return None
        match node:
            case syntax.Truth():
                return self._truth(node, ref)
            case syntax.Presence(present=present):
                return model.IsPresent(ref, present, text=node.text)
            case syntax.Compare():
                return self._compare(node, ref)
            case syntax.Within():
                return self._within(node, ref)
            case syntax.WithinRegion():
                return self._within_region(node, ref)
            case syntax.Affix():
                return self._affix(node, ref)

    def ref(self, name: syntax.Name) -> model.Ref | None:
        """What a name means, or None (told)."""
        if name.text not in self._scope:
            self._problems.unknown("field", name, self._scope)
        return self._scope.get(name.text)

    def _several(
        self,
        node: syntax.Or | syntax.And,
        operands: tuple[syntax.Condition, ...],
        kind: Callable[..., model.Condition],
        depth: int,
    ) -> model.Condition | None:
        if self._is_list_in_disguise(operands):
            return None
        resolved = [self.resolve(operand, depth + 1) for operand in operands]
        if any(operand is None for operand in resolved):
            return None
        return kind(tuple(resolved), text=node.text)

    def _is_list_in_disguise(self, operands: tuple[syntax.Condition, ...]) -> bool:
        """``state = CA or TX or NM``, told."""
        for at, (one, other) in enumerate(pairwise(operands)):
            ref = self._scope.get(one.field.text) if isinstance(one, syntax.Compare) else None
            if not isinstance(one, syntax.Compare) or ref is None or not self._is_value(ref, other):
                continue
            same = takewhile(partial(self._is_value, ref), operands[at + 1 :])
            values = ", ".join([one.value.text, *(truth.text for truth in same)])
            message = f"`{other.text}` is a value, not a condition"
            self._mismatch(other, message, f"Write `{one.field.text} in {values}`")
            return True
        return False

    def _is_value(self, ref: model.Ref, node: syntax.Condition) -> bool:
        """Whether what stands as a condition is a value of a field's type, and no field."""
        if not isinstance(node, syntax.Truth) or node.field.text in self._scope:
            return False
        return not isinstance(item_of(ref.type).parse(node.field.text), Invalid)

    def _mismatch(self, at: syntax.Node, message: str, help_: str) -> None:
        self._problems.error("type-mismatch", at, message, help_)

    def _truth(self, node: syntax.Truth, ref: model.Ref) -> model.Condition | None:
        if ref.type.name == "boolean":
            return model.IsTrue(ref, text=node.text)
        message = f"`{ref.name}` is of type {ref.type.name}, and only a boolean stands alone"
        help_ = f"Compare it, as in `{ref.name} is present` or `{ref.name} = …`"
        self._mismatch(node, message, help_)
        return None

    def _compare(self, node: syntax.Compare, ref: model.Ref) -> model.Condition | None:
        type_ = ref.type
        if type_.name.startswith("list of "):
            message = f"`{ref.name}` is a list, and `{node.operator}` compares one value"
            self._mismatch(node, message, f"Write `{ref.name} contains …`")
            return None
        if node.operator in _ORDERING and not type_.ordered:
            message = f"`{ref.name}` is of type {type_.name}, whose values have no order"
            self._mismatch(node, message, "Use `=`, `!=` or `in`")
            return None
        other = self._other_field(node, ref)
        if other is not None:
            if other.type.name != type_.name:
                message = (
                    f"`{ref.name}` is of type {type_.name} and `{other.name}` of type "
                    f"{other.type.name}"
                )
                self._mismatch(node, message, "Compare fields of one type")
                return None
            return model.Compare(ref, node.operator, other=other, text=node.text)
        if self._compares_with_nothing(node, type_):
            return None
        value = read_literal(type_, node.value, self._problems)
        if value is None:
            return None
        return model.Compare(ref, node.operator, match_key(type_, value), text=node.text)

    def _compares_with_nothing(self, node: syntax.Compare, type_: ValueType) -> bool:
        """``state = null``, told."""
        word = node.value.text
        is_nothing = node.value.kind == "name" and word.casefold() in _NOTHING
        if not is_nothing or node.operator not in ("=", "!="):
            return False
        if type_.universe is not None and not isinstance(type_.parse(word), Invalid):
            return False
        state = "missing" if node.operator == "=" else "present"
        message = f"`{word}` is not a value"
        help_ = f"Write `{node.field.text} is {state}`"
        self._problems.error("unknown-value", node.value, message, help_)
        return True

    def _other_field(self, node: syntax.Compare, ref: model.Ref) -> model.Ref | None:
        """The field on the right, unless what stands there is a value of the left one's type."""
        name = node.value.text
        if node.value.kind != "name" or name not in self._scope:
            return None
        is_value = ref.type.universe is not None and name in map(str, ref.type.universe)
        return None if is_value else self._scope[name]

    def _within(self, node: syntax.Within, ref: model.Ref) -> model.Condition | None:
        first = node.spans[0].first
        alone = len(node.spans) == 1 and node.spans[0].last is None and first.kind == "name"
        if alone and self._tables.knows(first.text):
            return self._in_table(node, ref, first)
        type_ = item_of(ref.type)
        coded = type_.universe is not None or type_.name in {"country", "language", "subdivision"}
        if alone and not coded:
            help_ = f'Write a table, or a text in double quotes: `"{first.text}"`'
            self._problems.unknown("table", first, self._tables.names, help_)
            return None
        self._check_grouping(node.spans)
        found = [read_span(type_, span, self._problems) for span in node.spans]
        if any(value is None for value in found):
            return None
        ranges = tuple(value for value in found if isinstance(value, tuple))
        values = frozenset(value for value in found if not isinstance(value, tuple))
        return model.Among(ref, values, ranges, node.negated, text=node.text)

    def _check_grouping(self, spans: tuple[syntax.ValueSpan, ...]) -> None:
        """``in 1,000`` reads as two values, which nobody means."""
        for one, other in pairwise(spans):
            left, right = one.last or one.first, other.first
            close = left.span.end_column + 1 == right.span.column
            if close and left.kind == right.kind == "number" and len(right.text) == 3:
                written = f"{left.text},{right.text}"
                message = f"`{written}` reads as two values, `{left.text}` and `{right.text}`"
                help_ = f"Write `{left.text}_{right.text}`, or a space after the comma"
                self._problems.warning("split-number", other, message, help_)

    def _in_table(
        self, node: syntax.Within, ref: model.Ref, name: syntax.Literal
    ) -> model.Condition | None:
        schema = self._tables.schema(name.text)
        if schema is None:
            return None
        if len(schema.keys) != 1:
            if not self._problems.is_unread(name.text) and schema.keys:
                count = counted(len(schema.keys), "key column")
                message = f"`{name.text}` has {count}, and `in` takes a table with one"
                self._mismatch(name, message, "Look it up in a step, with `by … in`")
            return None
        convert = self._tables.conversion(schema, 0, ref, node.field)
        return model.InTable(ref, schema.name, convert, node.negated, text=node.text)

    def _within_region(self, node: syntax.WithinRegion, ref: model.Ref) -> model.Condition | None:
        if item_of(ref.type).name != "country":
            message = f"`{ref.name}` is of type {ref.type.name}, and only countries lie in regions"
            self._mismatch(node.field, message, "Use a field of type country")
            return None
        members = countries_in(node.region.text)
        if members is None:
            self._problems.unknown("region", node.region, region_names())
            return None
        return model.Among(ref, members, (), node.negated, text=node.text)

    def _affix(self, node: syntax.Affix, ref: model.Ref) -> model.Condition | None:
        if node.relation == "contains" and ref.type.name.startswith("list of "):
            value = read_literal(item_of(ref.type), node.value, self._problems)
            if value is None:
                return None
            key = match_key(item_of(ref.type), value)
            return model.Among(ref, frozenset({key}), text=node.text)
        if ref.type.name not in TEXTUAL:
            word = node.relation if node.relation == "contains" else f"{node.relation} with"
            message = f"`{ref.name}` is of type {ref.type.name}, and `{word}` compares texts"
            self._mismatch(node, message, "Use `=`, `<` or `in`")
            return None
        part = affix_key(ref, node.value.text)
        return model.HasAffix(ref, node.relation, part, text=node.text)
