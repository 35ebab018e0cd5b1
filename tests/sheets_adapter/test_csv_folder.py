from __future__ import annotations

import os
from pathlib import Path

import pytest

from sheets_adapter.csv_folder import CsvFolder
from sheets_adapter.source import SourceError


def titles(folder: Path) -> list[str]:
    return [sheet.title for sheet in CsvFolder(folder).fetch().sheets]


def test_files_come_by_title_and_only_csv_files_of_the_folder_itself(tmp_path: Path) -> None:
    for name in ("b.csv", "A.CSV", "a.b.csv", ".hidden.csv", "~$b.csv", ".~lock.b.csv#", "c.txt"):
        (tmp_path / name).write_text("zip,owner\n")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "c.csv").write_text("zip,owner\n")
    (tmp_path / "folder.csv").mkdir()
    assert titles(tmp_path) == ["A", "a.b", "b"]


def test_a_title_with_accents_is_what_people_type_also_from_macos(tmp_path: Path) -> None:
    (tmp_path / "Zu\u0308rich.csv").write_text("zip\n")
    sheet = CsvFolder(tmp_path).fetch().sheets[0]
    assert sheet.title == "Z\u00fcrich"
    assert sheet.link == "Zu\u0308rich.csv#row={row}"


def test_a_file_name_that_is_no_text_still_gives_a_title(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"Z\xfcrich.csv")  # noqa: PTH118 - bytes
    try:
        with open(path, "wb") as file:  # noqa: PTH123 - bytes
            file.write(b"zip\n")
    except OSError:
        pytest.skip("unavoidable: this file system takes Unicode names only")
    assert titles(tmp_path) == ["Z\ufffdrich"]


def test_excel_in_europe_and_google_read_alike(tmp_path: Path) -> None:
    (tmp_path / "excel.csv").write_bytes("Größe;Wer\r\n1,5;Zoë\r\n".encode("windows-1252"))
    (tmp_path / "google.csv").write_bytes('Größe,Wer\r\n"1,5",Zoë'.encode())
    excel, google = CsvFolder(tmp_path).fetch().sheets
    assert excel.rows == google.rows == (("Größe", "Wer"), ("1,5", "Zoë"))


def test_two_files_of_one_title_are_refused(tmp_path: Path) -> None:
    (tmp_path / "Reps.csv").write_text("rep\n")
    (tmp_path / "Reps.CSV").write_text("rep\n")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("unavoidable: this file system does not tell the two names apart")
    with pytest.raises(SourceError, match='has a sheet "Reps" and a sheet "Reps"'):
        titles(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b'zip\n"94105', "the quotation marks in row 2 of a.csv do not match"),
        ("a.csv", "Zoë".encode() + b"\xff", "a.csv has broken UTF-8 in line 1"),
        ("a.txt", b"zip\n", "there is no CSV file in workbook"),
    ],
)
def test_an_error_names_the_file(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    folder = tmp_path / "workbook"
    folder.mkdir()
    (folder / name).write_bytes(content)
    with pytest.raises(SourceError) as caught:
        CsvFolder(folder).fetch()
    assert caught.value.message == message


def test_a_folder_that_is_missing_or_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no workbook"):
        CsvFolder(tmp_path / "workbook").fetch()
    (tmp_path / "workbook").write_text("zip\n")
    with pytest.raises(SourceError, match="workbook cannot be read: Not a directory"):
        CsvFolder(tmp_path / "workbook").fetch()


def test_a_file_that_goes_is_gone_from_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("zip\n")
    (tmp_path / "b.csv").write_text("zip\n")
    source = CsvFolder(tmp_path)
    assert len(source.fetch().sheets) == 2
    (tmp_path / "a.csv").unlink()
    assert [sheet.title for sheet in source.fetch().sheets] == ["b"]
