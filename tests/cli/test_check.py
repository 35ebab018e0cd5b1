"""``routebook check``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli.framework import diagnose
from cli.settings import read_settings
from dsl.diagnostics import as_json
from tests.cli.small import FRAMEWORK, Process, Run, Write
from tests.cli.terminal import on_a_terminal

BROKEN = FRAMEWORK.replace("table partners", "tabel partners").replace("state = CA", "state == CA")


def test_nothing_wrong(run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "small.route, 2 tables, 3 rows: no problems\n")


def test_a_warning_is_no_finding(run: Run, write: Write) -> None:
    write("small.route", FRAMEWORK + 'table unused from "Partners" { domain key suffix }\n')
    result = run("check")
    assert result.exit_code == 0
    assert "warning[unused-table]" in result.stdout
    assert result.stdout.endswith(": 1 warning\n")


def test_every_error_of_the_text_in_one_go(run: Run, write: Write) -> None:
    write("small.route", BROKEN)
    result = run("check")
    assert result.exit_code == 1
    assert "--> small.route:18:1" in result.stdout
    assert "| tabel partners" in result.stdout
    assert "| ^^^^^\n" in result.stdout
    assert "--> small.route:26:28" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("small.route: ")


def test_every_error_of_all_tables_in_one_go(run: Run, write: Write) -> None:
    write("sheets/California.csv", "zip,owner,sdr,territory\nabc,ana@acme.example,,\n12,,,\n")
    write("sheets/Partners.csv", "domain\nx.example\n")
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    places = {(one["sheet"], one.get("cell")) for one in json.loads(result.stdout)}
    assert {("California", "A2"), ("California", "A3"), ("California", "B3")} <= places
    assert any(sheet == "Partners" for sheet, _ in places)


def test_a_gap_is_an_error(run: Run, write: Write) -> None:
    covered = FRAMEWORK.replace("  territory  text\n", "  territory  text\n  covers 94000..94205\n")
    write("small.route", covered)
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [(one["code"], one["severity"]) for one in found] == [("gap", "error")]
    assert found[0]["witness"] == {"zip": "94200"}


def test_json_is_a_list_of_the_documented_members(run: Run, write: Write) -> None:
    write("small.route", BROKEN)
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    first = json.loads(result.stdout)[0]
    assert first == {
        "code": "syntax",
        "severity": "error",
        "message": first["message"],
        "help": "Did you mean `table`?",
        "file": "small.route",
        "line": 18,
        "column": 1,
        "end_line": 18,
        "end_column": 6,
    }


def test_json_without_problems_is_an_empty_list(run: Run) -> None:
    result = run("check", "--format", "json")
    assert (result.exit_code, result.stdout) == (0, "[]\n")


def test_annotations_carry_the_path_in_the_repository(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("small.route", BROKEN)
    assert run("check", "--format", "github").stdout.startswith("::error title=syntax,file=small.")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder.parent))
    result = run("check", "--format", "github")
    assert result.exit_code == 1
    assert f",file={folder.name}/small.route,line=18," in result.stdout.splitlines()[0]


def test_sarif(run: Run, write: Write) -> None:
    write("sheets/Partners.csv", "domain,owner\nx.example,\n")
    write("small.route", FRAMEWORK + 'table unused from "Partners" { domain key suffix }\n')
    result = run("check", "--format", "sarif")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["version"] == "2.1.0"
    (sarif_run,) = document["runs"]
    rules = [rule["id"] for rule in sarif_run["tool"]["driver"]["rules"]]
    found = diagnose(read_settings())
    assert len(sarif_run["results"]) == len(found.diagnostics)
    for one in sarif_run["results"]:
        assert rules[one["ruleIndex"]] == one["ruleId"]
    by_level = {one["level"]: one["locations"][0] for one in sarif_run["results"]}
    assert by_level["error"]["logicalLocations"][0]["fullyQualifiedName"] == "Partners!B2"
    physical = by_level["warning"]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "small.route"}
    assert set(physical["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}


def test_text_and_json_tell_the_same(run: Run, write: Write) -> None:
    write("small.route", BROKEN)
    listed = json.loads(run("check", "--format", "json").stdout)
    assert sorted(map(str, listed)) == sorted(
        str(json.loads(json.dumps(as_json(one)))) for one in diagnose(read_settings()).diagnostics
    )


def test_broken_text_is_told_even_without_tables(run: Run, write: Write, folder: Path) -> None:
    shutil.rmtree(folder / "sheets")
    assert run("check").exit_code == 2
    write("small.route", BROKEN)
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--framework", "no.route"], "there is no file no.route."),
        (["--framework", "sheets"], "sheets is a folder. Name a file."),
        (["--tables", "small.route"], "small.route is neither an .xlsx file nor a folder of CSV"),
        (["--tables", "x.xlsx"], "x.xlsx is not a whole XLSX file"),
        (["--format", "xml"], "Invalid value for '--format'"),
    ],
)
def test_what_cannot_be_checked(run: Run, write: Write, arguments: list[str], message: str) -> None:
    write("x.xlsx", "no zip")
    result = run("check", *arguments)
    assert result.exit_code == 2
    assert f"Error: {message}" in result.stderr


def test_a_cell_cannot_command_the_terminal(run: Run, write: Write) -> None:
    write("sheets/Partners.csv", "domain,owner\nx.example,\x1b[2Jnobody\n")
    result = run("check")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_colour_on_a_terminal_only(folder: Path, process: Process, write: Write) -> None:
    write("small.route", BROKEN)
    code, sent = on_a_terminal(folder, "check")
    assert code == 1
    assert "\x1b[1;31merror[syntax]" in sent
    assert "\x1b" not in process("check").stdout


def test_the_example_has_no_errors(process: Process) -> None:
    example = Path(__file__).parents[2] / "examples" / "acme"
    done = process(
        "check", "--framework", str(example / "acme.route"), "--tables", str(example / "workbook")
    )
    assert done.returncode == 0, done.stdout
