"""Reading the cases of this folder.

``frameworks/NAME.route`` is a framework with something wrong in its text. ``tables/NAME.case`` is a
framework that is right, and after it the sheets of its workbook: a line ``=== TITLE`` begins one,
its rows follow as CSV. The diagnostics of a case stand in ``NAME.txt`` beside it, as people see
them; ``pytest tests/dsl/diagnostics --snapshot-update`` writes them anew.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dsl import FrameworkError, Sheet, Workbook, build, read_structure
from dsl.diagnostics import Diagnostic

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A framework text and a workbook; ``path`` is the file that holds them."""

    path: Path
    text: str
    workbook: Workbook

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What loading it tells; a case without sheets is only read."""
        structure, found = read_structure(self.text, self.path.with_suffix(".route").name)
        if structure is None or not self.workbook.sheets:
            return tuple(found)
        try:
            return tuple(build(structure, self.workbook).diagnostics)
        except FrameworkError as error:
            return tuple(error.diagnostics)


def frameworks() -> list[Case]:
    """The cases with something wrong in their text."""
    paths = sorted((FOLDER / "frameworks").glob("*.route"))
    return [Case(path, path.read_bytes().decode(), Workbook(())) for path in paths]


def tables() -> list[Case]:
    """The cases with something wrong in their sheets."""
    return [_table(path) for path in sorted((FOLDER / "tables").glob("*.case"))]


def _table(path: Path) -> Case:
    text, *sheets = path.read_text(encoding="utf-8").split("\n=== ")
    return Case(path, text + "\n", Workbook(tuple(map(_sheet, sheets))))


def _sheet(written: str) -> Sheet:
    title, _, rows = written.partition("\n")
    return Sheet(title, tuple(tuple(row) for row in csv.reader(rows.splitlines(keepends=True))))
