"""Every malformed framework and table gets exactly the diagnostics that stand beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.data import SnapshotCollections
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from dsl.diagnostics import CellRef, Span, as_json, as_text
from dsl.values import clean
from tests.dsl.malformed.cases import FOLDER, Case, frameworks, tables

FRAMEWORKS, TABLES = frameworks(), tables()
CASES = [*FRAMEWORKS, *TABLES]
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)
each_framework = pytest.mark.parametrize("case", FRAMEWORKS, ids=lambda case: case.path.stem)


class Rendered(SingleFileSnapshotExtension):
    """``NAME.txt`` beside the case that a test names."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(FOLDER)

    @classmethod
    def get_file_basename(cls, *, test_location: PyTestLocation, index: SnapshotIndex) -> str:
        return str(index)

    @classmethod
    def matches_test_location(
        cls, *, test_location: PyTestLocation, snapshot_location: str
    ) -> bool:
        return Path(snapshot_location).is_relative_to(FOLDER)

    def discover_snapshots(
        self, *, test_location: PyTestLocation, ignore_extensions: list[str] | None = None
    ) -> SnapshotCollections:
        return SnapshotCollections()


@each_case
def test_the_diagnostics_are_these(case: Case, snapshot: SnapshotAssertion) -> None:
    rendered = "\n".join(as_text(found) for found in case.diagnostics)
    name = str(case.path.relative_to(FOLDER).with_suffix(""))
    assert rendered == snapshot(name=name, extension_class=Rendered)


def test_there_are_enough_cases_and_no_text_without_one() -> None:
    assert len(CASES) >= 60
    written = {path.with_suffix("") for path in FOLDER.glob("*/*.txt")}
    assert written == {case.path.with_suffix("") for case in CASES}


@each_case
def test_every_sentence_is_plain(case: Case) -> None:
    assert case.diagnostics
    for found in case.diagnostics:
        for text in (found.message, found.help):
            assert not text.endswith((".", "!", ",", " "))
            assert "\n" not in text
            assert "  " not in text
            assert text.count("`") % 2 == 0 or "`" in found.excerpt
            assert not re.search(r"\b(token|parse|lexer|unexpected|invalid|syntax|EOF)\b", text)
        assert re.match(r"[A-Z`]", found.message)
        assert found.help or found.severity == "info"
        assert str(found).endswith(("?", "."))


@each_framework
def test_places_and_excerpts_are_exact(case: Case) -> None:
    lines = case.text.removeprefix("\ufeff").split("\n")
    for found in case.diagnostics:
        where = found.where
        assert isinstance(where, Span)
        assert found.excerpt == lines[where.line - 1].rstrip("\r")
        assert 1 <= where.column <= len(found.excerpt) + 1
        assert (where.end_line, where.end_column) >= (where.line, where.column)
        told = as_json(found)
        assert (told["line"], told["column"]) == (where.line, where.column)
        # What is underlined is the text itself.
        if found.excerpt and where.end_line == where.line and found.excerpt.isascii():
            _, _, shown, marker = as_text(found).split("\n")[1:5]
            start = marker.index("^")
            underlined = shown[start : marker.rindex("^") + 1]
            written = found.excerpt[where.column - 1 : where.end_column - 1]
            assert underlined.startswith(written.expandtabs(1)) or "…" in shown


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case.path.stem)
def test_cells_and_excerpts_are_exact(case: Case) -> None:
    for found in case.diagnostics:
        if not isinstance(found.where, CellRef):
            continue
        told = as_json(found)
        assert told["sheet"] == found.where.sheet
        assert told.get("cell", "") == found.where.cell
        sheet = case.workbook.sheet(found.where.sheet)
        if found.where.cell and sheet is not None:
            column, row = re.fullmatch(r"([A-Z]+)(\d+)", found.where.cell).groups()  # type: ignore[union-attr]
            cells = sheet.rows[int(row) - 1] if sheet.rows else ()
            at = ord(column) - ord("A")
            text = cells[at] if at < len(cells) else ""
            shown = clean(text.replace("\n", ", "))
            assert found.excerpt == shown or (found.code == "no-column" and not found.excerpt)


@each_framework
def test_line_ends_and_a_byte_order_mark_change_nothing(case: Case) -> None:
    plain = case.text.removeprefix("\ufeff").replace("\r", "")
    windows = Case(case.path, "\ufeff" + plain.replace("\n", "\r\n"), case.workbook)
    assert windows.diagnostics == Case(case.path, plain, case.workbook).diagnostics
