"""A real server in a process of its own, and clients that say to it whatever bytes they like."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
for name in {"goldens_folder", "keys_file"} & set(settings):
    settings[name] = Path(settings[name])
serve(Settings(Path(settings.pop("framework")), **settings))
"""
BODY = b'{"fields": {"State": "CA"}}'
PATIENCE = 120  # seconds after which a test has failed, and what servers allow unless told

Server = tuple[subprocess.Popen[str], tuple[str, int]]


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[Server]:
    """A server process, once it has said where it is."""
    settings = {
        "framework": str(folder / "small.route"), "tables": str(folder / "workbook"), "port": 0,
        "body_seconds": PATIENCE, "head_seconds": PATIENCE,
        "shutdown_seconds": PATIENCE, **settings,
    }  # fmt: skip
    command = [sys.executable, "-c", SERVE, json.dumps(settings)]
    # Each server logs to a file of its own, in the folder that it runs in.
    with (
        TemporaryDirectory() as own,
        subprocess.Popen(
            command, cwd=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.match(r"Routebook: http://127\.0\.0\.1:(\d+)/", said)
        assert found, said
        try:
            yield process, ("127.0.0.1", int(found[1]))
        finally:
            process.kill()
            process.communicate()


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
