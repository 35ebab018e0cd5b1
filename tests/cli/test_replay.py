"""``routebook replay``: beside a running server, by releases that are no longer live."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from cli.replay import KEY_FILE
from cli.serve import DATABASE
from server import Settings, build
from tests.cli.small import FRAMEWORK, LEAD, Process, Run

FILE = DATABASE.removeprefix("sqlite:///")


@pytest.fixture
def server(folder: Path) -> Iterator[TestClient]:
    """A running server that logs where the command looks, with a private field."""
    text = FRAMEWORK.replace('from "Email"', 'from "Email"  private')
    (folder / "small.route").write_text(text, encoding="utf-8")
    app = build(Settings(folder / "small.route", str(folder / "sheets")))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def routed(server: TestClient, record_id: str, **changed: str) -> str:
    body = {"record_id": record_id, "fields": LEAD | changed}
    found = server.post("/v1/route", json=body).json()["decision_id"]
    assert isinstance(found, str)
    return found


def tamper(decision_id: str) -> None:
    with closing(sqlite3.connect(FILE)) as database, database:
        database.execute(
            "UPDATE events SET release_id = (SELECT id FROM releases WHERE id <> release_id)"
            " WHERE decision_id = ?",
            [decision_id],
        )


def another_release(folder: Path, server: TestClient) -> None:
    sheet = folder / "sheets" / "California.csv"
    sheet.write_text(sheet.read_text().replace("ana@", "eve@"), encoding="utf-8")
    assert server.post("/v1/tables/refresh").json()["changed"] == ["california"]


def test_equal_beside_the_server_and_after_a_change(
    server: TestClient, folder: Path, process: Process
) -> None:
    first = routed(server, "1")
    another_release(folder, server)
    for decision_id in (first, routed(server, "2")):
        done = process("replay", decision_id)
        assert (done.returncode, done.stdout, done.stderr) == (0, "equal\n", "")


def test_a_difference_is_shown(server: TestClient, folder: Path, run: Run) -> None:
    decision_id = routed(server, "1")
    another_release(folder, server)
    tamper(decision_id)
    done = run("replay", decision_id)
    assert done.exit_code == 1
    expected = 'assigned_to: "ana@acme.example" was stored, "eve@acme.example" is decided now'
    assert expected in done.stdout.splitlines()
    done = run("replay", decision_id, "--format", "json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["equal"]) == (1, False)
    assert expected in found["differences"]
    assert found["decision"]["assigned_to"] == "eve@acme.example"


def test_everything_in_the_log(server: TestClient, folder: Path, run: Run) -> None:
    first = [routed(server, str(number), Employees=str(number * 300)) for number in range(6)]
    another_release(folder, server)
    routed(server, "6")
    server.delete("/v1/records/lead/3")
    done = run("replay", "--all")
    assert (done.exit_code, done.stdout) == (0, "7 decisions: 6 equal, 1 erased\n")
    tamper(first[0])
    done = run("replay", "--all")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{first[0]}\n  ")
    assert done.stdout.endswith("7 decisions: 5 equal, 1 different, 1 erased\n")
    found = json.loads(run("replay", "--all", "--format", "json").stdout)
    assert [each["decision_id"] for each in found.pop("differences")] == [first[0]]
    assert found == {"equal": 5, "different": 1, "erased": 1, "failed": 0}


def test_since(server: TestClient, run: Run) -> None:
    routed(server, "1")
    done = run("replay", "--all", "--since", "2999-01-01T00:00:00Z")
    assert (done.exit_code, done.stdout) == (0, "0 decisions: 0 equal\n")
    assert "1 equal" in run("replay", "--all", "--since", "2020-01-01T00:00:00Z").stdout


def test_more_than_a_page(server: TestClient, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.replay._AT_ONCE", 2)
    for number in range(5):
        routed(server, str(number))
    assert run("replay", "--all").stdout == "5 decisions: 5 equal\n"


def test_what_could_not_be_replayed(server: TestClient, folder: Path, run: Run) -> None:
    gone, here = routed(server, "1"), routed(server, "2")
    server.delete("/v1/records/lead/1")
    done = run("replay", gone)
    assert (done.exit_code, "has been erased" in done.stderr) == (2, True)
    done = run("replay", "no-such\x1b[2J")
    assert (done.exit_code, r"no-such\x1b[2J" in done.stderr) == (2, True)
    (folder / KEY_FILE).unlink()
    done = run("replay", here)
    assert (done.exit_code, "the key is not at hand" in done.stderr) == (2, True)
    assert not (folder / KEY_FILE).exists()
    done = run("replay", "--all")
    assert (done.exit_code, done.stdout) == (2, "2 decisions: 0 equal, 1 erased, 1 failed\n")


@pytest.mark.parametrize(
    "arguments",
    [[], ["x", "--all"], ["x", "--since", "2026-11-22T12:00:00Z"], ["--all", "--since", "noon"]],
)
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    assert run("replay", *arguments).exit_code == 2


def test_without_a_history(run: Run, folder: Path) -> None:
    done = run("replay", "x")
    assert done.exit_code == 2
    assert "there is no history at routebook.sqlite3 yet" in done.stderr
    assert not (folder / FILE).exists()


@pytest.mark.parametrize("url", ["", "mysql://x", "sqlite://"])
def test_a_database_that_is_none(run: Run, url: str) -> None:
    assert run("replay", "x", "--database-url", url).exit_code == 2


def test_it_looks_where_the_service_does() -> None:
    settings: dict[str, Any] = Settings.__dataclass_fields__
    assert settings["encryption_key_file"].default == Path(KEY_FILE)
