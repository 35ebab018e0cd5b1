"""A folder of CSV files: every file is a sheet."""

from __future__ import annotations

import os
from pathlib import Path

from dsl.workbook import Sheet, Workbook
from sheets_adapter.cache import SheetCache
from sheets_adapter.csv_text import rows_of
from sheets_adapter.decode import decoded
from sheets_adapter.files import read_file, shown, unreadable
from sheets_adapter.links import csv_link
from sheets_adapter.source import SourceError, workbook_of
from sheets_adapter.titles import title_of


class CsvFolder:
    """The ``*.csv`` files of one folder, by title; a sheet's title is the file name without suffix.

    Signs that no file name can hold are written there as in ``A%2FB.csv``.
    Subfolders, hidden files and the lock files of spreadsheet programs are not sheets.
    """

    def __init__(
        self, folder: Path, locale: str = "en_US", cache: SheetCache | None = None
    ) -> None:
        self._folder = folder
        self._locale = locale
        self._cache = cache or SheetCache()

    @property
    def name(self) -> str:
        """The folder as it was given, without what leads to it when that is absolute."""
        return shown(self._folder)

    @property
    def watched(self) -> Path | None:
        """The folder."""
        return self._folder

    def fetch(self) -> Workbook:
        """Every CSV file as a sheet; ``SourceError`` when one cannot be read or there is none."""
        sheets = [sheet for path in self._files() for sheet in self._cache.sheets(path, _sheets)]
        if not sheets:
            raise SourceError(
                f"there is no CSV file in {self.name}",
                "Put one .csv file for each sheet there, named after the sheet",
            )
        sheets.sort(key=lambda sheet: sheet.title)
        return workbook_of(sheets, self._locale, self.name)

    def _files(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if _is_sheet(path))
        except OSError as error:
            raise unreadable(self._folder, error) from error


def _is_sheet(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))
    return path.suffix.lower() == ".csv" and not hidden and path.is_file()


def _sheets(path: Path) -> tuple[Sheet]:
    rows = rows_of(decoded(read_file(path), path.name), path.name)
    return (Sheet(_title(path), rows, csv_link(path.name)),)


def _title(path: Path) -> str:
    return title_of(os.fsencode(path.stem).decode(errors="replace"))
