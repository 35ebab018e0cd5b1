"""An XLSX file, as Excel, LibreOffice and Google Sheets save it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from dsl.workbook import Sheet, Workbook
from sheets_adapter.cache import SheetCache
from sheets_adapter.cells import cell_text, trimmed
from sheets_adapter.files import read_file, shown
from sheets_adapter.links import xlsx_link
from sheets_adapter.source import SourceError, workbook_of
from sheets_adapter.xlsx_parts import readable

# An OLE compound file: what Excel makes of a workbook with a password, and the format before XLSX.
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")


class XlsxFile:
    """One XLSX file; its sheets in their order, hidden ones too.

    Cells are read as values, not as displayed: a number is its digits whatever its format, so a
    ZIP stored as the number 2139 is ``2139`` also where the format shows ``02139``. Dates are ISO.
    Of merged cells only the top left one holds the text. Error cells are their text, ``#REF!``.
    """

    def __init__(self, file: Path, locale: str = "en_US", cache: SheetCache | None = None) -> None:
        self._file = file
        self._locale = locale
        self._cache = cache or SheetCache()

    @property
    def name(self) -> str:
        """The file as it was given, without what leads to it when that is absolute."""
        return shown(self._file)

    @property
    def watched(self) -> Path | None:
        """The file."""
        return self._file

    def fetch(self) -> Workbook:
        """Every sheet; ``SourceError`` when the file is missing, half written or protected."""
        return workbook_of(self._cache.sheets(self._file, _sheets), self._locale, self.name)


def _sheets(path: Path) -> tuple[Sheet, ...]:
    data = read_file(path)
    if data.startswith(_OLE):
        raise SourceError(
            f"{path.name} is protected by a password, or is an old .xls file",
            "Save it as .xlsx without a password",
        )
    try:
        return tuple(_read(readable(data, path.name), path.name))
    except SourceError:
        raise
    except OverflowError as error:
        raise SourceError(
            f"{path.name} has a number formatted as a duration that no calendar holds",
            "Format the column as a number or as plain text",
        ) from error
    except Exception as error:
        # Both readers meet bytes that anything may have damaged and raise whatever those lead to.
        raise SourceError(
            f"{path.name} is not a whole XLSX file ({error})",
            "Let the save finish, or open it in a spreadsheet program and save it as .xlsx again",
        ) from error


def _read(data: bytes, file_name: str) -> Iterator[Sheet]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        for meta in workbook.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:  # not a sheet that is a chart
                rows = trimmed(_rows(workbook.get_sheet_by_name(meta.name)))
                yield Sheet(meta.name, rows, xlsx_link(file_name, meta.name))


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    # With the empty area: the first row and column of these are row 1 and column A of the sheet.
    for row in sheet.to_python(skip_empty_area=False):
        yield [value if type(value) is str else cell_text(value) for value in row]
