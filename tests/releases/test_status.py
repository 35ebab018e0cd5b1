"""The status tab in plain words, and the notes on bad cells."""

from dataclasses import replace
from datetime import UTC, datetime

from dsl.build import ROSTER
from dsl.diagnostics import CellRef, Diagnostic, Span
from releases import Problem, Problems
from releases.status import (
    MOST_NOTES,
    MOST_PROBLEMS,
    Report,
    Waiting,
    headline,
    notes,
    status_rows,
)
from sheets_adapter.write_back import Row

THEN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LIVE = Report("r-1", THEN, sheets={"zips": "ZIP codes", "states": "States"})


def problem(
    severity: str = "error", where: CellRef | Span | None = None, message: str = "`x` is no ZIP"
) -> Problem:
    found = Diagnostic("bad-cell", severity, message, "Type five digits", where)  # type: ignore[arg-type]
    return Problem(found, THEN)


def texts(rows: list[Row]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in rows]


def with_problems(**names: object) -> Report:
    return replace(LIVE, problems=Problems(**names))  # type: ignore[arg-type]


def test_all_is_well() -> None:
    rows = texts(status_rows(LIVE, THEN, 300))
    assert rows[:3] == [
        ["Status", "All live."],
        ["Live release", "r-1, since 2026-11-22 09:30 UTC"],
        ["Last read", "2026-11-22 09:30 UTC (told every 5 minutes)"],
    ]
    assert ["", "Nothing is wrong."] in rows


def test_a_held_table_is_named_by_its_sheet() -> None:
    report = with_problems(
        tables={"zips": (problem(where=CellRef("ZIP codes", "A17")),)}, held=frozenset({"zips"})
    )
    assert headline(report) == (
        "1 sheet held: ZIP codes. Leads follow the last good version. Everything else is live."
    )
    rows = status_rows(report, THEN, 300)
    [row] = [row for row in rows if row and row[0].text == "error"]
    assert [cell.text for cell in row] == [
        "error",
        "ZIP codes",
        "A17",
        "`x` is no ZIP.",
        "Type five digits.",
        "2026-11-22 09:30 UTC",
    ]
    assert row[2].at == CellRef("ZIP codes", "A17")


def test_of_the_people_the_sheets_with_errors_are_named() -> None:
    wrong = (
        problem(where=CellRef("Pools", "B2")),
        problem("warning", CellRef("Reps", "A2")),
        problem(where=Span("acme.route", 3, 1, 3, 5)),
    )
    report = with_problems(framework=wrong, held=frozenset({ROSTER, "zips"}))
    assert headline(report).startswith("2 sheets held: Pools, ZIP codes.")
    unplaced = with_problems(held=frozenset({ROSTER}))
    assert headline(unplaced).startswith("1 sheet held: the sheets of the people.")


def test_what_is_wrong_with_the_edit_as_a_whole_is_of_all_sheets() -> None:
    rows = texts(status_rows(with_problems(release=(problem(),)), THEN, 300))
    [row] = [row for row in rows if row and row[0] == "error"]
    assert row[1:3] == ["(all sheets)", ""]


def test_the_spreadsheet_cannot_be_read() -> None:
    report = with_problems(source=(problem(message="Acme: Google is away"),))
    assert headline(report) == (
        "No news since 2026-11-22 09:30 UTC: Acme: Google is away. "
        "Routing goes on with what was read last."
    )


def test_other_first_lines() -> None:
    assert headline(Report()) == "Nothing is live yet: no edit has been read without errors."
    warned = with_problems(tables={"zips": (problem("warning"), problem("info"))})
    assert headline(warned) == "All live, with 1 warning."
    framework = with_problems(framework=(problem(),), framework_held=True)
    assert headline(framework).startswith("The newest text of the framework is held;")


def test_every_problem_has_a_row_and_errors_come_first() -> None:
    report = with_problems(
        framework=(problem("warning", Span("acme.route", 3, 1, 3, 5)),),
        tables={"zips": (problem("info"), problem("error", CellRef("ZIP codes")))},
    )
    rows = texts(status_rows(report, None, 300))
    start = next(n for n, row in enumerate(rows) if row and row[0] == "Severity") + 1
    assert [row[:3] for row in rows[start : start + 3]] == [
        ["error", "ZIP codes", "whole sheet"],
        ["warning", "(framework)", "acme.route:3:1"],
        ["info", "ZIP codes", ""],
    ]


def test_a_long_list_says_how_many_are_left_out() -> None:
    many = tuple(problem(where=CellRef("ZIP codes", f"A{n}")) for n in range(1, 1_200))
    report = with_problems(tables={"zips": many})
    assert ["", f"And {1_199 - MOST_PROBLEMS} more."] in texts(status_rows(report, THEN, 300))
    assert len(notes(report.problems)) == MOST_NOTES


def test_a_waiting_release_says_why_what_it_moves_and_what_to_do() -> None:
    impact = {
        "records": 1000,
        "moved": 250,
        "moves": [{"from": "ana@a.example", "to": "", "count": 250, "example": "01J"}],
    }
    waiting = Waiting("r-2", THEN, ("25% of the last 1,000 decisions would move",), impact)
    report = replace(LIVE, waiting=(waiting,))
    assert headline(report).startswith("An edit waits until somebody accepts it.")
    rows = texts(status_rows(report, THEN, 300))
    assert ["Waiting", "r-2, since 2026-11-22 09:30 UTC"] in rows
    assert ["Why", "25% of the last 1,000 decisions would move."] in rows
    assert ["What it does", "250 from ana@a.example to nobody"] in rows
    assert [row[1] for row in rows if row and row[0] == "To let it"] == [
        "routebook releases accept r-2, or POST /v1/releases/r-2/accept"
    ]


def test_a_cell_has_one_note_with_its_errors_and_warnings() -> None:
    cell = CellRef("ZIP codes", "A17")
    found = notes(
        Problems(
            framework=(problem("error", Span("acme.route", 3, 1, 3, 5)),),
            tables={
                "zips": (
                    problem("warning", cell, "row 3 has it, too"),
                    problem("error", cell),
                    problem("info", CellRef("ZIP codes", "A18")),
                    problem("error", CellRef("ZIP codes")),
                )
            },
        )
    )
    assert list(found) == [cell]
    assert found[cell].splitlines()[:2] == [
        "Routebook: `x` is no ZIP. Type five digits.",
        "• Row 3 has it, too. Type five digits.",
    ]
