"""HTTP connections: limits that uvicorn does not set, and the short way for ``POST /v1/route``.

uvicorn waits for ever for the end of a request's head, and takes one of any size. Here one timer a
connection looks now and then at what it is waiting for, so that a request costs no timer.

A plain request to route one record is answered where its last byte is parsed. Task, scope, events
and two calls to send would cost more than the decision itself. Everything else goes uvicorn's way.
"""

from __future__ import annotations

import asyncio
import sys
from enum import Enum
from functools import lru_cache, partial
from http import HTTPStatus
from itertools import chain
from typing import TYPE_CHECKING

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.limits import declared_length
from server.problems import CONTENT_TYPE, Refused
from server.route import PATH, Answer

if TYPE_CHECKING:
    from server.app import Application

APPLICATION = "routebook"
"""Where the application stands in the state that its lifespan gives to connections."""

MAX_HEAD = 32_768
"""Bytes of a request line with its headers; proxies pass on at most as much."""
MAX_HEADERS = 100

_PATH = PATH.encode()
_PATH_AND_QUERY = _PATH + b"?"
_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n" for status in HTTPStatus}
_STATUS = {status: line.encode() for status, line in _LINES.items()}


_GOING_ON = b"content-length: %d\r\n\r\n"
_CLOSING = b"connection: close\r\n" + _GOING_ON


@lru_cache(16)
def _head(status: int, *headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """The status line and the headers; they are the same for a second, until the next ``date``."""
    lines = [b"%s: %s\r\n" % header for header in chain(*headers)]
    return b"".join((_STATUS[status], *lines))


class _WaitsFor(Enum):
    """What a connection waits for; each has its time."""

    HEAD = "the request's head"
    BODY = "the request's body"
    NEXT = "the next request"
    ANSWER = "the application, which keeps its own time"


class _ShortCycle:
    """A request that went the short way, as far as uvicorn looks at those that go its own."""

    __slots__ = ("disconnected", "keep_alive", "more_body", "response_complete")

    def __init__(self, *, keep_alive: bool) -> None:
        self.keep_alive = keep_alive
        self.more_body = False
        self.response_complete = False
        self.disconnected = False

    @property
    def message_event(self) -> _ShortCycle:
        """Nobody waits for more of the request."""
        return self

    def set(self) -> None:
        """As of an event."""


class LimitedHttp(HttpToolsProtocol):
    """httptools' protocol with limits, and with the short way."""

    _waits_for = _WaitsFor.HEAD
    _since = 0.0  # loop time
    _head_size = 0
    _head_is_new = True
    _heads = 0  # how many began in the data that is being looked at
    _between = True  # no request has begun whose end has not come, answered or not
    _look: asyncio.TimerHandle | None = None
    _fields: dict[bytes, bytes] | None = None  # the headers of a request that goes the short way
    _body: bytes | bytearray = b""
    _data = b""  # what is being looked at
    _upgrade = b""  # a head that asks for another protocol, as it is without that

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin the first head's time."""
        super().connection_made(transport)
        self._application: Application = self.app_state[APPLICATION]
        self._settings = self._application.service.settings
        self._wait_for(_WaitsFor.HEAD)
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Called for every connection when the server begins to stop."""
        self._application.service.stop()
        if self._fields is not None:
            detail = "the body had not arrived in full; send the request again"
            self._refuse(Refused("shutting-down", detail, headers={"Retry-After": "1"}))
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head that is not complete yet."""
        if self._between and len(data) > MAX_HEAD and data.find(b"\r\n\r\n", 0, MAX_HEAD) < 0:
            self._refuse_head()
            return
        alone, self._heads = self._between, 0
        self._data = data
        super().data_received(data)
        self._data = b""
        if self._waits_for is _WaitsFor.HEAD:
            # Of the data in which a head began, most may be the requests before it.
            whole = not self._head_is_new or (alone and self._heads == 1)
            self._head_size += len(data) if whole else 0
            self._head_is_new = False
            if self._head_size > MAX_HEAD:
                self._refuse_head()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has said all: what it asked for in full is answered before the end."""
        return self._answers_first()

    def on_message_begin(self) -> None:
        """Begin the head of the next request."""
        self._wait_for(_WaitsFor.HEAD)
        self._head_size = 0
        self._head_is_new = True
        self._heads += 1
        self._between = False
        self.url = b""
        self.headers = []
        self.expect_100_continue = False

    def on_headers_complete(self) -> None:
        """End the head; let the request go its way unless it has too many headers."""
        if len(self.headers) > MAX_HEADERS:
            self._refuse_head()
        elif self.parser.should_upgrade() and b"upgrade" in dict(self.headers):
            lines = [b"%s %s HTTP/1.1" % (self.parser.get_method(), self.url)]
            lines += [b"%s: %s" % field for field in self.headers if field[0] != b"upgrade"]
            self._upgrade = b"\r\n".join((*lines, b"\r\n"))
        elif (self.url == _PATH or self.url.startswith(_PATH_AND_QUERY)) and self._is_plain():
            self._wait_for(_WaitsFor.BODY)
        else:
            self._waits_for = _WaitsFor.ANSWER
            self._make_scope()
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a piece of a body."""
        if self._fields is None:
            super().on_body(body)
        elif not self._body:
            self._body = body
        else:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)  # grows without being copied
            self._body += body

    def on_message_complete(self) -> None:
        """Answer a request that goes the short way."""
        if self._upgrade:
            return
        self._between = True
        if self._fields is None:
            super().on_message_complete()
            return
        headers, body = self._fields, self._body
        self._fields, self._body = None, b""
        query = self.url[len(_PATH_AND_QUERY) :]
        self._waits_for = _WaitsFor.ANSWER
        cycle = _ShortCycle(keep_alive=self.parser.should_keep_alive())
        self.cycle = cycle  # type: ignore[assignment]
        done = partial(self._answered, cycle)
        self._application.route_one.begin(headers, query, bytes(body), done)

    def _answered(self, cycle: _ShortCycle, answer: Answer) -> None:
        """End a request that went the short way, and begin one that came behind it."""
        cycle.response_complete = True
        self.server_state.total_requests += 1
        if cycle.disconnected or self.transport.is_closing():
            return
        latest: object = self.cycle
        if latest is cycle and self._between:
            self._wait_for(_WaitsFor.NEXT)
        self._write(answer, close=not cycle.keep_alive)
        if self.pipeline:
            self.server_state.total_requests -= 1  # which uvicorn counts
            self.on_response_complete()

    def _unsupported_upgrade_warning(self) -> None:
        """Read a request again, without the upgrade: the parser has left out its body."""
        error, head = sys.exception(), self._upgrade
        self._upgrade = b""
        if isinstance(error, httptools.HttpParserUpgrade) and head:
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            super().data_received(head + self._data[error.args[0] :])

    def send_400_response(self, msg: str) -> None:
        """What uvicorn calls for bytes that are no HTTP: a problem here, too."""
        self._refuse(Refused("malformed-http", "check the request line and the headers"))

    def _make_scope(self) -> None:
        """Begin the request as uvicorn does; on the short way nobody asks for what that makes."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers += headers  # in place: it is the scope's

    def _is_plain(self) -> bool:
        """Whether the request is one with a length, and nothing before it still to be answered."""
        headers = dict(self.headers)
        length = headers.get(b"content-length", b"")
        cycle: RequestResponseCycle | None = self.cycle
        plain = (
            length.isdigit()
            and declared_length(length) <= self._settings.max_body
            and self.parser.get_method() == b"POST"
            and self.parser.get_http_version() == "1.1"
            and not self.expect_100_continue
            and (cycle is None or cycle.response_complete)
            and not self.flow.write_paused
        )
        if plain:
            self._fields = headers
        return plain

    def _write(self, answer: Answer, *, close: bool) -> None:
        head = _head(answer.status, tuple(self.server_state.default_headers), tuple(answer.headers))
        end = _CLOSING if close else _GOING_ON
        self.transport.write(b"".join((head, end % len(answer.body), answer.body)))
        if close:
            self.transport.close()

    def _wait_for(self, what: _WaitsFor) -> None:
        self._waits_for = what
        self._since = self.loop.time()

    def _look_later(self) -> None:
        settings = self._settings
        least = min(settings.head_seconds, settings.body_seconds, settings.keep_alive_seconds)
        self._look = self.loop.call_later(least / 4, self._close_when_slow)

    def _close_when_slow(self) -> None:
        settings, waits_for = self._settings, self._waits_for
        limits = {
            _WaitsFor.HEAD: settings.head_seconds,
            _WaitsFor.BODY: settings.body_seconds,
            _WaitsFor.NEXT: float(settings.keep_alive_seconds),
        }
        limit = limits.get(waits_for)
        if limit is None or self.loop.time() - self._since < limit:
            self._look_later()
        elif waits_for is _WaitsFor.NEXT:
            self.transport.close()
        else:
            detail = f"{waits_for.value} did not arrive within {limit:g} seconds"
            self._refuse(Refused("request-timeout", detail))

    def _answers_first(self) -> bool:
        """Whether a request that came in full waits for its answer; the connection ends with it."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete or cycle.more_body or self._fields is not None:
            return False
        cycle.keep_alive = False
        return True

    def _refuse_head(self) -> None:
        detail = f"at most {MAX_HEAD:,} bytes and {MAX_HEADERS} headers are read"
        self._refuse(Refused("head-too-large", detail))

    def _refuse(self, refused: Refused) -> None:
        """The last word on a connection, unless an answer is still to come: then that is it."""
        if self.transport.is_closing() or self._answers_first():
            return
        headers = [(name.lower().encode(), text.encode()) for name, text in refused.headers.items()]
        media = (b"content-type", CONTENT_TYPE.encode())
        self._write(Answer(refused.status, [media, *headers], refused.body()), close=True)
