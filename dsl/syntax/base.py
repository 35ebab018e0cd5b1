"""What every node has, and the two smallest: names and values."""

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
