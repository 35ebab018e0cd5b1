"""``routebook test``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.small import AT, LEAD, Process, Run, Write
from tests.cli.terminal import on_a_terminal


@pytest.fixture
def golden(folder: Path, write: Write) -> Path:
    """A golden without decision."""
    return folder / write("goldens/sf.json", {"input": {"at": AT, "fields": LEAD}})


def test_update_then_test(run: Run, golden: Path) -> None:
    first = run("test")
    assert first.exit_code == 1
    assert "✗ sf: without decision\n    it has no decision yet: run routebook test" in first.stdout
    assert "decision" not in json.loads(golden.read_text(encoding="utf-8"))

    update = run("test", "--update")
    assert update.exit_code == 0
    assert "✓ sf: written\n1 golden: 1 written\n" in update.stdout
    stored = json.loads(golden.read_text(encoding="utf-8"))
    assert stored["input"] == {"at": AT, "fields": LEAD}
    assert stored["decision"]["assigned_to"] == "ana@acme.example"

    again = run("test")
    assert again.exit_code == 0
    assert again.stdout.startswith("1 golden: 1 as stored\n")


def test_the_coverage_is_printed(run: Run, golden: Path) -> None:
    shown = run("test", "--update").stdout
    assert "coverage: 1 of 6 steps, 1 of 3 rows, 1 of 2 match kinds\n" in shown
    assert "  california: 1 of 2 rows\n" in shown
    assert '  never hit: step lead: "Partner"\n' in shown
    assert '  never hit: step lead on sla_breach: "otherwise"\n' in shown
    assert "  never hit: match kind suffix\n" in shown


def test_a_different_decision_is_shown(run: Run, write: Write, golden: Path) -> None:
    run("test", "--update")
    before = golden.read_bytes()
    write(
        "sheets/California.csv",
        "zip,owner,sdr,territory\n94000-94199,bo@acme.example,sam@acme.example,SF Peninsula\n",
    )
    result = run("test")
    assert result.exit_code == 1
    assert "✗ sf: different\n" in result.stdout
    assert (
        '    assigned ana@acme.example by "California", and is now '
        'assigned bo@acme.example by "California"\n    no step changed\n'
    ) in result.stdout
    assert '    -  "assigned_to": "ana@acme.example",\n' in result.stdout
    assert '    +  "assigned_to": "bo@acme.example",\n' in result.stdout
    assert golden.read_bytes() == before


def test_a_broken_golden_hides_no_other(run: Run, write: Write, golden: Path) -> None:
    broken = write("goldens/a.json", "{")
    result = run("test", "--update")
    assert result.exit_code == 1
    assert "✗ a: broken\n    it is not JSON: line 1, column 2: " in result.stdout
    assert "2 goldens: 1 written, 1 broken" in result.stdout
    assert Path(broken).read_text(encoding="utf-8") == "{"


def test_the_folder_stands_beside_the_framework_where_there_is_no_toml(
    run: Run, golden: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    sources = ["--framework", "../small.route", "--tables", "../sheets"]
    assert run("test", "--update", *sources).exit_code == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        ("", "there is no folder goldens. Make it, with a file such as"),
        ("goldens", "there is no golden in goldens. Put one JSON file there for each."),
    ],
)
def test_without_goldens(run: Run, folder: Path, make: str, message: str) -> None:
    if make:
        (folder / make).mkdir()
    result = run("test")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {message}" in result.stderr


def test_colour_on_a_terminal_only(process: Process, folder: Path, golden: Path) -> None:
    code, sent = on_a_terminal(folder, "test")
    assert code == 1
    assert "\x1b[1;31m✗ sf" in sent
    assert "\x1b" not in process("test").stdout
