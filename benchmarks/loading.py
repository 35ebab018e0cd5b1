"""Part ``load``: a workbook with a large range table, from the file to a framework that decides."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Block, interleaved
from benchmarks.report import Finding, Line
from benchmarks.territories import ROUTE, other_sheets, territory_rows
from dsl import load
from sheets_adapter import open_workbook

_Sheets = Mapping[str, Sequence[Sequence[str]]]

MOST_SECONDS = 1.5
MOST_GROWTH = 12.0
"""So many times as long may ten times the rows take: sorting alone makes it more than ten."""


def measure_load(small: int = 10_000, rounds: int = 3) -> list[Line]:
    """Fetch, type, check and index, of tables with ``small`` and ten times as many ranges."""
    large = 10 * small
    found: list[Line] = []
    with TemporaryDirectory() as name:
        for kind, write in (("CSV", write_csv), ("XLSX", write_xlsx)):
            blocks: dict[str, Block] = {}
            for count in (small, large):
                sheets = {**other_sheets(), "Territories": territory_rows(count)}
                blocks[f"{count}"] = partial(load_from, write(sheets, Path(name) / f"{count}"))
            times = interleaved(blocks, rounds)
            seconds = times.best(f"{large}") / 1e9
            growth = times.ratio(f"{large}", f"{small}")
            found += [
                Finding(f"{kind}, {small:,} ranges: load", times.best(f"{small}") / 1e9, "s"),
                Finding(f"{kind}, {large:,} ranges: load", seconds, "s", MOST_SECONDS),
                Finding(f"{kind}, {large:,} ranges / {small:,}", growth, "×", MOST_GROWTH),
            ]
    return found


def load_from(path: Path) -> None:
    """Everything between a changed file and the first decision."""
    load(ROUTE, open_workbook(path))


def write_csv(sheets: _Sheets, folder: Path) -> Path:
    """The sheets as a folder of CSV files."""
    folder.mkdir()
    for title, rows in sheets.items():
        with (folder / f"{title}.csv").open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(rows)
    return folder


def write_xlsx(sheets: _Sheets, stem: Path) -> Path:
    """The sheets as one XLSX file."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = stem.with_suffix(".xlsx")
    workbook.save(path)
    return path
