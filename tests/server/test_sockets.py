"""A real server on a real socket: slow, broken and rude clients, and the end of the process."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server import SettingsError
from server.serve import listen
from server.settings import Settings

FRAMEWORK = """
framework small
record lead { state us_state from "State" }
table states from "States" {
  state  key exact
  owner  assignee
}
route lead {
  "State"    by state in states  -> owner
  otherwise                      -> queue "Rest"
}
"""
SERVE = """
import json, sys
from pathlib import Path
from server import Settings, serve
settings = json.loads(sys.argv[1])
serve(Settings(Path(settings.pop("framework")), **settings))
"""
BODY = b'{"fields": {"State": "CA"}}'
SLOW = 0.4  # seconds that the servers here allow a head or a body
PATIENCE = 20  # seconds after which a test has failed

Server = tuple[subprocess.Popen[str], tuple[str, int]]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sockets")
    (folder / "small.route").write_text(FRAMEWORK)
    (folder / "workbook").mkdir()
    (folder / "workbook" / "States.csv").write_text("state,owner\nCA,ana@acme.example\n")
    return folder


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[Server]:
    """A server process, once it has said where it is."""
    settings = {
        "framework": str(folder / "small.route"), "tables": str(folder / "workbook"), "port": 0,
        "body_seconds": SLOW, "head_seconds": SLOW, "shutdown_seconds": 5, **settings,
    }  # fmt: skip
    command = [sys.executable, "-c", SERVE, json.dumps(settings)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.match(r"Routebook: http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        try:
            yield process, ("127.0.0.1", int(found[1]))
        finally:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def address(workbook: Path) -> Iterator[tuple[str, int]]:
    with serving(workbook) as (_, address):
        yield address


@contextmanager
def connected(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=PATIENCE) as connection:
        yield connection


def request(body: bytes = BODY, path: str = "/v1/route", **headers: str) -> bytes:
    """A request's bytes; with a ``Transfer_Encoding`` it has no length."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if "Transfer-Encoding" not in named:
        named = {"Content-Length": str(len(body))} | named
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode() + body


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


class Answers:
    """Reads HTTP answers from a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.file = connection.makefile("rb")

    def __enter__(self) -> "Answers":
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def next(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body of the next answer."""
        status = int(self.file.readline().split()[1])
        headers: dict[str, str] = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(": ")
            headers[name.lower()] = value
        if headers.get("transfer-encoding") == "chunked":
            body = b"".join(iter(self.chunk, b""))
        else:
            body = self.file.read(int(headers.get("content-length", "0")))
        return status, headers, body

    def chunk(self) -> bytes:
        data = self.file.read(int(self.file.readline(), 16))
        self.file.readline()
        return data

    def at_end(self) -> bool:
        try:
            return self.file.read(1) == b""
        except ConnectionResetError:
            return True


def problem(body: bytes) -> str:
    kind = json.loads(body)["type"]
    assert isinstance(kind, str)
    return kind.removeprefix("urn:routebook:problem:")


def test_requests_follow_one_another_on_a_connection(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        for _ in range(3):
            connection.sendall(request())
            status, headers, body = answers.next()
            assert (status, headers["content-type"]) == (200, "application/json")
            assert "server" not in headers
            assert json.loads(body)["assigned_to"] == "ana@acme.example"
        connection.sendall(request() + request(b"{") + request())  # without waiting for answers
        assert [answers.next()[0] for _ in range(3)] == [200, 400, 200]


@pytest.mark.parametrize(
    ("body", "path", "headers"),
    [
        (BODY, "/v1/route", {}),
        (BODY, "/v1/route?trace=none", {}),
        (BODY, "/v1/route?trace=wrong", {}),
        (b"{", "/v1/route", {}),
        (b"[]", "/v1/route", {"Content_Type": "application/json"}),
        (BODY, "/v1/route", {"Content_Type": "text/csv"}),
        (b"", "/v1/route", {}),
    ],
)
def test_the_short_way_and_the_long_way_give_the_same_answer(
    address: tuple[str, int], body: bytes, path: str, headers: dict[str, str]
) -> None:
    """A body in chunks goes through the application; one with a length is answered before it."""
    found = []
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(body, path, **headers))
        found.append(answers.next())
        connection.sendall(request(b"", path, Transfer_Encoding="chunked", **headers))
        connection.sendall((chunk(body) if body else b"") + chunk(b""))
        found.append(answers.next())
    (short, short_headers, short_body), (long, long_headers, long_body) = found
    assert short == long
    volatile = rb'"decision_id":"\w+"|"decided_at":"[^"]+"'
    assert re.sub(volatile, b"", short_body) == re.sub(volatile, b"", long_body)
    assert "date" in short_headers
    for each in (short_headers, long_headers):
        each.pop("date")
    assert short_headers == long_headers


def test_both_ways_keep_their_order_on_one_connection(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        get = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(get + request() + get + request(b"{") + request() + get)
        found = [answers.next() for _ in range(6)]
        assert [status for status, _, _ in found] == [200, 200, 200, 400, 200, 200]
        assert [b"alive" in body for _, _, body in found] == [
            True, False, True, False, False, True,
        ]  # fmt: skip


def test_many_requests_sent_before_any_answer_is_read_are_answered(
    address: tuple[str, int],
) -> None:
    """The answers do not fit into what the network holds, so the server has to stop reading."""
    many = 10_000
    with connected(address) as connection, Answers(connection) as answers:
        sender = threading.Thread(target=connection.sendall, args=(request() * many,))
        sender.start()
        assert all(answers.next()[0] == 200 for _ in range(many))
        sender.join()


@pytest.mark.parametrize("version", [b"HTTP/1.0", b"HTTP/1.1"])
def test_a_connection_is_closed_when_the_client_wants_it(
    address: tuple[str, int], version: bytes
) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(Connection="close").replace(b"HTTP/1.1", version))
        status, headers, _ = answers.next()
        assert (status, headers["connection"]) == (200, "close")
        assert answers.at_end()


def test_an_idle_connection_is_closed_after_its_time(workbook: Path) -> None:
    with serving(workbook, keep_alive_seconds=1) as (_, address):
        for path in ("/v1/route", "/v1/tables/refresh"):  # the short way and the long way
            with connected(address) as connection, Answers(connection) as answers:
                connection.sendall(request(path=path))
                assert answers.next()[0] == 200
                assert answers.at_end()


def test_a_slow_body_is_told_so_and_cut_off(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request()[:-5])
        status, headers, body = answers.next()
        assert (status, problem(body), headers["connection"]) == (408, "request-timeout", "close")
        assert answers.at_end()


def test_a_body_that_comes_in_pieces_in_time_is_read(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        for byte in request():
            connection.sendall(bytes([byte]))
        assert answers.next()[0] == 200


@pytest.mark.parametrize("said", [b"", b"POST", b"POST /v1/route HTTP/1.1\r\nHost: localho"])
def test_a_slow_head_is_cut_off(address: tuple[str, int], said: bytes) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(said)
        status, _, body = answers.next()
        assert (status, problem(body)) == (408, "request-timeout")
        assert answers.at_end()


def test_a_slow_second_head_is_cut_off_and_an_idle_connection_is_not(
    address: tuple[str, int],
) -> None:
    with connected(address) as idle, Answers(idle) as idle_answers:
        idle.sendall(request())
        assert idle_answers.next()[0] == 200
        with connected(address) as connection, Answers(connection) as answers:
            connection.sendall(request() + b"POST /v1")
            assert answers.next()[0] == 200
            assert answers.next()[0] == 408
            assert answers.at_end()
        idle.sendall(request())  # idle for longer than a head may take
        assert idle_answers.next()[0] == 200


def test_a_client_that_drops_its_request_disturbs_nobody(address: tuple[str, int]) -> None:
    for cut in (request()[:10], request()[:-5], request(path="/v1/route/batch")[:-5]):
        with connected(address) as connection:
            connection.sendall(cut)
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request())
        assert answers.next()[0] == 200


def test_a_body_too_large_is_refused_and_the_connection_goes_on(address: tuple[str, int]) -> None:
    large = b"x" * 3_000_000
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(large))
        status, _, body = answers.next()
        assert (status, problem(body)) == (413, "body-too-large")
        connection.sendall(request(b"", Transfer_Encoding="chunked"))
        for start in range(0, len(large), 100_000):
            connection.sendall(chunk(large[start : start + 100_000]))
        connection.sendall(chunk(b""))
        assert answers.next()[0] == 413
        connection.sendall(request())
        assert answers.next()[0] == 200


def test_a_body_far_too_large_is_not_waited_for(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(b"x" * 1_000, Content_Length="10000000000"))
        status, headers, body = answers.next()
        assert (status, problem(body), headers["connection"]) == (413, "body-too-large", "close")


def test_a_client_that_asks_first_is_told_to_go_on_or_not(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        head, body = request(Expect="100-continue").split(b"\r\n\r\n")
        connection.sendall(head + b"\r\n\r\n")
        assert answers.next()[0] == 100
        connection.sendall(body)
        assert answers.next()[0] == 200
        connection.sendall(request(b"", Expect="100-continue", Content_Length="2000000"))
        assert answers.next()[0] == 413


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: x\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: x\r\n" * 50_000,
    ],
    ids=["long header", "long path", "many headers", "no end"],
)
def test_a_head_too_large_is_refused(address: tuple[str, int], head: bytes) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(head)
        status, _, body = answers.next()
        assert (status, problem(body)) == (431, "head-too-large")


def test_a_head_that_grows_bit_by_bit_is_refused(address: tuple[str, int]) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        for _ in range(20):
            connection.sendall(b"x" * 1_700)
        assert answers.next()[0] == 431


@pytest.mark.parametrize("said", [b"\x16\x03\x01\x02\x00\x01", b"HELLO\r\n\r\n", b"\r\n\r\n\x00"])
def test_what_is_no_http_is_refused(address: tuple[str, int], said: bytes) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(said)
        status, headers, body = answers.next()
        assert (status, headers["content-type"]) == (400, "application/problem+json")
        assert problem(body) == "malformed-http"
        assert answers.at_end()


def test_a_batch_sent_whole_before_anything_is_read_is_answered(address: tuple[str, int]) -> None:
    """Its answer is larger than what the network holds, so both sides could wait for ever."""
    lines = 30_000
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request((BODY + b"\n") * lines, path="/v1/route/batch"))
        status, _, body = answers.next()
        assert status == 200
        assert len(body) > 15_000_000
        assert body.count(b"ana@acme.example") >= lines
        assert body.count(b"\n") == lines


def test_a_batch_is_answered_line_by_line_while_others_are_served(
    address: tuple[str, int],
) -> None:
    with connected(address) as connection, Answers(connection) as answers:
        connection.sendall(request(b"", "/v1/route/batch", Transfer_Encoding="chunked"))
        with connected(address) as other, Answers(other) as other_answers:
            for _ in range(3):
                connection.sendall(chunk(BODY + b"\n"))
                other.sendall(request())
                assert other_answers.next()[0] == 200
        connection.sendall(chunk(b""))
        assert answers.next()[2].count(b"\n") == 3


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
    several = {"workers": 2, "database_url": "postgresql://nowhere/routebook"}
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
