"""What a spreadsheet made from a framework looks like: tabs, their columns, their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dsl.workbook import Sheet, Workbook


@dataclass(frozen=True, slots=True)
class FromColumn:
    """A drop-down of what stands in a column of another tab."""

    sheet: str
    header: str


Choices = FromColumn | tuple[str, ...]
"""What a drop-down offers: the cells of a column, or these texts."""


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column: its header and what helps people to fill it in.

    ``note`` explains the cell forms and stands at the header. ``plain_text``: the spreadsheet must
    not take cells for numbers or dates. ``needed``: the tab cannot be read without it. ``width``
    is in pixels.
    """

    header: str
    note: str
    plain_text: bool = True
    key: bool = False
    needed: bool = True
    choices: Choices | None = None
    width: int = 140


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One tab: its columns from the left and the rows below the headers, as text."""

    title: str
    columns: tuple[ColumnPlan, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    needed: bool = True

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers from the left."""
        return tuple(column.header for column in self.columns)


def workbook_of_plans(plans: Sequence[SheetPlan], locale: str = "en_US") -> Workbook:
    """The workbook that a spreadsheet made from the plans holds."""
    return Workbook(tuple(Sheet(p.title, (p.headers, *p.rows)) for p in plans), locale)
