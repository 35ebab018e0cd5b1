"""Where rows come from: CSV folders, XLSX files, Google spreadsheets and Python dicts.

All come as one ``Workbook``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dsl.workbook import Workbook
from sheets_adapter.csv_folder import CsvFolder
from sheets_adapter.google import Access, GoogleSource, spreadsheet_id
from sheets_adapter.google.address import is_google
from sheets_adapter.memory import MemorySource, Rows
from sheets_adapter.source import KnowsTabs, Source, SourceError
from sheets_adapter.xlsx import XlsxFile

__all__ = ["KnowsTabs", "Source", "SourceError", "open_source", "open_workbook"]

_XLSX = {".xlsx", ".xlsm"}


def open_source(
    spec: str | os.PathLike[str], locale: str = "en_US", google: Access | None = None
) -> Source:
    """The source that ``spec`` names: CSV files in a folder, an XLSX file or a Google spreadsheet.

    A spreadsheet is named by ``google:ID`` or by its address in the browser, and ``google`` says
    how to reach it. ``locale`` is the one in which people write numbers and dates in the cells; a
    spreadsheet tells its own. Nothing is read yet: what is missing shows at ``fetch``. Raises
    ``SourceError`` for what is no source.
    """
    if isinstance(spec, str) and is_google(spec):
        return GoogleSource(spreadsheet_id(spec), locale, google)
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
    spec: str | os.PathLike[str] | Mapping[str, Rows] | Workbook,
    locale: str = "en_US",
    google: Access | None = None,
) -> Workbook:
    """The workbook, read once: from a source as in ``open_source``, or from rows by sheet title.

    >>> open_workbook({"California": [["zip", "owner"], ["94105", "ana@acme.example"]]}).sheets[0]
    Sheet(title='California', rows=(('zip', 'owner'), ('94105', 'ana@acme.example')), link='')

    A workbook is returned as it is, so functions may take either. How to reach Google is, unless
    given, what the variables ``ROUTEBOOK_GOOGLE_CREDENTIALS`` and ``ROUTEBOOK_GOOGLE_API_URL`` say.
    Raises ``SourceError``.
    """
    if isinstance(spec, Workbook):
        return spec
    if isinstance(spec, Mapping):
        return MemorySource(spec, locale).fetch()
    return open_source(spec, locale, google or _access_of_environment()).fetch()


def _access_of_environment() -> Access:
    credentials = os.environ.get("ROUTEBOOK_GOOGLE_CREDENTIALS", "").strip()
    api_url = os.environ.get("ROUTEBOOK_GOOGLE_API_URL", "").strip()
    return Access(credentials or None, api_url)
