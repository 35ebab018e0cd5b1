"""Answers that never arrive: the connection closes before them, or in their middle.

An ASGI application cannot close a connection, so the protocol of the server hands the way to do it
to its requests.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_CUT = "cut"


class CuttableHttp(HttpToolsProtocol):
    """httptools' protocol, whose requests can close their connection."""

    def connection_made(self, transport: Any) -> None:
        """Every request of this connection gets to know how to close it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, _CUT: transport.close}


class Dropped(Response):
    """Nothing at all: the connection closes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Close, and wait until it is closed."""
        await _close(scope, receive)


class Half(Response):
    """The head of an answer and half of its body: then the connection closes."""

    def __init__(self, whole: Response) -> None:
        super().__init__(status_code=whole.status_code)
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the half, and close."""
        whole = self._whole
        start = {"type": "http.response.start", "status": whole.status_code}
        await send(start | {"headers": whole.raw_headers})
        half = bytes(whole.body)[: len(whole.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await _close(scope, receive)


async def _close(scope: Scope, receive: Receive) -> None:
    scope["state"][_CUT]()
    while (await receive())["type"] != "http.disconnect":
        continue
