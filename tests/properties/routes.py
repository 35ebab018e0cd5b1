"""Strategies for routes: steps, groups, conditions of every form, every target."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.properties.plans import FieldPlan, TablePlan
from tests.properties.vocabulary import LISTS, ORDERED, TEXTUAL, TYPES

_TARGETS = (
    'rep "ana@acme.example"',
    'rep "gone@acme.example"',
    'rep "left@acme.example"',
    "pool west",
    'pool "South  East"',
    'queue "Bay 1"',
    "queue bay",
    "next",
)
_NEEDED = ("text", "language", "one of")
_SKILLS = ('"sql"', '"On  call"', '"German"', '"needs"')
_BUILT_INS = (
    "event = new",
    "event in sla_breach, rejected",
    "event != update",
    "attempts < 3",
    "attempts in 1..2",
    "previous_owner is present",
    'previous_owner = "Ana@acme.example"',
    'now >= "2026-06-15T00:00:00Z"',
    "today < 2026-06-15",
    "today in 2026-03-01..2026-06-30",
)

Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def route(
    draw: Draw, record: str, events: str, fields: Sequence[FieldPlan], tables: Sequence[TablePlan]
) -> str:
    """A route of a record, on all events or on some."""
    steps = _Steps(draw, fields, tables)
    body = steps.block(indent="  ", depth=0, last=True)
    return f"route {record}{events} {{\n{body}\n}}"


@st.composite
def assumptions(draw: Draw, fields: Sequence[FieldPlan], tables: Sequence[TablePlan]) -> list[str]:
    """None or one."""
    if draw(st.integers(0, 4)):
        return []
    both = conditions(fields, tables, 1)
    return [f"assume {draw(both)} when {draw(both)}"]


class _Steps:
    """Writes the steps of one route, each with a name of its own."""

    def __init__(
        self, draw: Draw, fields: Sequence[FieldPlan], tables: Sequence[TablePlan]
    ) -> None:
        self._draw = draw
        self._fields = fields
        self._tables = tables
        self._count = 0

    def block(self, indent: str, depth: int, last: bool) -> str:
        lines: list[str] = []
        for _ in range(self._draw(st.integers(1, 4))):
            if depth < 2 and self._draw(st.integers(0, 4)) == 0:
                body = self.block(indent + "  ", depth + 1, last=False)
                lines.append(f"{indent}group {self._name()}{self._guard()} {{\n{body}\n{indent}}}")
            else:
                lines.append(indent + self._step())
        if last or self._draw(st.integers(0, 2)) == 0:
            lines.append(f"{indent}otherwise -> {self._target()}")
        return "\n".join(lines)

    def _name(self) -> str:
        self._count += 1
        return f'"Step {self._count}"'

    def _guard(self) -> str:
        if self._draw(st.integers(0, 2)) == 0:
            return ""
        return f" when {self._draw(conditions(self._fields, self._tables, 2))}"

    def _step(self) -> str:
        start = f"{self._name()}{self._guard()}"
        fitting = [(table, ways) for table in self._tables if all(ways := self._ways(table))]
        if not fitting or self._draw(st.integers(0, 3)) == 0:
            return f"{start} -> {self._target()}"
        table, ways = self._draw(st.sampled_from(fitting))
        names = ", ".join(self._draw(st.sampled_from(choices)) for choices in ways)
        return f"{start} by {names} in {table.name} -> {self._row_target(table)}"

    def _ways(self, table: TablePlan) -> list[list[str]]:
        return [[field.name for field in self._fields if key.takes(field)] for key in table.keys]

    def _row_target(self, table: TablePlan) -> str:
        if self._draw(st.integers(0, 5)) == 0:
            return self._target()
        roles = [name for name, _, type_, _ in table.values if type_ == "assignee"]
        chosen = self._draw(st.permutations(roles))[: self._draw(st.integers(1, len(roles)))]
        return ", ".join(chosen) + self._needs()

    def _target(self) -> str:
        keeps = [f"keep {field.name}" for field in self._fields if field.type == "rep"]
        targets = [*_TARGETS, *keeps, *keeps, "keep previous_owner"]
        target = str(self._draw(st.sampled_from(targets)))
        return target + self._needs() if target.startswith(("pool", "next")) else target

    def _needs(self) -> str:
        """What the members of a pool must have; mostly nothing."""
        if self._draw(st.integers(0, 2)):
            return ""
        fields = [field.name for field in self._fields if field.item.startswith(_NEEDED)]
        wanted = st.lists(st.sampled_from([*_SKILLS, *fields]), min_size=1, max_size=3, unique=True)
        return f" needs {', '.join(self._draw(wanted))}"


# Conditions -----------------------------------------------------------------------------------


def conditions(
    fields: Sequence[FieldPlan], tables: Sequence[TablePlan], depth: int
) -> st.SearchStrategy[str]:
    """A condition over the fields, in parentheses where it must be."""
    tests = st.sampled_from(_all_tests(fields, tables))
    if depth == 0:
        return tests
    inner = conditions(fields, tables, depth - 1)
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        tests,
        tests,
        several.map(lambda parts: " and ".join(map(_in_parentheses, parts))),
        several.map(lambda parts: " or ".join(map(_in_parentheses, parts))),
        inner.map(lambda part: f"not {_in_parentheses(part)}"),
        inner.map(lambda part: f"({part})"),
    )


def _in_parentheses(part: str) -> str:
    return f"({part})" if " and " in part or " or " in part else part


def _all_tests(fields: Sequence[FieldPlan], tables: Sequence[TablePlan]) -> list[str]:
    found = list(_BUILT_INS)
    for field in fields:
        found += _tests(field)
        found += [
            f"{field.name}{negated} in {table.name}"
            for table in tables
            if len(table.keys) == 1 and table.keys[0].takes(field)
            for negated in ("", " not")
        ]
        found += [
            f"{field.name} {sign} {other.name}"
            for other in fields
            if other is not field and other.type == field.type and field.type not in LISTS
            for sign in ("=", "!=", *(("<", ">=") if field.type in ORDERED else ()))
        ]
    return found


def _tests(field: FieldPlan) -> list[str]:
    name, vocabulary = field.name, TYPES[field.item]
    literals = vocabulary.literals
    found = [f"{name} is present", f"{name} is missing"]
    found += [f"{name} in {literals[0]}, {literals[1]}"]
    found += [f"{name} not in {literals[1]}, {literals[0]}"]
    found += [f"{name} in {span}" for span in vocabulary.spans]
    if field.item == "country":
        found += [f'{name} in region "DACH"', f'{name} not in region "Europe"']
    if field.type in LISTS:
        return found + [f"{name} contains {literal}" for literal in literals]
    found += [f"{name} = {literals[0]}", f"{name} != {literals[-1]}", f"{name} = {literals[-1]}"]
    if field.type in ORDERED:
        found += [f"{name} {sign} {literals[0]}" for sign in ("<", "<=", ">", ">=")]
    if field.type in TEXTUAL:
        found += [
            f"{name} {relation} {part}"
            for part in vocabulary.affixes
            for relation in ("starts with", "ends with", "contains")
        ]
    if field.type == "boolean":
        found += [name, f"not {name}"]
    return found


__all__ = ["assumptions", "conditions", "route"]
