"""The contract of every source: a name, what to watch, and a workbook or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, runtime_checkable

from dsl.values.text import header_key
from dsl.workbook import Sheet, Workbook


class SourceError(Exception):
    """Why no workbook came: one plain sentence and what to do about it, both without full stop."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.message = message
        self.help = advice

    def __str__(self) -> str:
        return f"{self.message}. {self.help}."


class Source(Protocol):
    """Where rows come from. The same rows give the same sheets, whichever source holds them.

    In every sheet ``rows[0]`` is the row that a person sees as row 1. Cells are the text that the
    sheet shows, line breaks in them are LF, blank cells at the end of a row and blank rows at
    the end of a sheet are left out, so rows may be ragged.
    """

    @property
    def name(self) -> str:
        """What people call it; never an absolute path."""

    @property
    def watched(self) -> Path | None:
        """The folder or file whose changes change the workbook; ``None`` when it must be polled."""

    def fetch(self) -> Workbook:
        """Read everything now. Blocks; raises ``SourceError`` and nothing else."""


@runtime_checkable
class KnowsTabs(Protocol):
    """A source whose sheets have an identity besides their titles, so that they can be renamed."""

    def remember(self, sheets: Iterable[Sheet]) -> None:
        """Take over the titles of sheets that an earlier run read from it."""


def workbook_of(sheets: Iterable[Sheet], locale: str, name: str) -> Workbook:
    """The sheets as a workbook; two titles that a framework cannot tell apart are a SourceError.

    Titles count as the same when they match as headers: but for case, white space, underscores.
    """
    sheets = tuple(sheets)
    titles: dict[str, str] = {}
    for sheet in sheets:
        key = header_key(sheet.title)
        if key in titles:
            raise SourceError(
                f'{name} has a sheet "{titles[key]}" and a sheet "{sheet.title}", '
                "whose titles differ at most in case, spaces and underscores",
                "Rename one of them",
            )
        titles[key] = sheet.title
    return Workbook(sheets, locale)
