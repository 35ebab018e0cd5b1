"""`routebook releases`: on the database while nobody serves, and at the server that has it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from history import open_store
from releases import Live
from releases.gates import Gates
from sheets_adapter import open_source
from tests.cli.small import AT, LEAD, Run
from tests.releases.conftest import Clock
from tests.server import sockets

URL = "sqlite:///routebook.sqlite3"


def refreshed(folder: Path) -> str | None:
    """What a server that looks at the sheets for a moment holds."""
    store = open_store(URL)
    try:
        gates = Gates(folder=folder / "goldens")
        clock = Clock()
        clock.now += timedelta(days=store.last_seq())
        live = Live(Path("small.route"), open_source("sheets"), clock, store, gates)
        live.refresh()
        return None if live.held is None else live.held.id
    finally:
        store.close()


def listed(run: Run, *more: str) -> list[dict[str, Any]]:
    result = run("releases", "list", "--format", "json", *more)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.output)["releases"]
    return found


def states(run: Run, *more: str) -> dict[str, str]:
    return {each["id"]: each["state"] for each in listed(run, *more)}


@pytest.fixture
def held(folder: Path, run: Run) -> str:
    """The release that waits: California goes to somebody else than its golden says."""
    (folder / "goldens").mkdir()
    golden = {"input": {"at": AT, "fields": LEAD}}
    (folder / "goldens" / "california.json").write_text(json.dumps(golden))
    assert run("test", "--update").exit_code == 0
    assert refreshed(folder) is None
    california = folder / "sheets" / "California.csv"
    california.write_text(california.read_text().replace("ana@", "bo@"))
    found = refreshed(folder)
    assert found is not None
    return found


def test_what_is_held_is_listed_and_shown(run: Run, held: str) -> None:
    first, second = listed(run)
    assert (first["id"], first["state"]) == (held, "held")
    assert second["state"] == "live"
    assert len(listed(run, "--limit", "1")) == 1
    text = run("releases", "list").stdout
    assert text.startswith(f"{held}  held ")
    shown = run("releases", "show", held).stdout
    assert "held because the golden california: expected ana@acme.example" in shown
    assert "California row 2: 94000-94199 | ana@acme.example" in shown
    found = json.loads(run("releases", "show", held, "--format", "json").stdout)
    assert found["changes_total"] == 1


def test_accepted_while_nobody_serves(run: Run, held: str, folder: Path) -> None:
    result = run("releases", "accept", held, "--note", "as agreed")
    assert result.exit_code == 0, result.output
    assert f"{held}  live" in result.stdout
    assert result.stdout.splitlines()[0].endswith(": as agreed")
    assert refreshed(folder) is None
    assert run("releases", "accept", held).exit_code == 0


def test_rejected_and_put_back(run: Run, held: str, folder: Path) -> None:
    live = listed(run)[1]["id"]
    assert run("releases", "reject", held).exit_code == 0
    assert refreshed(folder) is None
    assert states(run) == {held: "rejected", live: "live"}
    assert run("releases", "activate", held).exit_code == 0
    result = run("releases", "activate", live)
    assert f"{live}  live" in result.stdout
    assert "California row 2: 94000-94199 | bo@acme.example" in result.stdout
    result = run("releases", "reject", live)
    assert result.exit_code == 2
    assert f"Error: {live} is live; activate another release to roll it back." in result.stderr


def test_a_running_server_is_asked(run: Run, held: str, folder: Path) -> None:
    database = f"sqlite:///{folder}/routebook.sqlite3"
    goldens = str(folder / "goldens")
    settings = {"tables": str(folder / "sheets"), "database_url": database}
    with sockets.serving(folder, **settings, goldens_folder=goldens) as (_, address):
        assert states(run)[held] == "held"
        result = run("releases", "accept", held)
        assert result.exit_code == 0, result.output
        server = f"http://127.0.0.1:{address[1]}"
        assert states(run, "--server", server)[held] == "live"
        result = run("releases", "show", "r-1", "--server", server)
        assert "Error: there is no such release" in result.stderr
        result = run("releases", "list", "--server", server, "--database-url", URL)
        assert "Say --server or --database-url, not both." in result.stderr


def test_a_server_that_wants_a_key(
    run: Run, held: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = folder / "keys.json"
    key = run("keys", "create", "--scope", "admin", "--name", "ana").stdout.strip()
    database = f"sqlite:///{folder}/routebook.sqlite3"
    settings = {"tables": str(folder / "sheets"), "database_url": database}
    goldens = str(folder / "goldens")
    with sockets.serving(folder, **settings, goldens_folder=goldens, keys_file=str(keys)) as (
        _,
        _address,
    ):
        result = run("releases", "accept", held)
        assert result.exit_code == 2
        assert "Put one into ROUTEBOOK_API_KEY" in result.stderr
        monkeypatch.setenv("ROUTEBOOK_API_KEY", key)
        result = run("releases", "accept", held, "--format", "json")
        assert json.loads(result.stdout)["who"] == "ana"


def test_what_cannot_be_done(run: Run, folder: Path) -> None:
    for command in ("show", "accept", "reject", "activate"):
        assert run("releases", command, "r-1").exit_code == 2
    result = run("releases", "list", "--server", "http://127.0.0.1:9")
    assert "Error: no Routebook answers at http://127.0.0.1:9." in result.stderr
    result = run("releases", "list", "--database-url", " ")
    assert result.exit_code == 2


def test_a_draft_is_previewed(run: Run, held: str, folder: Path) -> None:
    (folder / "draft").mkdir()
    text = "zip,owner,sdr,territory\n94000-94199,cy@acme.example,sam@acme.example,SF Peninsula\n"
    (folder / "draft" / "California.csv").write_text(text)
    result = run("releases", "preview", "--tables", "draft")
    assert result.exit_code == 1
    assert "error: the golden california: expected ana@acme.example" in result.stdout
    assert "It would be held." in result.stdout
    assert "California row 3: gone: 90001-90999" in result.stdout
    (folder / "sheets" / "Draft Partners.csv").write_text("domain,owner\na.example,queue: A\n")
    with (folder / "routebook.toml").open("a") as toml:
        toml.write('draft_prefix = "Draft"\n')
    result = run("releases", "preview", "--format", "json", "--at", AT)
    assert (result.exit_code, json.loads(result.stdout)["tables"]) == (0, ["partners"])
    (folder / "sheets" / "Draft Partners.csv").unlink()
    assert "there is no sheet whose name begins with Draft" in run("releases", "preview").stderr


def test_without_a_release_there_is_nothing_to_hold_a_draft_against(run: Run, folder: Path) -> None:
    open_store(URL).close()
    result = run("releases", "preview")
    assert result.exit_code == 2
    assert "nothing has been live yet" in result.stderr
