"""A server on a free port that answers as it is told, also in ways that no library would."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sheets_adapter.google import Access

EMAIL = "routebook@acme.iam.gserviceaccount.com"
HTML = "<!DOCTYPE html><html><title>Error 503 (Service Unavailable)!!1</title></html>"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes over the wire: ``cut`` leaves out the last bytes, status ``None`` hangs up.

    It goes out after ``delay`` seconds.
    """

    status: int | None = 200
    body: str = "{}"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    delay: float = 0.0


HANG_UP = Answer(None)


def error(status: int, message: str = "No", reason: str = "", **headers: str) -> Answer:
    """An error as Google's APIs tell it."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]
    body = {"error": {"code": status, "message": message, "details": details if reason else []}}
    return Answer(status, json.dumps(body), {k.replace("_", "-"): v for k, v in headers.items()})


def metadata(*titles: str, locale: str = "en_US", rows: int = 1000) -> Answer:
    """A metadata read of tabs with the ids 0, 1, 2 and so on."""
    grid = {"rowCount": rows, "columnCount": 26}
    sheets = [
        {"properties": {"sheetId": n, "title": title, "index": n, "gridProperties": grid}}
        for n, title in enumerate(titles)
    ]
    book = {"properties": {"title": "Acme", "locale": locale}, "sheets": sheets}
    return Answer(body=json.dumps(book))


def values(*tabs: list[list[str]]) -> Answer:
    """A batch read; an empty range has no values at all."""
    ranges = [{"range": "A1:Z1000", **({"values": rows} if rows else {})} for rows in tabs]
    return Answer(body=json.dumps({"valueRanges": ranges}))


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    authorization: str
    body: Any


class Script:
    """The answers still to give, in their order; once they are used up the last one is repeated."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: list[Answer] = []
        self.tokens: list[Answer] = []
        self.asked: list[Asked] = []
        self.tokens_given = 0
        self.slept: list[float] = []
        self.now = 0.0

    def next(self, asked: Asked) -> Answer:
        if asked.path == "/token":
            if self.tokens:
                return self.tokens.pop(0)
            self.tokens_given += 1
            given = {"access_token": f"token-{self.tokens_given}", "expires_in": 3600}
            return Answer(body=json.dumps(given))
        self.asked.append(asked)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def access(self, **changed: Any) -> Access:
        """Access with a clock that only goes on by sleeping."""
        key = json.dumps(service_account(f"{self.url}/token"))
        given: dict[str, Any] = {"clock": lambda: self.now, "sleep": self.sleep, **changed}
        return Access(key, **{"api_url": self.url, **given})


def service_account(token_uri: str) -> dict[str, str]:
    """What stands in the file of a service account."""
    return {
        "type": "service_account",
        "client_email": EMAIL,
        "private_key": _private_key(),
        "token_uri": token_uri,
    }


def save(path: Path, content: object) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@cache
def _private_key() -> str:
    # A short key: checking a long one takes most of the time of a test.
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    form = serialization.PrivateFormat.PKCS8
    no_password = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, no_password).decode()


@contextmanager
def scripted() -> Iterator[Script]:
    """Serve a script on a free port of this machine."""
    script: Script
    closing = Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: the second would wait for the first

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            where = urlsplit(self.path)
            is_json = "json" in self.headers.get("Content-Type", "")
            answer = script.next(
                Asked(
                    self.command,
                    where.path,
                    parse_qs(where.query),
                    self.headers.get("Authorization", ""),
                    json.loads(body) if is_json else body.decode(),
                )
            )
            if answer.delay:
                closing.wait(answer.delay)
            if answer.status is None:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            sent = answer.body.encode()
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(sent)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sent[: len(sent) - answer.cut])
            if answer.cut:
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        script = Script(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield script
        finally:
            closing.set()
            server.shutdown()
            thread.join()


Scripting = Callable[[], Script]
