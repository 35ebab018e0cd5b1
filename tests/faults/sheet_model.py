"""What a sheet holds in the random sequences, and what of it must be live: kept as plain lists."""

from __future__ import annotations

from dataclasses import dataclass, field

BROKEN_KEYS = ("#REF!", "Calfornia", "Loading...", "12a45")
BROKEN_OWNERS = ("nobody@a.example", "#N/A", "bo@a.exmaple")


@dataclass
class Row:
    """One row: the key in the form in which it is typed, and the owner; blank when it has none."""

    key: str = ""
    owner: str = ""
    broken_key: str = ""
    broken_owner: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.key

    def cells(self) -> list[str]:
        """As it stands in the sheet."""
        return [self.broken_key or self.key, self.broken_owner or self.owner]


@dataclass
class SheetModel:
    """A sheet with a key column and an owner column.

    ``spellings`` are the ways to write each key; the first is what a record has. ``live`` is what
    the last good version said: owner by record key.
    """

    title: str
    table: str
    column: str
    spellings: dict[str, tuple[str, ...]]
    rows: list[Row] = field(default_factory=list)
    broken_header: bool = False
    is_there: bool = True
    live: dict[str, str] = field(default_factory=dict)

    @property
    def header(self) -> list[str]:
        return [self.column, "ownership" if self.broken_header else "owner"]

    def cells(self) -> list[list[str]]:
        """The whole sheet."""
        return [self.header, *([] if row.is_blank else row.cells() for row in self.rows)]

    def used(self) -> set[str]:
        """The keys that some row has."""
        return {self.record_key(row.key) for row in self.rows if not row.is_blank}

    def record_key(self, spelling: str) -> str:
        """What a record has when it is meant by a cell."""
        return next(key for key, spelled in self.spellings.items() if spelling in spelled)

    def broken_cells(self) -> set[str]:
        """The addresses of the cells that cannot be read."""
        found = set()
        for number, row in enumerate(self.rows, start=2):
            found |= {f"A{number}"} if row.broken_key else set()
            found |= {f"B{number}"} if row.broken_owner else set()
        return found

    @property
    def is_good(self) -> bool:
        """Whether the sheet as it stands can be live."""
        return self.is_there and not self.broken_header and not self.broken_cells()

    def says(self) -> dict[str, str]:
        """Owner by record key, as the sheet stands."""
        return {self.record_key(row.key): row.owner for row in self.rows if not row.is_blank}
