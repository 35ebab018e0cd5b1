"""The tab of goldens is the one that releases read, and its examples hold."""

from __future__ import annotations

from pathlib import Path

from dsl import build
from golden_tests.tab import TAB, read_tab
from sheets_adapter.scaffold import plan, workbook_of_plans
from sheets_adapter.scaffold.goldens import GOLDENS
from tests.docs.pages import NOW
from tests.sheets_adapter.scaffold.frameworks import structure_of

ACME = Path(__file__).parents[3] / "examples" / "acme" / "acme.route"
TWO = """
    framework f
    record lead { company text from "Company", "Account"  domain domain = domain(email)
                  email email from "Email" }
    record deal { amount integer from "Amount"  owner rep }
    table t from "T" { company key exact owner assignee }
    route lead { "T" by company in t -> owner otherwise -> queue "leads" }
    route deal { "Large" when amount >= 200 -> queue "desk" otherwise -> queue "deals" }
"""


def test_it_is_the_tab_that_releases_read() -> None:
    assert GOLDENS == TAB


def test_the_example_goldens_hold_in_the_example_rows() -> None:
    for text in (ACME.read_text(encoding="utf-8"), TWO):
        structure = structure_of(text)
        workbook = workbook_of_plans(plan(structure))
        sheet = workbook.sheet(GOLDENS)
        assert sheet is not None
        cases, problems = read_tab(sheet, structure, "en_US", NOW)
        assert problems == []
        assert len(cases) == 3
        framework = build(structure, workbook)
        assert [case.unmet(framework, None) for case in cases] == [None] * 3


def test_its_columns_are_the_fields_that_come_with_records() -> None:
    [*_, sheet] = plan(structure_of(TWO))
    assert sheet.headers == (
        "record type", "Company", "Email", "Amount", "owner",
        "expected owner", "expected step", "note",
    )  # fmt: skip
    assert {row[0] for row in sheet.rows} == {"lead", "deal"}
    assert not sheet.needed


def test_a_table_of_that_name_goes_first() -> None:
    text = TWO.replace('from "T"', 'from "goldens"')
    [sheet] = plan(structure_of(text))
    assert sheet.headers == ("company", "owner")
