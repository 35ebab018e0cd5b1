"""The server as a process: how it begins, and that nobody is left hanging at its end."""

import json
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from server import SettingsError
from server.serve import listen
from server.settings import Settings
from tests.server.sockets import (
    BODY,
    PATIENCE,
    Answers,
    chunk,
    connected,
    problem,
    request,
    serving,
)


def ended(process: subprocess.Popen[str]) -> int:
    return process.wait(PATIENCE)


def test_at_the_end_nobody_is_left_without_an_answer(workbook: Path) -> None:
    with (
        serving(workbook, body_seconds=30) as (process, address),
        connected(address) as half, Answers(half) as half_answers,
        connected(address) as batch, Answers(batch) as batch_answers,
        connected(address) as idle, Answers(idle) as idle_answers,
    ):  # fmt: skip
        half.sendall(request()[:-5])
        batch.sendall(request(b"", "/v1/route/batch", Transfer_Encoding="chunked"))
        batch.sendall(chunk(BODY + b"\n"))
        idle.sendall(request())
        assert idle_answers.next()[0] == 200
        assert batch_answers.file.peek(1)  # the first line is answered
        process.send_signal(signal.SIGTERM)
        status, headers, body = half_answers.next()
        assert (status, problem(body)) == (503, "shutting-down")
        assert (headers["connection"], headers["retry-after"]) == ("close", "1")
        _, _, lines = batch_answers.next()
        decision, last = map(json.loads, lines.splitlines())
        assert decision["assigned_to"] == "ana@acme.example"
        assert (last["line"], last["error"]["status"]) == (2, 503)
        assert idle_answers.at_end()
        assert ended(process) == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address)


def test_interrupting_it_ends_it_well(workbook: Path) -> None:
    with serving(workbook) as (process, _):
        process.send_signal(signal.SIGINT)
        assert ended(process) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_it_starts_unready_with_the_cells_that_are_wrong(workbook: Path, tmp_path: Path) -> None:
    (tmp_path / "States.csv").write_text("state,owner\nAtlantis,ana@acme.example\n")
    with serving(workbook, tables=str(tmp_path)) as (process, address):
        assert process.stdout is not None
        assert "Not ready" in process.stdout.readline()
        assert "States!A2" in process.stdout.readline()
        with connected(address) as connection, Answers(connection) as answers:
            connection.sendall(request())
            assert answers.next()[0] == 503


def test_workers_share_the_socket_and_end_together(workbook: Path) -> None:
    several = {"workers": 2, "database_url": ""}
    with serving(workbook, **several, head_seconds=PATIENCE) as (process, address):
        for _ in range(4):
            with connected(address) as connection, Answers(connection) as answers:
                connection.sendall(request())
                assert answers.next()[0] == 200
        process.send_signal(signal.SIGTERM)
        assert ended(process) == 0


def test_a_port_that_is_taken_is_said_plainly() -> None:
    settings = Settings(Path("x.route"), "workbook", port=0)
    with listen(settings) as first:
        taken = Settings(Path("x.route"), "workbook", port=first.getsockname()[1])
        with pytest.raises(SettingsError, match=r"cannot listen on 127\.0\.0\.1:\d+: Address"):
            listen(taken).close()
