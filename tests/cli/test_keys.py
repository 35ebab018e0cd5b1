"""``routebook keys``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.keys import digest, read_keys
from tests.cli.small import Run, Write


def create(run: Run, *arguments: str) -> str:
    result = run("keys", "create", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def test_a_key_is_shown_once_and_kept_as_a_hash(run: Run, folder: Path) -> None:
    secret = create(run, "--scope", "route", "--name", "Salesforce")
    assert re.fullmatch(r"rb_\w{38}", secret)
    assert secret not in (folder / "keys.json").read_text(encoding="utf-8")
    (key,) = read_keys(folder / "keys.json")
    assert (key.name, key.scope, key.sha256) == ("Salesforce", "route", digest(secret))
    listed = run("keys", "list").stdout
    assert "Salesforce" in listed
    assert "valid" in listed
    assert secret not in listed


def test_a_revoked_key_stays_in_the_list(run: Run) -> None:
    create(run, "--scope", "admin", "--name", "old")
    assert run("keys", "revoke", "old").exit_code == 0
    assert "revoked" in run("keys", "list").stdout


@pytest.mark.parametrize("way", ["flag", "environment", "file"])
def test_where_the_keys_are(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    flag = ["--api-keys-file", "elsewhere.json"] if way == "flag" else []
    if way == "environment":
        monkeypatch.setenv("ROUTEBOOK_API_KEYS_FILE", "elsewhere.json")
    if way == "file":
        write("routebook.toml", 'api_keys_file = "elsewhere.json"\n')
    create(run, "--scope", "read", *flag)
    assert [path.name for path in folder.glob("*.json")] == ["elsewhere.json"]
    assert "read" in run("keys", "list", *flag).stdout


def test_no_keys(run: Run) -> None:
    result = run("keys", "list")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No keys in keys.json. Make one: routebook keys create" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["create"],
        ["create", "--scope", "everything"],
        ["create", "--scope", "read", "--api-keys-file", "no/keys.json"],
        ["revoke", "nobody"],
        ["list", "--api-keys-file", "small.route"],
    ],
)
def test_what_cannot_be_done(run: Run, arguments: list[str]) -> None:
    result = run("keys", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: " in result.stderr
