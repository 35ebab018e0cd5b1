"""What a framework file says, as frozen nodes. Nothing here is looked up or judged yet.

Every node carries its span, which equality ignores: two texts that say the same are equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOfThese

from dsl.diagnostics import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything written in a framework, with the place where it stands."""

    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A word that names something: a field, a table, a type, a column."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value as it is written: a bare code, a quoted string (unquoted here), a number, a date."""

    kind: OneOfThese["name", "string", "number", "date"]
    text: str


# Types and records --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlainType(Node):
    """``us_state``."""

    name: Name


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """``one of "A", "B"``."""

    options: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``list of TYPE``."""

    item: TypeNode


TypeNode = PlainType | OneOf | ListOf


@dataclass(frozen=True, slots=True)
class FieldName(Node):
    """A field, read inside an expression."""

    name: Name


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``domain(email)``."""

    function: Name
    arguments: tuple[Expression, ...]


Expression = FieldName | Literal | Call


@dataclass(frozen=True, slots=True)
class Field(Node):
    """One field of a record: read from sources, or derived (``derived_text`` is as written)."""

    name: Name
    type: TypeNode
    sources: tuple[Literal, ...] = ()
    default: Literal | None = None
    derived: Expression | None = None
    derived_text: str = ""
    private: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record(Node):
    """``record NAME { … }``."""

    name: Name
    fields: tuple[Field, ...]


# Roster and tables --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Roster(Node):
    """``roster { … }``: (part, sheet title) pairs."""

    sheets: tuple[tuple[Name, Literal], ...]


@dataclass(frozen=True, slots=True)
class KeyColumn(Node):
    """``NAME key KIND [as TYPE] [or any] [column "Header"]``."""

    name: Name
    kind: Name
    type: TypeNode | None = None
    any: bool = False
    header: Literal | None = None


@dataclass(frozen=True, slots=True)
class ValueColumn(Node):
    """``NAME TYPE [optional] [column "Header"]``."""

    name: Name
    type: TypeNode
    optional: bool = False
    header: Literal | None = None


@dataclass(frozen=True, slots=True)
class Hit(Node):
    """``hit POLICY``."""

    policy: Name


@dataclass(frozen=True, slots=True)
class ValueSpan(Node):
    """``A`` (``last`` is None) or ``A..B``, both ends inclusive."""

    first: Literal
    last: Literal | None = None


@dataclass(frozen=True, slots=True)
class CoversAll(Node):
    """``all`` or ``all except A, B``."""

    excluded: tuple[Literal, ...] = ()


@dataclass(frozen=True, slots=True)
class CoversRegion(Node):
    """``region "NAME"``."""

    region: Literal


@dataclass(frozen=True, slots=True)
class CoversValues(Node):
    """``A..B`` or ``A, B``."""

    spans: tuple[ValueSpan, ...]


Coverage = CoversAll | CoversRegion | CoversValues


@dataclass(frozen=True, slots=True)
class Effective(Node):
    """``effective FROM .. UNTIL``: two column headers."""

    start: Literal
    end: Literal


@dataclass(frozen=True, slots=True)
class Table(Node):
    """``table NAME from "SHEET" { … }``; a clause written twice stands twice."""

    name: Name
    sheet: Literal
    columns: tuple[KeyColumn | ValueColumn, ...]
    hits: tuple[Hit, ...] = ()
    covers: tuple[Coverage, ...] = ()
    effective: tuple[Effective, ...] = ()


# Conditions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionNode(Node):
    """A condition; ``text`` is how it is written, on one line."""

    text: str = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or(ConditionNode):
    """At least one operand holds."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class And(ConditionNode):
    """All operands hold."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(ConditionNode):
    """The operand does not hold."""

    operand: Condition


@dataclass(frozen=True, slots=True)
class Truth(ConditionNode):
    """A boolean field by itself."""

    field: Name


@dataclass(frozen=True, slots=True)
class Compare(ConditionNode):
    """``FIELD = VALUE`` and its kin; ``operator`` as written."""

    field: Name
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class Within(ConditionNode):
    """``FIELD in A, B..C`` or ``FIELD in TABLE``."""

    field: Name
    spans: tuple[ValueSpan, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class WithinRegion(ConditionNode):
    """``FIELD in region "NAME"``."""

    field: Name
    region: Literal
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Affix(ConditionNode):
    """``FIELD starts with V``, ``ends with V``, ``contains V``."""

    field: Name
    relation: OneOfThese["starts", "ends", "contains"]
    value: Literal


@dataclass(frozen=True, slots=True)
class Presence(ConditionNode):
    """``FIELD is present`` or ``FIELD is missing``."""

    field: Name
    present: bool


Condition = Or | And | Not | Truth | Compare | Within | WithinRegion | Affix | Presence


# Routes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns(Node):
    """Value columns of the looked-up table; each name is a role."""

    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class ToRep(Node):
    """``rep "x@y"``."""

    rep: Literal


@dataclass(frozen=True, slots=True)
class ToPool(Node):
    """``pool NAME``."""

    pool: Literal


@dataclass(frozen=True, slots=True)
class ToQueue(Node):
    """``queue "NAME"``."""

    queue: Literal


@dataclass(frozen=True, slots=True)
class Keep(Node):
    """``keep FIELD``."""

    field: Name


@dataclass(frozen=True, slots=True)
class NextMember(Node):
    """``next``."""


Target = Columns | ToRep | ToPool | ToQueue | Keep | NextMember


@dataclass(frozen=True, slots=True)
class Lookup(Node):
    """``by FIELD, … in TABLE``."""

    fields: tuple[Name, ...]
    table: Name


@dataclass(frozen=True, slots=True)
class Step(Node):
    """``"Name" [when …] [by …] -> TARGET``."""

    name: Literal
    guard: Condition | None
    lookup: Lookup | None
    target: Target


@dataclass(frozen=True, slots=True)
class Otherwise(Node):
    """``otherwise -> TARGET``."""

    target: Target


@dataclass(frozen=True, slots=True)
class Group(Node):
    """``group "Name" [when …] { … }``."""

    name: Literal
    guard: Condition | None
    steps: tuple[AnyStep, ...]


AnyStep = Step | Group | Otherwise


@dataclass(frozen=True, slots=True)
class Route(Node):
    """``route RECORD [on EVENT, …] { … }``."""

    record: Name
    events: tuple[Name, ...]
    steps: tuple[AnyStep, ...]


@dataclass(frozen=True, slots=True)
class Assumption(Node):
    """``assume FACT when CONDITION``."""

    fact: Condition
    condition: Condition


@dataclass(frozen=True, slots=True)
class Sla(Node):
    """``sla NAME within DURATION [business]``; the duration as written, such as ``4h``."""

    name: Name
    within: str
    business: bool


@dataclass(frozen=True, slots=True)
class Header(Node):
    """``framework NAME [time zone "Area/City"]``."""

    name: Name
    time_zone: Literal | None


Declaration = Header | Record | Roster | Table | Assumption | Sla | Route


@dataclass(frozen=True, slots=True)
class Framework:
    """A file: its declarations in order, and what stood in those that could not be read.

    ``unread`` holds the words after the keywords of broken declarations, so that later passes do
    not call a table unknown whose declaration merely has a slip in it.
    """

    file: str
    text: str
    declarations: tuple[Declaration, ...]
    unread: frozenset[str] = frozenset()
