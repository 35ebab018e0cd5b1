"""``routebook batch``."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.batching.table import csv_line
from tests.cli.small import AT, FRAMEWORK, LEAD, Process, Run, Write
from tests.cli.terminal import on_a_terminal

LEADS = """\
Id,Email,State,PostalCode,Employees
1,a@b.example,CA,94105,
2,x@partner.example,CA,94105,
3,,Texas,78701,5000
4,,CA,90210,
5,,,,
"""
ADDED = [
    "routebook_outcome",
    "routebook_owner",
    "routebook_kind",
    "routebook_step",
    "routebook_cell",
    "routebook_role_sdr",
    "routebook_value_territory",
]


def batch(run: Run, *arguments: str) -> Result:
    return run("batch", *arguments, "--at", AT)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_csv_out_is_csv_in_and_the_decision(run: Run, write: Write, folder: Path) -> None:
    result = batch(run, write("in.csv", LEADS), "out.csv")
    assert result.exit_code == 0, result.output
    found = rows(folder / "out.csv")
    assert list(found[0]) == ["Id", "Email", "State", "PostalCode", "Employees", *ADDED]
    assert [row["Id"] for row in found] == ["1", "2", "3", "4", "5"]
    assert [[row[name] for name in ADDED] for row in found] == [
        [
            "assigned",
            "ana@acme.example",
            "rep",
            "California",
            "California!A2",
            "sam@acme.example",
            "SF Peninsula",
        ],
        ["queued", "partners", "pool", "Partner", "Partners!A2", "", ""],
        ["queued", "large", "pool", "Large", "", "", ""],
        ["queued", "LA", "queue", "California", "California!A3", "", "Los Angeles"],
        ["queued", "Unrouted", "queue", "otherwise", "", "", ""],
    ]


SUMMARY = """\
step        records  share
Partner           1  20.0%
Large             1  20.0%
California        2  40.0%
otherwise         1  20.0%
5 records: 1 assigned, 4 queued
"""


def test_the_summary_is_by_step_in_the_order_of_the_framework(run: Run, write: Write) -> None:
    result = batch(run, write("in.csv", LEADS), "out.csv")
    shown = "\n".join(line.rstrip() for line in result.stdout.splitlines()) + "\n"
    assert (shown, result.stderr) == (SUMMARY, "")


def test_ndjson_out_is_decisions(run: Run, write: Write, folder: Path) -> None:
    body = {"record_id": "x", "event": "sla_breach", "attempts": 9, "fields": {}}
    text = "\n".join([json.dumps(LEAD), "", json.dumps(body), ""])
    result = batch(run, write("in.ndjson", text), "out.ndjson")
    assert result.exit_code == 0, result.output
    first, second = lines(folder / "out.ndjson")
    assert first["step"] == "California"
    assert first["trace"]["fields"]["state"]["raw"] == "Calif."
    assert (second["record_id"], second["assigned_to"]) == ("x", "Late")
    assert "lead, new: California" in result.stdout
    assert "lead, sla_breach: otherwise" in result.stdout


def test_a_bad_line_is_answered_by_an_error_and_stops_nothing(
    run: Run, write: Write, folder: Path
) -> None:
    bad = [b"{", b"\xff", b"3", b'{"fields": {}, "record_type": "led"}', b'{"a": ' + b"[" * 99_999]
    good = json.dumps(LEAD).encode()
    text = b"\n".join([good, *bad, b'{"fields": {}, "event": "nwe"}', good])
    result = batch(run, write("in.jsonl", text), "out.jsonl")
    assert result.exit_code == 1
    found = lines(folder / "out.jsonl")
    assert [one.get("line") for one in found] == [None, 2, 3, 4, 5, 6, 7, None]
    assert [one["error"]["type"].rpartition(":")[2] for one in found[1:-1]] == [
        "invalid-json",
        "invalid-json",
        "invalid-request",
        "unknown-record-type",
        "too-deeply-nested",
        "invalid-request",
    ]
    assert found[2]["error"]["detail"] == "it is not UTF-8: byte 1: invalid start byte"
    assert "line 2: it is not JSON: line 1, column 2" in result.stderr
    assert "2 records: 2 assigned" in result.stdout


def test_many_bad_lines_are_not_all_listed(run: Run, write: Write) -> None:
    result = batch(run, write("in.ndjson", "?\n" * 1_234), "out.ndjson")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 11
    assert result.stderr.endswith("and 1,224 more lines that hold no record\n")


def test_csv_in_and_ndjson_out(run: Run, write: Write, folder: Path) -> None:
    result = batch(run, write("in.csv", LEADS), "out.ndjson", "--trace", "none")
    assert result.exit_code == 0
    found = lines(folder / "out.ndjson")
    assert [one["step"] for one in found] == [
        "California",
        "Partner",
        "Large",
        "California",
        "otherwise",
    ]
    assert "trace" not in found[0]


@pytest.mark.parametrize(
    "data",
    [
        LEADS.encode("utf-8-sig"),
        LEADS.replace(",", ";").encode("utf-8-sig"),
        LEADS.replace(",", "\t").encode("utf-16"),
        LEADS.replace("\n", "\r\n").encode(),
    ],
)
def test_csv_of_any_spreadsheet_reads(run: Run, write: Write, folder: Path, data: bytes) -> None:
    assert batch(run, write("in.csv", data), "out.csv").exit_code == 0
    found = rows(folder / "out.csv")
    assert [row["routebook_step"] for row in found][:2] == ["California", "Partner"]
    assert found[0]["Id"] == "1"


def test_untidy_columns(run: Run, write: Write, folder: Path) -> None:
    text = "Email,,State,State,PostalCode\n,,,CA,94105,extra\n\n,,CA,TX,94105\n"
    assert batch(run, write("in.csv", text), "out.csv").exit_code == 0
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        header, first, second = csv.reader(file)
    assert header[:6] == ["Email", "", "State", "State", "PostalCode", ""]
    assert first[5] == "extra"
    assert [row[9] for row in (first, second)] == ["California", "California"]


def test_a_batch_of_a_batch_writes_its_columns_anew(run: Run, write: Write, folder: Path) -> None:
    batch(run, write("in.csv", LEADS), "once.csv")
    batch(run, "once.csv", "twice.csv")
    assert (folder / "twice.csv").read_bytes() == (folder / "once.csv").read_bytes()


def test_workers_give_the_same_in_the_same_order(run: Run, write: Write, folder: Path) -> None:
    many = LEADS + "".join(f"{number},,CA,{90001 + number},\n" for number in range(6, 900))
    write("in.csv", many)
    assert batch(run, "in.csv", "one.csv").exit_code == 0
    result = batch(run, "in.csv", "two.csv", "--workers", "2")
    assert result.exit_code == 0
    assert "899 records" in result.stdout
    assert (folder / "two.csv").read_bytes() == (folder / "one.csv").read_bytes()


def test_workers_refuse_as_one_process_does(run: Run, write: Write) -> None:
    result = batch(run, write("in.csv", LEADS), "o.csv", "--workers", "2", "--event", "nwe")
    assert result.exit_code == 2
    assert "Error: no event is called 'nwe'; did you mean 'new'?" in result.stderr


def test_the_values_of_every_type_are_written(run: Run, write: Write, folder: Path) -> None:
    table = FRAMEWORK.replace(
        "  territory  text\n", "  vip boolean\n  tags list of text\n  n decimal\n"
    )
    write("small.route", table)
    write(
        "sheets/California.csv",
        'zip,owner,sdr,vip,tags,n\n94105,a@b.example,pool: p,yes,"x, y",1.50\n',
    )
    assert batch(run, write("in.csv", LEADS), "out.csv").exit_code == 0
    first = rows(folder / "out.csv")[0]
    assert first["routebook_role_sdr"] == "pool: p"
    assert first["routebook_value_vip"] == "TRUE"
    assert first["routebook_value_tags"] == "x, y"
    assert first["routebook_value_n"] == "1.5"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd|x", "'-2+3+cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("-12.50", "-12.50"),
        ("+1 (415) 555-0100", "+1 (415) 555-0100"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_cell_begins_a_formula(cell: str, written: str) -> None:
    assert list(csv.reader(io.StringIO(csv_line(["x", cell]), newline=""))) == [["x", written]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no.csv", "out.csv"], "there is no file no.csv."),
        (["no.ndjson", "out.ndjson"], "there is no file no.ndjson."),
        (["in.txt", "out.csv"], "in.txt is neither .csv nor .ndjson."),
        (["empty.csv", "out.csv"], "empty.csv is empty. Its first row must name the columns."),
        (["quotes.csv", "out.csv"], "the quotation marks in row 2 of quotes.csv do not match."),
        (["in.csv", "in.csv"], "in.csv is the file that is read. Name another OUT."),
        (["in.ndjson", "out.csv"], "decisions on lines of JSON have no columns. Name an OUT"),
        (["in.csv", "no/out.csv"], "no/out.csv cannot be written: No such file or directory."),
        (["in.csv", "out.csv", "--record-type", "led"], "no record is called 'led'; did you mean"),
        (["in.csv", "out.csv", "--workers", "0"], "Invalid value for '--workers'"),
        (["in.csv", "out.csv", "--framework", "x.route"], "there is no file x.route."),
    ],
)
def test_what_cannot_be_done(
    run: Run, write: Write, folder: Path, arguments: list[str], message: str
) -> None:
    write("in.csv", LEADS)
    write("in.ndjson", "{}\n")
    write("empty.csv", "\n\n")
    write("quotes.csv", 'a,b\n"x,y\n')
    result = run("batch", *arguments)
    assert result.exit_code == 2
    assert f"Error: {message}" in result.stderr
    assert not list(folder.glob("out*"))


def test_a_failure_leaves_the_old_answers(run: Run, write: Write, folder: Path) -> None:
    write("out.csv", "old")
    assert batch(run, write("in.csv", LEADS), "out.csv", "--event", "nwe").exit_code == 2
    assert (folder / "out.csv").read_text(encoding="utf-8") == "old"
    assert not list(folder.glob("*.part"))


def test_standard_output_can_be_the_file(process: Process, write: Write) -> None:
    done = process("batch", write("in.csv", LEADS), "/dev/stdout")
    assert done.returncode == 0
    assert done.stdout.startswith("Id,Email,")


def test_records_without_any(run: Run, write: Write, folder: Path) -> None:
    assert batch(run, write("in.csv", "Id,Email\n"), "out.csv").exit_code == 0
    assert rows(folder / "out.csv") == []
    result = batch(run, write("in.ndjson", ""), "out.ndjson")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "0 records")


def test_a_progress_bar_on_a_terminal_only(process: Process, write: Write, folder: Path) -> None:
    write("in.csv", LEADS)
    code, sent = on_a_terminal(folder, "batch", "in.csv", "out.csv")
    assert code == 0
    assert "Routing" in sent
    assert "Routing" not in process("batch", "in.csv", "out.csv").stderr


def test_the_leads_of_the_example(process: Process, folder: Path) -> None:
    example = Path(__file__).parents[2] / "examples" / "acme"
    sources = ["--framework", str(example / "acme.route"), "--tables", str(example / "workbook")]
    for name in ("salesforce", "hubspot"):
        leads = example / "leads" / f"{name}.csv"
        done = process("batch", str(leads), f"{name}.csv", *sources)
        assert done.returncode == 0, done.stderr
        assert "100 records" in done.stdout
        assert len(rows(folder / f"{name}.csv")) == 100
