"""Every source gives the same sheets for the same rows, and fails in the same plain way."""

from __future__ import annotations

import csv
import errno
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, Protocol

import openpyxl
import pytest

from dsl.workbook import Sheet
from sheets_adapter import Source, SourceError
from sheets_adapter.cache import SheetCache
from sheets_adapter.csv_folder import CsvFolder
from sheets_adapter.emulator import Emulator, Served, running
from sheets_adapter.google import Access, GoogleSource, open_spreadsheet
from sheets_adapter.memory import MemorySource
from sheets_adapter.xlsx import XlsxFile

Rows = list[list[str]]

CALIFORNIA = [["zip", "owner"], ["94105", "ana@acme.example"]]


class Kit(Protocol):
    """Saves rows the way people would, and opens what was saved."""

    @property
    def link(self) -> str: ...

    def save(self, sheets: dict[str, Rows]) -> None: ...

    def open(self, locale: str = "en_US") -> Source: ...


class FileKit(Kit, Protocol):
    """Can take away what it saved."""

    path: Path


class CsvKit:
    link = "California.csv#row=17"

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path / "workbook"
        self.path.mkdir()
        self.cache = SheetCache()

    def save(self, sheets: dict[str, Rows]) -> None:
        for title, rows in sheets.items():
            path = self.path / f"{title}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)

    def open(self, locale: str = "en_US") -> Source:
        return CsvFolder(self.path, locale, self.cache)


class XlsxKit:
    link = "acme.xlsx#California!A17:D17"

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path / "acme.xlsx"
        self.cache = SheetCache()

    def save(self, sheets: dict[str, Rows]) -> None:
        workbook = openpyxl.Workbook(write_only=True)
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for row in rows:
                sheet.append([cell or None for cell in row])
        workbook.save(self.path)

    def open(self, locale: str = "en_US") -> Source:
        return XlsxFile(self.path, locale, self.cache)


class MemoryKit:
    link = ""

    def __init__(self, tmp_path: Path) -> None:
        self.sheets: dict[str, Rows] = {}

    def save(self, sheets: dict[str, Rows]) -> None:
        self.sheets.update(sheets)

    def open(self, locale: str = "en_US") -> Source:
        return MemorySource(self.sheets, locale)


class GoogleKit:
    def __init__(self, served: Served) -> None:
        self.access = Access(served.credentials, served.url)
        self.book = served.emulator.add(title="workbook")

    @property
    def link(self) -> str:
        return f"{self.book.url}#gid={self.book.sheet_id('California')}&range=A17:D17"

    def save(self, sheets: dict[str, Rows]) -> None:
        for title, rows in sheets.items():
            if title in self.book.tabs:
                self.book.replace(title, [list[object](row) for row in rows])
            else:
                self.book.add(title, [list[object](row) for row in rows])
        if "Sheet1" in self.book.tabs:  # a new spreadsheet begins with it
            self.book.remove("Sheet1")

    def open(self, locale: str = "en_US") -> Source:
        book = open_spreadsheet(self.book.url, self.access, write=True)
        set_locale = {"properties": {"locale": locale}, "fields": "locale"}
        book.batch_update([{"updateSpreadsheetProperties": set_locale}])
        return GoogleSource(self.book.id, access=self.access)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with running(Emulator()) as served:
        yield served


@pytest.fixture(params=[CsvKit, XlsxKit, MemoryKit, GoogleKit])
def kit(request: pytest.FixtureRequest, tmp_path: Path) -> Kit:
    if request.param is GoogleKit:
        return GoogleKit(request.getfixturevalue("served"))
    kit: Kit = request.param(tmp_path)
    return kit


@pytest.fixture(params=[CsvKit, XlsxKit])
def file_kit(request: pytest.FixtureRequest, tmp_path: Path) -> FileKit:
    kit: FileKit = request.param(tmp_path)
    return kit


def fetched(kit: Kit, sheets: dict[str, Rows]) -> dict[str, Sheet]:
    kit.save(sheets)
    return {sheet.title: sheet for sheet in kit.open().fetch().sheets}


def test_titles_and_texts_come_as_saved(kit: Kit) -> None:
    sheets = fetched(kit, {"California": CALIFORNIA, "US states": [["state"], ["CA"]]})
    assert set(sheets) == {"California", "US states"}
    assert sheets["California"].rows == (("zip", "owner"), ("94105", "ana@acme.example"))
    assert sheets["US states"].rows == (("state",), ("CA",))


def test_a_zip_written_as_text_keeps_its_zeros(kit: Kit) -> None:
    sheets = fetched(kit, {"Boston": [["zip"], ["02139"], ["1e5"], ["nan"], ["TRUE"]]})
    texts = [row[0] for row in sheets["Boston"].rows[1:]]
    assert texts == ["02139", "1e5", "nan", "TRUE"]


def test_row_numbers_are_those_that_people_see(kit: Kit) -> None:
    rows = [[""], ["", "zip", "owner"], [""], ["", "94105", "two\nlines"], ["", "94106", "b"]]
    sheet = fetched(kit, {"California": rows})["California"]
    assert sheet.rows[0] == ()
    assert sheet.rows[1] == ("", "zip", "owner")
    assert sheet.rows[2] == ()
    assert sheet.rows[3] == ("", "94105", "two\nlines")
    assert sheet.rows[4] == ("", "94106", "b")


def test_blank_ends_are_left_out_and_blank_middles_are_not(kit: Kit) -> None:
    rows = [
        ["a", "b", "c", ""],
        ["1", "", "", ""],
        ["", "2", "", ""],
        ["", "", "", ""],
        ["3"],
        [""],
    ]
    sheet = fetched(kit, {"Ragged": rows})["Ragged"]
    assert sheet.rows == (("a", "b", "c"), ("1",), ("", "2"), (), ("3",))


def test_white_space_in_cells_is_kept(kit: Kit) -> None:
    sheet = fetched(kit, {"Spaces": [["  a ", "b\u00a0c"], ["\td", "e\n"]]})["Spaces"]
    assert sheet.rows == (("  a ", "b\u00a0c"), ("\td", "e\n"))


def test_every_script_and_every_plane_comes_through(kit: Kit) -> None:
    rows = [["Größe", "Владелец", "所有者"], ["Łódź", "é", "😀 🇨🇭"], ["שלום", "ﬁ", "e\u0301"]]
    sheet = fetched(kit, {"Zürich 東京": rows})["Zürich 東京"]
    assert sheet.rows == tuple(map(tuple, rows))


def test_delimiters_and_quotes_in_cells_are_text(kit: Kit) -> None:
    rows = [["a", "b"], ['say "hi"', "x, y; z\tw"], ['"', "'quoted'"], ['5" pipe', "#1 {row} %20"]]
    assert fetched(kit, {"Quotes": rows})["Quotes"].rows == tuple(map(tuple, rows))


def test_an_empty_sheet_is_a_sheet_without_rows(kit: Kit) -> None:
    assert fetched(kit, {"Empty": [], "California": CALIFORNIA})["Empty"].rows == ()


def test_the_locale_passes_to_the_workbook(kit: Kit) -> None:
    kit.save({"California": CALIFORNIA})
    assert kit.open("de_CH").fetch().locale == "de_CH"


def test_links_open_the_row(kit: Kit) -> None:
    linked = fetched(kit, {"California": CALIFORNIA})["California"].linker(last_column=3)
    assert (linked(17) if linked is not None else "") == kit.link


def test_the_version_is_stable_and_changes_with_an_edit(kit: Kit) -> None:
    before = fetched(kit, {"California": CALIFORNIA, "Oregon": [["zip"], ["97201"]]})
    again = fetched(kit, {"California": CALIFORNIA})
    assert again["California"].version == before["California"].version
    edited = [*CALIFORNIA, ["94106", "bo@acme.example"]]
    after = fetched(kit, {"California": edited, "Oregon": [["zip"], ["97201"]]})
    assert after["California"].version != before["California"].version
    assert after["Oregon"].version == before["Oregon"].version


def test_no_text_of_a_cell_can_imitate_other_cells() -> None:
    alike: list[Rows] = [
        [["a", "b"], ["c"]],
        [["a", "b", "c"]],
        [["a"], ["b", "c"]],
        [['a", "b'], ["c"]],
        [["a,b"], ["c"]],
        [["a\nb"], ["c"]],
        [["1:a1:b"], ["c"]],
        [["", "a", "b"], ["c"]],
        [[""], ["a", "b"], ["c"]],
    ]
    versions = {MemorySource({"Sheet": rows}).fetch().version for rows in alike}
    assert len(versions) == len(alike)


def test_the_version_is_the_same_from_every_source(tmp_path: Path, served: Served) -> None:
    rows = [["zip", "owner", ""], ["94105", "Größe"], [""], ["", "two\nlines"], [""]]
    kits: list[Kit] = [CsvKit(tmp_path), XlsxKit(tmp_path), MemoryKit(tmp_path), GoogleKit(served)]
    assert len({fetched(kit, {"California": rows})["California"].version for kit in kits}) == 1


def test_an_edit_leaves_the_other_sheets_the_same_objects(file_kit: FileKit) -> None:
    before = fetched(file_kit, {"California": CALIFORNIA, "Oregon": [["zip"], ["97201"]]})
    after = fetched(file_kit, {"California": CALIFORNIA[:1], "Oregon": [["zip"], ["97201"]]})
    assert after["Oregon"] is before["Oregon"]
    assert after["California"] is not before["California"]


def test_titles_that_a_framework_cannot_tell_apart_are_refused(kit: Kit) -> None:
    kit.save({"US states": [["state"]], "us_STATES": [["state"]]})
    with pytest.raises(SourceError) as caught:
        kit.open().fetch()
    assert "US states" in caught.value.message
    assert "us_STATES" in caught.value.message
    assert caught.value.help == "Rename one of them"


def test_a_big_sheet_comes_whole(kit: Kit) -> None:
    rows = [["zip", "owner"], *([f"{n:05d}", f"rep{n % 50}@acme.example"] for n in range(20_000))]
    sheet = fetched(kit, {"Big": rows})["Big"]
    assert len(sheet.rows) == 20_001
    assert sheet.rows[20_000] == ("19999", "rep49@acme.example")


def test_a_name_never_holds_an_absolute_path(kit: Kit) -> None:
    kit.save({"California": CALIFORNIA})
    source = kit.open()
    source.fetch()
    assert source.name in {"workbook", "acme.xlsx", "memory"}


def test_what_is_watched_exists_unless_the_source_must_be_polled(kit: Kit) -> None:
    kit.save({"California": CALIFORNIA})
    watched = kit.open().watched
    assert (watched is None) == isinstance(kit, MemoryKit | GoogleKit)
    assert watched is None or watched.exists()


def test_a_source_that_is_gone_says_so_and_works_again_once_it_is_back(file_kit: FileKit) -> None:
    file_kit.save({"California": CALIFORNIA})
    source = file_kit.open()
    first = source.fetch()
    away = file_kit.path.rename(file_kit.path.with_name("away"))
    with pytest.raises(SourceError) as caught:
        source.fetch()
    assert str(caught.value) == f"there is no {source.name}. Check the name, or put it back."
    away.rename(file_kit.path)
    assert source.fetch().version == first.version


def test_a_source_that_may_not_be_read_says_so(
    file_kit: FileKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied")

    file_kit.save({"California": CALIFORNIA})
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SourceError, match=r"(California.csv|acme.xlsx) may not be read"):
        file_kit.open().fetch()


def test_a_file_that_vanishes_while_it_is_opened_is_a_source_error(
    file_kit: FileKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanish(path: Path, *_: object) -> NoReturn:
        path.unlink()
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    file_kit.save({"California": CALIFORNIA})
    monkeypatch.setattr(Path, "open", vanish)
    with pytest.raises(SourceError, match=r"there is no (California.csv|acme.xlsx)"):
        file_kit.open().fetch()


def test_a_file_that_is_written_while_it_is_read_is_a_source_error(
    file_kit: FileKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Growing(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:
            data = super().read(size) or b""
            with open(self.name, "ab") as writer:  # noqa: PTH123 - Path.open is what is replaced
                writer.write(b"more")
            return data

    file_kit.save({"California": CALIFORNIA})
    monkeypatch.setattr(Path, "open", lambda path, *_: Growing(path))
    with pytest.raises(SourceError, match="changed while it was being read"):
        file_kit.open().fetch()
