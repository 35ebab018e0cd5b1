"""Commands on a Google spreadsheet, which the emulator holds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sheets_adapter.emulator import EmulatedSpreadsheet, Emulator, Served, running
from tests.cli.small import AT, LEAD, SHEETS, Process, Run, Write


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with running(Emulator()) as served:
        yield served


@pytest.fixture
def book(served: Served, folder: Path, monkeypatch: pytest.MonkeyPatch) -> EmulatedSpreadsheet:
    """The tables of the small framework, which all settings point at."""
    rows = {title: list(csv.reader(io.StringIO(text))) for title, text in SHEETS.items()}
    book = served.emulator.add(rows, title="Acme")
    toml = f'framework = "small.route"\ntables = "google:{book.id}"\n'
    (folder / "routebook.toml").write_text(toml, encoding="utf-8")
    monkeypatch.setenv("ROUTEBOOK_GOOGLE_CREDENTIALS", str(served.credentials))
    monkeypatch.setenv("ROUTEBOOK_GOOGLE_API_URL", served.url)
    return book


def test_a_lead_is_routed_by_the_spreadsheet(
    run: Run, write: Write, book: EmulatedSpreadsheet
) -> None:
    result = run("route", write("lead.json", LEAD), "--at", AT)
    decision = json.loads(result.stdout)
    assert decision["assigned_to"] == "ana@acme.example"
    link = f"{book.url}#gid={book.sheet_id('California')}&range=A2:D2"
    assert link in result.stdout


@pytest.mark.parametrize("given", ["address", "text"])
def test_address_and_key_may_be_given_otherwise(
    run: Run,
    served: Served,
    book: EmulatedSpreadsheet,
    monkeypatch: pytest.MonkeyPatch,
    given: str,
) -> None:
    if given == "text":
        monkeypatch.setenv("ROUTEBOOK_GOOGLE_CREDENTIALS", served.credentials.read_text())
    tables = f"{book.url}#gid=0" if given == "address" else f"google:{book.id}"
    result = run("check", "--tables", tables)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_bad_cell_is_told_with_its_address(run: Run, book: EmulatedSpreadsheet) -> None:
    book.set("California", "A3", "nonsense")
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    assert [(one["sheet"], one["cell"]) for one in json.loads(result.stdout)] == [
        ("California", "A3")
    ]


def test_goldens_are_held_against_the_spreadsheet(
    run: Run, write: Write, book: EmulatedSpreadsheet
) -> None:
    write("goldens/sf.json", {"input": {"at": AT, "fields": LEAD}})
    assert run("test", "--update").exit_code == 0
    assert run("test").exit_code == 0
    book.set("California", "B2", "bo@acme.example")
    assert run("test").exit_code == 1


def test_a_spreadsheet_that_is_not_shared_says_with_whom_to_share_it(
    run: Run, write: Write, served: Served, book: EmulatedSpreadsheet
) -> None:
    served.emulator.unshare(book)
    result = run("route", write("lead.json", LEAD))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {served.email} may not read the spreadsheet google:{book.id}." in result.stderr
    assert f"add {served.email} as Viewer" in result.stderr


def test_the_installed_command_reads_it(
    process: Process, served: Served, book: EmulatedSpreadsheet
) -> None:
    done = process(
        "check",
        ROUTEBOOK_GOOGLE_CREDENTIALS=str(served.credentials),
        ROUTEBOOK_GOOGLE_API_URL=served.url,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_files_do_not_load_what_google_needs(process: Process) -> None:
    done = process("check", PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    assert "sheets_adapter.google.credentials" in done.stderr
    for slow in ("gspread", "google.auth", "requests.sessions", "tenacity"):
        assert slow not in done.stderr
