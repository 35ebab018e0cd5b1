"""The cell forms of header notes: each reads as a cell, and the documentation says the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsl.model import MATCH_KINDS
from dsl.roster import METHODS
from dsl.roster.cells import Cells
from dsl.roster.members import COLUMNS as MEMBERS
from dsl.roster.pools import COLUMNS as POOLS
from dsl.roster.reps import COLUMNS as REPS
from dsl.roster.time_off import COLUMNS as TIME_OFF
from dsl.tables.cell_problem import CellProblem
from dsl.tables.cells import key_reader
from dsl.values import TYPE_NAMES, Invalid, value_type
from sheets_adapter.scaffold import plan
from sheets_adapter.scaffold.forms import SAMPLES, WORDS, key_forms
from sheets_adapter.scaffold.people import HELP
from tests.docs.pages import code, examples
from tests.sheets_adapter.scaffold.frameworks import keys, structure_of

READERS = {
    "active": Cells.yes_no, "time zone": Cells.zone, "hours": Cells.hours, "out from": Cells.day,
    "out until": Cells.day, "daily cap": Cells.count, "open cap": Cells.count,
    "skills": Cells.skills, "languages": Cells.languages, "start date": Cells.day,
    "method": Cells.method, "sticky days": Cells.count, "respect hours": Cells.yes_no,
    "catch up": Cells.yes_no, "claim within": Cells.duration, "claim limit": Cells.count_from_one,
    "weight": Cells.weight, "order": Cells.number, "ramp": Cells.ramp, "from": Cells.day,
    "until": Cells.day,
}  # fmt: skip


@pytest.mark.parametrize("name", TYPE_NAMES)
def test_samples_are_values_of_their_type(name: str) -> None:
    type_ = value_type(name)
    assert [text for text in SAMPLES[name] if isinstance(type_.parse(text), Invalid)] == []
    assert WORDS[name]


def test_forms_of_key_columns_read_as_cells_of_their_column() -> None:
    refused = []
    for structure in keys():
        column = structure.tables["t"].keys[0]
        type_ = value_type(column.type.name.text) if hasattr(column.type, "name") else None
        if type_ is None or column.kind is None:
            continue
        read = key_reader(replace(column, any=True), type_, False)
        forms = key_forms(column.kind, type_, True)
        refused += [
            (column.kind, type_.name, cell)
            for cell, _ in forms
            if isinstance(read(cell), CellProblem)
        ]
    assert refused == []


def test_forms_stand_in_the_tables_for_those_who_keep_the_sheets() -> None:
    documented: dict[str, set[str]] = {}
    for example in examples("cells"):
        subject = example.subject.removesuffix(" or any")
        documented.setdefault(subject, set()).add(code(example.cells[0]))
    assert {subject.split()[0] for subject in documented} == {*MATCH_KINDS}
    for subject, cells in documented.items():
        kind, _, type_ = subject.partition(" ")
        named = next(each for each in MATCH_KINDS if each == kind)
        forms = {cell for cell, _ in key_forms(named, value_type(type_), False)}
        assert forms <= cells, subject


@pytest.mark.parametrize("columns", [REPS, POOLS, MEMBERS, TIME_OFF])
def test_every_column_of_the_sheets_of_people_is_explained(columns: tuple[object, ...]) -> None:
    names = [name for group in columns for name in group]  # type: ignore[attr-defined]
    assert [name for name in names if name not in HELP] == []


@pytest.mark.parametrize("header", READERS)
def test_forms_of_the_sheets_of_people_read_as_their_cells(header: str) -> None:
    cells = Cells("en_US")
    forms = [cell for cell, _ in HELP[header].forms]
    assert forms
    read = [READERS[header](cells, cell) for cell in forms]
    assert [found for found in read if isinstance(found, CellProblem)] == []


def test_every_method_is_explained() -> None:
    assert tuple(cell for cell, _ in HELP["method"].forms) == METHODS


def test_a_note_says_what_the_column_is_for_its_forms_and_what_a_blank_means() -> None:
    sheet, _ = plan(
        structure_of("""
        framework f
        record r { zip us_zip  industry text }
        table t from "T" { zip key range industry key exact or any owner assignee
                           territory text optional hit specific }
        route r { "T" by zip, industry in t -> owner otherwise -> queue "none" }
    """)
    )
    zip_, industry, owner, territory = (column.note for column in sheet.columns)
    assert zip_ == (
        "Which records the row is for. A record must match all of: zip, industry.\n"
        "\n"
        "94105   one ZIP code\n"
        "90001-90899   a range with both ends\n"
        "90001-90899, 91000-91099   several\n"
        "941*   all that begin so\n"
        "\n"
        "Every row needs it."
    )
    assert "*   any value, and none" in industry
    assert "pool: NAME" in owner
    assert territory.endswith("May stay blank.")
