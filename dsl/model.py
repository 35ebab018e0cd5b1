"""A framework with every name looked up and every value read: what the later stages work on.

``resolve`` makes it from the syntax tree. ``compile`` turns it into functions; ``interpret``, the
slow reference, walks it as it stands. Field names have become slots: positions in the list of a
record's values, in which the built-ins follow the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from dsl import syntax
from dsl.diagnostics import Diagnostic, Span
from dsl.values import ValueType

EVENTS = ("new", "update", "sla_breach", "rejected", "reopened")
BUILT_INS = ("event", "attempts", "previous_owner", "now", "today")

HitPolicy = Literal["unique", "first", "specific"]
MatchKind = Literal["exact", "range", "prefix", "suffix", "alphabet", "phrase"]
MATCH_KINDS: tuple[MatchKind, ...] = ("exact", "range", "prefix", "suffix", "alphabet", "phrase")


@dataclass(frozen=True, slots=True)
class Ref:
    """A field or built-in of a record: its name, its slot and its type."""

    name: str
    slot: int
    type: ValueType


# Expressions of derived fields: a slot, a constant, or a call with its arguments.
@dataclass(frozen=True, slots=True)
class CallOf:
    """A function applied to expressions; ``call`` takes values that are not missing.

    ``result`` is the name of the type it gives; None when that is the type of its arguments.
    """

    name: str
    call: Callable[..., Any]
    arguments: tuple[Derivation, ...]
    result: str | None
    needs_today: bool = False
    takes_missing: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the framework."""

    value: Any


Derivation = Ref | Constant | CallOf


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. ``sources`` begins with the field's own name."""

    name: str
    type: ValueType
    slot: int
    sources: tuple[str, ...]
    default: Any = None
    derivation: Derivation | None = None
    derived_text: str = ""
    private: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One kind of record. ``derived`` lists its derived fields so that each follows its inputs."""

    name: str
    fields: tuple[Field, ...]
    derived: tuple[Field, ...]


# Conditions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """``text`` is how it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """``or``."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """``and``."""

    operands: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """``not``."""

    operand: Condition


@dataclass(frozen=True, slots=True)
class Test(Condition):
    """A condition on one field; the base of all that follow."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class IsTrue(Test):
    """A boolean field by itself."""


@dataclass(frozen=True, slots=True)
class IsPresent(Test):
    """``is present``, or ``is missing`` when ``present`` is False. Never unknown."""

    present: bool


@dataclass(frozen=True, slots=True)
class Compare(Test):
    """A comparison with a match key, or with another field (``other``)."""

    operator: str
    value: Any = None
    other: Ref | None = None


@dataclass(frozen=True, slots=True)
class Among(Test):
    """In a set of match keys or of inclusive ranges of them."""

    values: frozenset[Any]
    ranges: tuple[tuple[Any, Any], ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InTable(Test):
    """The table has a row for the value."""

    table: str
    convert: Callable[[Any], Any] | None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class HasAffix(Test):
    """``starts with``, ``ends with``, ``contains``; ``value`` is a match key."""

    relation: Literal["starts", "ends", "contains"]
    value: Any


# Tables -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column: a key (``kind`` is set), an assignee, or a value that is passed through.

    ``type`` is still syntax, because how a cell reads depends on the workbook's locale.
    """

    name: str
    header: str
    type: syntax.TypeNode
    kind: MatchKind | None = None
    any: bool = False
    assignee: bool = False
    optional: bool = False
    span: Span = field(compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class TableSchema:
    """What a table's sheet must look like. ``text`` is the declaration as written."""

    name: str
    sheet: str
    keys: tuple[Column, ...]
    values: tuple[Column, ...]
    hit: HitPolicy
    covers: syntax.Coverage | None
    effective: tuple[str, str] | None
    text: str
    span: Span = field(compare=False)

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that the framework declares, keys first."""
        return self.keys + self.values


@dataclass(frozen=True, slots=True)
class RosterSchema:
    """The sheets of reps and pools, or None where anything goes; and those of the others."""

    reps: str | None = None
    pools: str | None = None
    members: str | None = None
    time_off: str | None = None


# Routes -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """One field of a lookup; ``convert`` turns its value into the key column's type."""

    ref: Ref
    convert: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Lookup:
    """``by FIELD, … in TABLE``."""

    table: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class ToColumns:
    """Assignee columns of the row that was found; the first decides."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToAssignee:
    """A rep, pool or queue that the framework names."""

    kind: Literal["rep", "pool", "queue"]
    id: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ToKept:
    """The rep in a field of the record."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class ToNext:
    """The next member of the pool that had the record."""


Target = ToColumns | ToAssignee | ToKept | ToNext


@dataclass(frozen=True, slots=True)
class Needs:
    """What a step asks of the member of a pool who takes the record: all of it.

    ``skills`` are named by the step, folded. Each of ``refs`` is a field of type ``language``,
    which asks for that language; ``text`` or ``one of``, for the skill of that name; or a list of
    these, for every one of its items. A missing value asks for nothing.
    """

    skills: tuple[str, ...]
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step; ``at`` is where it stands, as traces give it."""

    name: str
    at: str
    guard: Condition | None
    lookup: Lookup | None
    target: Target
    needs: Needs | None


@dataclass(frozen=True, slots=True)
class Block:
    """The steps of a route or of a group (which has a name), with the ``otherwise`` if any."""

    name: str
    at: str
    guard: Condition | None
    steps: tuple[Step | Block, ...]
    otherwise: Step | None


@dataclass(frozen=True, slots=True)
class Route:
    """The block for some events of one record."""

    record: str
    events: tuple[str, ...]
    block: Block


@dataclass(frozen=True, slots=True)
class Assumption:
    """When ``condition`` holds for a record of this kind, ``fact`` must not be false."""

    record: str
    text: str
    at: str
    fact: Condition
    condition: Condition


@dataclass(frozen=True, slots=True)
class Sla:
    """A deadline."""

    name: str
    within: timedelta
    business: bool


@dataclass(frozen=True)
class Structure:
    """A whole framework without its tables. ``routes`` is by record name and event."""

    name: str
    file: str
    text: str
    time_zone: tzinfo
    records: dict[str, Record]
    tables: dict[str, TableSchema]
    roster: RosterSchema | None
    assumptions: tuple[Assumption, ...]
    slas: dict[str, Sla]
    routes: dict[tuple[str, str], Route]
    warnings: tuple[Diagnostic, ...] = ()

    @cached_property
    def version(self) -> str:
        """``sha256:…`` of the text."""
        return "sha256:" + sha256(self.text.encode(errors="surrogatepass")).hexdigest()
