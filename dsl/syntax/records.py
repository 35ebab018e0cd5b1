"""Types, expressions and records, as written."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.syntax.base import Literal, Name, Node


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
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record(Node):
    """``record NAME { … }``."""

    name: Name
    fields: tuple[Field, ...]
