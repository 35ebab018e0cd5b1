"""``--pools`` of ``routebook route`` and ``batch``: on to the member, without a service."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cli.small import AT, FRAMEWORK, Run, Write

ROSTER = """\
roster {
  reps     "Reps"
  pools    "Pools"
  members  "Members"
  time_off "Off"
}

table california"""
SHEETS = {
    "Reps": "rep,name,active\n"
    "ana@acme.example,Ana,yes\nbo@acme.example,Bo,yes\ncy@acme.example,Cy,yes\n"
    "sam@acme.example,Sam,yes\ndee@acme.example,Dee,yes\n",
    "Pools": "pool,method\nlarge,round robin\npartners,shark tank\n",
    "Members": "pool,rep\nlarge,ana@acme.example\nlarge,bo@acme.example\nlarge,cy@acme.example\n"
    "large,dee@acme.example\npartners,ana@acme.example\npartners,dee@acme.example\n",
    "Off": "rep,from,until,cover\ndee@acme.example,2026-11-20,2026-11-24,\n",
}
LARGE = {"Employees": "5000"}


@pytest.fixture(autouse=True)
def roster(folder: Path, write: Write) -> None:
    """The small framework, with people."""
    write("small.route", FRAMEWORK.replace("table california", ROSTER, 1))
    for title, text in SHEETS.items():
        write(f"sheets/{title}.csv", text)


def decision(run: Run, record: dict[str, Any], *arguments: str) -> dict[str, Any]:
    result = run("route", "-", *arguments, "--at", AT, stdin=json.dumps(record))
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_pool_is_answered_as_the_pool_unless_asked_for(run: Run) -> None:
    found = decision(run, LARGE)
    assert (found["outcome"], found["assigned_to"]) == ("queued", "large")
    assert "assignment" not in found["trace"]
    found = decision(run, LARGE, "--pools")
    assert (found["outcome"], found["assigned_to"]) == ("assigned", "ana@acme.example")
    assert found["trace"]["assignment"]["turn"] == 1


def test_what_a_request_body_says_counts(run: Run) -> None:
    body = {"event": "sla_breach", "attempts": 1, "previous_pool": "large", "fields": {}}
    assert decision(run, body, "--pools")["assigned_to"] == "ana@acme.example"
    assert decision(run, body | {"attempts": 3}, "--pools")["assigned_to"] == "Late"


EXPLAINED = """\
Who takes it as owner: pool large, round robin, turn 1
  ✓ ana@acme.example  chosen: next in turn
  – bo@acme.example   passed over: not their turn
  – cy@acme.example   passed over: not their turn
  – dee@acme.example  skipped: out of office until 2026-11-24
"""


def test_the_choice_is_explained(run: Run) -> None:
    result = run("route", "-", "--pools", "--explain", "--at", AT, stdin=json.dumps(LARGE))
    assert result.stdout.endswith("\n\n" + EXPLAINED)


def test_an_offer_is_explained(run: Run) -> None:
    lead = json.dumps({"Email": "kim@partner.example"})
    result = run("route", "-", "--pools", "--explain", "--at", "2026-11-30T12:00:00Z", stdin=lead)
    assert "\noffered to pool partners, step" in result.stdout
    assert result.stdout.endswith(
        "Who takes it as owner: pool partners, shark tank\n"
        "  ✓ ana@acme.example  offered\n"
        "  ✓ dee@acme.example  offered\n"
    )


def owners(path: Path) -> Counter[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(row["routebook_owner"] for row in csv.DictReader(file))


def test_a_list_is_spread_evenly(run: Run, write: Write, folder: Path) -> None:
    source = write("in.csv", "Employees\n" + "5000\n" * 301)
    assert run("batch", source, "out.csv", "--at", AT).exit_code == 0
    assert owners(folder / "out.csv") == {"large": 301}
    assert run("batch", source, "out.csv", "--pools", "--at", AT).exit_code == 0
    counts = owners(folder / "out.csv")
    assert set(counts) == {"ana@acme.example", "bo@acme.example", "cy@acme.example"}
    assert sorted(counts.values()) == [100, 100, 101]


def test_turns_are_taken_by_one_process(run: Run, write: Write) -> None:
    source = write("in.csv", "Employees\n5000\n")
    result = run("batch", source, "out.csv", "--pools", "--workers", "2")
    assert result.exit_code == 2
    assert "Error: the turns of a pool are taken one after the other." in result.stderr


def test_a_wrong_distribution_is_told_and_not_written(run: Run, write: Write) -> None:
    step = {"step": "Two", "times": 2, "expect": {"assigned_to": "ana@acme.example"}}
    given = {"at": AT, "fields": LARGE}
    write("goldens/even.json", {"scenario": "Even", "input": given, "steps": [step]})
    result = run("test", "--update")
    assert result.exit_code == 1
    assert '✗ even: not as expected\n    "Two": expected assigned_to ana@' in result.stdout
    assert "1 golden: 1 not as expected" in result.stdout
