"""Rosters and tables, as written."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.syntax.base import Literal, Name, Node
from dsl.syntax.records import TypeNode


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
