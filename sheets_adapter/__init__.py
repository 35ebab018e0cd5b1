"""Where rows come from: CSV folders, XLSX files and Python dicts, all as one ``Workbook``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dsl.workbook import Workbook
from sheets_adapter.csv_folder import CsvFolder
from sheets_adapter.memory import MemorySource, Rows
from sheets_adapter.source import Source, SourceError
from sheets_adapter.xlsx import XlsxFile

__all__ = ["Source", "SourceError", "open_source", "open_workbook"]

_GOOGLE = re.compile(r"google:|https?://docs\.google\.com/", re.IGNORECASE)
_XLSX = {".xlsx", ".xlsm"}


def open_source(spec: str | os.PathLike[str], locale: str = "en_US") -> Source:
    """The source that ``spec`` names: a folder of CSV files or an XLSX file.

    ``locale`` is the one in which people write numbers and dates in the cells. Nothing is read
    yet: a path that is missing shows at ``fetch``. Raises ``SourceError`` for what is no source.
    """
    if isinstance(spec, str) and _GOOGLE.match(spec):
        raise SourceError(
            "this version of Routebook does not read Google spreadsheets",
            "Download it (File, Download, Microsoft Excel) and name the .xlsx file instead",
        )
    path = Path(spec)
    if path.suffix.lower() in _XLSX and not path.is_dir():
        return XlsxFile(path, locale)
    if path.is_file():
        raise SourceError(
            f"{path.name} is neither an .xlsx file nor a folder of CSV files",
            "Name the folder that holds the CSV files, or save the spreadsheet as .xlsx",
        )
    return CsvFolder(path, locale)


def open_workbook(
    spec: str | os.PathLike[str] | Mapping[str, Rows] | Workbook, locale: str = "en_US"
) -> Workbook:
    """The workbook, read once: from a path as in ``open_source``, or from rows by sheet title.

    >>> open_workbook({"California": [["zip", "owner"], ["94105", "ana@acme.example"]]}).sheets[0]
    Sheet(title='California', rows=(('zip', 'owner'), ('94105', 'ana@acme.example')), link='')

    A workbook is returned as it is, so functions may take either. Raises ``SourceError``.
    """
    if isinstance(spec, Workbook):
        return spec
    if isinstance(spec, Mapping):
        return MemorySource(spec, locale).fetch()
    return open_source(spec, locale).fetch()
