"""Conditions, as written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOfThese

from dsl.syntax.base import Literal, Name, Node
from dsl.syntax.tables import ValueSpan


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
