"""``routebook route``."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.small import AT, COMMAND, LEAD, Process, Run, Write
from tests.cli.terminal import on_a_terminal


def decision(run: Run, *arguments: str, stdin: str | None = None) -> dict[str, Any]:
    result = run("route", *arguments, "--at", AT, stdin=stdin)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_fields_of_a_record(run: Run, write: Write) -> None:
    found = decision(run, write("lead.json", LEAD))
    assert list(found) == [
        "record_type",
        "event",
        "outcome",
        "assigned_to",
        "assigned_kind",
        "roles",
        "step",
        "values",
        "decided_at",
        "trace",
    ]
    assert found["assigned_to"] == "ana@acme.example"
    assert found["roles"]["sdr"] == {"kind": "rep", "id": "sam@acme.example"}
    assert found["values"] == {"territory": "SF Peninsula"}
    assert found["decided_at"] == AT
    assert found["trace"]["steps"][-1]["lookup"]["cell"] == "California!A2"


def test_a_request_body_on_standard_input(run: Run) -> None:
    body = {"record_type": "lead", "record_id": 17, "event": "sla_breach", "fields": LEAD}
    body |= {"attempts": 1, "previous_owner": "a@b.example", "previous_pool": "large"}
    found = decision(run, "-", stdin=json.dumps(body))
    assert list(found)[:3] == ["record_type", "record_id", "event"]
    assert (found["record_id"], found["event"]) == ("17", "sla_breach")
    assert (found["assigned_to"], found["step"]) == ("large", "Again")


def test_a_flag_goes_before_what_the_record_says(run: Run) -> None:
    body = json.dumps({"event": "new", "attempts": 3, "fields": LEAD})
    found = decision(run, "-", "--event", "sla_breach", "--record-type", "lead", stdin=body)
    assert (found["event"], found["assigned_to"]) == ("sla_breach", "Late")


def test_the_trace_can_be_smaller(run: Run) -> None:
    stdin = json.dumps(LEAD)
    assert list(decision(run, "-", "--trace", "steps", stdin=stdin)["trace"]) == ["steps"]
    assert "trace" not in decision(run, "-", "--trace", "none", stdin=stdin)


def test_the_time_is_now_unless_said(run: Run) -> None:
    first, second = (json.loads(run("route", "-", stdin="{}").stdout) for _ in range(2))
    assert first["decided_at"] <= second["decided_at"]
    assert first["decided_at"] > "2026"


def test_flags_go_before_the_file(run: Run, write: Write) -> None:
    write("other.route", 'framework o\nrecord r { a text }\nroute r { otherwise -> queue "O" }\n')
    write("empty/Any.csv", "a\n")
    found = decision(run, "-", "--framework", "other.route", "--tables", "empty", stdin="{}")
    assert found["assigned_to"] == "O"


@pytest.mark.parametrize("record", ['{"Email": "\\ud800"}', '{"Employees": 1e400}', "{}"])
def test_a_poor_record_is_routed(run: Run, record: str) -> None:
    assert decision(run, "-", stdin=record)["assigned_to"] == "Unrouted"


def test_a_file_that_starts_with_a_byte_order_mark_reads(run: Run, write: Write) -> None:
    record = write("lead.json", b"\xef\xbb\xbf" + json.dumps(LEAD).encode())
    assert decision(run, record)["step"] == "California"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{,}", "it is not JSON: line 1, column 2: expecting property name"),
        ('{"a": NaN}', "it is not JSON: NaN is no JSON value."),
        ("[]", "it must be an object: the fields, or a request body."),
        ('{"fields": []}', "$.fields: it must be an object."),
        ('{"fields": {}, "event": 3}', "$.event: it must be text."),
        ('{"fields": {}, "attempts": "2"}', "$.attempts: it must be a whole number."),
        ("[" * 100_000, "it is nested too deeply."),
        ('{"a": ' + "9" * 5_000 + "}", "it cannot be read: "),
    ],
)
def test_what_is_no_record_is_refused(run: Run, content: str, message: str) -> None:
    result = run("route", "-", stdin=content)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: standard input: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope.json"], "there is no file nope.json. Check its name and the current folder."),
        (["sheets"], "sheets is a folder. Name a file."),
        (["latin.json"], "latin.json is not UTF-8 text. Save it as UTF-8."),
        (["lead.json", "--event", "nw"], "no event is called 'nw'; did you mean 'new'?"),
        (["lead.json", "--record-type", "led"], "no record is called 'led'; did you mean 'lead'?"),
        (["lead.json", "--framework", "no.route"], "there is no file no.route."),
        (["lead.json", "--tables", "no"], "there is no no. Check the name, or put it back."),
        (["lead.json", "--at", "noon"], "Invalid value for '--at': 'noon' is no time; write"),
        (["lead.json", "--at", "2026-11-22"], "Invalid value for '--at': '2026-11-22' has no time"),
        (["lead.json", "--tables", "google:x"], "google:x does not name a Google spreadsheet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    run: Run, write: Write, arguments: list[str], message: str
) -> None:
    write("lead.json", LEAD)
    write("latin.json", '{"Email": "é"}'.encode("latin-1"))
    result = run("route", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {message}" in result.stderr


def test_a_framework_with_errors_lists_them_and_does_not_route(run: Run, write: Write) -> None:
    write("sheets/California.csv", "zip,owner,sdr,territory\nabc,,,\n")
    result = run("route", "-", stdin="{}")
    assert result.exit_code == 2
    assert "--> California!A2" in result.stderr
    assert "--> California!B2" in result.stderr
    assert "Error: small.route and its tables have " in result.stderr


EXPLAINED = """\
lead 17, new, 2026-11-22T12:00:00Z
assigned to ana@acme.example, step "California"
  sdr        sam@acme.example
  territory  SF Peninsula

Fields
  email      a@b.example  from Email
  state      CA           from State: Calif.
  zip        94105        from PostalCode
  employees  (invalid)    from Employees: many; not a number
  domain     b.example    = domain(email)
  not read: Note

Steps
  ✗ Partner     no row: partners for domain b.example
  – Large       skipped: employees >= 1_000 (employees is missing)
  ✓ California  matched: row 2 of california for zip 94105
                California!A2: 94000-94199  California.csv#row=2
"""


def test_explained_to_people(run: Run) -> None:
    body = {"record_id": "17", "fields": LEAD | {"Employees": "many", "Note": "x"}}
    result = run("route", "-", "--explain", "--at", AT, stdin=json.dumps(body))
    assert (result.exit_code, result.stdout) == (0, EXPLAINED)


def test_the_nearest_miss_is_explained(run: Run) -> None:
    lead = {"State": "CA", "PostalCode": "94200"}
    result = run("route", "-", "--explain", stdin=json.dumps(lead))
    assert "no row: california for zip 94200" in result.stdout
    assert "nearest: California!A2: 94000-94199  California.csv#row=2" in result.stdout


def test_colour_on_a_terminal_only(folder: Path, process: Process, write: Write) -> None:
    record = write("lead.json", LEAD)
    code, sent = on_a_terminal(folder, "route", record, "--explain")
    assert code == 0
    assert "\x1b[32m" in sent
    assert "✓ California" in sent
    assert "\x1b" not in on_a_terminal(folder, "route", record, "--explain", NO_COLOR="1")[1]
    assert "\x1b" not in process("route", record, "--explain").stdout


def test_a_record_cannot_command_the_terminal(run: Run) -> None:
    lead = {"Email": "\x1b]0;gotcha\x07@b.example", "State\x1b[2J": "\x9b31m"}
    result = run("route", "-", "--explain", stdin=json.dumps(lead))
    assert result.exit_code == 0
    assert not {"\x1b", "\x07", "\x9b"} & set(result.stdout)


def test_a_terminal_that_lacks_the_signs_gets_others(process: Process, write: Write) -> None:
    done = process("route", write("l.json", LEAD), "--explain", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "? California" in done.stdout


def test_a_reader_that_leaves_early_is_no_error(folder: Path, write: Write) -> None:
    write("lead.json", LEAD)
    with subprocess.Popen(
        [COMMAND, "route", "lead.json"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
