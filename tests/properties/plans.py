"""What a generated framework declares, as far as the parts that follow must know of it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.properties.vocabulary import LISTS, TEXTUAL


@dataclass(frozen=True)
class FieldPlan:
    """A field; ``columns`` are the names by which records may give it."""

    name: str
    type: str
    text: str
    columns: tuple[str, ...]
    derived: bool = False

    @property
    def item(self) -> str:
        """The type of its value, or of each item of a list."""
        return LISTS[self.type][0] if self.type in LISTS else self.type


@dataclass(frozen=True)
class KeyPlan:
    """A key column. ``stated``: its type stands in its declaration."""

    name: str
    header: str
    kind: str
    type: str
    any: bool
    stated: bool

    def takes(self, given: FieldPlan) -> bool:
        """Whether a step may look the column up by a field."""
        match self.kind:
            case "alphabet" | "phrase":
                return given.item in TEXTUAL
            case "suffix":
                return given.item in ("text", "domain", "email", "url")
        if self.stated and given.item == "text":
            return True
        return given.item == self.type or (
            (self.kind, self.type) == ("exact", "domain") and given.item in ("email", "url")
        )

    def text(self, stated: bool) -> str:
        """The declaration."""
        type_ = f" as {self.type}" if stated else ""
        header = "" if self.header == self.name else f' column "{self.header}"'
        return f"{self.name} key {self.kind}{type_}{' or any' if self.any else ''}{header}"


@dataclass(frozen=True)
class TablePlan:
    """A table; ``values`` are (name, header, type, optional) of the columns behind the keys."""

    name: str
    sheet: str
    keys: tuple[KeyPlan, ...]
    values: tuple[tuple[str, str, str, bool], ...]
    effective: tuple[str, str] | None
    clauses: tuple[str, ...]

    def text(self, used: bool) -> str:
        """The declaration; without a use that tells the types of its keys, they are stated."""
        lines = [
            key.text(key.stated or (not used and key.kind in ("exact", "range", "prefix")))
            for key in self.keys
        ]
        for column, header, type_, optional in self.values:
            written = "" if header.lower() == column else f' column "{header}"'
            lines.append(f"{column} {type_}{' optional' if optional else ''}{written}")
        body = "\n".join(f"  {line}" for line in (*lines, *self.clauses))
        return f'table {self.name} from "{self.sheet}" {{\n{body}\n}}'


@dataclass(frozen=True)
class Plan:
    """A framework. ``roster`` names the roster lines it has; None: it has no roster."""

    text: str
    records: dict[str, tuple[FieldPlan, ...]]
    tables: tuple[TablePlan, ...]
    roster: tuple[str, ...] | None
