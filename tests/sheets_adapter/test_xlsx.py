from __future__ import annotations

import datetime as dt
import io
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from sheets_adapter.source import SourceError
from sheets_adapter.xlsx import XlsxFile
from sheets_adapter.xlsx_parts import readable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acme.xlsx"


def rows(path: Path) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, XlsxFile(path).fetch().sheets[0].rows))


def save(path: Path, cells: dict[str, Any], formats: dict[str, str] | None = None) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook["Sheet"]
    for address, value in cells.items():
        sheet[address] = value
    for address, number_format in (formats or {}).items():
        sheet[address].number_format = number_format
    workbook.save(path)


def save_xml(path: Path, sheet_data: str, part: str = "xl/worksheets/sheet1.xml") -> None:
    """A file whose sheet holds exactly this XML, as other programs than openpyxl write it."""
    save(path, {})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written = f"<sheetData>{sheet_data}</sheetData>".encode()
    parts[part] = re.sub(rb"<sheetData ?/>|<sheetData></sheetData>", lambda _: written, parts[part])
    parts[part] = re.sub(rb"<dimension[^>]*>", b"", parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("02139", "General", "02139"),
        (2139, "General", "2139"),
        (2139, "00000", "2139"),
        (94105.0, "0.00", "94105"),
        (0.5, "0%", "0.5"),
        (1234.5, "#,##0.00", "1234.5"),
        (0.1, "General", "0.1"),
        (1e-7, "General", "0.0000001"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        (dt.date(2026, 11, 1), "d.m.yyyy", "2026-11-01"),
        (dt.datetime(2026, 11, 1, 9, 30, 15), "yyyy-mm-dd hh:mm", "2026-11-01T09:30:15"),  # noqa: DTZ001 - spreadsheets know no zones
        (dt.time(9, 30), "h:mm", "09:30:00"),
        (dt.timedelta(hours=30), "[h]:mm", "30:00:00"),
        ("a\r\nb", "General", "a\nb"),
    ],
)
def test_a_value_is_read_as_text(path: Path, value: object, number_format: str, text: str) -> None:
    save(path, {"A1": value}, {"A1": number_format})
    assert rows(path) == ((text,),)


def test_leading_blank_rows_and_columns_do_not_move_addresses(path: Path) -> None:
    save(path, {"C4": "zip", "D4": "owner", "C6": "94105"})
    assert rows(path) == ((), (), (), ("", "", "zip", "owner"), (), ("", "", "94105"))


def test_of_merged_cells_only_the_top_left_one_holds_the_text(path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook["Sheet"]
    sheet["A1"], sheet["A3"] = "merged", "after"
    sheet.merge_cells("A1:B2")
    workbook.save(path)
    assert rows(path) == (("merged",), (), ("after",))


def test_hidden_sheets_count_and_charts_do_not(path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook["Sheet"].title = "Seen"
    workbook.create_sheet("Hidden").sheet_state = "hidden"
    workbook.create_sheet("Very hidden").sheet_state = "veryHidden"
    workbook.create_chartsheet("Chart")
    workbook.save(path)
    sheets = XlsxFile(path).fetch().sheets
    assert [sheet.title for sheet in sheets] == ["Seen", "Hidden", "Very hidden"]
    assert sheets[2].link == "acme.xlsx#'Very hidden'!{range}"


@pytest.mark.parametrize(
    "error",
    [
        "#REF!",
        "#N/A",
        "#DIV/0!",
        "#NAME?",
        "#VALUE!",
        "#SPILL!",
        "#ERROR!",
        "Loading...",
        "Err:522",
    ],
)
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="e"><v>{}</v></c>',
        "<c r='B1' s='0' t='e'><f>X1</f><v>{}</v></c>",
        '<c t="e" r="B1"><v>{}</v></c>',
    ],
)
def test_an_error_cell_is_its_text_and_never_blank(path: Path, cell: str, error: str) -> None:
    save_xml(path, f'<row r="1"><c r="A1"><v>1</v></c>{cell.format(error)}</row>')
    assert rows(path) == (("1", error),)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1"><f>1+1</f></c>',
        '<c r="B1"><f>1+1</f><v/></c>',
        '<c r="B1" s="0"><f>1+1</f><v></v></c>',
        '<c r="B1" t="n"><f t="shared" si="0"/><v /></c>',
        '<c r="B1" t="b"><f>A1&gt;0</f></c>',
    ],
)
def test_a_formula_that_was_never_calculated_is_an_error_and_never_blank(
    path: Path, cell: str
) -> None:
    save_xml(path, f'<row r="1"><c r="A1"><v>1</v></c>{cell}<c r="C1"><v>3</v></c></row>')
    assert rows(path) == (("1", "#CALC!", "3"),)


def test_a_formula_with_a_result_is_its_result(path: Path) -> None:
    save_xml(
        path,
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
        '<c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="D1" t="b"><f>1=1</f><v>1</v></c></row>',
    )
    assert rows(path) == (("2", "", "a", "TRUE"),)


def test_a_formula_as_openpyxl_writes_it_has_no_result(path: Path) -> None:
    save(path, {"A1": "=1+1"})
    assert rows(path) == (("#CALC!",),)


def test_a_text_that_looks_like_the_xml_of_an_error_is_a_text(path: Path) -> None:
    text = '<c r="A1" t="e"><f>1</f></c>'
    save(path, {"A1": text, "A2": 't="e" <f'})
    assert rows(path) == ((text,), ('t="e" <f',))


def test_a_file_without_such_cells_is_read_as_it_is(path: Path) -> None:
    save(path, {"A1": "zip"})
    assert readable(path.read_bytes(), path.name) == path.read_bytes()


@pytest.mark.parametrize("declared", [True, False])
def test_a_stray_cell_far_away_is_refused_before_it_takes_all_memory(
    path: Path, declared: bool
) -> None:
    if declared:
        save(path, {"A1": "zip", "XFD1048576": "x"})
    else:
        stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        save_xml(path, f'<row r="1"><c r="A1"><v>1</v></c></row>{stray}')
    with pytest.raises(SourceError) as caught:
        XlsxFile(path).fetch()
    assert caught.value.message == (
        "acme.xlsx has a sheet that reaches down to row 1,048,576 and right to column XFD, "
        "more than 10,000,000 cells"
    )


def test_cells_that_are_only_formatted_do_not_make_a_sheet_large(path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook["Sheet"]
    sheet["A1"] = "zip"
    sheet["XFD1048576"].font = Font(bold=True)
    workbook.save(path)
    assert rows(path) == (("zip",),)


def test_a_file_that_is_half_written_is_refused_at_every_length(path: Path) -> None:
    save(path, {"A1": "zip", "A2": "94105"})
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(SourceError, match=r"acme.xlsx is not a whole XLSX file"):
            XlsxFile(path).fetch()


def test_damage_anywhere_is_a_source_error_or_reads(path: Path) -> None:
    save(path, {"A1": "zip", "A2": "=1+1", "B3": 2.5})
    whole = path.read_bytes()
    chance = random.Random(20261101)
    refused = 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            XlsxFile(path).fetch()
        except SourceError:
            refused += 1
    assert refused > 100


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"zip,owner\n", "acme.xlsx is not a whole XLSX file (File is not a zip file)"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1000),
            "acme.xlsx is protected by a password, or is an old .xls file",
        ),
    ],
)
def test_what_is_no_xlsx_file_is_refused(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        XlsxFile(path).fetch()
    assert caught.value.message == message


def test_a_zip_that_is_no_workbook_is_refused(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(SourceError, match="is not a whole XLSX file"):
        XlsxFile(path).fetch()


def test_a_duration_beyond_all_calendars_is_refused_with_what_to_do(path: Path) -> None:
    save(path, {"A1": 1e9}, {"A1": "[h]:mm"})
    with pytest.raises(SourceError, match="a number formatted as a duration"):
        XlsxFile(path).fetch()


def test_a_file_made_by_another_program_may_prefix_its_tags() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            '<x:worksheet xmlns:x="m"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c>'
            '<x:c r="B1"><x:f>1</x:f></x:c></x:worksheet>',
        )
    with zipfile.ZipFile(io.BytesIO(readable(out.getvalue(), "a.xlsx"))) as archive:
        assert archive.read("xl/worksheets/sheet1.xml").decode() == (
            '<x:worksheet xmlns:x="m"><x:c r="A1" t="str"><x:v>#N/A</x:v></x:c>'
            '<x:c r="B1" t="str"><x:v>#CALC!</x:v></x:c></x:worksheet>'
        )
