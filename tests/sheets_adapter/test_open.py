from __future__ import annotations

from pathlib import Path

import pytest

import sheets_adapter
from sheets_adapter import SourceError, open_source, open_workbook
from sheets_adapter.csv_folder import CsvFolder
from sheets_adapter.google import GoogleSource
from sheets_adapter.xlsx import XlsxFile


def test_the_public_names() -> None:
    names = ["KnowsTabs", "Source", "SourceError", "open_source", "open_workbook"]
    assert sheets_adapter.__all__ == names


def test_a_folder_is_opened(tmp_path: Path) -> None:
    (tmp_path / "California.csv").write_text("zip,owner\n94105,ana\n")
    for spec in (tmp_path, str(tmp_path), f"{tmp_path}/"):
        workbook = open_workbook(spec, locale="de_CH")
        assert [sheet.title for sheet in workbook.sheets] == ["California"]
        assert workbook.locale == "de_CH"


@pytest.mark.parametrize("name", ["acme.xlsx", "ACME.XLSX", "macros.xlsm"])
def test_an_xlsx_file_is_known_by_its_name(name: str) -> None:
    assert isinstance(open_source(name), XlsxFile)


def test_a_folder_may_be_called_anything(tmp_path: Path) -> None:
    folder = tmp_path / "acme.xlsx"
    folder.mkdir()
    assert isinstance(open_source(folder), CsvFolder)


def test_rows_and_workbooks_are_opened() -> None:
    workbook = open_workbook({"California": [["zip"], [94105]]})
    assert workbook.sheets[0].rows == (("zip",), ("94105",))
    assert open_workbook(workbook) is workbook


def test_what_is_missing_shows_at_fetch(tmp_path: Path) -> None:
    for name in ("workbook", "acme.xlsx"):
        source = open_source(tmp_path / name)
        with pytest.raises(SourceError, match=f"there is no {name}"):
            source.fetch()


@pytest.mark.parametrize("name", ["California.csv", "acme.xls", "acme.ods"])
def test_a_file_of_another_kind_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    with pytest.raises(SourceError) as caught:
        open_source(tmp_path / name)
    assert caught.value.message == f"{name} is neither an .xlsx file nor a folder of CSV files"


@pytest.mark.parametrize(
    "spec", ["google:1AbC", "https://docs.google.com/spreadsheets/d/1AbC/edit#gid=0"]
)
def test_a_spreadsheet_at_google_is_opened(spec: str) -> None:
    source = open_source(spec)
    assert isinstance(source, GoogleSource)
    assert source.name == "google:1AbC"


def test_what_names_no_spreadsheet_is_refused_at_once() -> None:
    with pytest.raises(SourceError, match="does not name a Google spreadsheet"):
        open_source("https://docs.google.com/document/d/1AbC/edit")
