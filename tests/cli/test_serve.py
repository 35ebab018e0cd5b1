"""``routebook serve``: what it hands to the service, and one real server."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
from pathlib import Path

import pytest

from cli.serve import of_server
from cli.settings import SETTINGS, read_settings
from server import Settings
from tests.cli.small import COMMAND, LEAD, Process, Run


def test_what_was_not_set_is_the_service_default(folder: Path) -> None:
    assert of_server(read_settings()) == Settings(
        framework=Path("small.route"), tables="sheets", keys_file=Path("keys.json")
    )


def test_every_setting_reaches_the_service(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "ROUTEBOOK_LOCALE": "de_DE",
        "ROUTEBOOK_HOST": "127.0.0.2",
        "ROUTEBOOK_PORT": "9090",
        "ROUTEBOOK_DATABASE_URL": "postgresql://db/routebook",
        "ROUTEBOOK_PRIVATE_ADDRESSES": "yes",
        "ROUTEBOOK_WEBHOOKS": "https://a.example/hook, https://b.example/hook",
        "ROUTEBOOK_WEBHOOK_SECRET": "whsec_c2VjcmV0",
        "ROUTEBOOK_ENCRYPTION_KEY": "c2VjcmV0",
        "ROUTEBOOK_ENCRYPTION_KEY_FILE": "seal.key",
        "ROUTEBOOK_RETENTION_DAYS": "30.5",
        "ROUTEBOOK_WORKERS": "4",
        "ROUTEBOOK_SAMPLES": "leads",
        "ROUTEBOOK_API_KEYS_FILE": "secret.json",
        "ROUTEBOOK_GOOGLE_CREDENTIALS": "google.json",
        "ROUTEBOOK_GOOGLE_API_URL": "http://127.0.0.1:9",
        "ROUTEBOOK_REFRESH_SECONDS": "3",
        "ROUTEBOOK_LOG_LEVEL": "debug",
        "ROUTEBOOK_LOG_REQUESTS": "true",
        "ROUTEBOOK_MAX_BODY": "5",
        "ROUTEBOOK_BODY_SECONDS": "6",
        "ROUTEBOOK_HEAD_SECONDS": "7",
        "ROUTEBOOK_KEEP_ALIVE_SECONDS": "8",
        "ROUTEBOOK_SHUTDOWN_SECONDS": "9",
        "ROUTEBOOK_GOLDENS": "warn",
        "ROUTEBOOK_GOLDENS_FOLDER": "expected",
        "ROUTEBOOK_MAX_MOVED": "0.2",
        "ROUTEBOOK_IMPACT_RECORDS": "500",
        "ROUTEBOOK_DRAFT": "draft.xlsx",
        "ROUTEBOOK_WRITE_BACK": "no",
        "ROUTEBOOK_REFRESH_SECRET": "whsec_c2VjcmV0",
        "ROUTEBOOK_DRAFT_PREFIX": "Draft",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert of_server(read_settings()) == Settings(
        framework=Path("small.route"),
        tables="sheets",
        locale="de_DE",
        host="127.0.0.2",
        port=9090,
        workers=4,
        database_url="postgresql://db/routebook",
        private_addresses=True,
        webhooks=("https://a.example/hook", "https://b.example/hook"),
        webhook_secret="whsec_c2VjcmV0",
        encryption_key="c2VjcmV0",
        encryption_key_file=Path("seal.key"),
        retention_days=30.5,
        keys_file=Path("secret.json"),
        samples=Path("leads"),
        goldens="warn",
        goldens_folder=Path("expected"),
        max_moved=0.2,
        impact_records=500,
        draft="draft.xlsx",
        refresh_secret="whsec_c2VjcmV0",
        draft_prefix="Draft",
        google_credentials="google.json",
        google_api_url="http://127.0.0.1:9",
        refresh_seconds=3.0,
        log_level="debug",
        log_requests=True,
        max_body=5,
        body_seconds=6.0,
        head_seconds=7.0,
        keep_alive_seconds=8,
        shutdown_seconds=9,
    )
    assert set(SETTINGS) == {name.removeprefix("ROUTEBOOK_").lower() for name in values} | {
        "framework",
        "tables",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--workers", "2"], "2 workers need PostgreSQL"),
        (["--port", "70000"], "port 70000 is not between"),
        (["--host", "0.0.0.0"], "0.0.0.0 can be reached by other machines"),
        (["--port", "x"], "Invalid value for '--port'"),
        (["--tables", "google:x"], "google:x does not name a Google spreadsheet"),
    ],
)
def test_what_cannot_be_served(run: Run, arguments: list[str], message: str) -> None:
    result = run("serve", *arguments)
    assert result.exit_code == 2
    assert f"Error: {message}" in result.stderr


def test_nothing_to_serve_is_said(process: Process, folder: Path) -> None:
    (folder / "routebook.toml").unlink()
    done = process("serve")
    assert done.returncode == 2
    assert "Error: which framework to use is not said." in done.stderr


def test_a_server_answers_and_leaves(folder: Path) -> None:
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0"],
        cwd=folder,
        env=os.environ | {"ROUTEBOOK_DATABASE_URL": f"sqlite:///{folder}/own.sqlite3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip().removeprefix("Routebook: ")
            body = json.dumps({"fields": LEAD}).encode()
            request = urllib.request.Request(url + "v1/route", body)
            request.add_header("Content-Type", "application/json")
            with urllib.request.urlopen(request, timeout=30) as response:
                assert json.load(response)["assigned_to"] == "ana@acme.example"
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0
    assert (folder / "own.sqlite3").is_file()
