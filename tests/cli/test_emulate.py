"""``routebook sheets emulate``: one line of JSON, and a spreadsheet that the real client opens."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from cli.main import main
from sheets_adapter.emulator import Emulator, Served
from tests.cli.small import COMMAND
from tests.sheets_adapter.emulated import client_of, stays_here

__all__ = ["stays_here"]


@contextmanager
def emulated(folder: Path, *options: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """The command, and the line that it prints; stopped in the end."""
    (folder / "sheets").mkdir()
    (folder / "sheets" / "California.csv").write_text("zip,owner\n02139,ana@acme.example\n")
    command = [str(COMMAND), "sheets", "emulate", "sheets", *options]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), process
        finally:
            process.kill()


def served(line: dict[str, Any]) -> Served:
    return Served(line["url"], Path(line["credentials"]), "", Emulator())


def test_a_workbook_is_a_spreadsheet_until_it_is_stopped(tmp_path: Path, stays_here: None) -> None:
    with emulated(tmp_path) as (line, process):
        assert set(line) == {"url", "spreadsheet_id", "credentials"}
        credentials = Path(line["credentials"])
        assert credentials.stat().st_mode & 0o777 == 0o600
        sheet = client_of(served(line)).open_by_key(line["spreadsheet_id"])
        assert sheet.title == "sheets"
        tab = sheet.worksheet("California")
        assert tab.get_all_values() == [["zip", "owner"], ["02139", "ana@acme.example"]]
        tab.update([["94105"]], "A2")
        assert tab.acell("A2").value == "94105"
        assert "<title>" in requests.get(line["url"], timeout=30).text
        process.send_signal(signal.SIGTERM)
        rest, errors = process.communicate(timeout=60)
        assert (process.returncode, rest) == (0, "")
        assert errors == f"See and edit the tabs at {line['url']}/ and stop with Ctrl+C.\n"
    assert not credentials.exists()
    assert "02139" in (tmp_path / "sheets" / "California.csv").read_text()


def test_faults_quota_port_and_file_are_as_asked(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = tmp_path / "google.json"
    options = ["--port", str(port), "--credentials", str(file), "--fault", "503-html", "--quota"]
    with emulated(tmp_path, *options) as (line, process):
        assert line["url"] == f"http://127.0.0.1:{port}"
        assert line["credentials"] == str(file)
        assert file.stat().st_mode & 0o777 == 0o600
        url = f"{line['url']}/v4/spreadsheets/{line['spreadsheet_id']}"
        assert requests.get(url, timeout=30).status_code == 503
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    assert file.exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "nothing"),
        (["sheets", "--fault", "418"], "there is no fault 418; one of 401, "),
        (["sheets", "--port", "70000"], "--port"),
        (["sheets", "--credentials", "no/such/file.json"], "cannot write no/such/file.json"),
        ([], "WORKBOOK"),
    ],
)
def test_what_cannot_run_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "A.csv").write_text("a\n")
    result = CliRunner().invoke(main, ["sheets", "emulate", *arguments])
    assert result.exit_code == 2
    assert told in result.output


def test_a_taken_port_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "A.csv").write_text("a\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["sheets", "emulate", ".", "--port", port])
    assert result.exit_code == 2
    assert f"cannot listen on port {port}: {os.strerror(errno.EADDRINUSE)}" in result.output
