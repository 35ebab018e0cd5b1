"""What is planned for a framework reads without an error."""

from __future__ import annotations

from pathlib import Path

from dsl import Diagnostic, Structure, build
from dsl.roster import METHODS
from sheets_adapter.scaffold import SheetPlan, plan, workbook_of_plans
from sheets_adapter.scaffold.layout import FromColumn
from tests.sheets_adapter.scaffold.frameworks import keys, structure_of

ACME = Path(__file__).parents[3] / "examples" / "acme" / "acme.route"


def _problems(structure: Structure) -> list[Diagnostic]:
    """What `routebook check` would say of the planned workbook; errors raise."""
    found = build(structure, workbook_of_plans(plan(structure))).diagnostics
    return [one for one in found if one.severity != "info" and one.code != "phrase-unique"]


def _planned(text: str) -> dict[str, SheetPlan]:
    return {each.title: each for each in plan(structure_of(text))}


def test_the_example_gets_a_tab_for_each_table_and_each_sheet_of_people() -> None:
    structure = structure_of(ACME.read_text(encoding="utf-8"))
    titles = [each.title for each in plan(structure)]
    assert titles == [
        "Federal domains", "Public sector", "Enterprise", "California", "US states",
        "Language regions", "Europe", "Rest of world", "Product interest",
        "Reps", "Pools", "Pool members", "Time off", "Goldens",
    ]  # fmt: skip
    assert _problems(structure) == []


def test_example_rows_are_right_for_every_key_that_the_language_allows() -> None:
    wrong = []
    count = 0
    for structure in keys():
        count += 1
        table = next(each for each in plan(structure) if each.title == "T")
        if _problems(structure) or not table.rows:
            wrong.append(structure.tables["t"].text)
    assert wrong == []
    assert count > 50


def test_the_same_framework_gives_the_same_plan() -> None:
    text = ACME.read_text(encoding="utf-8")
    assert plan(structure_of(text)) == plan(structure_of(text))


def test_rows_name_the_reps_and_pools_that_the_framework_names() -> None:
    planned = _planned("""
        framework f
        record r { x text }
        roster { reps "Reps" pools "Pools" members "Members" }
        table t from "T" { x key exact owner assignee }
        route r { "T" by x in t -> owner "Vip" when x = "VIP" -> rep "vip@acme.example"
                  otherwise -> pool inbound }
    """)
    assert [row[0] for row in planned["Reps"].rows][-1] == "vip@acme.example"
    assert [row[0] for row in planned["Pools"].rows] == ["inbound", "west"]
    assert {row[0] for row in planned["Members"].rows} == {"inbound", "west"}


def test_columns_have_the_declared_headers_and_those_of_the_dates() -> None:
    planned = _planned("""
        framework f
        record r { zip us_zip }
        table t from "T" {
          zip key range column "ZIP code"
          owner assignee
          note text optional column "Why"
          effective "From" .. "Until"
        }
        route r { "T" by zip in t -> owner otherwise -> queue "none" }
    """)
    sheet = planned["T"]
    assert sheet.headers == ("ZIP code", "owner", "Why", "From", "Until")
    assert [column.key for column in sheet.columns] == [True, False, False, False, False]
    assert [column.plain_text for column in sheet.columns] == [True, True, True, False, False]


def test_drop_downs_offer_people_methods_and_what_a_column_takes() -> None:
    planned = _planned("""
        framework f
        record r { x text }
        roster { reps "Team" pools "Pools" members "Members" }
        table t from "T" { x key exact owner assignee sure boolean tier one of "Gold", "Silver" }
        route r { "T" by x in t -> owner otherwise -> queue "none" }
    """)
    offered = {
        (sheet.title, column.header): column.choices
        for sheet in planned.values()
        for column in sheet.columns
        if column.choices
    }
    assert offered["T", "owner"] == FromColumn("Team", "rep")
    assert offered["T", "sure"] == ("yes", "no")
    assert offered["T", "tier"] == ("Gold", "Silver")
    assert offered["Pools", "method"] == METHODS
    assert offered["Members", "pool"] == FromColumn("Pools", "pool")
    assert ("Team", "rep") not in offered
    assert ("T", "x") not in offered


def test_without_a_roster_there_is_nobody_to_offer() -> None:
    planned = _planned("""
        framework f
        record r { x text }
        table t from "T" { x key exact owner assignee }
        route r { "T" by x in t -> owner otherwise -> queue "none" }
    """)
    assert list(planned) == ["T", "Goldens"]
    assert planned["T"].columns[1].choices is None


def test_two_tables_of_one_sheet_share_its_tab() -> None:
    text = """
        framework f
        record r { x text  zip us_zip }
        table t from "Both" { x key exact owner assignee }
        table u from "both" { zip key range sdr assignee }
        route r { "T" by x in t -> owner "U" by zip in u -> sdr otherwise -> queue "none" }
    """
    planned = _planned(text)
    assert planned["Both"].headers == ("x", "owner", "zip", "sdr")
    assert _problems(structure_of(text)) == []


def test_two_tables_that_share_a_column_get_no_example_rows() -> None:
    planned = _planned("""
        framework f
        record r { x text  zip us_zip }
        table t from "Both" { x key exact owner assignee }
        table u from "Both" { zip key range owner assignee }
        route r { "T" by x in t -> owner "U" by zip in u -> owner otherwise -> queue "none" }
    """)
    assert planned["Both"].headers == ("x", "owner", "zip")
    assert planned["Both"].rows == ()
