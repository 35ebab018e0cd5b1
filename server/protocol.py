"""HTTP connections with the limits that uvicorn does not set: on a request's head and its time.

uvicorn waits for ever for the end of a head, and takes one of any size. The time is checked by one
timer a connection that looks now and then, so that a request costs none.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from server.problems import CONTENT_TYPE, Refused
from server.service import SERVICE, Service

MAX_HEAD = 32_768
"""Bytes of a request line with its headers; proxies pass on at most as much."""
MAX_HEADERS = 100


class LimitedHttp(HttpToolsProtocol):
    """httptools' protocol with limits on the head, and with a word to the service at a shutdown.

    The service is found under ``SERVICE`` in the state that the application's lifespan gives.
    """

    _head_began: float | None = None  # loop time; of a silent new connection, too
    _head_size = 0
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin the first head's time."""
        super().connection_made(transport)
        self._service: Service = self.app_state[SERVICE]
        self._head_began = self.loop.time()
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop looking."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Called for every connection when the server begins to stop."""
        self._service.stop()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        """Count the bytes of a head that is not complete yet."""
        cycle: RequestResponseCycle | None = self.cycle
        between = cycle is None or cycle.response_complete
        if between and len(data) > MAX_HEAD and data.find(b"\r\n\r\n", 0, MAX_HEAD) < 0:
            self._refuse_head()
            return
        super().data_received(data)
        if self._head_began is not None:
            self._head_size += len(data)
            if self._head_size > MAX_HEAD:
                self._refuse_head()

    def on_message_begin(self) -> None:
        """Begin the head of the next request."""
        self._head_began = self.loop.time()
        self._head_size = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """End the head; hand the request on unless it has too many headers."""
        self._head_began = None
        if len(self.headers) > MAX_HEADERS:
            self._refuse_head()
        else:
            super().on_headers_complete()

    def _look_later(self) -> None:
        seconds = self._service.settings.head_seconds
        self._look = self.loop.call_later(seconds / 4, self._close_when_slow, seconds)

    def _close_when_slow(self, seconds: float) -> None:
        began = self._head_began
        if began is None or self.loop.time() - began < seconds:
            self._look_later()
            return
        detail = f"the request's head did not arrive within {seconds:g} seconds"
        self._refuse(Refused("request-timeout", detail))

    def send_400_response(self, msg: str) -> None:
        """What uvicorn calls for bytes that are no HTTP: a problem here, too."""
        self._refuse(Refused("malformed-http", "check the request line and the headers"))

    def _refuse_head(self) -> None:
        detail = f"at most {MAX_HEAD:,} bytes and {MAX_HEADERS} headers are read"
        self._refuse(Refused("head-too-large", detail))

    def _refuse(self, refused: Refused) -> None:
        if self.transport.is_closing():
            return
        body = refused.body()
        head = (
            f"HTTP/1.1 {refused.status} {_REASONS[refused.status]}\r\n"
            f"content-type: {CONTENT_TYPE}\r\ncontent-length: {len(body)}\r\n"
            "connection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


_REASONS = {
    400: "Bad Request",
    408: "Request Timeout",
    431: "Request Header Fields Too Large",
}
