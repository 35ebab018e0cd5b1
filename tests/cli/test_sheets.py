"""``routebook sheets`` against the emulator, as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served
from tests.cli.small import FRAMEWORK, Run, Write
from tests.sheets_adapter.emulated import emulator, served, stays_here, watch

__all__ = ["emulator", "served", "stays_here", "watch"]

HEADERS = [["zip", "owner", "sdr", "territory"]]


@pytest.fixture(autouse=True)
def google(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings lead to the emulator."""
    monkeypatch.setenv("ROUTEBOOK_GOOGLE_CREDENTIALS", str(served.credentials))
    monkeypatch.setenv("ROUTEBOOK_GOOGLE_API_URL", served.url)


@pytest.fixture
def book(emulator: Emulator) -> EmulatedSpreadsheet:
    """A spreadsheet that lacks a column and a tab."""
    return emulator.add({"California": [["zip", "owner", "sdr"], ["94105", "ana@acme.example"]]})


def _only(emulator: Emulator) -> EmulatedSpreadsheet:
    [book_id] = emulator.books
    return EmulatedSpreadsheet(emulator, book_id)


# init


def test_init_makes_a_spreadsheet_that_check_finds_right(run: Run, emulator: Emulator) -> None:
    made = run("sheets", "init", "--share", "ops@acme.example", "--share", "bo@acme.example")
    assert made.exit_code == 0
    book = _only(emulator)
    assert book.title == "Small"
    assert book.tabs == ["California", "Partners", "Goldens"]
    assert book.url in made.output
    assert "  California: a new tab\n" in made.output
    assert f'tables = "google:{book.id}"' in made.output
    assert "--share" not in made.output
    assert run("check", "--tables", f"google:{book.id}").exit_code == 0
    roles = emulator.book(book.id).roles
    assert (roles["ops@acme.example"], roles["bo@acme.example"]) == ("writer", "writer")
    checked = run("sheets", "check", "--tables", f"google:{book.id}")
    assert (checked.exit_code, checked.output) == (0, "The spreadsheet: no problems\n")


def test_init_fills_it_from_a_workbook(run: Run, emulator: Emulator) -> None:
    assert run("sheets", "init", "--title", "T", "--from", "sheets").exit_code == 0
    book = _only(emulator)
    assert book.title == "T"
    assert book.rows("California")[1][0] == "94000-94199"


def test_init_into_a_spreadsheet_adds_what_is_missing(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "init", "--into", f"google:{book.id}")
    assert "  Partners: a new tab\n" in result.output
    assert "  California: a new column territory\n" in result.output
    assert book.rows("California") == [*HEADERS, ["94105", "ana@acme.example"]]
    assert book.rows("Partners") == [["domain", "owner"]]  # example rows would name nobody's reps
    again = run("sheets", "init", "--into", book.url)
    assert again.output == f"Nothing was missing.\n{book.url}\n"


def test_init_into_an_empty_spreadsheet_has_example_rows(run: Run, emulator: Emulator) -> None:
    book = emulator.add()
    run("sheets", "init", "--into", f"google:{book.id}")
    assert len(book.rows("California")) > 1
    assert book.tabs[0] == "Sheet1"


def test_init_without_the_right_to_make_files_says_what_to_do(
    run: Run, emulator: Emulator, served: Served
) -> None:
    emulator.faults.next("403-permission", on="files.create")
    result = run("sheets", "init")
    assert result.exit_code == 2
    assert f"make an empty spreadsheet yourself, share it with {served.email}" in result.output
    assert "--into" in result.output


def test_what_was_made_before_a_failure_is_told_of(run: Run, emulator: Emulator) -> None:
    emulator.faults.next("404", on="spreadsheets:batchUpdate")
    result = run("sheets", "init")
    assert result.exit_code == 2
    assert f"go on with --into {_only(emulator).url}" in result.output
    emulator.books.clear()
    emulator.faults.next("403-permission", on="permissions.create")
    result = run("sheets", "init", "--share", "ops@acme.example")
    assert result.exit_code == 2
    assert _only(emulator).url in result.output


def test_init_into_one_that_is_not_shared_says_with_whom(
    run: Run, emulator: Emulator, served: Served
) -> None:
    book = emulator.add(shared=False)
    result = run("sheets", "init", "--into", f"google:{book.id}")
    assert result.exit_code == 2
    assert served.email in result.output


def test_a_framework_with_errors_is_told_before_google_is_asked(
    run: Run, write: Write, emulator: Emulator
) -> None:
    write("bad.route", FRAMEWORK.replace("assignee", "asignee"))
    result = run("sheets", "init", "--framework", "bad.route")
    assert result.exit_code == 2
    assert "unknown-type" in result.output
    assert len(emulator.requests) == 0


# check


def test_check_tells_what_is_missing_and_offers_it(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "check", "--tables", f"google:{book.id}")
    assert result.exit_code == 1
    assert "error[no-column]: This sheet has no column `territory`" in result.output
    assert "error[no-sheet]: The workbook has no sheet `Partners`" in result.output
    assert result.output.endswith("routebook sheets check --fix\n")


def test_check_as_json_has_the_form_of_check(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "check", "--tables", f"google:{book.id}", "--format", "json")
    assert result.exit_code == 1
    found = [one for one in json.loads(result.output) if one["severity"] == "error"]
    assert found[0] == {
        "code": "no-column",
        "severity": "error",
        "message": "This sheet has no column `territory`",
        "help": "Add a column headed `territory`",
        "sheet": "California",
        "cell": "A1",
    }
    assert found[1]["sheet"] == "Partners"


def test_check_fix_adds_what_is_missing(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "check", "--fix", "--yes", "--tables", f"google:{book.id}")
    assert result.exit_code == 0
    assert book.rows("California") == [*HEADERS, ["94105", "ana@acme.example"]]
    assert book.rows("Partners") == [["domain", "owner"]]


def test_check_fix_asks_first(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "check", "--fix", "--tables", f"google:{book.id}")
    assert result.exit_code == 2
    assert "California: territory" in result.output
    assert "Add --yes to agree" in result.output
    assert book.tabs == ["California"]


def test_columns_of_ones_own_are_one_line_a_tab(run: Run, emulator: Emulator) -> None:
    rows = [[*HEADERS[0], "why", "seen"]]
    book = emulator.add({"California": rows, "Partners": [["domain", "owner"]]})
    result = run("sheets", "check", "--tables", f"google:{book.id}")
    assert result.exit_code == 0
    assert "that may stay:\n  California: why, seen\n" in result.output


def test_check_needs_a_spreadsheet(run: Run) -> None:
    result = run("sheets", "check")
    assert result.exit_code == 2
    assert "the tables are in sheets, which is no Google spreadsheet" in result.output
    assert "--tables google:SPREADSHEET_ID" in result.output


# pull and push


def test_what_is_pulled_reads_as_what_is_there(
    run: Run, book: EmulatedSpreadsheet, folder: Path
) -> None:
    result = run("sheets", "pull", "--tables", f"google:{book.id}")
    assert (result.exit_code, result.output) == (0, "workbook: one sheet, 2 rows\n")
    assert (folder / "workbook" / "California.csv").read_text() == (
        "zip,owner,sdr\n94105,ana@acme.example,\n"
    )
    assert run("sheets", "pull", "--tables", f"google:{book.id}").exit_code == 0


def test_pull_does_not_replace_what_is_no_snapshot(
    run: Run, book: EmulatedSpreadsheet, folder: Path
) -> None:
    before = (folder / "sheets" / "California.csv").read_text()
    result = run("sheets", "pull", "sheets", "--tables", f"google:{book.id}")
    assert result.exit_code == 2
    assert "--force" in result.output
    assert (folder / "sheets" / "California.csv").read_text() == before
    run("sheets", "pull", "sheets", "--force", "--tables", f"google:{book.id}")
    assert [path.name for path in (folder / "sheets").glob("*.csv")] == ["California.csv"]


def test_a_failed_pull_leaves_the_folder_as_it_was(
    run: Run, emulator: Emulator, book: EmulatedSpreadsheet, folder: Path
) -> None:
    run("sheets", "pull", "--tables", f"google:{book.id}")
    before = (folder / "workbook" / "California.csv").read_bytes()
    emulator.faults.next("404", on="values:batchGet")
    emulator.faults.next("404", on="values:batchGetByDataFilter")
    result = run("sheets", "pull", "--tables", f"google:{book.id}")
    assert result.exit_code == 2
    assert (folder / "workbook" / "California.csv").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".workbook")]


def test_push_shows_what_changes_and_asks(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "push", "sheets", "--to", f"google:{book.id}")
    assert result.exit_code == 2
    assert "  California: 2 rows removed, 3 rows added, 0 as before\n" in result.output
    assert "  Partners: a new tab, 2 rows\n" in result.output
    assert book.tabs == ["California"]


def test_push_writes_and_a_pull_gives_it_back(
    run: Run, book: EmulatedSpreadsheet, folder: Path
) -> None:
    result = run("sheets", "push", "sheets", "--to", f"google:{book.id}", "--yes")
    assert result.exit_code == 0
    assert book.rows("Partners") == [["domain", "owner"], ["partner.example", "pool: partners"]]
    again = run("sheets", "push", "sheets", "--yes", "--tables", f"google:{book.id}")
    assert again.output == "Nothing to do: the spreadsheet has these rows.\n"
    run("sheets", "pull", "copy", "--tables", f"google:{book.id}")
    for name in ("California.csv", "Partners.csv"):
        assert (folder / "copy" / name).read_text() == (folder / "sheets" / name).read_text()


@pytest.mark.parametrize(("answer", "tabs"), [("y", 2), ("n", 1), ("", 1)])
def test_push_writes_only_when_who_is_there_agrees(
    answer: str, tabs: int, run: Run, book: EmulatedSpreadsheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.sheets.asking.at_a_terminal", lambda: True)
    result = run("sheets", "push", "sheets", "--to", f"google:{book.id}", stdin=f"{answer}\n")
    assert result.exit_code == 0
    assert len(book.tabs) == tabs
    assert ("Nothing was changed." in result.output) is (tabs == 1)


def test_push_of_a_source_that_is_not_there_says_so(run: Run, book: EmulatedSpreadsheet) -> None:
    result = run("sheets", "push", "none", "--to", f"google:{book.id}", "--yes")
    assert result.exit_code == 2
    assert "there is no none" in result.output
