"""Steps, routes and the rest of a file, as written."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.syntax.base import Literal, Name, Node
from dsl.syntax.conditions import Condition
from dsl.syntax.records import Record
from dsl.syntax.tables import Roster, Table


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
class Needs(Node):
    """``needs FIELD, "SKILL", …``; a literal is a text."""

    wanted: tuple[Name | Literal, ...]


@dataclass(frozen=True, slots=True)
class Step(Node):
    """``"Name" [when …] [by …] -> TARGET [needs …]``."""

    name: Literal
    guard: Condition | None
    lookup: Lookup | None
    target: Target
    needs: Needs | None


@dataclass(frozen=True, slots=True)
class Otherwise(Node):
    """``otherwise -> TARGET [needs …]``."""

    target: Target
    needs: Needs | None


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
